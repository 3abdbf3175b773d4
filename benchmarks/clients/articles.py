"""The articles that the clients read: in nine languages, with all that an entry can have, and titles that hurt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One file, in the words that a client should show."""

    name: str
    """Of the file, and of its page."""
    title: str
    text: str
    """Markdown."""
    mark: str
    """A few words of the text as they stand in HTML."""
    published: datetime
    updated: datetime | None = None
    language: str
    authors: tuple[str, ...]
    companies: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image: str | None = None
    guid: str | None = None
    link: str = ""
    more: Mapping[str, object] = field(default_factory=dict)
    """Keys that no client is asked about."""

    @property
    def address(self) -> str:
        """The article's own page."""
        return self.link or f"https://noviny.example/{self.name}"

    def __str__(self) -> str:
        """The file. JSON is YAML, and quotes whatever a title may hold."""
        keys = {
            "title": self.title,
            "date": self.published.isoformat(),
            "updated": self.updated and self.updated.isoformat(),
            "language": self.language,
            "authors": list(self.authors),
            "companies": list(self.companies),
            "categories": list(self.categories),
            "image": self.image,
            "guid": self.guid,
            "url": self.address,
            **self.more,
        }
        front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items() if value)
        # Declared, so that nothing is detected.
        return f"---\n{front}{'' if self.companies else 'companies: []'}\n---\n\n{self.text}\n"


def write(articles: tuple[Article, ...], seeds: Path) -> None:
    """Write the files into a folder."""
    seeds.mkdir(parents=True, exist_ok=True)
    for article in articles:
        (seeds / f"{article.name}.md").write_text(str(article), "utf-8")


def _day(month: int, day: int, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(2026, month, day, hour, minute, 15, tzinfo=UTC)


_BRNO = "https://noviny.example/brno-centrum"

ARTICLES = (
    Article(
        name="kun",
        title="Příliš žluťoučký kůň & spol.",
        text="Stáj u Pardubic prodala **závodního koně** za rekordní cenu. [Celý rozhovor](/rozhovor) vyjde v sobotu.",
        mark="prodala <strong>závodního koně</strong> za rekordní",
        published=_day(1, 3),
        language="cs",
        authors=("Jana Nováková",),
        categories=("Zemědělství", "Dostihy"),
        image="https://noviny.example/img/kun.jpg",
    ),
    Article(
        name="shtarkel",
        title="Щъркелът се върна <отново>",
        text="Белият щъркел от Белозем долетя с две седмици по-рано. Орнитолозите го познават по пръстена.",
        mark="долетя с две седмици по-рано",
        published=_day(1, 5, 23, 59),
        language="bg",
        authors=("Иван Петров",),
        companies=("Софарма",),
        categories=("Природа",),
    ),
    Article(
        name="quotes",
        title="\"Quotes\", 'apostrophes' & <b>markup</b>: 3 < 4 > 2",
        text="The headline was set by a machine, and the machine was proud of it. Nobody asked the proof-reader.",
        mark="the machine was proud of it",
        published=_day(1, 7),
        updated=_day(1, 9, 10),
        language="en-GB",
        authors=("Margaret O'Neill",),
        companies=("AT&T",),
        categories=("R&D", "Typography"),
        image="https://noviny.example/img/quotes.png?width=1200&height=800",
    ),
    Article(
        name="entities",
        title="Why &amp; is not & and &lt;script&gt; is not <script>alert(1)</script>",
        text="A page about escaping escaped. It wrote `&amp;amp;` where it meant an ampersand, "
        "<script>alert(2)</script>and readers noticed.",
        mark="where it meant an ampersand",
        published=_day(1, 9),
        language="en",
        authors=("Sam Lee", "Priya Natarajan"),
        categories=("Web",),
    ),
    Article(
        name="broetchen",
        title="Größere Brötchen für Škoda",
        text="Die Kantine in Mladá Boleslav backt künftig selbst.\n\n* 4 000 Brötchen am Tag\n* zwei neue Öfen",
        mark="<li>zwei neue Öfen</li>",
        published=_day(1, 11),
        language="de-AT",
        authors=("Jürgen Weiß",),
        companies=("Škoda Auto",),
        categories=("Küche",),
        image="https://noviny.example/img/br%C3%B6tchen.jpg",
        guid="tag:noviny.example,2026:broetchen",
    ),
    Article(
        name="jazn",
        title="Zażółć gęślą jaźń",
        text="Dyktando wygrała uczennica z Gdyni. Pomyliła się tylko raz, w słowie „gżegżółka”.",
        mark="wygrała uczennica z Gdyni",
        published=_day(1, 13),
        language="pl",
        authors=("Zofia Łęcka",),
        companies=("Orlen", "CD Projekt"),
        categories=("Szkoła",),
        guid="urn:uuid:6f1c2a54-8d0e-4f7b-9a57-0d3b7b1f2c11",
    ),
    Article(
        name="brno-centrum",
        title="Amazon postaví v Brně datové centrum",
        text="Stavba začne na jaře a potrvá tři roky. Město si od ní slibuje osm set pracovních míst.",
        mark="osm set pracovních míst",
        published=_day(1, 15),
        language="cs",
        authors=("Karel Dvořák",),
        companies=("Amazon",),
        categories=("Ekonomika",),
        image="https://noviny.example/img/brno.webp",
        link=_BRNO,
        more={"original_title": "Amazon to build a data centre in Brno", "importance": 4},
    ),
    Article(
        name="bruenn-zentrum",
        title="Amazon baut in Brünn ein Rechenzentrum",
        text="Der Bau beginnt im Frühjahr und dauert drei Jahre. Die Stadt hofft auf achthundert Arbeitsplätze.",
        mark="hofft auf achthundert Arbeitsplätze",
        published=_day(1, 15, 12),
        language="de",
        authors=("Karel Dvořák",),
        companies=("Amazon",),
        categories=("Wirtschaft",),
        link=_BRNO,
    ),
    Article(
        name="emoji",
        title="🚗💨 Elektro raketově: 👩‍🔬 měří, 🇨🇿 jede",
        text="Nabíjení z deseti na osmdesát procent trvalo v mrazu dvacet minut. 🔋 Vědkyně čekaly horší čísla.",
        mark="🔋 Vědkyně čekaly horší čísla",
        published=_day(1, 17),
        language="cs",
        authors=("Alžběta Součková",),
        companies=("Škoda Auto",),
        categories=("Auta",),
    ),
    Article(
        name="arabic",
        title="الميناء يشتري رافعات جديدة",
        text="اشترى الميناء ثلاث رافعات جديدة، وستصل الأولى في الصيف.",
        mark="اشترى الميناء ثلاث رافعات",
        published=_day(1, 19),
        language="ar",
        authors=("ليلى حداد",),
        categories=("اقتصاد",),
    ),
    Article(
        name="japanese",
        title="港に新しいクレーンが三台届く",
        text="港は新しいクレーンを三台購入した。最初の一台は夏に届く予定だ。",
        mark="最初の一台は夏に届く予定だ",
        published=_day(1, 21),
        language="ja",
        authors=("山田花子",),
        categories=("経済",),
        link="https://noviny.example/港?id=3&lang=ja",
    ),
    Article(
        name="french",
        title="L’usine qui n’existait pas",
        text="On l’a inaugurée deux fois : « c’est un record », a dit le maire. ![L'usine](https://noviny.example/img/usine.jpg)",
        mark="On l’a inaugurée deux fois",
        published=_day(1, 23),
        language="fr-CA",
        authors=("Élodie Lefèvre-Gagné",),
        categories=("Faits divers",),
        image="https://noviny.example/img/usine.jpg",
    ),
    Article(
        name="cdata",
        title="Konec bloku ]]> a řádek\tplný mezer",
        text="Kdo píše XML ručně, tomu se `]]>` jednou vymstí. Pokaždé ve tři ráno.",
        mark="Pokaždé ve tři ráno",
        published=_day(1, 25),
        language="cs",
        authors=("Ondřej Černý",),
        categories=("Web", "XML"),
    ),
    Article(
        name="ukrainian",
        title="Завод під Львовом шукає двісті інженерів",
        text="Перші верстати привезуть у травні, а навчання почнеться вже взимку.",
        mark="навчання почнеться вже взимку",
        published=_day(1, 27),
        updated=_day(2, 1),
        language="uk",
        authors=("Оксана Шевчук",),
        companies=("Електрон",),
        categories=("Промисловість",),
        more={"source": {"name": "Львівська хвиля", "url": "https://hvylya.example/"}},
    ),
    Article(
        name="old",
        title="Zpráva z devadesátých let",
        text="Tiskárna v Opavě koupila první počítač. Stál víc než její budova, jak se tehdy psalo.",
        mark="Stál víc než její budova",
        published=datetime(1994, 2, 28, 23, 59, 59, tzinfo=UTC),
        language="cs",
        authors=("Redakce",),
        categories=("Archiv",),
    ),
)
