from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, make_url, select, text, update

from store import edits, entries, foundation, history, lease, migrate
from store.change import ChangeKind
from store.engine import Database
from store.entry import Entry, Guid
from store.errors import LockedError, RefusedError, SchemaError, UnavailableError
from store.selection import EVERYTHING
from store.tables import change, heartbeat
from store.tables import meta as meta_rows

CHECKOUT = Path(__file__).resolve().parents[2]
DAY = datetime(2026, 1, 30, tzinfo=UTC)
MakeEntry = Callable[..., Entry]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.process)])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is still to be made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'seedwire.db'}"
    address: str = request.getfixturevalue("empty_url")
    return address


def test_a_database_is_made_once_and_opened_ever_after(new_url: str) -> None:
    assert not foundation.exists(make_url(new_url))
    named = []
    for _ in range(2):
        database = Database.create(new_url, site="https://noviny.example")
        with contextlib.closing(database), database.read() as conn:
            named.append(conn.execute(select(meta_rows.c.key, meta_rows.c.value).order_by(meta_rows.c.key)).all())
    assert foundation.exists(make_url(new_url))
    assert named[0] == named[1]
    assert len(named[0]) == 2


@pytest.mark.process
def test_an_empty_database_of_a_server_is_refused_until_it_is_made(empty_url: str) -> None:
    for open_it in (Database.open_reader, Database.open_writer):
        with pytest.raises(SchemaError, match="seedwire db upgrade"):
            open_it(empty_url)
    assert foundation.upgrade(empty_url, site="https://noviny.example") == (None, migrate.HEAD, None)
    Database.open_writer(empty_url).close()


@pytest.mark.process
def test_a_database_that_the_server_does_not_have_is_unavailable_and_its_password_is_not_told(
    empty_url: str,
) -> None:
    missing = str(make_url(empty_url).set(database="neexistuje").render_as_string(hide_password=False))
    address = missing.replace("seedwire@", "seedwire:tajné@")
    for attempt in (Database.open_reader, Database.open_writer, engine_upgrade, create):
        with pytest.raises(UnavailableError, match="neexistuje") as fault:
            attempt(address)
        assert "tajné" not in str(fault.value)


def engine_upgrade(url: str) -> object:
    return foundation.upgrade(url, site="https://noviny.example")


def create(url: str) -> object:
    return Database.create(url, site="https://noviny.example")


@pytest.mark.process
def test_a_user_who_may_not_make_tables_is_told_so(empty_url: str, server: Any) -> None:
    server.execute("DROP ROLE IF EXISTS guest")
    server.execute("CREATE ROLE guest LOGIN")
    for attempt in (create, engine_upgrade):
        with pytest.raises(UnavailableError, match="permission denied"):
            attempt(empty_url.replace("seedwire@", "guest@"))


def test_what_is_opened_for_reading_cannot_be_written(url: str) -> None:
    with contextlib.closing(Database.open_reader(url)) as database:
        with pytest.raises(RuntimeError, match="reading only"), database.write():
            pytest.fail("a transaction began")
        with pytest.raises(UnavailableError, match=r"read-?only"), database.read() as conn:
            conn.execute(insert(meta_rows).values(key="x", value="y"))


def test_an_error_in_a_write_leaves_nothing_of_it(database: Database, make_entry: MakeEntry) -> None:
    def interrupted() -> None:
        with database.write() as conn:
            edits.add(conn, make_entry(companies=("Amazon",)), guid=Guid("urn:x:1"), at=DAY, arrived=DAY)
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        interrupted()
    with database.read() as conn:
        assert entries.count(conn, EVERYTHING) == 0
        assert history.head(conn).seq == 0


def test_writers_at_the_same_time_lose_no_update(database: Database) -> None:
    with database.write() as conn:
        conn.execute(insert(heartbeat).values(role="count", pid=0, at=DAY, trouble=""))

    def add_ones() -> None:
        for _ in range(15):
            with database.write() as conn:
                found = conn.execute(select(heartbeat.c.pid).where(heartbeat.c.role == "count")).scalar_one()
                conn.execute(update(heartbeat).values(pid=found + 1))

    threads = [threading.Thread(target=add_ones) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as conn:
        assert conn.execute(select(heartbeat.c.pid)).scalar_one() == 60


def test_a_reader_sees_one_moment_while_a_writer_commits(database: Database, make_entry: MakeEntry) -> None:
    with database.read() as conn:
        assert entries.count(conn, EVERYTHING) == 0
        with database.write() as writing:
            edits.add(writing, make_entry(), guid=Guid("urn:x:1"), at=DAY, arrived=DAY)
        assert entries.count(conn, EVERYTHING) == 0
        assert history.head(conn).seq == 0
    with database.read() as conn:
        assert entries.count(conn, EVERYTHING) == 1


def test_a_reader_does_not_wait_for_a_writer(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as writing:
        edits.add(writing, make_entry(), guid=Guid("urn:x:1"), at=DAY, arrived=DAY)
        with database.read() as conn:
            assert entries.count(conn, EVERYTHING) == 0


def test_sequence_numbers_rise_in_the_order_of_commits_and_none_is_given_twice(database: Database) -> None:
    """A reader that remembers the newest number it saw must never be overtaken by a lower one."""
    seen: list[int] = []
    done = threading.Event()

    def record() -> None:
        for number in range(10):
            with contextlib.suppress(ZeroDivisionError), database.write() as conn:
                history.record(conn, ChangeKind.NOTED, 1, DAY)
                if number % 3 == 2:
                    raise ZeroDivisionError

    def watch() -> None:
        while not done.is_set():
            with database.read() as conn:
                seen.extend(c.seq for c in history.changes(conn, after=seen[-1] if seen else 0, limit=100))

    writers = [threading.Thread(target=record) for _ in range(3)]
    watcher = threading.Thread(target=watch)
    for thread in (watcher, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    watcher.join()
    with database.read() as conn:
        final = list(conn.execute(select(change.c.seq).order_by(change.c.seq)).scalars())
        seen.extend(c.seq for c in history.changes(conn, after=seen[-1] if seen else 0, limit=100))
    assert len(final) == 21
    assert seen == final


def test_a_broken_constraint_is_refused_for_good(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        edits.add(conn, make_entry(), guid=Guid("urn:x:1"), at=DAY, arrived=DAY)
    with pytest.raises(RefusedError), database.write() as conn:
        edits.add(conn, make_entry(), guid=Guid("urn:x:1"), at=DAY, arrived=DAY)


def test_text_that_is_no_unicode_is_refused_for_good(database: Database, make_entry: MakeEntry) -> None:
    with pytest.raises(RefusedError), database.write() as conn:
        edits.add(conn, make_entry(), guid=Guid("urn:x:\ud83d"), at=DAY, arrived=DAY)


@pytest.mark.process
@pytest.mark.parametrize("end", ["\0", "".join(map(chr, range(0x4E00, 0x6000)))], ids=["NUL", "too long for an index"])
def test_what_the_server_cannot_hold_is_refused_and_not_taken_for_trouble(
    postgresql_url: str, make_entry: MakeEntry, end: str
) -> None:
    """Taken for trouble, one such article would be tried for ever and would stop all others."""
    with contextlib.closing(Database.open_writer(postgresql_url)) as database:
        with pytest.raises(RefusedError), database.write() as conn:
            edits.add(conn, make_entry(), guid=Guid("urn:x:" + end), at=DAY, arrived=DAY)
        with database.write() as conn:
            edits.add(conn, make_entry(), guid=Guid("urn:x:1"), at=DAY, arrived=DAY)


@pytest.mark.fault(21)
def test_a_file_that_another_program_keeps_locked_is_unavailable_until_it_lets_go(sqlite_url: str) -> None:
    with (
        contextlib.closing(Database.open_writer(sqlite_url)) as database,
        contextlib.closing(Database.open_writer(sqlite_url)) as other,
    ):
        writer: Any = database._writer
        event.listen(writer, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"))
        with other.write(), pytest.raises(UnavailableError, match="locked"), database.write():
            pytest.fail("two writers at once")
        with database.write() as conn:
            conn.execute(text("DELETE FROM heartbeat"))


@pytest.mark.fault(21)
@pytest.mark.process
def test_a_server_that_stops_is_unavailable_and_is_used_again_when_it_is_back(
    other_server: tuple[Any, subprocess.Popen[bytes]],
) -> None:
    server, process = other_server
    server.execute("CREATE DATABASE noviny")
    with contextlib.closing(Database.create(server.url("noviny"), site="https://noviny.example")) as database:
        with pytest.raises(UnavailableError), database.read():
            server.stop(process)
        for transaction in (database.read, database.write):
            with pytest.raises(UnavailableError, match="noviny"), transaction():
                pytest.fail("a transaction began without a server")
        again = server.start()
        try:
            with database.write() as conn:
                conn.execute(text("DELETE FROM heartbeat"))
            with database.read() as conn:
                assert history.head(conn).seq == 0
        finally:
            database.close()
            server.stop(again)


INGEST = """
import sys, time
from store.engine import Database
database = Database.open_writer(sys.argv[1])
with database.ingesting():
    print("ingesting", flush=True)
    time.sleep(60)
"""


@contextlib.contextmanager
def other_ingester(url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", INGEST, url]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ingesting\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.long
def test_a_second_ingester_is_refused_and_follows_when_the_first_is_killed(url: str, database: Database) -> None:
    with other_ingester(url) as process:
        with pytest.raises(LockedError, match="another ingester") as refusal, database.ingesting():
            pytest.fail("two ingesters at once")
        assert str(process.pid) in refusal.value.holder
        process.kill()
        process.wait(timeout=10)
        _wait_until_free(database)


def _wait_until_free(database: Database) -> None:
    """A server does not see that its client is dead: the lease has to run out."""
    until = time.monotonic() + lease.LEASE + 5
    while time.monotonic() < until:
        with contextlib.suppress(LockedError), database.ingesting():
            return
        time.sleep(0.05)
    pytest.fail("the lock outlived its holder")


def test_an_ingester_that_ended_leaves_the_database_to_the_next(url: str, database: Database) -> None:
    with database.ingesting():
        pass
    with (
        contextlib.closing(Database.open_writer(url)) as next_one,
        next_one.ingesting(),
        pytest.raises(LockedError),
        database.ingesting(),
    ):
        pytest.fail("two ingesters at once")


@pytest.mark.process
def test_ingesters_of_two_databases_on_one_server_do_not_meet(postgresql_url: str, empty_url: str) -> None:
    with (
        contextlib.closing(Database.create(empty_url, site="https://noviny.example")) as one,
        contextlib.closing(Database.open_writer(postgresql_url)) as two,
        contextlib.closing(Database.open_writer(postgresql_url)) as rival,
        one.ingesting(),
        two.ingesting(),
        pytest.raises(LockedError),
        rival.ingesting(),
    ):
        pytest.fail("two ingesters at once")
