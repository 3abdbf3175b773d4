"""What the ingester does to entries: add, revise, withdraw, merge. Each records its change in its own transaction.

Whether something is to be done is decided elsewhere (`ingest.decide`); here it is done, with the times that follow
from it: an entry's ``updated`` is what its file declares, else its published date, until a change arrives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, update

from store import archives, codec, history, mergers, search, tags
from store.change import Change, ChangeKind
from store.entry import Entry, EntryState, Guid, Stored
from store.slug import public_id, slugify
from store.tables import entry as entries

_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
"""The latest time on a tombstone, so that there is one after it."""

_ADD = insert(entries).returning(entries.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new entry; one that is held back is stored without being published."""

    content: Entry
    guid: Guid
    at: datetime
    arrived: datetime
    document: bytes | None = None
    """`content` as `store.codec` writes it, where the caller has that already."""


def add(
    conn: Connection, content: Entry, *, guid: Guid, at: datetime, arrived: datetime, document: bytes | None = None
) -> int:
    """Store one new entry; gives its number."""
    (entry_id,) = add_all(conn, [Newcomer(content, guid, at, arrived, document)])
    return entry_id


def add_all(conn: Connection, newcomers: Sequence[Newcomer]) -> list[int]:
    """Store new entries; gives their numbers. A hundred of them cost hardly more statements than one."""
    seq = history.head(conn).seq
    rows, changes = [], []
    for newcomer in newcomers:
        content, held = newcomer.content, newcomer.content.hold is not None
        seq += not held
        rows.append(
            {
                "guid": newcomer.guid,
                "public_id": public_id(newcomer.guid),
                "state": EntryState.HELD if held else EntryState.PUBLISHED,
                "updated": content.updated or content.published,
                "arrived": newcomer.arrived,
                "seq": 0 if held else seq,
                "changed": newcomer.at,
                **_columns(content, newcomer.document or codec.encode(content)),
            }
        )
    ids = list(conn.execute(_ADD, rows).scalars())
    for entry_id, row in zip(ids, rows, strict=True):
        if row["seq"]:
            changes.append(Change(row["seq"], row["changed"], ChangeKind.ADDED, entry_id))
    history.record_all(conn, changes)
    enrolled = tags.enrol_all(conn, [newcomer.content for newcomer in newcomers])
    tags.put_all(conn, [(i, n.content, e) for i, n, e in zip(ids, newcomers, enrolled, strict=True)])
    search.put_all(conn, [(i, n.content) for i, n in zip(ids, newcomers, strict=True)])
    return ids


def revise(
    conn: Connection, before: Stored, content: Entry, *, at: datetime, arrived: datetime, edited: bool
) -> ChangeKind | None:
    """Give an entry other content, and publish or hold it as that content says.

    `edited` is False where the content changes for another reason than an edit of the article: its sources were
    merged, or read again by better rules. That is no arrival, and ``updated`` stands still. Gives the change that
    readers see; None where they see none. One that is withheld stays as it was.
    """
    if before.withheld is not None:
        _keep_out(conn, before, at)
        return None
    enrolled = tags.enrol(conn, content)
    shown = replace(content, companies=tuple(enrolled.values()))  # as `before` has them: with the registry's names
    kind = _kind(before, held=content.hold is not None, seen=_seen(before.entry) != _seen(shown))
    search.replace(conn, before.id, before.entry, content)
    values: dict[str, Any] = {
        "state": EntryState.HELD if content.hold else EntryState.PUBLISHED,
        "merged_into": None,
        **_columns(content, codec.encode(content)),
    }
    if kind is None:
        if before.state is EntryState.HELD:
            values["updated"] = content.updated or content.published
        conn.execute(update(entries).where(entries.c.id == before.id).values(**values))
        tags.replace(conn, before.id, content, enrolled)
        if before.state is EntryState.PUBLISHED and before.entry != shown:
            history.record(conn, ChangeKind.NOTED, before.id, at)
        return None

    buried = history.unearth(conn, before.id) if kind in {ChangeKind.ADDED, ChangeKind.RESTORED} else None
    if kind is ChangeKind.ADDED and buried is not None:
        kind = ChangeKind.RESTORED
    if before.arrived > before.entry.published:  # it arrived by itself: a backfill makes it no older
        arrived = max(arrived, before.arrived)
    seq = history.record(conn, kind, before.id, at)
    history.keep_revision(conn, before.id, seq)
    match kind:
        case ChangeKind.WITHDRAWN:
            history.bury(conn, before.id, _end(before, at), seq, content.hold.reason if content.hold else "")
        case ChangeKind.RESTORED:
            values["updated"] = max(at, (buried or at) + timedelta(seconds=1))
            values |= _arrival(arrived)
        case ChangeKind.ADDED:
            values["updated"] = content.updated or content.published
            values |= _arrival(arrived)
        case _ if edited:
            values["updated"] = max(at, before.updated)  # which may lie ahead: readers take no step back
            values |= _arrival(arrived)
        case _ if before.updated == (before.entry.updated or before.entry.published):
            values["updated"] = content.updated or content.published
    conn.execute(update(entries).where(entries.c.id == before.id).values(seq=seq, changed=at, **values))
    tags.replace(conn, before.id, content, enrolled, arrives="arrived" in values)
    return kind


def withdraw(conn: Connection, before: Stored, *, at: datetime, reason: str) -> None:
    """Take an entry out of every feed and leave a tombstone; one that is held is published no more."""
    if before.state is EntryState.HELD:
        ends = {"state": EntryState.WITHDRAWN, "release_at": None}
        conn.execute(update(entries).where(entries.c.id == before.id).values(**ends))
    if before.state is not EntryState.PUBLISHED:
        return
    seq = history.record(conn, ChangeKind.WITHDRAWN, before.id, at)
    history.bury(conn, before.id, _end(before, at), seq, reason)
    conn.execute(
        update(entries).where(entries.c.id == before.id).values(state=EntryState.WITHDRAWN, seq=seq, changed=at)
    )


def withhold(conn: Connection, before: Stored, *, at: datetime, reason: str) -> None:
    """Take an entry out of every feed, and keep it out whatever its files do, until `restore`."""
    conn.execute(update(entries).where(entries.c.id == before.id).values(withheld=reason))
    withdraw(conn, before, at=at, reason=reason)


def restore(conn: Connection, before: Stored, content: Entry, *, at: datetime) -> ChangeKind | None:
    """Withhold an entry no longer, and give it what its files say now; gives the change that readers see."""
    readmit(conn, before)
    return revise(conn, replace(before, withheld=None), content, at=at, arrived=at, edited=False)


def readmit(conn: Connection, before: Stored) -> None:
    """Withhold an entry no longer: what its files say next puts it back."""
    conn.execute(update(entries).where(entries.c.id == before.id).values(withheld=None))


def _keep_out(conn: Connection, before: Stored, at: datetime) -> None:
    """Nothing changes of an entry that is withheld, not even its tags: its tombstone goes to those who had it."""
    if before.state is EntryState.MERGED:  # a merger is taken back
        values: dict[str, Any] = {"state": EntryState.WITHDRAWN, "merged_into": None}
        if before.seq:
            values["seq"] = history.record(conn, ChangeKind.NOTED, before.id, at)
            values["changed"] = at
        conn.execute(update(entries).where(entries.c.id == before.id).values(**values))


def merge(conn: Connection, before: Stored, into: Stored, *, at: datetime, reason: str) -> None:
    """Let an entry go on in another one: a tombstone tells those who had it, and its page leads on."""
    values: dict[str, Any] = {"state": EntryState.MERGED, "merged_into": into.id, "release_at": None}
    if before.seq:  # else no subscriber ever saw it
        published = before.state is EntryState.PUBLISHED
        seq = history.record(conn, ChangeKind.MERGED if published else ChangeKind.NOTED, before.id, at)
        if published:
            history.bury(conn, before.id, _end(before, at), seq, reason)
        values |= {"seq": seq, "changed": at}
    conn.execute(update(entries).where(entries.c.id == before.id).values(**values))
    mergers.inherit(conn, before.id, into.id)


def arrive(conn: Connection, entry_ids: Sequence[int], at: datetime) -> None:
    """Let entries count as having arrived at a time."""
    conn.execute(update(entries).where(entries.c.id.in_(entry_ids)).values(arrived=at))
    archives.take_out(conn, entry_ids)
    for entry_id in entry_ids:
        history.record(conn, ChangeKind.NOTED, entry_id, at)


def _kind(before: Stored, *, held: bool, seen: bool) -> ChangeKind | None:
    match before.state, held:
        case EntryState.PUBLISHED, True:
            return ChangeKind.WITHDRAWN
        case EntryState.PUBLISHED, False:
            return ChangeKind.UPDATED if seen else None
        case EntryState.HELD, False:
            return ChangeKind.ADDED
        case EntryState.WITHDRAWN | EntryState.MERGED, False:
            return ChangeKind.RESTORED if before.seq else ChangeKind.ADDED
        case _:
            return None


def _end(before: Stored, at: datetime) -> datetime:
    """The time on a tombstone: an entry that was updated after it is not deleted (RFC 6721, section 3)."""
    return min(max(at, before.updated), _LAST)


def _seen(content: Entry) -> tuple[object, ...]:
    """What a reader of feeds or pages can see of an entry; the rest may change without telling anybody."""
    return (
        content.title,
        content.original_title,
        content.link,
        content.published,
        content.updated,
        content.summary,
        content.content,
        tuple((c.slug, c.origin) for c in content.companies),
        content.categories,
        content.importance,
        content.authors,
        content.source,
        content.image,
        content.language,
    )


def _columns(content: Entry, document: bytes) -> dict[str, Any]:
    return {
        "published": content.published,
        "release_at": content.hold and content.hold.until,
        "language": content.language and content.language.lower(),
        "source": content.source and slugify(content.source.name),
        "importance": content.importance,
        "document": document,
    }


def _arrival(at: datetime) -> dict[str, Any]:
    """What an arrival changes: the entry is news in its feeds, and is to be archived anew."""
    return {"arrived": at, "archive": None}
