from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, update

from store import companies, edits, entries
from store.engine import Database
from store.entry import Author, Company, Entry, EntryState, Guid, Hold, Slug, Source, Stored
from store.selection import EVERYTHING, Clause, Selection
from store.slug import public_id, slugify
from store.tables import company_slug
from store.tables import entry as entry_rows

MakeEntry = Callable[..., Entry]
DAY = datetime(2026, 1, 30, tzinfo=UTC)

NAMES = ("amazon", "openai", "google")
LANGUAGES = ("cs", "cs-CZ", "csb", "en-GB", "sr-Latn-RS", None)
RANGES = ("cs", "CS", "cs-CZ", "en", "sr-latn", "s", "*", "de")
WORDS = ("Trh práce", "наука", "Energie")
SOURCES = ("Deník N", "Капитал", None)
AUTHORS = ("Jana Nová", "Пётр Ильин")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as a test describes it; times in hours from `DAY`."""

    companies: tuple[str, ...]
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    source: str | None
    language: str | None
    importance: int | None
    published: int
    arrived: int
    state: EntryState


def some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


items = st.builds(
    Item,
    companies=some(NAMES),
    categories=some(WORDS),
    authors=some(AUTHORS),
    source=st.sampled_from(SOURCES),
    language=st.sampled_from(LANGUAGES),
    importance=st.none() | st.integers(1, 5),
    published=st.integers(0, 4),
    arrived=st.integers(0, 3),
    state=st.sampled_from([EntryState.PUBLISHED] * 4 + [EntryState.HELD, EntryState.WITHDRAWN]),
)


def clauses(terms: Sequence[str]) -> st.SearchStrategy[tuple[Clause, ...]]:
    clause = st.builds(Clause, st.lists(st.sampled_from(terms), max_size=3).map(tuple), st.booleans())
    return st.lists(clause, max_size=2).map(tuple)


hours = st.none() | st.integers(-1, 5).map(lambda hour: DAY + timedelta(hours=hour))
selections = st.builds(
    Selection,
    companies=clauses([*NAMES, "unheard-of"]),
    categories=clauses([slugify(word) for word in WORDS]),
    languages=clauses(RANGES),
    sources=clauses([slugify(source) for source in SOURCES if source]),
    authors=clauses([slugify(author) for author in AUTHORS]),
    min_importance=st.none() | st.integers(1, 5),
    since=hours,
    until=hours,
)


class UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


def store_items(conn: Connection, make_entry: MakeEntry, drawn: Sequence[Item]) -> list[tuple[Guid, Item]]:
    """Store the items; gives them with their guids, which hang on their place in the list."""
    given: list[tuple[Guid, Item]] = []
    for number, item in enumerate(drawn):
        guid = Guid(f"urn:example:{'bAcB'[number % 4]}{number}")
        content = make_entry(
            companies=item.companies,
            categories=item.categories,
            authors=tuple(map(Author, item.authors)),
            source=Source(item.source) if item.source else None,
            language=item.language,
            importance=item.importance,
            published=DAY + timedelta(hours=item.published),
            hold=Hold("draft") if item.state is EntryState.HELD else None,
        )
        entry_id = edits.add(conn, content, guid=guid, at=DAY, arrived=DAY + timedelta(hours=item.arrived))
        if item.state is EntryState.WITHDRAWN:
            (before,) = entries.by_ids(conn, [entry_id])
            edits.withdraw(conn, before, at=DAY, reason="deleted")
        given.append((guid, item))
    return given


def matches(item: Item, selection: Selection) -> bool:
    """The model: what the contract says of filters, word by word."""

    def holds(clauses: Sequence[Clause], has: Callable[[str], bool]) -> bool:
        return all(any(map(has, clause.terms)) is not clause.negated for clause in clauses)

    def in_range(range_: str) -> bool:
        language = (item.language or "").lower().split("-") if item.language else []
        wanted = range_.lower().split("-")
        return bool(language) if range_ == "*" else language[: len(wanted)] == wanted

    published = DAY + timedelta(hours=item.published)
    return (
        item.state is EntryState.PUBLISHED
        and holds(selection.companies, item.companies.__contains__)
        and holds(selection.categories, {slugify(word) for word in item.categories}.__contains__)
        and holds(selection.authors, {slugify(author) for author in item.authors}.__contains__)
        and holds(selection.sources, {slugify(s) for s in [item.source] if s}.__contains__)
        and holds(selection.languages, in_range)
        and (selection.min_importance is None or (item.importance or 0) >= selection.min_importance)
        and (selection.since is None or published >= selection.since)
        and (selection.until is None or published <= selection.until)
    )


def newest_first(chosen: Sequence[tuple[Guid, Item]]) -> list[Guid]:
    return [guid for guid, _ in sorted(chosen, key=lambda pair: (-pair[1].published, pair[0]))]


def expected_window(given: Sequence[tuple[Guid, Item]], selection: Selection, limit: int) -> list[Guid]:
    chosen = [pair for pair in given if matches(pair[1], selection)]
    latest = sorted(chosen, key=lambda pair: (-pair[1].arrived, -pair[1].published, pair[0]))[:limit]
    return newest_first(latest)


# Every example takes back what it did, so that the database may serve them all.
several_examples = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@several_examples
@given(
    drawn=st.lists(items, max_size=9),
    chosen=st.lists(st.tuples(selections, st.integers(1, 10)), min_size=1, max_size=6),
)
def test_the_window_is_what_the_contract_says_of_every_selection(
    database: Database, make_entry: MakeEntry, drawn: list[Item], chosen: list[tuple[Selection, int]]
) -> None:
    with contextlib.suppress(UndoneError), database.write() as conn:
        given = store_items(conn, make_entry, drawn)
        for selection, limit in chosen:
            found = [stored.guid for stored in entries.window(conn, selection, limit)]
            assert found == expected_window(given, selection, limit)
        raise UndoneError


@several_examples
@given(drawn=st.lists(items, max_size=9), selection=selections, offset=st.integers(0, 4))
def test_pages_and_counts_are_those_of_the_same_entries(
    database: Database, make_entry: MakeEntry, drawn: list[Item], selection: Selection, offset: int
) -> None:
    with contextlib.suppress(UndoneError), database.write() as conn:
        given = store_items(conn, make_entry, drawn)
        chosen = newest_first([pair for pair in given if matches(pair[1], selection)])
        page = [stored.guid for stored in entries.newest(conn, selection, 3, offset)]
        assert page == chosen[offset : offset + 3]
        assert entries.count(conn, selection) == len(chosen)
        spoken = {item.language for guid, item in given if guid in chosen and item.language}
        assert entries.languages(conn, selection) == sorted({tag.partition("-")[0] for tag in spoken})
        raise UndoneError


def test_a_late_article_with_an_old_date_is_in_the_window_below_the_newer_ones(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        for number in range(4):
            content = make_entry(published=DAY - timedelta(days=number))
            edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=DAY, arrived=DAY + timedelta(minutes=number))
        found = entries.window(conn, EVERYTHING, 2)
    assert [stored.guid for stored in found] == ["urn:x:2", "urn:x:3"]


def test_dates_a_microsecond_apart_are_ordered_in_whatever_century(database: Database, make_entry: MakeEntry) -> None:
    far = datetime(9000, 1, 1, tzinfo=UTC)
    with database.write() as conn:
        for number in range(6):
            content = make_entry(published=far + timedelta(microseconds=number))
            edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=DAY, arrived=DAY)
        found = entries.window(conn, EVERYTHING, 9)
    assert [stored.guid for stored in found] == [f"urn:x:{number}" for number in reversed(range(6))]


def test_equal_dates_are_ordered_by_the_code_points_of_the_guid(database: Database, make_entry: MakeEntry) -> None:
    """A server's own language puts ``a`` before ``B``, and then two databases would publish different bytes."""
    guids = [Guid(f"urn:x:{end}") for end in ("b", "B", "a", "A", "ž", "z", "-", "_", "1")]
    with database.write() as conn:
        for guid in guids:
            edits.add(conn, make_entry(), guid=guid, at=DAY, arrived=DAY)
        assert [stored.guid for stored in entries.newest(conn, EVERYTHING, 20)] == sorted(guids)
        assert [stored.guid for stored in entries.window(conn, EVERYTHING, 4)] == sorted(guids)[:4]


def test_a_slug_that_a_company_had_before_still_selects_it(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        edits.add(conn, make_entry(companies=("OpenAI",)), guid=Guid("urn:x:1"), at=DAY, arrived=DAY)
        edits.add(conn, make_entry(companies=("Amazon",)), guid=Guid("urn:x:2"), at=DAY, arrived=DAY)
        (number,) = companies.ids(conn, ["openai"])
        conn.execute(insert(company_slug).values(slug="open-ai-lp", company_id=number))
        for selection, guids in (
            (Selection(companies=(Clause(("open-ai-lp",)),)), ["urn:x:1"]),
            (Selection(companies=(Clause(("open-ai-lp",), negated=True),)), ["urn:x:2"]),
            (Selection(companies=(Clause(("open-ai-lp", "openai", "amazon")),)), ["urn:x:1", "urn:x:2"]),
        ):
            assert [stored.guid for stored in entries.window(conn, selection, 5)] == guids
            assert entries.count(conn, selection) == len(guids)


def test_percent_and_underscore_in_a_language_range_stand_for_themselves(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        edits.add(conn, make_entry(language="cs-CZ"), guid=Guid("urn:x:1"), at=DAY, arrived=DAY)
        for range_ in ("c_", "%", "c%", "cs-", ""):
            assert entries.count(conn, Selection(languages=(Clause((range_,)),))) == 0


def test_what_comes_out_is_what_went_in_with_the_names_of_the_registry(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry(companies=("Škoda Auto a.s.",), extra={"klíč": [1, None, "ž"]}, language="cs-CZ")
    with database.write() as conn:
        entry_id = edits.add(conn, content, guid=Guid("urn:x:1"), at=DAY, arrived=DAY)
    with database.read() as conn:
        found = entries.find(conn, public_id(Guid("urn:x:1")))
    assert found == Stored(
        id=entry_id,
        guid=Guid("urn:x:1"),
        public_id=public_id(Guid("urn:x:1")),
        entry=replace(content, companies=(Company(Slug("skoda-auto"), "Škoda Auto a.s."),)),
        state=EntryState.PUBLISHED,
        updated=content.published,
        arrived=DAY,
        seq=1,
        changed=DAY,
    )


def test_an_unknown_id_finds_nothing(database: Database) -> None:
    with database.read() as conn:
        assert entries.find(conn, "aaaaaaaaaaaaaaaa") is None
        assert entries.merged_into(conn, "aaaaaaaaaaaaaaaa") is None
        assert entries.next_release(conn) is None
        assert entries.window(conn, EVERYTHING, 5) == []
        assert entries.by_ids(conn, []) == []


def test_a_chain_of_merges_is_followed_to_its_end(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        ids = [edits.add(conn, make_entry(), guid=Guid(f"urn:x:{number}"), at=DAY, arrived=DAY) for number in range(3)]
        for early, late in ((0, 1), (1, 2)):
            merged = {"state": EntryState.MERGED, "merged_into": ids[late]}
            conn.execute(update(entry_rows).where(entry_rows.c.id == ids[early]).values(**merged))
        ends = [entries.merged_into(conn, public_id(Guid(f"urn:x:{number}"))) for number in range(3)]
    last = public_id(Guid("urn:x:2"))
    assert ends == [last, last, None]


@pytest.mark.parametrize(
    ("hours_later", "due"), [(0, []), (1, ["urn:x:1"]), (2, ["urn:x:1", "urn:x:0"]), (3, ["urn:x:1", "urn:x:0"])]
)
def test_held_entries_are_due_when_their_time_has_come_and_drafts_never(
    database: Database, make_entry: MakeEntry, hours_later: int, due: list[str]
) -> None:
    waits = [DAY + timedelta(hours=hour) for hour in (2, 1)]
    with database.write() as conn:
        for number, until in enumerate([*waits, None]):
            content = make_entry(hold=Hold("is dated in the future", until))
            edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=DAY, arrived=DAY)
        assert [stored.guid for stored in entries.due(conn, DAY + timedelta(hours=hours_later))] == due
        assert entries.next_release(conn) == waits[1]
        assert entries.count(conn, EVERYTHING) == 0
