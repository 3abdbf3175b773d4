"""The record of what was found to be the same article, and why: each step of it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from store.tables import apart, merger


@dataclass(frozen=True, slots=True)
class Merger:
    """A file that joined an entry, or an entry that went into another."""

    id: int
    at: datetime
    path: bytes
    """The file that proved it."""
    entry_id: int
    """The entry that goes on."""
    other_id: int | None
    """The entry that ended; None where a file joined that had no entry of its own."""
    version_ids: tuple[int, ...]
    """What came to the entry."""
    reason: str
    undone: datetime | None


def record(
    conn: Connection,
    *,
    at: datetime,
    path: bytes,
    entry_id: int,
    other_id: int | None,
    version_ids: Collection[int],
    reason: str,
) -> None:
    """Write down a merger."""
    values = {"at": at, "path": path, "entry_id": entry_id, "other_id": other_id, "reason": reason}
    conn.execute(insert(merger).values(versions=json.dumps(sorted(version_ids)), **values))


def find(conn: Connection, number: int) -> Merger | None:
    """One merger by its number."""
    return next(iter(_read(conn, select(merger).where(merger.c.id == number))), None)


def newest(conn: Connection, limit: int) -> list[Merger]:
    """The last mergers, newest first."""
    return _read(conn, select(merger).order_by(merger.c.id.desc()).limit(limit))


def undo(conn: Connection, one: Merger, *, at: datetime, other_id: int) -> None:
    """Write down that a merger was taken back, and that the two entries are never to be one again."""
    conn.execute(update(merger).where(merger.c.id == one.id).values(undone=at))
    keep_apart(conn, one.entry_id, other_id)


def keep_apart(conn: Connection, one_id: int, other_id: int) -> None:
    """Two entries are different, whatever their texts say."""
    if other_id not in different(conn, one_id):
        pairs = ((one_id, other_id), (other_id, one_id))
        conn.execute(insert(apart), [{"entry_id": one, "other_id": other} for one, other in pairs])


def inherit(conn: Connection, entry_id: int, into: int) -> None:
    """What an operator called different from an entry is different from the one that it goes on in too."""
    for other in different(conn, entry_id) - {into}:
        keep_apart(conn, into, other)


def different(conn: Connection, entry_id: int) -> set[int]:
    """The entries that were called different from this one."""
    return set(conn.execute(select(apart.c.other_id).where(apart.c.entry_id == entry_id)).scalars())


def _read(conn: Connection, chosen: Select[Any]) -> list[Merger]:
    return [_merger(row) for row in conn.execute(chosen)]


def _merger(row: Row[Any]) -> Merger:
    return Merger(
        row.id, row.at, row.path, row.entry_id, row.other_id, tuple(json.loads(row.versions)), row.reason, row.undone
    )
