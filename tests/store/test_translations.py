from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from store import edits, entries, translations, versions
from store.engine import Database
from store.entry import RELATIVE, Entry, Guid, Hold
from store.kindred import CROWD
from store.marks import Marks
from store.versions import Saying

MakeEntry = Callable[..., Entry]
DAY = datetime(2026, 1, 30, tzinfo=UTC)
LINK = "//noviny.example/clanek"


def store(conn: Connection, content: Entry, *marks: Marks) -> int:
    """An entry with a source for each of these marks."""
    entry_id = edits.add(conn, content, guid=Guid(f"urn:x:{content.identity.fingerprint}"), at=DAY, arrived=DAY)
    for each in marks:
        versions.put(conn, Saying(entry_id, content, each), None)
    translations.refresh(conn, entry_id)
    return entry_id


def linked(conn: Connection, *entry_ids: int) -> dict[int, list[int]]:
    return {number: [one.id for one in found] for number, found in translations.of_entries(conn, entry_ids).items()}


def marks(content: Entry, language: str, *, work: str | None = None) -> Marks:
    return Marks(content.identity, language, work)


@pytest.mark.parametrize(
    "by", [{"canonical": LINK}, {"canonical": "//noviny.example?p=7"}, {"canonical": "sha256:7"}, {}]
)
def test_translations_are_linked_both_ways(database: Database, make_entry: MakeEntry, by: dict[str, str]) -> None:
    czech, english = make_entry(language="cs", **by), make_entry(language="en", **by)
    work = None if by else "denik 1"
    with database.write() as conn:
        one = store(conn, czech, marks(czech, "cs", work=work))
        assert linked(conn, one) == {}
        other = store(conn, english, marks(english, "en", work=work))
        assert linked(conn, one, other) == {one: [other], other: [one]}


@pytest.mark.parametrize(
    ("link", "languages"),
    [
        (LINK, ("cs", "cs")),
        (LINK, ("cs", "")),
        (LINK, ("", "en")),
        ("//noviny.example", ("cs", "en")),
        (RELATIVE, ("cs", "en")),
    ],
    ids=["one language", "one unknown", "the other unknown", "front page", "our own front page"],
)
def test_what_is_no_translation_is_not_linked(
    database: Database, make_entry: MakeEntry, link: str, languages: tuple[str, str]
) -> None:
    with database.write() as conn:
        ids = []
        for language in languages:
            content = make_entry(canonical=link)
            ids.append(store(conn, content, marks(content, language)))
        assert linked(conn, *ids) == {}


def test_only_published_translations_are_shown_by_language(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        ids = []
        for language, hold in (("cs", None), ("pl", None), ("en", None), ("de", Hold("draft: true"))):
            content = make_entry(canonical=LINK, language=language, hold=hold)
            ids.append(store(conn, content, marks(content, language)))
        czech, polish, english, german = ids
        assert linked(conn, czech, german) == {czech: [english, polish], german: [czech, english, polish]}


def test_an_entry_whose_link_changed_is_no_translation_any_more(database: Database, make_entry: MakeEntry) -> None:
    czech, english = make_entry(canonical=LINK), make_entry(canonical=LINK)
    moved = make_entry(canonical=LINK + "/2")
    with database.write() as conn:
        one, other = store(conn, czech, marks(czech, "cs")), store(conn, english, marks(english, "en"))
        (version,) = versions.known(conn, [one])[0].versions
        versions.put(conn, Saying(one, moved, marks(moved, "cs")), version.id)
        translations.refresh(conn, one)
        assert linked(conn, one, other) == {}


def test_any_source_of_an_entry_makes_it_a_translation(database: Database, make_entry: MakeEntry) -> None:
    czech, again, english = make_entry(), make_entry(canonical=LINK), make_entry(canonical=LINK)
    with database.write() as conn:
        other = store(conn, english, marks(english, "en"))
        one = store(conn, czech, marks(czech, "cs"), marks(again, "cs"))
        assert linked(conn, one, other) == {one: [other], other: [one]}
        assert {stored.id for stored in entries.by_ids(conn, [one, other])} == {one, other}


def test_what_a_crowd_links_to_makes_nothing_a_translation(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        czech, english = make_entry(canonical=LINK), make_entry(canonical=LINK)
        one = store(conn, czech, *[marks(czech, "cs")] * (CROWD - 1))
        other = store(conn, english, marks(english, "en"))
        assert linked(conn, one, other) == {one: [other], other: [one]}
        another = store(conn, english_again := make_entry(canonical=LINK), marks(english_again, "en"))
        assert linked(conn, another) == {}
