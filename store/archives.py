"""The archive documents of the feeds (RFC 5005, section 4): which entry stands in which, for good.

The feed of everything and that of each company have archives of their own, numbered from 1. An entry stands in one of
them at most, or in none yet; an arrival takes it out, for then it is news and will be archived anew. After each closing
every published entry is in the window of its feed or in an archive of it. No archive ever gains an entry, so whoever
has seen one need not come back to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select, true, update

from store import companies, entries, history, meta
from store.change import ChangeKind
from store.entry import EntryState, Slug, Stored
from store.tables import archive, change, entry, entry_company

LARGEST = 50
"""Entries in an archive document."""

NOWHERE = 0
"""In the place of a number: the entry was withdrawn before it was archived, and no closing need look at it again."""

_EVERYTHING = 0
"""Stands for the feed of everything where other feeds have the number of their company."""

_PROGRESS = "archived"
_ENDED = (EntryState.WITHDRAWN, EntryState.MERGED)
_SLICE = 500
"""Entries to a statement."""

_PLACE = update(entry).where(entry.c.id.in_(bindparam("ids", expanding=True))).values(archive=bindparam("number"))
_PLACE_OF_COMPANY = (
    update(entry_company)
    .where(
        entry_company.c.company_id == bindparam("feed"),
        entry_company.c.entry_id.in_(bindparam("ids", expanding=True)),
    )
    .values(archive=bindparam("number"))
)


@dataclass(frozen=True, slots=True)
class Archive:
    """A closed archive document."""

    number: int
    """1 for the oldest."""
    seq: int
    """The change with which it was closed."""
    following: int | None = None
    """The number of the next one where both were closed with one change, so that it is not told of one day and not of
    another."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds now."""

    entries: Sequence[Stored]
    """Those of its entries that are published."""
    lost: datetime | None
    """When the last of the others ended; None where all are there."""
    seq: int
    """The newest change of any of them."""


@dataclass(frozen=True, slots=True)
class _Closing:
    """An archive that is to be closed."""

    feed: int
    number: int
    members: Sequence[Row[Any]]
    """Its entries as `_unplaced` gives them, by arrival."""


def newest(conn: Connection, slug: Slug | None) -> Archive | None:
    """The newest archive of a company's feed, of that of everything without one; None where there is none yet."""
    chosen = select(archive.c.number, archive.c.seq).where(archive.c.company_id == _feed(conn, slug))
    row = conn.execute(chosen.order_by(archive.c.number.desc()).limit(1)).first()
    return None if row is None else Archive(row.number, row.seq)


def find(conn: Connection, slug: Slug | None, number: int) -> Archive | None:
    """One archive of such a feed; None for a number that none has."""
    chosen = select(archive.c.number, archive.c.seq).where(
        archive.c.company_id == _feed(conn, slug), archive.c.number.in_((number, number + 1))
    )
    seqs = {row.number: row.seq for row in conn.execute(chosen)}
    if number not in seqs:
        return None
    return Archive(number, seqs[number], number + 1 if seqs.get(number + 1) == seqs[number] else None)


def contents(conn: Connection, slug: Slug | None, number: int) -> Contents:
    """What is in an archive of such a feed."""
    within = _in(_feed(conn, slug), entry.c.archive == number, entry_company.c.archive == number)
    published = entry.c.state == EntryState.PUBLISHED
    here = entries.by_ids(conn, list(conn.execute(select(entry.c.id).where(published, within)).scalars()))
    lost, seq = conn.execute(select(func.max(entry.c.changed), func.max(entry.c.seq)).where(~published, within)).one()
    return Contents(here, lost, max([seq or 0, *(stored.seq for stored in here)]))


def places(conn: Connection, entry_id: int) -> dict[int, int]:
    """The archives that an entry is in, by the number of the company."""
    found = select(entry_company.c.company_id, entry_company.c.archive).where(
        entry_company.c.entry_id == entry_id, entry_company.c.archive.is_not(None)
    )
    return {row.company_id: row.archive for row in conn.execute(found)}


def put_back(conn: Connection, entry_id: int, kept: Mapping[int, int]) -> None:
    """Give an entry whose companies were written down anew the places that it had, where it still is about them."""
    for feed, number in kept.items():
        _place(conn, feed, number, [entry_id])


def take_out(conn: Connection, entry_ids: Collection[int]) -> None:
    """Let entries that arrive leave all their archives."""
    conn.execute(update(entry).where(entry.c.id.in_(entry_ids)).values(archive=None))
    conn.execute(update(entry_company).where(entry_company.c.entry_id.in_(entry_ids)).values(archive=None))


def is_behind(conn: Connection, limit: int) -> bool:
    """Whether anything happened since the last closing, or the window of the feeds is another."""
    return meta.value(conn, _PROGRESS) != _progress(history.head(conn).seq, limit)


def close(conn: Connection, limit: int, at: datetime) -> int:
    """Close the archives that are due in every feed that something happened in; gives their number.

    `limit` is the number of entries in the window of a feed. An archive is due when so many entries are in none as one
    holds, or when one of those is not in the window: it came with a date of long ago, or its companies were found
    later. The same entries make the same archives, in whatever order they were stored since the last closing.
    """
    since, _, before = (meta.value(conn, _PROGRESS) or "0 0").partition(" ")
    happened = select(change.c.entry_id).where(change.c.seq > int(since))
    closings: list[_Closing] = []
    for feed, unplaced in _unplaced(conn, entry_company.c.entry_id.in_(happened) if before == str(limit) else true()):
        _place(conn, feed, NOWHERE, [row.id for row in unplaced if row.state in _ENDED])
        closings += _due(conn, feed, _by_arrival(row for row in unplaced if row.state == EntryState.PUBLISHED), limit)
    if closings:
        seq = history.record(conn, ChangeKind.NOTED, closings[0].members[0].id, at)
        for closing in closings:
            _place(conn, closing.feed, closing.number, [member.id for member in closing.members])
        conn.execute(insert(archive), [_row(closing, seq) for closing in closings])
    meta.note(conn, _PROGRESS, _progress(history.head(conn).seq, limit))
    return len(closings)


def _unplaced(conn: Connection, touched: ColumnElement[bool]) -> Iterator[tuple[int, Sequence[Row[Any]]]]:
    """The feeds that something happened in, each with its entries that are in no archive, in whatever state.

    They are chosen and put into order here: SQLite would look through the index of the window, all published entries
    long, to save itself the sorting of these few (28 ms instead of 0.1 over 15,000).
    """
    asked: tuple[Any, ...] = (entry.c.id, entry.c.state, entry.c.arrived, entry.c.published, entry.c.guid)
    yield _EVERYTHING, conn.execute(select(*asked).where(entry.c.archive.is_(None))).all()
    of_companies = (
        select(entry_company.c.company_id, *asked)
        .join(entry, entry.c.id == entry_company.c.entry_id)
        .where(
            entry_company.c.archive.is_(None),
            entry_company.c.company_id.in_(select(entry_company.c.company_id).where(touched)),
        )
        .order_by(entry_company.c.company_id)
    )
    for feed, rows in groupby(conn.execute(of_companies).all(), key=lambda row: row.company_id):
        yield feed, list(rows)


def _by_arrival(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """The order of `entries.window` from its end."""
    return sorted(sorted(rows, key=lambda row: row.guid, reverse=True), key=lambda row: (row.arrived, row.published))


def _due(conn: Connection, feed: int, open_: Sequence[Row[Any]], limit: int) -> Iterator[_Closing]:
    """The archives of one feed that are to be closed."""
    if not open_:
        return
    number, last = conn.execute(
        select(func.coalesce(func.max(archive.c.number), 0), func.max(archive.c.last)).where(
            archive.c.company_id == feed
        )
    ).one()
    size = min(LARGEST, limit)
    whole = len(open_) - len(open_) % size
    full, rest = open_[:whole], open_[whole:]
    for start in range(0, whole, size):
        number += 1
        yield _Closing(feed, number, full[start : start + size])
    # Those are fewer than a window holds: only what is archived and arrived later can keep one of them out of it.
    archived = [row.arrived for row in full[-1:]] + ([last] if last is not None else [])
    if rest and archived and max(archived) >= rest[0].arrived:
        shown = _window(conn, feed, limit)
        if beyond := [row for row in rest if row.id not in shown]:
            yield _Closing(feed, number + 1, beyond)


def _window(conn: Connection, feed: int, limit: int) -> frozenset[int]:
    """The numbers of the entries that a feed shows."""
    chosen = select(entry.c.id).where(entry.c.state == EntryState.PUBLISHED, _in(feed, true(), true()))
    return frozenset(conn.execute(chosen.order_by(*entries.BY_ARRIVAL).limit(limit)).scalars())


def _place(conn: Connection, feed: int, number: int, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), _SLICE):
        some = {"number": number, "ids": ids[start : start + _SLICE]}
        if feed == _EVERYTHING:
            conn.execute(_PLACE, some)
        else:
            conn.execute(_PLACE_OF_COMPANY, some | {"feed": feed})


def _in(feed: int, everything: ColumnElement[bool], of_company: ColumnElement[bool]) -> ColumnElement[bool]:
    """What a feed asks of its entries: one condition for that of everything, another for those of companies."""
    if feed == _EVERYTHING:
        return everything
    return entry.c.id.in_(select(entry_company.c.entry_id).where(entry_company.c.company_id == feed, of_company))


def _feed(conn: Connection, slug: Slug | None) -> int:
    return _EVERYTHING if slug is None else companies.ids(conn, [slug])[0]


def _row(closing: _Closing, seq: int) -> dict[str, Any]:
    first, last = closing.members[0].arrived, closing.members[-1].arrived
    return {"company_id": closing.feed, "number": closing.number, "first": first, "last": last, "seq": seq}


def _progress(seq: int, limit: int) -> str:
    return f"{seq} {limit}"
