"""A lease on a server's database: whoever is stopped for too long has lost it, and writes nothing any more."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from store import lease, meta, tables
from store.engine import Database
from store.errors import LockedError, UnavailableError

pytestmark = pytest.mark.process

CHECKOUT = Path(__file__).resolve().parents[2]
SITE = "https://noviny.example"
LEASE = 2.0
"""Seconds: less than the true one, so that the tests need not wait for it."""

INGEST = """
import sys, time
from store import lease, meta
from store.engine import Database
url, where, lease.LEASE, lease.RENEWAL = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[3]) / 5
database = Database.open_writer(url)
with database.ingesting():
    with database.write() as conn:
        meta.note(conn, "word", "first")
    print("ingesting", flush=True)
    if where == "between":
        sys.stdin.readline()
    with database.write() as conn:
        meta.note(conn, "word", "late")
        if where == "within":
            print("writing", flush=True)
            sys.stdin.readline()
"""


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE", LEASE)
    monkeypatch.setattr(lease, "RENEWAL", LEASE / 5)
    monkeypatch.setattr(lease, "_PATIENCE", "1s")


@contextlib.contextmanager
def ingester(url: str, where: str) -> Iterator[subprocess.Popen[str]]:
    """An ingester that has written once, and waits for a line before it goes on."""
    command = [sys.executable, "-c", INGEST, url, where, str(LEASE)]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, cwd=CHECKOUT, text=True, **pipes) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ingesting\n"
            if where == "within":
                assert process.stdout.readline() == "writing\n"
            yield process
        finally:
            process.kill()


def word(database: Database) -> str | None:
    with database.read() as conn:
        return meta.value(conn, "word")


def write(database: Database, said: str) -> None:
    with database.write() as conn:
        meta.note(conn, "word", said)


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:g} s"
        time.sleep(0.05)


@contextlib.contextmanager
def succession(database: Database) -> Iterator[float]:
    """Be the ingester as soon as that is possible; gives the seconds that it took."""
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        while True:
            with contextlib.suppress(LockedError, UnavailableError):
                stack.enter_context(database.ingesting())
                break
            assert time.monotonic() - begun < 60
            time.sleep(0.05)
        yield time.monotonic() - begun


@pytest.mark.fault(22)
@pytest.mark.usefixtures("short")
def test_an_ingester_that_was_stopped_for_too_long_writes_nothing_any_more(postgresql_url: str) -> None:
    with (
        contextlib.closing(Database.open_writer(postgresql_url)) as database,
        ingester(postgresql_url, "between") as process,
    ):
        os.kill(process.pid, signal.SIGSTOP)
        with succession(database) as waited:
            assert waited <= LEASE + 3
            write(database, "successor's")
            os.kill(process.pid, signal.SIGCONT)
            _, told = process.communicate("go on\n", timeout=30)
            assert process.returncode != 0
            assert f"LockedError: {database.name}: another ingester (pid {os.getpid()} on" in told
            assert "what it was about to write is refused" in told
            assert word(database) == "successor's"


@pytest.mark.fault(22)
@pytest.mark.long
@pytest.mark.usefixtures("short")
def test_an_ingester_that_is_stopped_within_a_transaction_loses_that_too(postgresql_url: str) -> None:
    """The server ends its session after a while, or nobody could ever write again."""
    with contextlib.closing(Database.open_writer(postgresql_url)) as database:
        with database.write() as conn:
            limit = conn.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
        assert limit == "30s"
        with ingester(postgresql_url, "within") as process:
            os.kill(process.pid, signal.SIGSTOP)
            with succession(database) as waited:
                assert waited > LEASE
                write(database, "successor's")
                os.kill(process.pid, signal.SIGCONT)
                _, told = process.communicate("go on\n", timeout=30)
                assert process.returncode != 0
                assert "UnavailableError" in told
                assert word(database) == "successor's"


@pytest.mark.usefixtures("short")
def test_a_lease_outlasts_a_long_silence_of_an_ingester_that_runs(postgresql_url: str) -> None:
    with (
        contextlib.closing(Database.open_writer(postgresql_url)) as database,
        ingester(postgresql_url, "between") as process,
    ):
        time.sleep(2 * LEASE)
        with pytest.raises(LockedError) as refusal, database.ingesting():
            pytest.fail("two ingesters at once")
        assert refusal.value.holder.startswith(f"pid {process.pid} on ")
        process.communicate("go on\n", timeout=30)
        assert process.returncode == 0
        assert word(database) == "late"
        with database.ingesting():  # at once: it was given back
            pass


@pytest.mark.fault(22)
@pytest.mark.usefixtures("short")
def test_an_ingester_that_nobody_replaced_goes_on(postgresql_url: str) -> None:
    with (
        contextlib.closing(Database.open_writer(postgresql_url)) as database,
        ingester(postgresql_url, "between") as process,
    ):
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(LEASE + 1)
        os.kill(process.pid, signal.SIGCONT)
        _, told = process.communicate("go on\n", timeout=30)
        assert (process.returncode, told) == (0, "")
        assert word(database) == "late"


def test_a_lease_that_was_taken_over_fences_off_its_loser_whatever_its_clock_says(postgresql_url: str) -> None:
    with contextlib.closing(Database.open_writer(postgresql_url)) as database, database.ingesting():
        write(database, "mine")
        with contextlib.closing(Database.open_writer(postgresql_url)) as operator, operator.write() as conn:
            conn.execute(update(tables.lease).values(token=tables.lease.c.token + 1, holder="pid 1 on elsewhere"))
        with pytest.raises(LockedError, match="another ingester \\(pid 1 on elsewhere\\) has taken over"):
            write(database, "too late")
        assert word(database) == "mine"


def test_a_lease_that_is_lost_during_a_long_transaction_takes_that_with_it(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEWAL", 0.1)
    with contextlib.closing(Database.open_writer(postgresql_url)) as database, database.ingesting():
        with pytest.raises(LockedError):
            lose_while_writing(database)
        assert word(database) is None


def lose_while_writing(database: Database) -> None:
    with database.write() as conn:
        meta.note(conn, "word", "lost")
        conn.execute(update(tables.lease).values(token=tables.lease.c.token + 1))
        time.sleep(0.2)


def test_an_operator_writes_beside_the_ingester(postgresql_url: str) -> None:
    with (
        contextlib.closing(Database.open_writer(postgresql_url)) as database,
        contextlib.closing(Database.open_writer(postgresql_url)) as operator,
        database.ingesting(),
    ):
        write(operator, "operator's")
        write(database, "ingester's")
        write(operator, "operator's again")
        assert word(database) == "operator's again"


def test_tokens_rise_with_each_holder(postgresql_url: str) -> None:
    tokens = []
    with contextlib.closing(Database.open_writer(postgresql_url)) as database:
        for _ in range(3):
            with database.ingesting(), database.read() as conn:
                tokens.append(conn.execute(select(tables.lease.c.token)).scalar_one())
    assert tokens == [1, 2, 3]


def test_an_ingester_is_the_same_one_after_a_restart_of_the_server(
    other_server: tuple[Any, subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEWAL", 0.2)
    monkeypatch.setattr(lease, "LEASE", 120.0)  # more than a restart takes
    server, process = other_server
    server.execute("CREATE DATABASE noviny")
    with contextlib.closing(Database.create(server.url("noviny"), site=SITE)) as database, database.ingesting():
        write(database, "before")
        process.send_signal(signal.SIGQUIT)  # pg_ctl -m immediate: as after a power cut
        process.wait(timeout=60)
        with pytest.raises(UnavailableError):
            write(database, "meanwhile")
        again = server.start()
        try:
            with contextlib.closing(Database.open_writer(server.url("noviny"))) as rival:
                with pytest.raises(LockedError), rival.ingesting():
                    pytest.fail("two ingesters at once")
                write(database, "after")
                assert word(rival) == "after"
        finally:
            database.close()
            server.stop(again)


@pytest.mark.fault(22)
def test_a_file_stays_with_an_ingester_that_is_stopped(sqlite_url: str) -> None:
    """The kernel holds the lock for it however long: so nothing that it writes can be late."""
    with (
        contextlib.closing(Database.open_writer(sqlite_url)) as database,
        ingester(sqlite_url, "between") as process,
    ):
        os.kill(process.pid, signal.SIGSTOP)
        with pytest.raises(LockedError, match=f"pid {process.pid}"), database.ingesting():
            pytest.fail("two ingesters at once")
        os.kill(process.pid, signal.SIGCONT)
        process.communicate("go on\n", timeout=30)
        assert process.returncode == 0
        assert word(database) == "late"
