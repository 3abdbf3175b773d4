"""How much there is, and how fast it came: what an operator wants to know and no reader asks for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from store.change import ChangeKind
from store.entry import EntryState
from store.file import FileState
from store.tables import change, entry, source_file, version

NEWEST = 20
"""Changes whose delay is looked at."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Bytes on disk."""

    database: int
    log: int | None
    """Of the write-ahead log; None where the database is a server's."""
    free: int | None
    """That are left on the disk for those who are no superuser; None where nobody can tell."""


def states(conn: Connection) -> Mapping[EntryState, int]:
    """How many entries are in each state."""
    counted = select(entry.c.state, func.count().label("entries")).group_by(entry.c.state)
    found: dict[str, int] = {row.state: row.entries for row in conn.execute(counted)}
    return {state: found.get(state, 0) for state in EntryState}


def quarantined(conn: Connection) -> int:
    """Files that are left alone because they ended their parser, or the ingester, too often."""
    left_alone = (source_file.c.state == FileState.REJECTED) & (source_file.c.attempts > 0)
    return conn.execute(select(func.count()).select_from(source_file).where(left_alone)).scalar_one()


def missing(conn: Connection) -> int:
    """Files that a scan did not find, and that are not believed to be deleted."""
    missed = source_file.c.missing_since.is_not(None) & (source_file.c.state != FileState.GONE)
    return conn.execute(select(func.count()).select_from(source_file).where(missed)).scalar_one()


def delays(conn: Connection) -> tuple[timedelta, ...]:
    """From a file's last change on disk to its entry's change in the feeds, for the newest changes, newest first.

    By the status change time of the file (ctime), which copying and unpacking cannot set back. A file that was there
    before the first pass counts from that time all the same. Without changes whose file has gone.
    """
    newest = (
        select(change.c.seq, change.c.at, change.c.entry_id)
        .where(change.c.kind.in_([ChangeKind.ADDED, ChangeKind.UPDATED]))
        .order_by(change.c.seq.desc())
        .limit(NEWEST)
        .subquery()
    )
    rows = conn.execute(
        select(newest.c.seq, newest.c.at, source_file.c.signature)
        .join(version, version.c.entry_id == newest.c.entry_id)
        .join(source_file, source_file.c.version_id == version.c.id)
        .where(source_file.c.signature.is_not(None))
    )
    found: dict[int, timedelta] = {}
    for seq, at, signature in rows:
        written = datetime.fromtimestamp(int(signature.rpartition(":")[2]) / 1e9, UTC)
        if written <= at:  # else it was touched again since, and this change is not its doing
            found[seq] = min(at - written, found.get(seq, timedelta.max))
    return tuple(found[seq] for seq in sorted(found, reverse=True))


def volume(conn: Connection, path: Path | None) -> Volume:
    """What the database takes: the file at `path`, or, None, a server's database."""
    if path is None:
        return Volume(conn.execute(text("SELECT pg_database_size(current_database())")).scalar_one(), None, None)
    return Volume(_size(path), _size(path.with_name(path.name + "-wal")), _free(path.parent))


def _free(directory: Path) -> int | None:
    try:
        disk = os.statvfs(directory)
    except OSError:  # it is not there, or not to be looked at: the database says more of that
        return None
    return disk.f_bavail * disk.f_frsize


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # the log, while nobody writes
        return 0
