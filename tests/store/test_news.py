"""What is new since a change, on both kinds of server; `tests/publisher/test_delta.py` shows what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from store import edits, entries, history, news
from store.change import ChangeKind
from store.engine import Database
from store.entry import Entry, Guid, Stored
from store.selection import EVERYTHING, Clause, Selection

MakeEntry = Callable[..., Entry]
LookUp = Callable[[Database, int], Stored]

NOW = datetime(2026, 1, 30, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SKODA = Selection(companies=(Clause(("skoda",)),))


def add(database: Database, entry: Entry, minute: int, arrived: datetime | None = None) -> int:
    at = NOW + minute * MINUTE
    with database.write() as conn:
        return edits.add(conn, entry, guid=Guid(f"urn:example:{minute}"), at=at, arrived=arrived or at)


def told(
    database: Database, base: int, *, most: int = 500, window: int = 2, about: Selection = EVERYTHING
) -> list[str]:
    with database.read() as conn:
        shown = entries.window(conn, about, window)
        found = news.since(conn, about, base, shown, most)
    assert found is not None
    return sorted([stored.guid[12:] for stored in found.entries] + ["-" + gone.guid[12:] for gone in found.tombstones])


def test_arrivals_beyond_the_window_count_and_backfills_do_not(database: Database, make_entry: MakeEntry) -> None:
    for minute in range(3):
        add(database, make_entry(), minute)
    for minute in range(3, 7):
        add(database, make_entry(), minute)
    for minute in range(7, 10):
        add(database, make_entry(), minute, arrived=NOW - timedelta(days=minute))
    assert told(database, 3) == ["3", "4", "5", "6"]
    assert told(database, 10) == []


def test_a_selection_hears_of_its_own_alone(database: Database, make_entry: MakeEntry, stored: LookUp) -> None:
    add(database, make_entry(companies=["Škoda"]), 1)
    mine = add(database, make_entry(companies=["Škoda"]), 2)
    other = add(database, make_entry(companies=["Amazon"]), 3)
    assert told(database, 1, about=SKODA) == ["2"]
    for number in (mine, other):
        before = stored(database, number)
        with database.write() as conn:
            edits.withdraw(conn, before, at=NOW + 9 * MINUTE, reason="wycofane")
    assert told(database, 1, about=SKODA) == ["-2"]
    assert told(database, 1) == ["-2", "-3"]


def test_what_a_note_touched_is_news_in_the_window_alone(database: Database, make_entry: MakeEntry) -> None:
    ids = [add(database, make_entry(), minute) for minute in range(4)]
    with database.write() as conn:
        base = history.head(conn).seq
        for entry_id in ids:
            history.record(conn, ChangeKind.NOTED, entry_id, NOW + 20 * MINUTE)
    assert told(database, base) == ["2", "3"]


def test_too_many_changes_are_no_news(database: Database, make_entry: MakeEntry, stored: LookUp) -> None:
    ids = [add(database, make_entry(), minute) for minute in range(6)]
    with database.write() as conn:
        edits.withdraw(conn, stored(database, ids[0]), at=NOW + 9 * MINUTE, reason="weg")
    assert len(told(database, 0, most=6)) == 6
    with database.read() as conn:
        shown = entries.window(conn, EVERYTHING, 2)
        assert news.since(conn, EVERYTHING, 0, shown, 5) is None
        assert news.since(conn, EVERYTHING, 0, shown, 1) is None


def test_more_changes_than_are_told_are_no_news_unless_some_would_be_missed_in_the_window(
    database: Database, make_entry: MakeEntry
) -> None:
    add(database, make_entry(), 0)
    for minute in range(1, 8):
        add(database, make_entry(), minute, arrived=NOW - timedelta(days=minute))
    with database.read() as conn:
        shown = entries.window(conn, EVERYTHING, 2)
        assert news.since(conn, EVERYTHING, 1, shown, 6) is None
    assert told(database, 1, most=7) == ["1"]
    for minute in range(8, 11):
        add(database, make_entry(), minute)
    assert told(database, 1, most=6) == ["10", "8", "9"]
