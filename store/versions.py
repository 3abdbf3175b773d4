"""What each source file of an entry says: the versions that an entry's content is chosen from."""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Row, delete, insert, select, update

from store import codec, entries
from store.entry import Entry, EntryState, Stored
from store.errors import DamagedError
from store.marks import Marks
from store.tables import apart, band, source_file, version

_DECODED = 1000
"""Documents that are kept as they were read last: an article of which many copies come one after the other is read
with all of them each time. About 10 MB."""

_PUT = insert(version).returning(version.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class Version:
    """One source of an entry, as it is in the folder, or, not `present`, as it was there last."""

    id: int
    present: bool
    entry: Entry
    marks: Marks


@dataclass(frozen=True, slots=True)
class Saying:
    """What a file says, to be a source of an entry."""

    entry_id: int
    content: Entry
    marks: Marks
    document: bytes | None = None
    """`content` as `store.codec` writes it, where the caller has that already."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that a file may belong to, with all its sources, oldest first."""

    stored: Stored
    versions: tuple[Version, ...]
    apart: frozenset[int] = frozenset()
    """The numbers of the entries that an operator called different from this one."""


def known(conn: Connection, entry_ids: Sequence[int]) -> list[Known]:
    """Entries with their sources, oldest first; without those that were merged into others."""
    if not entry_ids:
        return []
    versions: dict[int, list[Version]] = {}
    for row in conn.execute(select(version).where(version.c.entry_id.in_(entry_ids)).order_by(version.c.id)):
        versions.setdefault(row.entry_id, []).append(_version(row))
    different: dict[int, set[int]] = {}
    for row in conn.execute(select(apart).where(apart.c.entry_id.in_(entry_ids))):
        different.setdefault(row.entry_id, set()).add(row.other_id)
    return [
        Known(stored, tuple(versions.get(stored.id, ())), frozenset(different.get(stored.id, ())))
        for stored in entries.by_ids(conn, entry_ids)
        if stored.state is not EntryState.MERGED
    ]


def put(conn: Connection, saying: Saying, version_id: int | None) -> int:
    """Store what a file says as a source of an entry, in the place of what it said before; gives its number."""
    if version_id is None:
        (added,) = put_all(conn, [saying])
        return added
    _unband(conn, version_id)
    conn.execute(update(version).where(version.c.id == version_id).values(**_columns(saying)))
    _band(conn, [(version_id, saying)])
    return version_id


def put_all(conn: Connection, sayings: Sequence[Saying]) -> list[int]:
    """Store what new files say; gives the numbers of the versions."""
    numbers = list(conn.execute(_PUT, [_columns(saying) for saying in sayings]).scalars())
    _band(conn, list(zip(numbers, sayings, strict=True)))
    return numbers


def leave(conn: Connection, version_id: int) -> None:
    """The file of this version is gone; what it said stays a source."""
    conn.execute(update(version).where(version.c.id == version_id).values(present=0))


def drop(conn: Connection, version_id: int) -> None:
    """This version is a source no more."""
    conn.execute(update(source_file).where(source_file.c.version_id == version_id).values(version_id=None))
    _unband(conn, version_id)
    conn.execute(delete(version).where(version.c.id == version_id))


def move(conn: Connection, version_ids: Collection[int], entry_id: int) -> None:
    """Let these versions be sources of another entry."""
    conn.execute(update(version).where(version.c.id.in_(version_ids)).values(entry_id=entry_id))


def rewrite(conn: Connection, version_id: int, content: Entry) -> None:
    """Give a version other content that is found by the same marks."""
    conn.execute(update(version).where(version.c.id == version_id).values(document=codec.encode(content)))


def entry_of(conn: Connection, version_id: int) -> Known | None:
    """The entry that this version is a source of."""
    found = conn.execute(select(version.c.entry_id).where(version.c.id == version_id)).scalars().all()
    return next(iter(known(conn, found)), None)


def undeclared(conn: Connection, *, after: int, limit: int) -> list[tuple[int, Version]]:
    """Versions whose files say nothing of companies, by number, each with that of its entry."""
    rows = conn.execute(
        select(version).where(version.c.id > after, version.c.detects == 1).order_by(version.c.id).limit(limit)
    )
    return [(row.entry_id, _version(row)) for row in rows]


def _version(row: Row[Any]) -> Version:
    content = _decoded(row.document)
    marks = Marks(content.identity, row.language, row.work, _unpacked(row.bands))
    return Version(row.id, bool(row.present), content, marks)


_decoded = lru_cache(_DECODED)(codec.decode)


def _columns(saying: Saying) -> dict[str, Any]:
    marks = saying.marks
    return {
        "entry_id": saying.entry_id,
        "present": 1,
        "declared_guid": marks.identity.declared,
        "link": marks.identity.link,
        "work": marks.work,
        "language": marks.language,
        "fingerprint": marks.identity.fingerprint,
        "bands": _packed(marks.keys),
        "detects": None if saying.content.companies_declared else 1,
        "document": saying.document or codec.encode(saying.content),
    }


def _band(conn: Connection, numbered: Sequence[tuple[int, Saying]]) -> None:
    """Write down the keys of versions, in their order: each page of the index is looked up once for all its rows."""
    rows = sorted({(key, number) for number, saying in numbered for key in saying.marks.keys})
    if rows:
        statement, names = _banding(conn.dialect)
        conn.exec_driver_sql(statement, rows if names is None else [dict(zip(names, row, strict=True)) for row in rows])


@cache
def _banding(dialect: Dialect) -> tuple[str, tuple[str, ...] | None]:
    """The statement as the driver takes it, and the names of its parameters where it takes them by name.

    With twenty rows to an article, SQLAlchemy's share was a third of what storing the keys took.
    """
    compiled = insert(band).compile(dialect=dialect)
    return str(compiled), None if compiled.positional else tuple(band.c.keys())


def _unband(conn: Connection, version_id: int) -> None:
    packed = conn.execute(select(version.c.bands).where(version.c.id == version_id)).scalar()
    if keys := _unpacked(packed):
        conn.execute(delete(band).where(band.c.version_id == version_id, band.c.key.in_(keys)))


def _packed(keys: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(keys)}q", *keys)


def _unpacked(keys: bytes | None) -> tuple[int, ...]:
    try:
        return struct.unpack(f"<{len(keys) // 8}q", keys) if keys else ()
    except (struct.error, TypeError) as error:
        raise DamagedError(f"the keys of a version are damaged ({error}); `seedwire db check` says more") from error
