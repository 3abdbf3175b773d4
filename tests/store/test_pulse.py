"""Where history stands, asked at every request: never older than what was acknowledged."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from store import edits, history, meta
from store.engine import Database
from store.entry import Entry, Guid
from store.errors import UnavailableError

MakeEntry = Callable[..., Entry]

NOW = datetime(2026, 1, 30, 12, 0, tzinfo=UTC)


def add(database: Database, entry: Entry, number: int) -> int:
    with database.write() as conn:
        edits.add(conn, entry, guid=Guid(f"urn:example:{number}"), at=NOW, arrived=NOW)
        return history.head(conn).seq


def test_each_commit_is_seen_by_the_next_question(database: Database, make_entry: MakeEntry) -> None:
    assert database.pulse.head() == 0
    for number in range(1, 20):
        seq = add(database, make_entry(), number)
        assert database.pulse.head() == seq
        assert database.pulse.head() == seq


def test_what_is_rolled_back_or_shows_nothing_is_no_change(database: Database, make_entry: MakeEntry) -> None:
    seq = add(database, make_entry(), 1)
    with contextlib.suppress(LookupError), database.write() as conn:
        edits.add(conn, make_entry(), guid=Guid("urn:example:2"), at=NOW, arrived=NOW)
        raise LookupError
    with database.write() as conn:
        meta.note(conn, "remember", "this")
    assert database.pulse.head() == seq


def test_another_process_of_readers_sees_it_too(url: str, make_entry: MakeEntry) -> None:
    with (
        contextlib.closing(Database.open_writer(url)) as writer,
        contextlib.closing(Database.open_reader(url)) as reader,
    ):
        for number in range(1, 5):
            assert reader.pulse.head() == number - 1
            add(writer, make_entry(), number)


def test_threads_may_ask_at_once_while_somebody_writes(database: Database, make_entry: MakeEntry) -> None:
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(database.pulse.head) for _ in range(200)]
        newest = [add(database, make_entry(), number) for number in range(1, 6)]
        told = [each.result(10) for each in asked]
    assert set(told) <= {0, *newest}
    assert database.pulse.head() == newest[-1]


def test_it_can_be_asked_again_after_it_was_closed(database: Database, make_entry: MakeEntry) -> None:
    seq = add(database, make_entry(), 1)
    assert database.pulse.head() == seq
    database.pulse.close()
    database.pulse.close()
    assert database.pulse.head() == seq
    database.pulse.close()


def test_a_database_that_cannot_be_read_is_said_so_and_read_again_when_it_can(
    sqlite_url: str, tmp_path: Path, make_entry: MakeEntry
) -> None:
    with contextlib.closing(Database.open_writer(sqlite_url)) as database:
        add(database, make_entry(), 1)
        with database.write() as conn:
            conn.exec_driver_sql("ALTER TABLE change RENAME TO hidden")
        with pytest.raises(UnavailableError, match="change"):
            database.pulse.head()
        with database.write() as conn:
            conn.exec_driver_sql("ALTER TABLE hidden RENAME TO change")
        assert database.pulse.head() == 1
    moved = shutil.move(tmp_path / "seedwire.db", tmp_path / "away.db")
    with pytest.raises(UnavailableError):
        database.pulse.head()
    shutil.move(moved, tmp_path / "seedwire.db")
    assert database.pulse.head() == 1
    database.pulse.close()


def test_a_question_costs_microseconds(sqlite_url: str) -> None:
    with contextlib.closing(Database.open_reader(sqlite_url)) as database:
        database.pulse.head()
        begun = perf_counter()
        for _ in range(1000):
            database.pulse.head()
        assert perf_counter() - begun < 0.5
