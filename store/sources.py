"""The files of one entry: all lines of the ledger that are, or were, the same article."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, or_, select, update

from store.file import FileState
from store.tables import source_file, version

_UNDERSTOOD = (FileState.PUBLISHED, FileState.HELD, FileState.WITHHELD)


def paths(conn: Connection, entry_id: int) -> list[bytes]:
    """Where the files of an entry are, or were; in order."""
    chosen = select(source_file.c.path).where(_is_of(entry_id)).order_by(source_file.c.path)
    return list(conn.execute(chosen).scalars())


def publish_held(conn: Connection, entry_id: int, now: datetime) -> None:
    """The files that held this entry back are its published sources now."""
    conn.execute(
        update(source_file)
        .where(_is_of(entry_id), source_file.c.state == FileState.HELD)
        .values(state=FileState.PUBLISHED, reason="", advice="", since=now)
    )


def settle(conn: Connection, entry_id: int, *, state: FileState, reason: str, advice: str, now: datetime) -> None:
    """The files of this entry, as far as they are there and understood, stand like this from now on."""
    otherwise = or_(source_file.c.state != state, source_file.c.reason != reason)
    conn.execute(
        update(source_file)
        .where(_is_of(entry_id), source_file.c.state.in_(_UNDERSTOOD), otherwise)
        .values(state=state, reason=reason, advice=advice, since=now)
    )


def forget(conn: Connection, entry_id: int) -> list[bytes]:
    """Have the files of this entry that are in the folder read anew by the next pass; gives their paths, in order."""
    forgotten = (
        update(source_file)
        .where(_is_of(entry_id), source_file.c.state != FileState.GONE)
        .values(signature=None, sha256=None)
        .returning(source_file.c.path)
    )
    return sorted(conn.execute(forgotten).scalars())


def _is_of(entry_id: int) -> ColumnElement[bool]:
    return source_file.c.version_id.in_(select(version.c.id).where(version.c.entry_id == entry_id))
