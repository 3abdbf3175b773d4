"""The ledger: every file that was seen, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select, update

from store.file import FileState, Signature, SourceFile
from store.tables import source_file, version

_Value = TypeVar("_Value")

UNPUBLISHED = (FileState.REJECTED, FileState.FAILING, FileState.WAITING, FileState.HELD, FileState.WITHHELD)

_STREAMED = 5_000
"""Lines that are in memory at once while the whole ledger is gone through."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a scan needs to know of a file: enough to tell, without reading it, whether it changed; columns by name."""

    id: int
    signature: Signature | None
    sha256: str | None
    state: FileState
    reason: str
    first_seen: datetime
    attempts: int
    retry_at: datetime | None
    missing_since: datetime | None
    version_id: int | None
    since: datetime


class Glance(NamedTuple):
    """What a scan needs to know of most files: that there is nothing to do. A million `Line`s would take a gigabyte."""

    id: int
    path: bytes
    state: FileState
    as_left: bool
    """Whether the file was done with, and is there with the signature that it had."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a pass found out about a file, to be written down."""

    state: FileState
    signature: Signature | None
    sha256: str | None
    reason: str = ""
    advice: str = ""
    attempts: int = 0
    retry_at: datetime | None = None
    version_id: int | None = None


def lines(conn: Connection, paths: Collection[bytes] | None = None) -> dict[bytes, Line]:
    """The ledger by path: all of it, or the lines of these paths."""
    chosen = select(source_file.c.path, *(source_file.c[field.name] for field in fields(Line)))
    if paths is None:
        rows = list(conn.execute(chosen))
    else:
        parts = _parts(list(paths))
        rows = [row for part in parts for row in conn.execute(chosen.where(source_file.c.path.in_(part)))]
    return {path: Line(number, _signature(text), *rest) for path, number, text, *rest in rows}


def glances(conn: Connection, seen: Mapping[bytes, Signature], done: Collection[FileState]) -> Iterator[Glance]:
    """The whole ledger, line by line, beside the files that a walk has `seen`; in `done` states a file needs nothing.

    What was refused unread, or missed by an earlier scan, is not as it was left.
    """
    chosen = select(
        source_file.c.id,
        source_file.c.path,
        source_file.c.state,
        source_file.c.signature,
        and_(source_file.c.sha256.is_not(None), source_file.c.missing_since.is_(None)),
    )
    for number, path, state, signature, known in conn.execute(chosen, execution_options={"yield_per": _STREAMED}):
        as_left = bool(known) and state in done and signature is not None and signature == _text(seen.get(path))
        yield Glance(number, path, state, as_left)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file that was never seen before, and what was found."""

    path: bytes
    finding: Finding
    first_seen: datetime
    now: datetime


def note(
    conn: Connection, path: bytes, line: Line | None, finding: Finding, *, first_seen: datetime, now: datetime
) -> None:
    """Write down what became of a file. ``since`` moves only when the state or its reason is another."""
    if line is None:
        note_all(conn, [Sighting(path, finding, first_seen, now)])
        return
    values = _columns(finding)
    before = conn.execute(select(source_file.c.state, source_file.c.reason).where(source_file.c.id == line.id)).one()
    if (before.state, before.reason) != (finding.state, finding.reason):
        values["since"] = now
    conn.execute(update(source_file).where(source_file.c.id == line.id).values(**values))


def note_all(conn: Connection, sightings: Sequence[Sighting]) -> None:
    """Write down files that were never seen before."""
    rows = [{"path": s.path, "first_seen": s.first_seen, "since": s.now, **_columns(s.finding)} for s in sightings]
    conn.execute(insert(source_file), rows)


def touch(conn: Connection, line: Line, signature: Signature) -> None:
    """The same bytes under another signature: nothing happened."""
    conn.execute(
        update(source_file).where(source_file.c.id == line.id).values(signature=_text(signature), missing_since=None)
    )


def rename(conn: Connection, line: Line, path: bytes, signature: Signature | None) -> None:
    """The file of this line is now at another path: nothing happened to its article."""
    values: dict[str, Any] = {"path": path, "missing_since": None}
    if signature is not None:
        values["signature"] = _text(signature)
    conn.execute(update(source_file).where(source_file.c.id == line.id).values(**values))


def set_aside(conn: Connection, line_ids: Sequence[int]) -> None:
    """Let other files have the paths of these lines, which are renamed in the same transaction."""
    if line_ids:  # a path holds no NUL, so nothing else is in the way of these
        aside = update(source_file).where(source_file.c.id == bindparam("line")).values(path=bindparam("aside"))
        conn.execute(aside, [{"line": line_id, "aside": b"\0%d" % line_id} for line_id in line_ids])


def missing(conn: Connection, line_ids: Sequence[int], now: datetime) -> None:
    """These files were not found by a scan for the first time."""
    for part in _parts(line_ids):
        conn.execute(update(source_file).where(source_file.c.id.in_(part)).values(missing_since=now))


def found_again(conn: Connection, line_ids: Sequence[int]) -> None:
    """These files are where they were; a scan had missed them."""
    for part in _parts(line_ids):
        conn.execute(update(source_file).where(source_file.c.id.in_(part)).values(missing_since=None))


def gone(conn: Connection, line: Line, now: datetime) -> None:
    """This file was deleted."""
    values: dict[str, Any] = {
        "state": FileState.GONE,
        "reason": "deleted",
        "advice": "",
        "since": now,
        "retry_at": None,
        "missing_since": None,
        "signature": None,
    }
    conn.execute(update(source_file).where(source_file.c.id == line.id).values(**values))


def problems(conn: Connection, limit: int | None = None) -> list[SourceFile]:
    """The files that are not published, by path; the first ones, where there is a `limit`."""
    chosen = (
        select(source_file, version.c.entry_id)
        .outerjoin(version, version.c.id == source_file.c.version_id)
        .where(source_file.c.state.in_(UNPUBLISHED))
        .order_by(source_file.c.path)
        .limit(limit)
    )
    return [_file(row) for row in conn.execute(chosen)]


def tally(conn: Connection) -> Mapping[FileState, int]:
    """How many files are in each state."""
    counted = select(source_file.c.state, func.count()).group_by(source_file.c.state)
    found: dict[FileState, int] = dict(map(tuple, conn.execute(counted)))
    return {state: found.get(state, 0) for state in FileState}


def _file(row: Row[Any]) -> SourceFile:
    return SourceFile(
        path=row.path,
        signature=_signature(row.signature),
        sha256=row.sha256,
        state=row.state,
        reason=row.reason,
        advice=row.advice,
        since=row.since,
        attempts=row.attempts,
        retry_at=row.retry_at,
        entry_id=row.entry_id,
    )


def _columns(finding: Finding) -> dict[str, Any]:
    return {
        "signature": _text(finding.signature),
        "sha256": finding.sha256,
        "state": finding.state,
        "reason": finding.reason,
        "advice": finding.advice,
        "attempts": finding.attempts,
        "retry_at": finding.retry_at,
        "missing_since": None,
        "version_id": finding.version_id,
    }


def _text(signature: Signature | None) -> str | None:
    if signature is None:
        return None
    s = signature
    return f"{s.device}:{s.inode}:{s.size}:{s.mtime_ns}:{s.ctime_ns}"


def _signature(text: str | None) -> Signature | None:
    """None where it cannot be read, too: the file is read again then."""
    try:
        return None if text is None else Signature(*map(int, text.split(":")))
    except (TypeError, ValueError, AttributeError):
        return None


def _parts(values: Sequence[_Value], size: int = 500) -> Iterable[Sequence[_Value]]:
    """In parts that one statement takes: PostgreSQL has 65,535 parameters, SQLite 32,766 unless built otherwise."""
    return (values[start : start + size] for start in range(0, len(values), size))
