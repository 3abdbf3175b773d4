"""What each source file of an entry says: the versions that an entry's content is chosen from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, or_, select, update

from store import codec, entries
from store.entry import Entry, EntryState, Guid, Identity, Stored
from store.tables import entry, source_file, version


@dataclass(frozen=True, slots=True)
class Version:
    """One source of an entry, as it is in the folder, or, not `present`, as it was there last."""

    id: int
    present: bool
    entry: Entry


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that a file may belong to, with all its sources, oldest first."""

    stored: Stored
    versions: tuple[Version, ...]


def candidates(conn: Connection, identity: Identity, version_id: int | None) -> list[Known]:
    """The entries that share anything with an article that it could be recognised by, oldest first.

    `version_id` is what the same file said before, if it said anything.
    """
    shared = [version.c.fingerprint == identity.fingerprint]
    if identity.declared is not None:
        shared.append(version.c.declared_guid == identity.declared)
    if identity.link is not None:
        shared.append(version.c.link == identity.link)
    if version_id is not None:
        shared.append(version.c.id == version_id)
    ids = conn.execute(select(version.c.entry_id).where(or_(*shared)).distinct()).scalars().all()
    return known(conn, ids)


def known(conn: Connection, entry_ids: Sequence[int]) -> list[Known]:
    """Entries with their sources, oldest first; without those that were merged into others."""
    if not entry_ids:
        return []
    versions: dict[int, list[Version]] = {}
    for row in conn.execute(select(version).where(version.c.entry_id.in_(entry_ids)).order_by(version.c.id)):
        versions.setdefault(row.entry_id, []).append(Version(row.id, bool(row.present), codec.decode(row.document)))
    return [
        Known(stored, tuple(versions.get(stored.id, ())))
        for stored in entries.by_ids(conn, entry_ids)
        if stored.state is not EntryState.MERGED
    ]


def taken(conn: Connection, guids: Collection[Guid]) -> frozenset[Guid]:
    """Which of these guids are given already."""
    return frozenset(map(Guid, conn.execute(select(entry.c.guid).where(entry.c.guid.in_(guids))).scalars()))


def put(conn: Connection, entry_id: int, content: Entry, version_id: int | None) -> int:
    """Store what a file says as a source of an entry, in the place of what it said before; gives its number."""
    identity = content.identity
    values = {
        "entry_id": entry_id,
        "present": 1,
        "declared_guid": identity.declared,
        "link": identity.link,
        "link_language": identity.language,
        "fingerprint": identity.fingerprint,
        "document": codec.encode(content),
    }
    if version_id is None:
        added: int = conn.execute(insert(version).values(**values).returning(version.c.id)).scalar_one()
        return added
    conn.execute(update(version).where(version.c.id == version_id).values(**values))
    return version_id


def leave(conn: Connection, version_id: int) -> None:
    """The file of this version is gone; what it said stays a source."""
    conn.execute(update(version).where(version.c.id == version_id).values(present=0))


def drop(conn: Connection, version_id: int) -> None:
    """This version is a source no more."""
    conn.execute(update(source_file).where(source_file.c.version_id == version_id).values(version_id=None))
    conn.execute(delete(version).where(version.c.id == version_id))


def entry_of(conn: Connection, version_id: int) -> Known | None:
    """The entry that this version is a source of."""
    found = conn.execute(select(version.c.entry_id).where(version.c.id == version_id)).scalars().all()
    return next(iter(known(conn, found)), None)
