"""A disk that fails at any one call: what is refused is not acknowledged, what is acknowledged is there (row 17)."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.articles import write_articles
from store.engine import Database
from store.integrity import examine
from tests.faults.polling import polling
from tests.faults.strike import Injection, database_files, failing, injected
from tests.faults.trials import many, tried
from tests.seedwire.conftest import environment, eventually, program, seedwire, start, write_article

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "program", "start", "write_article"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(17), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]

Eventually = Callable[..., Any]
Write = Callable[..., str]
Program = Callable[..., Any]

CHECKOUT = Path(__file__).resolve().parents[2]
SYNC = "fsync,fdatasync"

STORE = """
import os, sys
from sqlalchemy import text
from store.engine import Database
from store.errors import UnavailableError
address, told = sys.argv[1:]
said = os.open(told, os.O_WRONLY | os.O_CREAT)
database = Database.open_writer(address)
for number in range(4):
    for attempt in range(3):
        try:
            with database.write() as conn:
                conn.execute(text("INSERT INTO heartbeat VALUES (:role, 1, 0, :fill)"),
                             {"role": str(number), "fill": "ž" * 6000})
        except UnavailableError as error:
            print(error)
            os.write(said, b"refused\\n")
        else:
            os.write(said, f"{number}\\n".encode())
            break
database.close()
"""
"""Stores four rows, tries each three times at most, and writes into a file which of them were taken."""


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pattern") / "seedwire.db"
    Database.create(f"sqlite:///{path}", site="https://noviny.example").close()
    return path


def require_reopened(trace: Sequence[str]) -> None:
    """After a fault nothing is written over descriptors that were there before it."""
    stale = False
    for line in trace:
        if "told>" in line and '"refused' in line:
            stale = True
        elif "openat(" in line and "seedwire.db-wal" in line:
            stale = False
        elif "-wal>" in line and "pwrite64(" in line:
            assert not stale, "goes on with what was open when the disk failed"


def require_synced(trace: Sequence[str]) -> None:
    """Whatever was written to the log of the database was on the disk by the time that a row was said to be taken."""
    synced = True
    for line in trace:
        done = line.rpartition(" = ")[2]
        if "-wal>" in line and "pwrite64(" in line:
            synced = False
        elif "-wal>" in line and re.search(r"\bf(data)?sync\(", line):
            synced = done == "0"
        elif "told>" in line and re.search(r" write\(.*\"\d", line):
            assert synced, "was acknowledged without being on the disk"


@pytest.mark.parametrize(
    ("calls", "error", "numbers"),
    [
        (SYNC, "EIO", [str(n) for n in range(2, many(4, 9))]),
        (SYNC, "EIO", [f"{n}+" for n in range(1, many(2, 6))]),
        ("pwrite64", "EIO", [str(n) for n in range(1, many(5, 90), 3)]),
        ("pwrite64", "ENOSPC", [f"{n}{more}" for n in range(2, many(3, 60), 5) for more in ("", "+")]),
        ("pwrite64", "EDQUOT", [str(n) for n in range(3, many(4, 40), 9)]),
    ],
    ids=["no sync", "no sync any more", "no write", "full", "beyond a quota"],
)
def test_what_is_acknowledged_is_on_the_disk_and_what_fails_leaves_nothing_half(
    pattern: Path, tmp_path: Path, calls: str, error: str, numbers: Sequence[str]
) -> None:
    hit = 0
    for number in numbers:
        home = tmp_path / number
        home.mkdir()
        place, told, trace = Path(shutil.copy(pattern, home / "seedwire.db")), home / "told", home / "trace"
        fault = Injection(calls, error, number, (*database_files(place), told))
        done = subprocess.run(
            [
                *fault.command(trace, also=f",{SYNC},pwrite64,write,openat"),
                sys.executable,
                "-c",
                STORE,
                f"sqlite:///{place}",
                told,
            ],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert all(str(place) in refusal for refusal in done.stdout.splitlines())
        calls_made = trace.read_text("utf-8", "replace").splitlines()
        require_synced(calls_made)
        if error == "EIO":
            require_reopened(calls_made)
        acknowledged = [word for word in told.read_text().split() if word != "refused"]
        with contextlib.closing(sqlite3.connect(place)) as connection:
            present = [role for (role,) in connection.execute("SELECT role FROM heartbeat ORDER BY role")]
        # Where fsync fails the bytes may be there all the same; so what was refused at last may have come to stay.
        assert set(acknowledged) <= set(present) <= set("0123")
        assert number.endswith("+") or acknowledged == list("0123"), "one fault, and the next try succeeds"
        assert not examine(f"sqlite:///{place}").findings
        hit += injected(trace) > 0
        tried(injected(trace))
    assert hit >= len(numbers) // 2, "most of the calls were there to fail"


@pytest.mark.parametrize(
    ("calls", "error", "numbers"),
    [(SYNC, "EIO", range(2, many(3, 14))), ("pwrite64", "EIO", range(9, many(90, 900), 90))],
    ids=["no sync", "no write"],
)
def test_one_pass_that_meets_a_fault_of_the_disk_says_so_and_the_next_one_finishes(
    tmp_path: Path, program: Program, calls: str, error: str, numbers: Sequence[int]
) -> None:
    for number in numbers:
        home, trace = tmp_path / str(number), tmp_path / f"trace-{number}"
        write_articles(home / "seeds", 12)
        done = subprocess.run(
            [*Injection(calls, error, str(number)).command(trace), *seedwire("ingest")],
            cwd=home,
            env=environment(settle_time="0s"),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        tried(injected(trace))
        # A checkpoint may fail: what it would have copied stays in the log, and nothing is missing.
        assert done.returncode in ({0, 3} if injected(trace) else {0}), done.stderr
        if done.returncode:
            (line,) = done.stderr.splitlines()
            assert line.startswith("seedwire.db: ")
            assert re.search("disk I/O error|Input/output error", line)
        again = program(home, "ingest", settle_time="0s")
        assert again.returncode == 0, again.stderr
        checked = program(home, "db", "check", "--json")
        assert checked.returncode == 0, checked.stdout
        assert json.loads(checked.stdout)["counts"]["entry"] == 12
        assert {path.name for path in home.iterdir() if path.name.startswith(".")} == set()


def test_a_daemon_waits_out_a_fault_of_the_disk_and_loses_nothing(
    start: Start, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    (tmp_path / "seeds").mkdir()
    daemon = start("run", tmp_path, scan_interval="1h", settle_time="0s")
    eventually(daemon.has_passed, "the first pass")
    expected: set[str] = set()
    faults = [(SYNC, "EIO"), ("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), (f"pwrite64,{SYNC}", "EDQUOT")]
    with polling(daemon.port) as polls:
        for number, (calls, error) in enumerate(faults[: many(1, len(faults))] * many(1, 2)):
            fault = Injection(calls, error, "1+", database_files(tmp_path / "seedwire.db"))
            waits = _waits(daemon)
            with failing(daemon.ingester(), fault, tmp_path / "trace"):
                (daemon.seeds / f"{number}.md").write_text(write_article(f"За повредата {number}"), "utf-8")
                eventually(lambda waits=waits: _waits(daemon) > waits, f"{error} in the log")
                assert daemon.titles() == expected
            expected.add(f"За повредата {number}")
            eventually(lambda: daemon.titles() == expected, "the article, once the disk is well")
            tried(injected(tmp_path / "trace"))
    assert not polls.broken
    assert polls.answers.keys() <= {200, 304}
    assert len(daemon.items()) == len(expected), "each article once"
    assert not examine(f"sqlite:///{tmp_path}/seedwire.db").findings
    assert "Traceback" not in daemon.log
    assert "ended (exit status" not in daemon.log, "the ingester was not replaced"


def _waits(daemon: Running) -> int:
    """How often the log says that the ingester waits."""
    return len(re.findall(r"seedwire\.db: .*; ingestion waits and goes on by itself", daemon.log))
