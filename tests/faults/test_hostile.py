"""Articles written to harm: each is refused in words, or read as what a person would make of it (rows 25 to 29)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import Article, parse_article
from ingest.markup import from_markdown, from_plain
from ingest.parsers import DEADLINE
from ingest.reading import entry_from
from ingest.rejection import Rejection, UnusableError
from ingest.sanitiser import sanitised
from ingest.straytags import without_stray_tags
from store.entry import Entry
from tests.faults.fuzz.reading import FILE, RULES, contents, harmless, refused_in_words
from tests.faults.hostile.articles import everywhere, text, titled
from tests.faults.hostile.blocks import VALUES, YAML, Fate, Refused, Told
from tests.faults.hostile.payloads import EACH, PAYLOADS
from tests.faults.hostile.slow import SLOW
from tests.faults.hostile.texts import CHARACTERS
from tests.faults.trials import many, tried
from tests.faults.witness import live_parts, unfit_for_xml

SOON = 1.0
"""Seconds of CPU for what takes milliseconds; unguarded it takes minutes, or the process with it."""


def judge(front: str) -> Article | Rejection:
    try:
        return parse_article(titled(front, 1).decode("utf-8", "surrogatepass"), zone=UTC)
    except UnusableError as error:
        return error.rejection


def published(data: bytes) -> Entry:
    entry = entry_from(data, FILE, RULES)
    assert isinstance(entry, Entry), entry
    return entry


def meets(front: str, fate: Fate) -> None:
    begun = time.process_time()
    found = judge(front)
    assert time.process_time() - begun < SOON
    match fate:
        case Refused(why):
            assert isinstance(found, Rejection)
            refused_in_words(found)
            assert why in found.reason
        case Told(ignored, fields):
            assert isinstance(found, Article)
            assert {name: getattr(found, name) for name in fields} == fields
            assert {remark.key for remark in found.ignored} == ignored


# --- what nobody foresaw


class Nowhere(tzinfo):
    """A zone that fails when it is asked."""

    def utcoffset(self, _moment: datetime | None) -> timedelta | None:
        raise LookupError("no such place")

    dst = utcoffset

    def tzname(self, _moment: datetime | None) -> str | None:
        raise LookupError("no such place")


@pytest.mark.fault(15)
def test_an_error_that_nobody_foresaw_is_a_problem_of_one_file() -> None:
    found = entry_from(titled("date: 2026-01-30 12:00", 1), FILE, replace(RULES, zone=Nowhere()))
    assert isinstance(found, Rejection)
    assert "LookupError: no such place" in found.reason
    assert found.advice == "please report it with the file"


# --- front matter


@pytest.mark.fault(25)
@pytest.mark.parametrize("name", YAML)
def test_front_matter_made_to_harm_is_refused_or_read_as_text(name: str) -> None:
    meets(*YAML[name])


@pytest.mark.fault(26)
@pytest.mark.parametrize("name", VALUES)
def test_a_value_of_the_wrong_type_gives_way_to_the_next_key_and_is_reported(name: str) -> None:
    meets(*VALUES[name])


NO_TEXT = st.lists(st.none() | st.integers() | st.text(max_size=4), min_size=1, max_size=3) | st.dictionaries(
    st.text(max_size=4), st.integers(), min_size=1, max_size=3
)
PAIRS: dict[str, tuple[str, str, Any, Any]] = {
    # the first key, the next one, what that says, and what this means
    "guid": ("guid", "id", "urn:x:1", "urn:x:1"),
    "link": ("url", "link", "https://x.cz/a", "https://x.cz/a"),
    "published": ("publishedAt", "date", "2026-01-30", None),
    "updated": ("updated", "modified", "2026-01-30", None),
    "summary": ("description", "perex", "Krátce.", "Krátce."),
    "language": ("language", "lang", "cs", "cs"),
    "companies": ("companies", "company", "Škoda", ("Škoda",)),
}


@pytest.mark.fault(26)
@given(st.sampled_from(sorted(PAIRS)), NO_TEXT)
def test_whatever_stands_in_a_key_the_next_one_is_asked(field: str, wrong: Any) -> None:
    first, second, says, means = PAIRS[field]
    if field == "companies" and isinstance(wrong, list):
        wrong = {"list": len(wrong)}  # a list is what is wanted there
    found = judge(f"{first}: {json.dumps(wrong)}\n{second}: {json.dumps(says)}")
    assert isinstance(found, Article)
    assert found.keys[field] == second
    assert means is None or getattr(found, field) == means
    assert first in {remark.key for remark in found.ignored}
    tried()


# --- characters


@pytest.mark.fault(27)
@pytest.mark.parametrize("name", CHARACTERS)
def test_no_character_costs_a_feed_its_form(name: str) -> None:
    entry = published(everywhere(f"a{CHARACTERS[name]}b", 1))
    for shown in (entry.title, entry.summary, entry.text, *contents(entry)):
        assert shown.strip()
        assert not unfit_for_xml(shown)


@pytest.mark.fault(27)
@given(st.text(st.characters() | st.sampled_from("".join(CHARACTERS.values())), min_size=1, max_size=30))
def test_any_text_stands_in_every_field_of_every_format(fragment: str) -> None:
    found = entry_from(everywhere(fragment, 1), FILE, RULES)
    if isinstance(found, Rejection):  # so many controls are no text
        assert found.reason == "not text but binary data"
        return
    for content in contents(found):
        assert not unfit_for_xml(content)
        assert live_parts(content) == []
    tried()


# --- scripts

FORMS: dict[str, Callable[[str], str]] = {
    "Markdown": lambda payload: from_markdown(f"Před.\n\n{payload}\n\nZa.").html,
    "Markdown, in a line": lambda payload: from_markdown(f"Před {payload} za.").html,
    "HTML": sanitised,
    "HTML, in a paragraph": lambda payload: sanitised(f"<p>Před {payload} za.</p>"),
    "plain text": lambda payload: from_plain(payload).html,
}


@pytest.mark.fault(28)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", PAYLOADS)
def test_nothing_of_a_payload_is_left_that_would_run(kind: str, form: str) -> None:
    for payload in PAYLOADS[kind]:
        harmless(FORMS[form](payload))
        tried()


@pytest.mark.fault(28)
@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_field_carries_a_payload_into_a_feed(kind: str) -> None:
    for number, payload in enumerate(PAYLOADS[kind]):
        entry = published(everywhere(payload, number))
        for content in contents(entry):
            assert live_parts(content) == [], payload
        for address in (entry.link, entry.image, *(author.url for author in entry.authors)):
            assert address is None or address.lower().startswith(("http://", "https://", "relative:")), payload
        tried()


def test_the_witness_sees_payloads_where_nothing_is_done_about_them() -> None:
    """Of the others most are Markdown, and some are harmless until they are read a second time."""
    seen = [payload for payload in EACH if live_parts(payload)]
    assert len(EACH) > 200
    assert len(seen) > 0.85 * len(EACH)


SWALLOWERS = (
    *("applet", "button", "canvas", "datalist", "iframe", "math", "noembed", "noframes", "noscript", "object"),
    *("plaintext", "script", "select", "style", "svg", "template", "textarea", "title", "xmp"),
)


@pytest.mark.parametrize("name", SWALLOWERS)
def test_an_element_that_is_named_in_a_sentence_swallows_nothing(name: str) -> None:
    shown = from_markdown(f"Prvek <{name}> nikdo nezavřel.\n\nDruhý **odstavec** zůstal.")
    assert shown.text == f"Prvek <{name}> nikdo nezavřel.\n\nDruhý odstavec zůstal."
    assert from_markdown(f"Prvek <{name} class=x> mlčí.\n\nDruhý.").text == "Prvek mlčí.\n\nDruhý."


@pytest.mark.parametrize("name", ["path", "set", "text", "filter", "mi", "annotation-xml", "domain", "x-y", "jmeno"])
def test_a_placeholder_in_angle_brackets_takes_no_text_with_it(name: str) -> None:
    shown = from_markdown(f"Zadejte <{name}> do **pole**.\n\n<div><{name}>\n\nDruhý.\n\n</div>")
    assert shown.text == "Zadejte do pole.\n\nDruhý."


@pytest.mark.parametrize(
    ("html", "meant"),
    [
        ("<title>a</title>b", "<title>a</title>b"),
        ("<svg><svg></svg>a</svg>b", "<svg><svg></svg>a</svg>b"),
        ("<svg><g><path/></g></svg><path>b", "<svg><g><path/></g></svg>b"),
        ("<svg/>a<path>b", "<svg/>ab"),
        ("<style><style>a</style>b", "<style><style>a</style>b"),
        ("<style>a</style><style>b", "<style>a</style>&lt;style&gt;b"),
        ("<object><object></object>a", "&lt;object&gt;<object></object>a"),
        ("<STYLE>a", "&lt;STYLE&gt;a"),
        ("</title></svg>a", "</title></svg>a"),
        ("<svg a='<b>'>a", "<svg a='<b>'>a"),
    ],
)
def test_only_tags_that_nobody_meant_are_taken_away(html: str, meant: str) -> None:
    assert without_stray_tags(html) == meant


@given(st.lists(st.sampled_from(["<svg>", "<title>", "<STYLE>", "<script src=x>", "<path>", "<b>", "<svg/>", "a "])))
def test_what_stands_behind_all_that_was_opened_and_never_closed_is_shown(pieces: list[str]) -> None:
    assert "konec" in sanitised(f"<div>{''.join(pieces)}</div><p>konec</p>")


# --- time


@pytest.mark.fault(29)
@pytest.mark.long
@pytest.mark.parametrize("name", SLOW)
def test_no_text_keeps_a_parser_busy_for_its_deadline(name: str) -> None:
    body = SLOW[name] * many(1, RULES.max_file_size // len(SLOW[name].encode()) or 1)
    for data in (text("---\ntitle: Pomalý\n---", body), body.encode()):
        begun = time.process_time()
        found = entry_from(data[: RULES.max_file_size], FILE, RULES)
        assert time.process_time() - begun < DEADLINE
        if isinstance(found, Rejection):
            refused_in_words(found)
        tried()
