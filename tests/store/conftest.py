"""A database for every test, on both kinds of server; and articles to put into it."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from store import entries
from store.engine import Database
from store.entry import Company, DateOrigin, Entry, Fingerprint, Identity, Stored
from store.slug import company_slug

SITE = "https://noviny.example"
PUBLISHED = datetime(2026, 1, 30, 6, 0, tzinfo=UTC)

MakeEntry = Callable[..., Entry]


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server that this test session started for itself."""

    directory: Path
    """Holds its socket and its data; belongs to the user that it runs as."""
    user: str | None
    """The unprivileged user that it runs as where the tests run as root, as PostgreSQL refuses to."""
    binaries: Path

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://seedwire@/{name}?host={self.directory}"

    def execute(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        with psycopg.connect(f"host={self.directory} user=seedwire dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, and give the process once it answers."""
        options = {
            "unix_socket_directories": self.directory,
            "listen_addresses": "",
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
        }
        settings = [argument for key, value in options.items() for argument in ("-c", f"{key}={value}")]
        with (self.directory / "log").open("ab") as log:
            server = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.directory / "data", *settings],
                cwd=self.directory,
                stdout=log,
                stderr=log,
                **self.as_user,
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                if server.poll() is not None or time.monotonic() > deadline:
                    server.kill()
                    pytest.fail(f"PostgreSQL does not start: {(self.directory / 'log').read_text()[-2000:]}")
                time.sleep(0.05)
            else:
                return server

    @staticmethod
    def stop(process: subprocess.Popen[bytes]) -> None:
        """End it as its manual says: SIGINT is a fast shutdown."""
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)

    @property
    def as_user(self) -> dict[str, Any]:
        """The arguments of `subprocess` that make a process run as its user."""
        return {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        missing = "PostgreSQL's initdb is not installed (Debian: the package postgresql)"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    return found[-1] if found else Path(str(on_path)).resolve().parent


def _create(binaries: Path, directory: Path) -> Server:
    """Set up a server whose own language orders text otherwise than by code point, as most do."""
    server = Server(directory, "postgres" if os.geteuid() == 0 else None, binaries)
    directory.chmod(0o755)
    if server.user:
        shutil.chown(directory, server.user)
    subprocess.run(
        [
            binaries / "initdb",
            *("-D", directory / "data", "-U", "seedwire", "-A", "trust", "--no-sync", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"),
        ],
        cwd=directory,
        check=True,
        stdout=subprocess.DEVNULL,
        **server.as_user,
    )
    return server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="pg-") as directory:
        made = _create(binaries, Path(directory))
        process = made.start()
        try:
            made.execute("CREATE DATABASE pattern")
            Database.create(made.url("pattern"), site=SITE).close()
            yield made
        finally:
            made.stop(process)


@pytest.fixture
def other_server() -> Iterator[tuple[Server, subprocess.Popen[bytes]]]:
    """A server to be stopped by the test."""
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="pg-") as directory:
        made = _create(binaries, Path(directory))
        process = made.start()
        try:
            yield made, process
        finally:
            if process.poll() is None:
                made.stop(process)


_numbers = itertools.count(1)


@pytest.fixture
def empty_url(server: Server) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    name = f"empty_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pattern") / "seedwire.db"
    Database.create(f"sqlite:///{path}", site=SITE).close()
    return path


@pytest.fixture
def sqlite_url(sqlite_pattern: Path, tmp_path: Path) -> str:
    """The address of a fresh database in a file of the test's own."""
    path = tmp_path / "seedwire.db"
    shutil.copy(sqlite_pattern, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(server: Server) -> Iterator[str]:
    """The address of a fresh database on the server."""
    name = f"test_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE pattern")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.process)])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database, on each kind of server."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A fresh database, open for writing, on each kind of server."""
    with contextlib.closing(Database.open_writer(url)) as opened:
        yield opened


@pytest.fixture(scope="session")
def make_entry() -> MakeEntry:
    """A function that makes an entry, each with its own text unless told otherwise.

    `companies` may be names; what an entry is recognised by can be given as `declared`, `canonical` and `fingerprint`.
    """
    serial = itertools.count(1)

    def make(**overrides: Any) -> Entry:
        number = next(serial)
        identity = Identity(
            declared=overrides.pop("declared", None),
            link=overrides.pop("canonical", None),
            language=overrides.pop("link_language", ""),
            fingerprint=Fingerprint(overrides.pop("fingerprint", f"{number:064x}")),
        )
        named = tuple(Company(company_slug(c), c) if isinstance(c, str) else c for c in overrides.pop("companies", ()))
        plain: dict[str, Any] = {
            "title": f"Zpráva číslo {number}",
            "published": PUBLISHED,
            "published_origin": DateOrigin.DECLARED,
            "content": f"<p>Příliš žluťoučký kůň č. {number}.</p>",
            "text": f"Příliš žluťoučký kůň č. {number}.",
            "summary": f"Kůň č. {number}.",
        }
        return Entry(identity=identity, companies=named, **(plain | overrides))

    return make


@pytest.fixture(scope="session")
def stored() -> Callable[[Database, int], Stored]:
    """A function that gives an entry as the database has it now, in whatever state."""

    def look_up(database: Database, entry_id: int) -> Stored:
        with database.read() as conn:
            (found,) = entries.by_ids(conn, [entry_id])
        return found

    return look_up
