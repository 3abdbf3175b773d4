from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from store import edits, entries, history
from store.change import Change, ChangeKind, Tombstone
from store.engine import Database
from store.entry import Entry, EntryState, Guid, Hold
from store.history import Head
from store.selection import EVERYTHING, Clause, Selection
from store.slug import public_id
from store.tables import entry as entry_rows

MakeEntry = Callable[..., Entry]
DAY = datetime(2026, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_history_begins_at_nothing(database: Database) -> None:
    with database.read() as conn:
        assert history.head(conn) == Head(0, None)
        assert history.changes(conn, after=0, limit=10) == []
        assert history.tombstones(conn, EVERYTHING, None) == []


def test_changes_are_told_from_any_number_on_oldest_first(database: Database) -> None:
    with database.write() as conn:
        given = [
            Change(history.record(conn, kind, 40 + number, DAY - number * HOUR), DAY - number * HOUR, kind, 40 + number)
            for number, kind in enumerate(ChangeKind)
        ]
        assert history.changes(conn, after=0, limit=100) == given
        assert history.changes(conn, after=given[1].seq, limit=2) == given[2:4]
        assert history.head(conn) == Head(given[-1].seq, given[-1].at)


@pytest.mark.fault(23)
@pytest.mark.parametrize(
    ("clock", "moment"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(microseconds=1), timedelta(microseconds=1)),
        (timedelta(microseconds=-1), timedelta(microseconds=1)),
        (-HOUR, timedelta(microseconds=1)),
        (-23 * HOUR, timedelta(microseconds=1)),
        (-24 * HOUR, -24 * HOUR),  # so far ahead was the newest change that it was itself dated wrongly
    ],
)
def test_a_change_is_no_older_than_the_newest_where_the_clock_was_set_back(
    database: Database, clock: timedelta, moment: timedelta
) -> None:
    with database.write() as conn:
        assert history.moment(conn, DAY) == DAY
        history.record(conn, ChangeKind.ADDED, 1, DAY)
        assert history.moment(conn, DAY + clock) == DAY + moment


class UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ChangeKind), st.booleans()), max_size=8))
def test_numbers_of_changes_follow_each_other_whatever_was_rolled_back(
    database: Database, steps: list[tuple[ChangeKind, bool]]
) -> None:
    with database.read() as conn:
        newest = history.head(conn).seq
    for kind, kept in steps:
        with contextlib.suppress(UndoneError), database.write() as conn:
            seq = history.record(conn, kind, 1, DAY)
            assert seq > newest
            if not kept:
                raise UndoneError
            newest = seq
    with database.read() as conn:
        assert history.head(conn).seq == newest


def test_tombstones_are_those_of_the_selected_entries_since_a_time_newest_first(
    database: Database, make_entry: MakeEntry
) -> None:
    stones = []
    with database.write() as conn:
        for number, name in enumerate(["Amazon", "OpenAI", "Amazon"]):
            guid, at = Guid(f"urn:x:{number}"), DAY + (12 + number) * HOUR
            entry_id = edits.add(conn, make_entry(companies=(name,)), guid=guid, at=DAY, arrived=DAY)
            (before,) = entries.by_ids(conn, [entry_id])
            edits.withdraw(conn, before, at=at, reason="its file was deleted")
            seq = history.head(conn).seq
            stones.append(Tombstone(guid, public_id(guid), at, seq, "its file was deleted"))
        edits.add(conn, make_entry(companies=("Amazon",)), guid=Guid("urn:x:3"), at=DAY, arrived=DAY)
        amazon = Selection(companies=(Clause(("amazon",)),))
        assert history.tombstones(conn, EVERYTHING, None) == stones[::-1]
        assert history.tombstones(conn, EVERYTHING, DAY + 13 * HOUR) == [stones[2], stones[1]]
        assert history.tombstones(conn, amazon, None) == [stones[2], stones[0]]


def test_a_tombstone_is_never_older_than_what_it_ends(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        ahead = make_entry(published=DAY + 8 * HOUR)
        ids = [edits.add(conn, ahead, guid=Guid(f"urn:x:{n}"), at=DAY, arrived=DAY) for n in range(4)]
        deleted, merged, drafted, heir = entries.by_ids(conn, ids)
        edits.withdraw(conn, deleted, at=DAY, reason="its file was deleted")
        edits.merge(conn, merged, heir, at=DAY, reason="the same text")
        held = replace(ahead, hold=Hold("a draft"))
        edits.revise(conn, drafted, held, at=DAY, arrived=DAY, edited=True)
        assert [stone.at for stone in history.tombstones(conn, EVERYTHING, None)] == [DAY + 8 * HOUR] * 3


def test_the_tombstone_of_a_merged_entry_names_the_one_that_goes_on(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        early, late = (
            edits.add(conn, make_entry(), guid=Guid(f"urn:x:{number}"), at=DAY, arrived=DAY) for number in range(2)
        )
        (before,) = entries.by_ids(conn, [late])
        edits.withdraw(conn, before, at=DAY, reason="is the same article")
        merged = {"state": EntryState.MERGED, "merged_into": early}
        conn.execute(update(entry_rows).where(entry_rows.c.id == late).values(**merged))
        (stone,) = history.tombstones(conn, EVERYTHING, None)
    assert (stone.guid, stone.merged_into) == ("urn:x:1", public_id(Guid("urn:x:0")))
