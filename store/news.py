"""What a subscriber has to be told who knows a feed as it was at an earlier change (RFC 3229, ``A-IM: feed``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from store import entries
from store.change import Tombstone
from store.entry import EntryState, Guid, Stored
from store.selection import Selection
from store.tables import change, entry, tombstone


@dataclass(frozen=True, slots=True)
class News:
    """What happened in a selection since a change."""

    entries: list[Stored]
    tombstones: list[Tombstone]


def since(conn: Connection, selection: Selection, base: int, window: Sequence[Stored], most: int) -> News | None:
    """The news after the change `base`; None where there are more than `most`.

    Nor are there any after more than `most` changes of which the window tells all there is to tell.

    Of the present `window` all entries that any change touched: a subscriber with the whole feed would get those too.
    Of the others those that arrived since. Arrival is what counts there, as in the window itself (contract 5): an
    entry of a backfill counts as arriving when it was published, so a thousand of them flood nobody; and one that a
    merge or a better rule changed is no arrival. Whoever was away for longer than a window gets all that came.

    The time of an arrival tells it by itself where it is that of the entry's newest change: the clock of the ingester
    may have been set back meanwhile.
    """
    shown = [stored.id for stored in window]
    touched = set(
        conn.execute(select(change.c.entry_id).where(change.c.seq > base, change.c.entry_id.in_(shown))).scalars()
    )
    begun = select(change.c.at).where(change.c.seq == base).scalar_subquery()
    changed = (
        select(entry.c.id)
        .where(entry.c.state == EntryState.PUBLISHED, entry.c.seq > base, *entries.conditions(conn, selection))
        .limit(most + 1)
    )
    arrived = or_(entry.c.arrived >= begun, entry.c.arrived == entry.c.changed)
    missed = list(conn.execute(changed.where(entry.c.id.not_in(shown), arrived)).scalars())
    if len(touched) + len(missed) > most:
        return None
    ended = _tombstones(conn, selection, base, most + 1)
    if len(touched) + len(missed) + len(ended) > most:
        return None
    if not missed and len(conn.execute(changed).all()) + len(ended) > most:
        return None  # a flood: the whole feed has all of it that the window lets through
    return News([s for s in window if s.id in touched] + entries.by_ids(conn, missed), ended)


def _tombstones(conn: Connection, selection: Selection, base: int, limit: int) -> list[Tombstone]:
    """The selected entries that were withdrawn or merged since, however long ago, newest first."""
    into = entry.alias("into_entry")
    chosen = (
        select(entry.c.guid, entry.c.public_id, tombstone.c.at, tombstone.c.seq, tombstone.c.reason, into.c.public_id)
        .join(tombstone, and_(tombstone.c.entry_id == entry.c.id, tombstone.c.seq > base))
        .outerjoin(into, into.c.id == entry.c.merged_into)
        .where(entry.c.state != EntryState.PUBLISHED, *entries.conditions(conn, selection))
        .order_by(tombstone.c.at.desc(), entry.c.guid)
        .limit(limit)
    )
    return [Tombstone(Guid(guid), *rest) for guid, *rest in conn.execute(chosen)]
