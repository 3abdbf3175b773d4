"""What each source file of an entry says: the versions that an entry's content is chosen from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from store import codec, entries
from store.entry import Entry, EntryState, Guid, Identity, Stored
from store.tables import entry, source_file, version

_PUT = insert(version).returning(version.c.id, sort_by_parameter_order=True)
# A comparison with NULL holds for no row, so one statement serves articles with and without link and guid.
_SHARING = select(entry.c.id, entry.c.guid).where(
    or_(
        entry.c.guid.in_(bindparam("guids", expanding=True)),
        entry.c.id.in_(
            select(version.c.entry_id).where(
                or_(
                    version.c.fingerprint == bindparam("fingerprint"),
                    version.c.declared_guid == bindparam("declared"),
                    version.c.link == bindparam("link"),
                    version.c.id == bindparam("version_id"),
                )
            )
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Version:
    """One source of an entry, as it is in the folder, or, not `present`, as it was there last."""

    id: int
    present: bool
    entry: Entry


@dataclass(frozen=True, slots=True)
class Saying:
    """What a file says, to be a source of an entry."""

    entry_id: int
    content: Entry
    document: bytes | None = None
    """`content` as `store.codec` writes it, where the caller has that already."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that a file may belong to, with all its sources, oldest first."""

    stored: Stored
    versions: tuple[Version, ...]


def sharing(
    conn: Connection, identity: Identity, guids: Collection[Guid], version_id: int | None
) -> tuple[list[Known], frozenset[Guid]]:
    """The entries that share anything with an article that it could be recognised by, oldest first.

    `guids` are those that the article may be given, and `version_id` is what the same file said before, if it said
    anything. Gives those of the guids too that are taken, be it by an entry that was merged into another.
    """
    wanted = {
        "fingerprint": identity.fingerprint,
        "declared": identity.declared,
        "link": identity.link,
        "version_id": version_id,
        "guids": list(guids),
    }
    found = conn.execute(_SHARING, wanted).all()
    return known(conn, [row.id for row in found]), frozenset(Guid(row.guid) for row in found).intersection(guids)


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


def put(
    conn: Connection, entry_id: int, content: Entry, version_id: int | None, *, document: bytes | None = None
) -> int:
    """Store what a file says as a source of an entry, in the place of what it said before; gives its number.

    `document` is `content` as `store.codec` writes it, where the caller has that already.
    """
    saying = Saying(entry_id, content, document)
    if version_id is None:
        (added,) = put_all(conn, [saying])
        return added
    conn.execute(update(version).where(version.c.id == version_id).values(**_columns(saying)))
    return version_id


def put_all(conn: Connection, sayings: Sequence[Saying]) -> list[int]:
    """Store what new files say; gives the numbers of the versions."""
    return list(conn.execute(_PUT, [_columns(saying) for saying in sayings]).scalars())


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


def _columns(saying: Saying) -> dict[str, Any]:
    identity = saying.content.identity
    return {
        "entry_id": saying.entry_id,
        "present": 1,
        "declared_guid": identity.declared,
        "link": identity.link,
        "link_language": identity.language,
        "fingerprint": identity.fingerprint,
        "document": saying.document or codec.encode(saying.content),
    }
