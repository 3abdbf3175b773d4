"""Where the databases of trials are: each in a file of its own, or all on one server."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from store import history
from store.engine import Database
from store.integrity import examine
from tests.ingest import invariants
from tests.store.conftest import Server

_numbers = itertools.count(1)


class Ground(Protocol):
    """Keeps a database for each directory."""

    def url(self, home: Path) -> str:
        """The address of the one that belongs to a directory; there may be nothing in it yet."""

    def copy(self, origin: Path, home: Path) -> None:
        """A directory with its database once more; nobody uses the database meanwhile."""

    def clear(self, home: Path) -> None:
        """Take both away."""


@dataclass(frozen=True, slots=True)
class Files:
    """In each directory a file."""

    def url(self, home: Path) -> str:
        return f"sqlite:///{home}/seedwire.db"

    def copy(self, origin: Path, home: Path) -> None:
        shutil.copytree(origin, home, symlinks=True)

    def clear(self, home: Path) -> None:
        shutil.rmtree(home)


@dataclass(frozen=True, slots=True)
class Databases:
    """On a server one for each directory."""

    server: Server
    _made: dict[Path, str] = field(default_factory=dict)

    def url(self, home: Path) -> str:
        if home not in self._made:
            self._make(home, "template1")
        return self.server.url(self._made[home])

    def copy(self, origin: Path, home: Path) -> None:
        shutil.copytree(origin, home, symlinks=True)
        self._make(home, self._made.get(origin, "template1"))

    def clear(self, home: Path) -> None:
        shutil.rmtree(home)
        self.server.execute(f"DROP DATABASE {self._made.pop(home)} WITH (FORCE)")

    def _make(self, home: Path, template: str) -> None:
        name = f"ground_{next(_numbers)}"
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._made[home] = name

    @contextlib.contextmanager
    def open(self) -> Iterator[Databases]:
        """Leave nothing behind."""
        yield self
        for name in self._made.values():
            self.server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def head(url: str) -> int:
    """The newest stored change of a database."""
    with contextlib.closing(Database.open_reader(url)) as database, database.read() as conn:
        return history.head(conn).seq


def require_whole(url: str) -> None:
    """Raise `AssertionError` where ``db check`` finds anything, or what is stored contradicts itself."""
    assert examine(url).findings == ()
    with contextlib.closing(Database.open_reader(url)) as database, database.read() as conn:
        invariants.check(conn, datetime.now(UTC))
