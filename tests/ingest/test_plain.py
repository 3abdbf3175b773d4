from __future__ import annotations

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.headers import LONGEST_HEADER
from ingest.formats.plain import LONGEST_TITLE_LINE, read

BODY = "Софарма купи завод. Сделката е за 50 млн. лева.\n\nВтори абзац."


@pytest.mark.parametrize(
    "headers",
    [
        "date 2026-01-30 ",
        " date 2026-01-30\n",
        "Date: 2026-01-30\n\n",
        "DATE : 2026-01-30 – ",
        "date: 2026-01-30: ",
        "\n\tdate\u00a02026-01-30 ",
        "Дата: 2026-01-30\n",
    ],
)
def test_a_date_before_the_text_is_a_header(headers: str) -> None:
    found = read(headers + BODY, UTC)
    assert (found.values, found.body) == ({"date": "2026-01-30"}, BODY)


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("date 5. 2. 2026", "date", "5. 2. 2026"),
        ("Date: Thu, 05 Feb 2026 04:16:42 +0000", "date", "Thu, 05 Feb 2026 04:16:42 +0000"),
        ("publishedAt: 2026-02-05T04:16:42Z", "publishedat", "2026-02-05T04:16:42Z"),
        ("title: Apple: the return", "title", "Apple: the return"),
        ("Titulek: Škoda roste", "title", "Škoda roste"),
        ("URL: https://example.com/a?b=c#d", "url", "https://example.com/a?b=c#d"),
        ("companies: Amazon, OpenAI", "companies", "Amazon, OpenAI"),
        ("language: cs_CZ", "language", "cs_CZ"),
        ("tags: ai, čipy", "tags", "ai, čipy"),
        ("date: tomorrow", "date", "tomorrow"),
        ("draft: true", "draft", "true"),
        ("author:", "author", ""),
    ],
)
def test_a_header_line_is_a_key_and_its_value(line: str, key: str, value: str) -> None:
    found = read(f"  {line}\n\n{BODY}", UTC)
    assert (found.values, found.body) == ({key: value}, BODY)


@given(st.permutations(["date 2026-01-30", "title: Úvod", "url: https://example.com/", "tags: a", "lang: bg"]))
def test_headers_stand_in_any_order(lines: list[str]) -> None:
    found = read("\n".join(lines) + "\n" + BODY, UTC)
    expected = {"date": "2026-01-30", "title": "Úvod", "url": "https://example.com/", "tags": "a", "lang": "bg"}
    assert (found.values, found.body) == (expected, BODY)


@pytest.mark.parametrize(
    "text",
    [
        "Date night in Prague\nis fun. Really.",
        "date 2026-02-30 Something that day.",
        "dates 2026-01-30 were set. More.",
        "Date: the romance of the year began when two strangers met in a lift that stood.",
        "Note: the office is closed.",
        "Image: the castle at dusk. Photo by nobody.",
        "Source code: now open.",
        "Data: the new oil.",
        "Link to the article: none.",
        "Apple. Company: Amazon",
        "Title " + "x" * 20,
        "Summary: " + "slovo " * (LONGEST_HEADER // 5),
        "published 2026-01-30 in Prague",
    ],
)
def test_what_only_looks_like_a_header_stays_text(text: str) -> None:
    found = read(text, UTC)
    assert (found.values, found.body) == ({}, text.strip())


def test_of_a_header_given_twice_the_first_counts() -> None:
    assert read("date 2026-01-30\ndate 2025-01-01\nText.", UTC).values == {"date": "2026-01-30"}


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Škoda roste\n\nFirma zvýšila zisk.", "Škoda roste", "Firma zvýšila zisk."),
        ("Škoda roste.\n\n\n\nFirma.\nDruhá řádka.", "Škoda roste", "Firma.\nDruhá řádka."),
        ("Will it work?\n\nNobody knows.", "Will it work?", "Nobody knows."),
        ("# Heading #\nText.", "Heading", "Text."),
        ("Nadpis\n======\nText.", "Nadpis", "Text."),
        ("Title\n \n    kept: indent", "Title", "    kept: indent"),
    ],
)
def test_a_short_first_line_that_stands_alone_is_the_title_and_leaves_the_body(
    text: str, title: str, body: str
) -> None:
    found = read(text, UTC)
    assert (found.title, found.title_origin, found.body) == (title, "first line", body)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Сделката е за 50 млрд. долара. Това съобщи източник.\n\nОще.", "Сделката е за 50 млрд. долара"),
        ("Eine Zeile nur.", "Eine Zeile nur"),
        ("Two lines\nof one paragraph. And more.\n\nNext.", "Two lines of one paragraph"),
        ("Short. But two sentences.\n\nNext paragraph.", "Short"),
        ("Hlavní body:\n\nPrvní věc je tato. Druhá ne.", "Hlavní body:"),
        ("---\n\nPo čáře začíná text. Dál.", "Po čáře začíná text"),
        ("Ale proč...\n a dál", "Ale proč... a dál"),
    ],
)
def test_else_the_first_sentence_is_the_title_and_stays_in_the_body(text: str, title: str) -> None:
    found = read(text, UTC)
    assert (found.title, found.title_origin, found.body) == (title, "first sentence", text)


@pytest.mark.parametrize(
    ("text", "values", "title", "body"),
    [
        ("Závod mění majitele\n30. ledna 2026\n\nText.", {"date": "30. ledna 2026"}, "Závod mění majitele", "Text."),
        (
            "Заводът сменя собственика\n\nДата: 30 януари 2026 г.\nИзточник: Ройтерс\n\nТекст.",
            {"date": "30 януари 2026 г.", "source": "Ройтерс"},
            "Заводът сменя собственика",
            "Текст.",
        ),
        ("Datum:\n30. 1. 2026\n\nText.\nDál.", {"date": "30. 1. 2026"}, "Text", "Text.\nDál."),
        ("Závod mění majitele\n\nZdroj: Reuters\n\nText.", {}, "Závod mění majitele", "Zdroj: Reuters\n\nText."),
        ("Závod mění majitele\n\n30. ledna 2026", {}, "Závod mění majitele", "30. ledna 2026"),
        ("Stalo se. Bylo to\n30. ledna 2026\n\nText.", {}, "Stalo se", "Stalo se. Bylo to\n30. ledna 2026\n\nText."),
    ],
)
def test_a_date_may_stand_below_the_title(text: str, values: dict[str, str], title: str, body: str) -> None:
    found = read(text, UTC)
    assert (found.values, found.title, found.body) == (values, title, body)


def test_a_title_keeps_the_full_stop_of_an_abbreviation() -> None:
    assert read("Nový šéf firmy Example Inc.\n\nText o něm.", UTC).title == "Nový šéf firmy Example Inc."


def test_a_long_first_line_is_a_paragraph() -> None:
    line = ("слово " * LONGEST_TITLE_LINE).strip()
    assert read(f"{line}\n\nText.", UTC).body == f"{line}\n\nText."


def test_a_title_in_the_header_is_the_only_one() -> None:
    found = read("title: Úvod\n\nPrvní řádka\n\nText.", UTC)
    assert (found.title, found.body) == (None, "První řádka\n\nText.")


@given(st.dates(date(1000, 1, 1)), st.text("až. \n:-#=", max_size=60))
def test_no_character_of_the_text_is_lost_after_a_date(day: date, text: str) -> None:
    found = read(f"date {day.isoformat()}\n{text}", UTC)
    kept = (found.title or "") + found.body if found.title_origin == "first line" else found.body
    letters = [c for c in text if c.isalpha()]
    assert [c for c in kept if c.isalpha()] == letters


@pytest.mark.fault(29)
@pytest.mark.parametrize(
    "text",
    [
        "\n" * 1_000_000 + "a",
        "date: " * 150_000,
        "title:\n" * 150_000,
        "date 2026-01-30 " * 60_000,
        "# a" + " " * 1_000_000 + "b\n\nText",
        "a\n" + " " * 1_000_000 + "b",
        "a\n \n" * 200_000,
        "x" * 1_000_000,
        "a. " * 300_000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.timeout(60)
def test_a_megabyte_of_anything_is_read_in_time(text: str) -> None:
    assert len(read(text, UTC).body) <= len(text)


@given(st.text(max_size=300) | st.text("date:tl 2026-01.\n#=", max_size=80))
def test_any_text_is_read(text: str) -> None:
    found = read(text, UTC)
    assert found.body == found.body.rstrip()
    assert found.title is None or found.title.strip()
