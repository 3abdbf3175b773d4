"""A directory of its own for a measurement: a folder of articles, a database, and the program run on both."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.articles import write_articles
from benchmarks.process_tree import ProcessTree
from store import passes
from store.engine import Database

HOST = "127.0.0.1"

_SETTLED = 2.5
"""Seconds after which every file is quiet; `ingest.rules.Rules.settle_time` is 2."""

_YEAR = 365 * 86_400

_PATIENCE = 60.0
"""Seconds that a program gets to begin or to end."""


class FailedError(Exception):
    """The program did not do what was to be measured, so that a figure would be of something else."""


@dataclass(frozen=True, slots=True)
class Run:
    """A command that has ended."""

    seconds: float
    """From before the process was made until it was gone."""
    output: str
    cost: ProcessTree


@dataclass(frozen=True, slots=True)
class Daemon:
    """A daemon that serves."""

    pid: int
    port: int
    """On `HOST`."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where one measurement has its files."""

    root: Path

    @property
    def seeds(self) -> Path:
        """The folder of articles."""
        return self.root / "seeds"

    @property
    def database(self) -> Path:
        """The database file."""
        return self.root / "seedwire.db"

    @property
    def database_url(self) -> str:
        """The database as settings name it."""
        return f"sqlite:///{self.database}"

    def fill(self, count: int) -> None:
        """Write that many articles and wait until none of them can be taken for one that is still being written.

        Quietness goes by ctime, which nobody can set; the mtimes are set a year back for good measure.
        """
        write_articles(self.seeds, count)
        past = time.time() - _YEAR
        for path in self.seeds.rglob("*.txt"):
            os.utime(path, (past, past))
        time.sleep(_SETTLED)

    def run(self, *arguments: str) -> Run:
        """Run a command of ``seedwire`` on this folder to its end; raises `FailedError` unless that is success."""
        with (self.root / "run.log").open("w+", encoding="utf-8") as log:
            begun = time.perf_counter()
            process = self._start(log.fileno(), *arguments)
            with ProcessTree(process.pid) as cost:
                status = process.wait()
                seconds = time.perf_counter() - begun
            log.seek(0)
            output = log.read()
        if status:
            raise FailedError(f"seedwire {arguments[0]} ended with status {status}: {output[-2000:]}")
        return Run(seconds, output, cost)

    @contextlib.contextmanager
    def daemon(self) -> Iterator[Daemon]:
        """``seedwire run`` on this folder for the length of the block, which begins when its first pass is over.

        A file that comes before the folder is watched cannot be known to be complete, and waits for ``settle_time``:
        that is how a daemon starts, not how it works.
        """
        port = _free_port()
        with (self.root / "daemon.log").open("w+", encoding="utf-8") as log:
            started = datetime.now(UTC)
            process = self._start(log.fileno(), "run", "--listen", f"{HOST}:{port}", "--seeds", str(self.seeds))
            try:
                _await(process, lambda: _is_serving(port) and self._was_passed_over(since=started))
                yield Daemon(process.pid, port)
            finally:
                process.terminate()
                try:
                    process.wait(timeout=_PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _was_passed_over(self, *, since: datetime) -> bool:
        database = Database.open_reader(self.database_url)
        try:
            with database.read() as conn:
                last = passes.last_pass(conn)
        finally:
            database.close()
        return last is not None and last.started >= since

    def _start(self, log: int, *arguments: str) -> subprocess.Popen[bytes]:
        # Settings of the person who measures must not decide what is measured.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SEEDWIRE_")}
        program = Path(sysconfig.get_path("scripts")) / "seedwire"
        command = [os.fspath(program), *arguments, "--database", self.database_url]
        return subprocess.Popen(command, cwd=self.root, env=environment, stdout=log, stderr=subprocess.STDOUT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _await(process: subprocess.Popen[bytes], is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        if process.poll() is not None:
            raise FailedError(f"seedwire run ended with status {process.returncode} before it was ready")
        if time.monotonic() > deadline:
            raise FailedError(f"seedwire run was not ready within {_PATIENCE:g} s")
        time.sleep(0.05)


def _is_serving(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
