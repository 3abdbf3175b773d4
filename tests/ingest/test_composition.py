"""From a file's bytes to a whole entry: every gap is filled in by rule, and the entry says where from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.characters import clean
from ingest.composition import Circumstances, readable
from ingest.reading import entry_from
from ingest.rejection import Rejection
from ingest.repair.mojibake import damage
from ingest.rules import Future, Rules
from store.entry import RELATIVE, Author, DateOrigin, Entry, Hold, LanguageOrigin, Source

utc = partial(datetime, tzinfo=UTC)
NOW = utc(2026, 3, 1, 12)
SEEN = utc(2026, 2, 20, 8, 30)
DAY = timedelta(days=1)
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"

BG = "Софарма откри нов завод край Пловдив. Инвестицията е за сто милиона лева, а производството започва през есента."
CS = "Společnost Amazon oznámila, že v Brně postaví nové datové centrum. Stavba má začít na jaře a skončit do tří let."


def compose(
    text: str | bytes,
    path: str = "zprava.txt",
    *,
    seen: datetime = SEEN,
    zone: tzinfo = UTC,
    future: Future = Future.HOLD,
) -> Entry | Rejection:
    data = text.encode() if isinstance(text, str) else text
    return entry_from(data, Circumstances(path, seen, NOW), Rules(seeds=Path("seeds"), zone=zone, future=future))


def entry(text: str | bytes, path: str = "zprava.txt", **circumstances: object) -> Entry:
    composed = compose(text, path, **circumstances)  # type: ignore[arg-type]  # each is checked where it is used
    assert isinstance(composed, Entry), composed
    return composed


# --- titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("---\ntitle: Amazon staví\n---\n# Jiný nadpis\n\nText.", "Amazon staví", id="the key"),
        pytest.param("---\nlang: cs\n---\n# Amazon staví\n\nText.", "Amazon staví", id="the first heading"),
        pytest.param("---\nlang: cs\n---\nAmazon staví v Brně. Stavba začne.", "Amazon staví v Brně", id="a sentence"),
        pytest.param("---\ntitle: ''\n---\n## Amazon staví\n\nText.", "Amazon staví", id="an empty key falls through"),
        pytest.param("---\ntitle: [a, b]\n---\nKrátce. A dost.", "Krátce", id="an unusable key falls through"),
        pytest.param("Amazon staví v Brně\n\nStavba začne na jaře.", "Amazon staví v Brně", id="a short first line"),
        pytest.param(
            "Сумата е 50 млрд. долара. Това съобщи Ройтерс.",
            "Сумата е 50 млрд. долара",
            id="an abbreviation ends nothing",
        ),
        pytest.param("---\nlang: cs\n---\nStavět se bude např.", "Stavět se bude např.", id="its own full stop stays"),
        pytest.param("---\nlang: cs\n---\n![](/obr.png)", "Velka zprava dnes", id="the name of the file"),
    ],
)
def test_a_title_is_taken_from_the_first_place_that_has_one(text: str, title: str) -> None:
    assert entry(text, "2026/2026-02-01-velka_zprava-dnes.md").title == title


def test_the_heading_that_became_the_title_is_not_shown_twice() -> None:
    shown = entry("---\nlang: cs\n---\n# Amazon staví\n\nText pod nadpisem.", "a.md")
    assert "Amazon" not in shown.content
    assert shown.text == "Text pod nadpisem."


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("2026-01-30-velka-zprava.md", "Velka zprava"),
        ("a/b/new_factory.txt", "New factory"),
        ("2026.md", "2026"),
        ("01-02.md", "02"),
        ("...md", ".."),
        ("без-разширение", "Без разширение"),
        ("-_-.md", "-_-"),
    ],
)
def test_a_name_made_readable(path: str, title: str) -> None:
    assert readable(path) == title


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda name: name.rpartition("/")[2]))
def test_every_name_gives_some_title(name: str) -> None:
    assert readable(name)


# --- dates


@pytest.mark.parametrize(
    ("text", "path", "published", "origin"),
    [
        pytest.param(
            "---\ndate: 2026-01-05\n---\nText.", "2026-01-30-a.md", utc(2026, 1, 5), DateOrigin.DECLARED, id="key"
        ),
        pytest.param("date 2026-01-05 Text.", "2026-01-30-a.txt", utc(2026, 1, 5), DateOrigin.HEADER, id="header"),
        pytest.param("Datum: 5. ledna 2026\n\nText.", "a.txt", utc(2026, 1, 5), DateOrigin.HEADER, id="in Czech"),
        pytest.param("5. ledna 2026\n\nText.", "2026-01-30-a.txt", utc(2026, 1, 5), DateOrigin.HEADER, id="own line"),
        pytest.param(
            "Datum: 30. 2. 2026\n\nText.", "2026-01-30-a.txt", utc(2026, 1, 30), DateOrigin.FILE_NAME, id="impossible"
        ),
        pytest.param("Text.", "2026-01-30-a.txt", utc(2026, 1, 30), DateOrigin.FILE_NAME, id="name"),
        pytest.param(
            "---\ndate: vloni\n---\nText.", "2026-01-30-a.md", utc(2026, 1, 30), DateOrigin.FILE_NAME, id="no date"
        ),
        pytest.param(
            "---\npath: 2025/12/24/a\npermalink: /2025/12/23/a\n---\nText.",
            "a.md",
            utc(2025, 12, 24),
            DateOrigin.PERMALINK,
            id="path",
        ),
        pytest.param(
            "---\npermalink: /2025/12/23/a\n---\nText.",
            "a.md",
            utc(2025, 12, 23),
            DateOrigin.PERMALINK,
            id="permalink",
        ),
        pytest.param(
            "---\nurl: https://e.example/2025/12/22/a\n---\nText.",
            "a.md",
            utc(2025, 12, 22),
            DateOrigin.LINK,
            id="link",
        ),
        pytest.param("Text.", "2026-01-30/a.txt", SEEN, DateOrigin.MTIME, id="file time"),
        pytest.param("Text.", "9999-99-99-a.txt", SEEN, DateOrigin.MTIME, id="no such day"),
    ],
)
def test_a_date_is_taken_from_the_first_place_that_has_one(
    text: str, path: str, published: datetime, origin: DateOrigin
) -> None:
    composed = entry(text, path)
    assert (composed.published, composed.published_origin) == (published, origin)


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_time_of_a_file_is_never_later_than_now(seen: datetime) -> None:
    assert entry("Krátká zpráva.", seen=seen).published == min(seen, NOW)


def test_a_day_without_a_zone_begins_in_the_zone_of_the_settings() -> None:
    prague = ZoneInfo("Europe/Prague")
    midnight = utc(2026, 1, 29, 23)
    assert entry("date 2026-01-30 Text.", zone=prague).published == midnight
    assert entry("Text.", "2026-01-30-a.txt", zone=prague).published == midnight


# --- what is held back


@pytest.mark.parametrize(
    ("text", "until"),
    [
        pytest.param("date: 2026-03-01T12:00:00Z\n\nText.", None, id="now"),
        pytest.param("date: 2026-03-01T12:00:01Z\n\nText.", utc(2026, 3, 1, 12, 0, 1), id="a second ahead"),
        pytest.param("date: 2026-03-01T14:00:01+02:00\n\nText.", utc(2026, 3, 1, 12, 0, 1), id="in another zone"),
        pytest.param("date: 2026-03-02T02:00:00\n\nText.", None, id="no zone, 14 hours ahead"),
        pytest.param("date: 2026-03-02T02:00:01\n\nText.", utc(2026, 3, 1, 12, 0, 1), id="no zone, further ahead"),
        pytest.param("date: 2026-03-02\n\nText.", None, id="tomorrow somewhere"),
        pytest.param("date: 2026-03-03\n\nText.", utc(2026, 3, 2, 10), id="the day after tomorrow"),
    ],
)
def test_a_date_in_the_future_holds_an_entry_until_it_has_come_everywhere(text: str, until: datetime | None) -> None:
    hold = entry(text).hold
    assert (hold and hold.until) == until
    assert entry(text, future=Future.PUBLISH).hold is None


def test_a_date_in_a_name_holds_too() -> None:
    hold = entry("Text.", "2026-05-01-a.txt").hold
    assert hold is not None
    assert hold.until == utc(2026, 4, 30, 10)


@pytest.mark.parametrize("key", ["draft: true", "published: false", "Draft: yes"])
@pytest.mark.parametrize("future", Future)
def test_a_draft_is_held_without_a_time(key: str, future: Future) -> None:
    held = entry(f"---\n{key}\ndate: 2026-06-01\n---\nText.", "a.md", future=future)
    assert held.hold is not None
    assert held.hold.until is None
    assert held.hold.reason


@pytest.mark.fault(26)
@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-01T05:00:00", "9999-12-31T23:59:59"])
def test_the_first_and_the_last_day_there_are_break_nothing(day: str) -> None:
    composed = entry(f"---\ndate: '{day}'\n---\nText.", "a.md")
    assert composed.published.year in {1, 9999}
    assert (composed.hold is not None) == (composed.published.year == 9999)


# --- language


@pytest.mark.parametrize(
    ("text", "language", "origin"),
    [
        pytest.param(
            f"---\nlang: pl\n---\n{CS}", "pl", LanguageOrigin.DECLARED, id="declared, whatever the text is in"
        ),
        pytest.param(f"---\nlanguage: cs_CZ\n---\n{CS}", "cs-CZ", LanguageOrigin.DECLARED, id="declared with a region"),
        pytest.param(f"---\nlang: '?'\n---\n{CS}", "cs", LanguageOrigin.DETECTED, id="declared as nothing"),
        pytest.param(BG, "bg", LanguageOrigin.DETECTED, id="Bulgarian"),
        pytest.param(CS, "cs", LanguageOrigin.DETECTED, id="Czech"),
        pytest.param(
            "Die Škoda Auto AG hat in Mladá Boleslav ein neues Werk eröffnet, in dem Batterien gebaut werden.",
            "de",
            LanguageOrigin.DETECTED,
            id="German",
        ),
        pytest.param("42", None, LanguageOrigin.DEFAULT, id="no words"),
    ],
)
def test_a_language_is_declared_or_detected_or_nobody_s(
    text: str, language: str | None, origin: LanguageOrigin
) -> None:
    composed = entry(text, "a.md")
    assert (composed.language, composed.language_origin) == (language, origin)


SV = (
    "Företaget meddelade i dag att den nya fabriken utanför Lund startar produktionen nästa år och anställer mer än "
    "trehundra personer. Enligt direktören ska man främst tillverka delar till elbilar."
)
EN = (
    "The company said today that its new plant near Leeds will start production next year and employ more than three "
    "hundred people. According to the director it will mostly make parts for electric cars."
)


@pytest.mark.parametrize(
    ("declared", "text", "language", "why"),
    [
        pytest.param("cs", EN, "cs", "lang says cs, but the text reads as en; cs is kept", id="contradicted"),
        pytest.param("en", EN, "en", None, id="right"),
        pytest.param("cz", CS, "cs", "lang says cz, the code of a country; cs is used", id="a country"),
        pytest.param(
            "se",
            SV,
            "sv",
            "lang says se, the code of a country, and the text reads as sv; sv is used",
            id="a country that is a language too",
        ),
        pytest.param("se", EN, "se", None, id="a language that nobody can judge"),
        pytest.param(
            "uk",
            EN,
            "en",
            "lang says uk, the code of a country, and the text reads as en; en is used",
            id="not Ukrainian",
        ),
    ],
)
def test_a_declared_language_that_cannot_be_meant_is_remarked_upon(
    declared: str, text: str, language: str, why: str | None
) -> None:
    composed = entry(f"---\nlang: {declared}\n---\n{text}", "a.md")
    assert (composed.language, composed.language_origin) == (language, LanguageOrigin.DECLARED)
    assert composed.identity.language == language
    assert [remark.why for remark in composed.ignored if remark.key == "lang"] == ([why] if why else [])


def test_only_a_declared_language_counts_for_the_identity() -> None:
    assert entry(CS).identity.language == ""
    assert entry(f"---\nlang: sr_Latn_RS\n---\n{CS}", "a.md").identity.language == "sr-Latn"


# --- repairs


def test_only_the_fields_that_were_damaged_are_reported_as_repaired() -> None:
    title = "Amazon Expands"
    broken = damage(CS, "cp1252")
    mended = entry(f"---\ntitle: {title}\ndescription: In short\n---\n{broken}\n", "a.md")
    assert mended.text == CS
    assert [(repair.field, repair.before, repair.after) for repair in mended.repairs] == [("body", broken, CS)]
    assert mended.repairs[0].confidence == 1.0
    assert not mended.damaged


def test_each_damaged_field_is_reported_with_what_it_was() -> None:
    fields = {"title": "Škoda slaví žně", "description": "Příliš žluťoučký kůň úpěl.", "text": CS}
    was = {name: damage(value, "cp1252") for name, value in fields.items()}
    mended = entry(f'---\ntitle: "{was["title"]}"\ndescription: "{was["description"]}"\n---\n{was["text"]}\n', "a.md")
    assert (mended.title, mended.summary, mended.text) == tuple(fields.values())
    reported = {repair.field: repair.before for repair in mended.repairs}
    assert reported == {"title": was["title"], "summary": was["description"], "body": was["text"]}


@pytest.mark.parametrize("text", [CS, BG, "Plain English, nothing else."])
def test_text_that_is_not_broken_is_not_touched(text: str) -> None:
    composed = entry(text)
    assert composed.text == text
    assert composed.repairs == ()
    assert not composed.damaged


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_an_encoding_is_no_damage(encoding: str) -> None:
    composed = entry(BG.encode(encoding))
    assert composed.text == BG
    assert composed.repairs == ()


# --- the rest of the fields


def test_every_field_of_the_front_matter_arrives() -> None:
    whole = entry(
        """---
guid: tag:noviny.example,2026:7
title: Amazon staví v Brně
original_title: Amazon Builds in Brno
url: https://www.noviny.example/7?utm_source=rss
date: 2026-02-01T10:00:00+01:00
updated: 2026-02-02
perex: Stručně.
companies: Amazon, ČEZ a.s.
categories: [Cloud]
tags: [Brno, Cloud]
importance: 3
author: {name: Jana Nováková, email: jana@noviny.example}
source: {name: Noviny, url: https://noviny.example}
cover: /img/brno.jpg
slug: amazon-brno
layout: post
---
Text.
""",
        "a.md",
    )
    assert whole.identity.declared == "tag:noviny.example,2026:7"
    assert whole.identity.link == "//noviny.example/7"
    assert whole.link == "https://www.noviny.example/7?utm_source=rss"
    assert whole.original_title == "Amazon Builds in Brno"
    assert whole.published == utc(2026, 2, 1, 9)
    assert whole.updated == utc(2026, 2, 2)
    assert whole.summary == "Stručně."
    assert [(company.slug, company.name) for company in whole.companies] == [("amazon", "Amazon"), ("cez", "ČEZ a.s.")]
    assert whole.categories == ("Cloud", "Brno")
    assert whole.importance == 3
    assert whole.authors == (Author("Jana Nováková", "jana@noviny.example"),)
    assert whole.source == Source("Noviny", url="https://noviny.example")
    assert whole.image == RELATIVE + "/img/brno.jpg"
    assert whole.slug == "amazon-brno"
    assert whole.extra == {"layout": "post"}
    assert whole.keys["summary"] == "perex"


@pytest.mark.parametrize(("companies", "declared"), [("companies: []\n", True), ("companies:\n", False), ("", False)])
def test_an_empty_list_of_companies_says_that_there_are_none(companies: str, declared: bool) -> None:  # noqa: FBT001 - a row of the table
    composed = entry(f"---\ntitle: Nic\n{companies}---\nText.", "a.md")
    assert composed.companies == ()
    assert composed.companies_declared == declared


def test_the_name_of_a_file_and_its_place_leave_no_trace_in_its_identity() -> None:
    text = f"---\ntitle: Titulek\n---\n{CS}"
    assert entry(text, "2026-01-30-a.md").identity == entry(text, "b/c.md", seen=NOW).identity


def test_an_article_without_title_has_the_same_identity_under_every_name() -> None:
    text = "---\nlang: cs\n---\n![](/obr.png)"
    assert entry(text, "a.md").title != entry(text, "b.md").title
    assert entry(text, "a.md").identity == entry(text, "b.md").identity


@pytest.mark.parametrize("text", ["---\nlang: cs\n---\n", "date 2026-01-30", "---\nlang: cs\n---\n<!-- nic -->\n"])
def test_a_file_with_neither_title_nor_text_is_rejected_with_what_to_do(text: str) -> None:
    assert compose(text) == Rejection("holds no text", "write the article into it, or delete it")


def test_a_title_alone_is_an_article() -> None:
    alone = entry("---\ntitle: Jen titulek\n---\n", "a.md")
    assert (alone.title, alone.content, alone.text) == ("Jen titulek", "", "")


# --- the two real files


def real(name: str) -> Entry:
    if not (REAL / name).exists():
        pytest.skip(f"the real input file {name} is not beside this checkout")
    return entry((REAL / name).read_bytes(), name)


def test_the_real_plain_text_has_its_title_date_language_and_paragraphs() -> None:
    composed = real("000_966ab8dcbb8c9a31.txt")
    assert composed.title.startswith("Amazon води преговори за мащабна инвестиция в OpenAI, като обсъжданата")
    assert composed.title.endswith("до 50 млрд. долара")
    assert (composed.published, composed.published_origin) == (utc(2026, 1, 30), DateOrigin.HEADER)
    assert (composed.language, composed.language_origin) == ("bg", LanguageOrigin.DETECTED)
    assert composed.content.count("<p>") == composed.content.count("</p>") == 7
    assert "2026-01-30" not in composed.text
    assert not composed.damaged
    assert (composed.hold, composed.repairs, composed.companies_declared) == (None, (), False)


def test_the_real_front_matter_is_read_whole() -> None:
    composed = real("004_575f02b4af805a2c.txt")
    assert [company.name for company in composed.companies] == ["Amazon", "OpenAI"]
    assert composed.companies_declared
    assert (composed.published, composed.keys["published"]) == (
        utc(2026, 2, 5, 4, 16, 42),
        "publishedAt",
    )
    assert composed.link == (
        "https://www.digitimes.com/news/a20260205VL205/amazon-openai-competition-microsoft-technology.html"
    )
    assert composed.source is not None
    assert composed.source.name == "Digitimes"
    assert composed.image == "https://img.digitimes.com/newsshow/20260205vl205_files/1_2b.jpg"
    assert composed.importance == 4
    assert composed.language == "cs"
    assert composed.hold is None


def test_the_real_damage_that_lost_bytes_is_mended_and_each_field_told_with_what_it_was() -> None:
    composed = real("004_575f02b4af805a2c.txt")
    raw = (REAL / "004_575f02b4af805a2c.txt").read_text(encoding="utf-8")
    assert not composed.damaged
    assert composed.title == "Amazon prohlubuje vazby na OpenAI v době zintenzivňující se soutěže v AI"
    assert composed.summary.startswith("Amazon jedná o speciální přístup k technologiím OpenAI a zvažuje investici")
    assert {repair.field for repair in composed.repairs} == {"title", "summary", "source.emoji", "body"}
    for repair in composed.repairs:
        assert (repair.page, repair.confidence > 0.9) == ("cp1252/cp1254", True)
        assert "".join(repair.before.split()) in "".join(raw.split())


def test_a_file_whose_text_is_declared_right_is_neither_mended_nor_flagged() -> None:
    broken = damage(CS, "cp1252")
    file = Circumstances("vault/a.md", NOW, NOW)
    for pattern in ("a.md", "vault/*"):
        trusting = Rules(seeds=Path("seeds"), unrepaired=(pattern,))
        composed = entry_from(broken.encode(), file, trusting)
        assert isinstance(composed, Entry)
        assert (composed.text, composed.repairs, composed.damaged) == (clean(broken), (), False)


@pytest.mark.fault(25, 27)
@given(st.binary(max_size=300))
def test_any_bytes_become_an_entry_or_a_rejection_of_one_line(data: bytes) -> None:
    composed = compose(data)
    if isinstance(composed, Entry):
        assert composed.title.strip()
        assert composed.hold is None or isinstance(composed.hold, Hold)
    else:
        assert composed.reason
        assert composed.advice
        assert "\n" not in composed.reason + composed.advice
        assert "fault of ours" not in composed.reason


def test_template_tags_never_show_in_titles_and_summaries() -> None:
    keys = 'title: "Plant {% include badge.html %} opens"\ndescription: "Sum {{< ref \'a.md\' >}} here"'
    found = entry(f"---\n{keys}\n---\n\nText článku.")
    assert (found.title, found.summary) == ("Plant opens", "Sum here")
    assert entry("---\ndate: 2026-01-30\n---\n\n# Nadpis {{< icon star >}}\n\nText článku.").title == "Nadpis"
    assert entry('---\ntitle: "{% include only.html %}"\n---\n\nText článku.').title == "Text článku"
    assert entry('---\ntitle: "Množina {1, 2} a {a}"\n---\n\nText článku.').title == "Množina {1, 2} a {a}"


def test_names_that_were_damaged_are_reported_too() -> None:
    told = "title: Zpráva o příští věci\nauthor: Jiří Dvořák\nsource: Týdeník Příští\ncompanies: [Škoda Příště]"
    clean = f"---\n{told}\n---\n\nPříští týden začne něco úplně jiného, řekl ředitel."
    repairs = {repair.field: (repair.before, repair.after) for repair in entry(damage(clean, "cp1252")).repairs}
    assert repairs.keys() == {"title", "author", "source", "companies", "body"}
    assert repairs["author"] == (damage("Jiří Dvořák", "cp1252"), "Jiří Dvořák")
