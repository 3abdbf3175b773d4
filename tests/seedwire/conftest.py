"""Seedwire as a program: started in processes of its own, asked over HTTP, and ended with all its children."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

Found = TypeVar("Found")

PATIENCE = 60.0
"""Seconds for what takes two: the machine may have much else to do."""

CHECKOUT = Path(__file__).resolve().parents[2]


def until(condition: Callable[[], Found], what: str, seconds: float = PATIENCE) -> Found:
    """The first truth that `condition` gives; fails the test where that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(0.01)
    return found


def environment(**settings: object) -> dict[str, str]:
    """The environment of a Seedwire with these settings and no others."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SEEDWIRE_")}
    # Where the packages are installed the tests are to run those; in a checkout the program has to find them.
    path = {} if os.environ.get("PYTHONSAFEPATH") else {"PYTHONPATH": str(CHECKOUT)}
    return plain | path | {f"SEEDWIRE_{name.upper()}": str(value) for name, value in settings.items()}


def seedwire(*arguments: str) -> list[str]:
    """The command line of Seedwire with this interpreter."""
    return [sys.executable, "-m", "seedwire", *arguments]


def free_port() -> int:
    """A port of loopback that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether anybody does, at this port of loopback."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a group, as ``/proc/PID/stat`` and ``cmdline`` tell of it."""

    pid: int
    parent: int
    command: str


@dataclass(slots=True)
class Running:
    """A Seedwire that runs in `home`, in a process group of its own, with its output in files there."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def seeds(self) -> Path:
        return self.home / "seeds"

    @property
    def output(self) -> str:
        return (self.home / "stdout").read_text("utf-8")

    @property
    def log(self) -> str:
        return (self.home / "stderr").read_text("utf-8")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        """Ask it; header names are written with underscores. Raises OSError where nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def ready(self) -> dict[str, Any]:
        """What ``/readyz`` says; nothing where it does not answer."""
        try:
            answer = self.get("/readyz")
        except (OSError, http.client.HTTPException):
            return {}
        found: dict[str, Any] = answer.json
        return found if answer.status == 200 else {}

    def has_passed(self) -> bool:
        """Whether the ingester has looked through the folder, and so listens to it."""
        return bool(self.ready().get("last_pass"))

    def items(self) -> list[dict[str, Any]]:
        """The entries of the JSON feed."""
        found: list[dict[str, Any]] = self.get("/feed.json").json["items"]
        return found

    def titles(self) -> set[str]:
        return {item["title"] for item in self.items()}

    def item(self, title: str) -> dict[str, Any]:
        """The entry of this title; nothing where there is none."""
        return next((item for item in self.items() if item["title"] == title), {})

    def ingester(self) -> int:
        """The pid in the lock file, which is the ingester's."""
        with contextlib.suppress(OSError, ValueError):
            return int((self.home / "seedwire.db.lock").read_text("ascii"))
        return 0

    def web_server(self) -> int:
        """The pid of granian's main process: the supervisor's other child."""
        others = {p.pid for p in self.group() if p.parent == self.process.pid and "spawn_main" in p.command}
        (found,) = others - {self.ingester()}
        return found

    def group(self) -> list[Process]:
        """All the living processes that it started."""
        return list(_group(self.process.pid))

    def end(self, number: signal.Signals = signal.SIGTERM, *, everyone: bool = False) -> float:
        """Ask it to end, or, as Ctrl-C does, its whole group; gives the seconds that it took."""
        begun = time.monotonic()
        (os.killpg if everyone else os.kill)(self.process.pid, number)
        self.process.wait(timeout=PATIENCE)
        return time.monotonic() - begun

    def clear(self) -> None:
        """Leave nothing of it behind, whatever became of it."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _group(number: int) -> Iterator[Process]:
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            state, parent, group = (place / "stat").read_text("utf-8").rpartition(")")[2].split()[:3]
            if int(group) == number and state not in "ZX":
                command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                yield Process(int(place.name), int(parent), command)


Start = Callable[..., Running]
"""``start("run", home, settle_time=1)``: Seedwire with these settings, on a port of its own, in the directory.

``under=("strace", …)`` puts another command before it, ``program="tests.…"`` starts another module than Seedwire's.
"""


@contextlib.contextmanager
def _starter() -> Iterator[Start]:
    with contextlib.ExitStack() as cleaning:

        def start(
            command: str, home: Path, *, under: Sequence[str] = (), program: str = "seedwire", **settings: object
        ) -> Running:
            home.mkdir(parents=True, exist_ok=True)
            port = free_port()
            with (home / "stdout").open("wb") as out, (home / "stderr").open("wb") as err:
                process = subprocess.Popen(
                    [*under, sys.executable, "-m", program, command],
                    cwd=home,
                    env=environment(**({"listen": f"127.0.0.1:{port}"} | settings)),
                    stdout=out,
                    stderr=err,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
            running = Running(home, port, process)
            cleaning.callback(running.clear)
            return running

        yield start


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts Seedwire for one test."""
    with _starter() as starter:
        yield starter


@pytest.fixture(scope="module")
def start_for_all() -> Iterator[Start]:
    """Starts Seedwire for all the tests of a module."""
    with _starter() as starter:
        yield starter


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """`until`, for test modules, which cannot import from here."""
    return until


@pytest.fixture(scope="session")
def program() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one command to its end in a directory: ``program(home, "status", "--json", settle_time=0)``."""

    def run(home: Path, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            seedwire(*arguments),
            cwd=home,
            env=environment(**settings),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return run


@pytest.fixture(scope="session")
def write_article() -> Callable[..., str]:
    """Text of an article: ``write_article("Škoda roste", companies=["Škoda Auto"])``. Each title has its own body."""

    def write(title: str, body: str = "", companies: tuple[str, ...] = (), **keys: str) -> str:
        listed = json.dumps(list(companies), ensure_ascii=False)
        front = "".join(f"{name}: {value}\n" for name, value in keys.items())
        own = body or f"{title}: o tom se dnes mluví v celém městě, {title.swapcase()} zná každý."
        return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\ncompanies: {listed}\n{front}---\n\n{own}\n"

    return write
