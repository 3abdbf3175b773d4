"""What each source file of an entry says: the versions that an entry's content is chosen from."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from store import codec, entries
from store.entry import Entry, EntryState, Guid, Identity, Stored
from store.tables import apart, band, entry, source_file, version

MOST_KEYS = 20
"""Keys of one article."""

ENOUGH_KEYS = 2
"""Keys that two articles must share to be compared: one is chance (1,618 of 4.5 million pairs of generated articles
shared one, 3 shared two)."""

MOST_AKIN = 20
"""Entries that share keys with one article and are compared with it, those first that share most of them.

Of 2,000 articles made from one template each shares keys with all: to compare all pairs took an hour.
"""

CROWD = 100
"""Files that share a guid, a link, or source and original title, past which these say nothing any more.

A section's page that 3,000 articles link to made 4.5 million pairs to look at.
"""

_MOST_GUIDS = 4
_DECODED = 1000
"""Documents that are kept as they were read last: an article of which many copies come one after the other is read
with all of them each time. About 10 MB."""

_PUT = insert(version).returning(version.c.id, sort_by_parameter_order=True)


def _any_of(name: str, count: int) -> list[BindParameter[Any]]:
    """As many parameters as there can be values: SQLAlchemy writes a statement with a list of any length anew."""
    return [bindparam(f"{name}{number}") for number in range(count)]


def _tells(column: Column[Any], value: BindParameter[Any]) -> ColumnElement[bool]:
    """Whether a version has this value, and no crowd of others has it too."""
    others = version.alias()
    crowd = select(others.c.id).where(others.c[column.name] == value).limit(CROWD + 1).subquery()
    return and_(column == value, select(func.count()).select_from(crowd).scalar_subquery() <= CROWD)


_SHARED = (
    select(band.c.version_id, func.count().label("keys"))
    .where(band.c.key.in_(_any_of("key", MOST_KEYS)))
    .group_by(band.c.version_id)
    .having(func.count() >= ENOUGH_KEYS)
    .subquery()
)
_AKIN = (
    select(version.c.entry_id)
    .join(_SHARED, _SHARED.c.version_id == version.c.id)
    .group_by(version.c.entry_id)
    .order_by(func.max(_SHARED.c["keys"]).desc(), version.c.entry_id)
    .limit(MOST_AKIN)
)
# A comparison with NULL holds for no row, so one statement serves articles with and without link and guid.
_SHARING = select(entry.c.id, entry.c.guid).where(
    or_(
        entry.c.guid.in_(_any_of("guid", _MOST_GUIDS)),
        entry.c.id.in_(
            select(version.c.entry_id).where(
                or_(
                    version.c.fingerprint == bindparam("fingerprint"),
                    _tells(version.c.declared_guid, bindparam("declared")),
                    _tells(version.c.link, bindparam("link")),
                    _tells(version.c.work, bindparam("work")),
                    version.c.id == bindparam("version_id"),
                )
            )
        ),
        entry.c.id.in_(_AKIN),
    )
)


@dataclass(frozen=True, slots=True)
class Marks:
    """All that an article can be found by among those that are stored."""

    identity: Identity
    language: str = ""
    """Primary subtag and script, declared or detected; empty where it is not known."""
    work: str | None = None
    """Source and original title, as a key: the same for all translations of one article."""
    keys: tuple[int, ...] = ()
    """Signed numbers of 64 bits, at most `MOST_KEYS`; texts that share `ENOUGH_KEYS` may be copies of each other."""

    def shared_keys(self, other: Marks) -> int:
        """How many keys the texts of two articles share; from `ENOUGH_KEYS` on they are worth comparing."""
        return len(set(self.keys).intersection(other.keys))

    def __iter__(self) -> Iterator[str | int]:
        """Each mark that another article may share; never the language, which is none by itself."""
        identity = self.identity
        yield from (m for m in (identity.fingerprint, identity.declared, identity.link, self.work) if m is not None)
        yield from self.keys


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


def sharing(
    conn: Connection, marks: Marks, guids: Collection[Guid], version_id: int | None
) -> tuple[list[Known], frozenset[Guid]]:
    """The entries that share any mark with an article, oldest first.

    `guids` are those that the article may be given, and `version_id` is what the same file said before, if it said
    anything. Gives those of the guids too that are taken, be it by an entry that was merged into another.
    """
    wanted = {
        "fingerprint": marks.identity.fingerprint,
        "declared": marks.identity.declared,
        "link": marks.identity.link,
        "work": marks.work,
        "version_id": version_id,
        **_numbered("key", marks.keys, MOST_KEYS),
        **_numbered("guid", guids, _MOST_GUIDS),
    }
    found = conn.execute(_SHARING, wanted).all()
    return known(conn, [row.id for row in found]), frozenset(Guid(row.guid) for row in found).intersection(guids)


def taken(conn: Connection, guids: Collection[Guid]) -> frozenset[Guid]:
    """Those of these guids that entries have, be it one that was merged into another."""
    return frozenset(Guid(guid) for guid in conn.execute(select(entry.c.guid).where(entry.c.guid.in_(guids))).scalars())


def _numbered(name: str, values: Collection[Any], count: int) -> dict[str, Any]:
    return {f"{name}{number}": value for number, value in zip_longest(range(count), values)}


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
    rows = [{"key": key, "version_id": number} for number, saying in numbered for key in set(saying.marks.keys)]
    if rows:
        conn.execute(insert(band), rows)


def _unband(conn: Connection, version_id: int) -> None:
    packed = conn.execute(select(version.c.bands).where(version.c.id == version_id)).scalar()
    if keys := _unpacked(packed):
        conn.execute(delete(band).where(band.c.version_id == version_id, band.c.key.in_(keys)))


def _packed(keys: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(keys)}q", *keys)


def _unpacked(keys: bytes | None) -> tuple[int, ...]:
    return struct.unpack(f"<{len(keys) // 8}q", keys) if keys else ()
