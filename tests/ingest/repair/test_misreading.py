"""Text that was read in the wrong one of two code pages is given back, and no other text is touched."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.damage import lossless, lossy
from benchmarks.samples import original
from ingest.composition import Circumstances
from ingest.reading import entry_from
from ingest.rejection import Rejection
from ingest.repair.codepages import BY_NAME
from ingest.repair.misreading import misread
from ingest.repair.mojibake import damage
from ingest.rules import Rules
from tests.ingest.repair.test_mojibake import CLEAN
from tests.ingest.repair.test_restoration import NEWS

PROSE = {
    "ru": "Компания объявила о запуске нового завода под Калугой. По словам директора, на предприятии будет работать "
    "более тысячи человек, и это не предел. Эксперты считают, что рынок вырастет как никогда.",
    "bg": "Дружеството обяви, че ще строи нов завод край Пловдив. Инвестицията е за над сто милиона лева, а според "
    "министъра работата ще започне след Великден. Преди това обаче трябва да се промени планът.",
    "uk": "Уряд схвалив нову програму для малого бізнесу, і на неї вже є гроші. Як кажуть у міністерстві, це не межа: "
    "від осені буде більше. Підприємці кажуть, що досі чекали на це надто довго.",
    "sr": "Министар је рекао да ће нови закон ступити на снагу после лета, али није рекао због чега се чекало. Ово је "
    "већ трећи покушај, који су опозиција и привреда дочекале хладно.",
    "el": "Η κυβέρνηση ανακοίνωσε ένα νέο πρόγραμμα για τις μικρές επιχειρήσεις. Ο υπουργός είπε ότι τα χρήματα θα "
    "δοθούν πριν από το τέλος του χρόνου, και ότι είναι από το ταμείο που έχει η χώρα στην Ευρώπη.",
    "cs": "Město otevřelo nové nádraží, které má sloužit lidem z okolí. Cestující říkají, že čekali příliš dlouho, ale "
    "jsou spokojení. Podle ředitele se na stavbě dělalo i v noci, což je pro město úspěch.",
    "sk": "Vláda schválila návrh, ktorý zníži dane. Opozícia však tvrdí, že peniaze budú chýbať v školách, ktoré sú na "
    "tom už teraz zle. Podľa ministra sa to týka len malej časti, a tá bude mať čas.",
    "pl": "Łódź dostanie nowe tramwaje, a mieszkańcy już pytają, jak często będą jeździły. Według władz nie jest to "
    "koniec zakupów: następne przyjadą przez Gdańsk, który się na to zgodził.",
}
NOW = datetime(2026, 2, 3, tzinfo=UTC)
PAGES = {
    **dict.fromkeys(("ru", "bg", "uk", "sr"), ("cp1251",)),
    "el": ("cp1253",),
    **dict.fromkeys(("cs", "sk", "pl"), ("cp1250",)),
}
MISREAD = [(language, page) for language, pages in PAGES.items() for page in pages]


@pytest.mark.parametrize(("language", "page"), MISREAD, ids=lambda value: value)
def test_text_that_was_read_as_western_is_given_back(language: str, page: str) -> None:
    found = misread(BY_NAME["cp1252"].read(PROSE[language].encode(page)))
    assert found is not None
    assert found.text == PROSE[language]
    assert found.page.endswith(">cp1252")
    assert 0.8 < found.confidence < 1
    assert "undone without loss" in found.method


@pytest.mark.parametrize(("right", "wrong"), [("koi8-r", "cp1251"), ("cp1251", "koi8-r"), ("cp1251", "cp1250")])
@pytest.mark.parametrize("language", ["ru", "bg"])
def test_cyrillic_that_was_read_as_other_cyrillic_or_as_central_european_is_given_back(
    language: str, right: str, wrong: str
) -> None:
    found = misread(BY_NAME[wrong].read(PROSE[language].encode(right)))
    assert found is not None
    assert (found.text, found.page) == (PROSE[language], f"{right}>{wrong}")


@pytest.mark.parametrize("text", [*CLEAN.values(), *NEWS.values(), *PROSE.values()])
def test_clean_text_is_left_alone(text: str) -> None:
    assert misread(text) is None


@given(st.lists(st.sampled_from([*PROSE.values(), *NEWS.values()]), min_size=2, max_size=4), st.data())
def test_clean_text_in_several_languages_is_left_alone(texts: list[str], data: st.DataObject) -> None:
    sentences = [sentence for text in texts for sentence in text.split(". ")]
    assert misread(". ".join(data.draw(st.permutations(sentences)))) is None


def test_clean_articles_are_left_alone_and_so_are_those_with_other_damage() -> None:
    for name in ("google-kroniky.md", "openai-shkola.md", "skoda-batterien.md"):
        text = original(name)
        assert misread(text) is None
        for page in ("cp1252", "cp1251"):
            assert misread(lossless(text, page)) is None
            assert misread(lossy(text, page)) is None


@given(st.text())
def test_any_text_is_left_alone_or_given_back_so_that_the_damage_makes_it_again(text: str) -> None:
    found = misread(text)
    assert found is None or damage(found.text, found.page) == text


@pytest.mark.parametrize("language", ["ru", "cs"])
def test_an_entry_says_what_its_title_was(language: str) -> None:
    title = PROSE[language].split(".")[0]
    text = f"---\ntitle: {title}\ndate: 2026-02-03\n---\n{PROSE[language]}\n"
    broken = BY_NAME["cp1252"].read(text.encode(PAGES[language][0]))
    entry = entry_from(broken.encode("utf-8"), Circumstances("a.md", NOW, NOW), Rules(seeds=Path("seeds")))
    assert not isinstance(entry, Rejection)
    assert (entry.title, entry.text.strip(), entry.damaged) == (title, PROSE[language], False)
    (repair,) = [repair for repair in entry.repairs if repair.field == "title"]
    assert (repair.before, repair.after) == (broken.splitlines()[1].removeprefix("title: "), title)
