"""What the ingester has in its hands: written down before it is read, so that who killed an ingester can be found.

A file that ends its parser is known at once. One that takes the ingester with it (the kernel ends all of a service that
ran out of memory, its supervisor one that hangs) is known only by what is left here when the next ingester begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, delete, insert, select

from store.tables import attempt

_PORTION = 500


@dataclass(frozen=True, slots=True)
class Attempt:
    """A file that was being read when an ingester ended."""

    sha256: str
    alone: bool
    """Nothing else was being read at that moment."""


def begin(conn: Connection, files: Mapping[bytes, str], *, alone: bool) -> None:
    """These files, by path with their hashes, are going to be read."""
    if not files:
        return
    end(conn, files)
    rows = [{"path": path, "sha256": sha256, "alone": int(alone)} for path, sha256 in files.items()]
    conn.execute(insert(attempt), rows)


def end(conn: Connection, paths: Iterable[bytes]) -> None:
    """These files were read, and nobody died of it."""
    remaining = iter(paths)
    while portion := list(islice(remaining, _PORTION)):
        conn.execute(delete(attempt).where(attempt.c.path.in_(portion)))


def left(conn: Connection) -> dict[bytes, Attempt]:
    """What was begun and never ended."""
    return {row.path: Attempt(row.sha256, bool(row.alone)) for row in conn.execute(select(attempt))}
