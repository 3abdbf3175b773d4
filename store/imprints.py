"""What documents depend on, as short digests: two that are equal were made of the same stored things.

For whoever keeps documents for longer than until the next change (`publisher.export`), and would not render all of them
anew to learn which are others now. A digest may differ where the bytes would not, never the other way round.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, func, select

from store import activity, companies, history
from store.entry import CompanyCount, EntryState, Slug
from store.history import TOMBSTONE_LIFE
from store.portions import PORTION, portions
from store.tables import archive, change, company, entry, entry_company, tombstone, translation, version

Imprint: TypeAlias = str
"""Sixteen hexadecimal digits."""

_EVERYTHING = 0
"""Stands for the feed of everything where companies have their number."""


@dataclass(frozen=True, slots=True)
class Imprints:
    """Those of one moment."""

    everything: Imprint
    """Of what depends on all that is stored."""
    entries: Mapping[str, Imprint]
    """Of the page of each published entry, by public id."""
    companies: Mapping[Slug, Imprint]
    """Of the feeds of each company."""
    pages: Mapping[Slug, Imprint]
    """Of the front page of each company."""
    portions: Mapping[Slug | None, Sequence[Imprint]]
    """Of the numbered pages of each company's entries (none for all entries), oldest first (`store.portions`)."""
    archives: Mapping[tuple[Slug | None, int], Imprint]
    """Of each archive document, by company (none for everything) and number."""


def imprints(conn: Connection, head: datetime | None) -> Imprints:
    """Those of now; `head` is when the newest change was stored."""
    own = _of_entries(conn)
    marks = _with_translations(conn, own)
    slugs = {row.id: Slug(row.slug) for row in conn.execute(select(company.c.id, company.c.slug))}
    counted = {one.slug: one for one in companies.counts(conn)}
    closings = {(row.company_id, row.number): row.seq for row in conn.execute(select(archive))}
    newest = {feed: (number, closings[feed, number]) for feed, number in sorted(closings)}
    in_company, in_archive = _placed(conn, marks, _told_of(conn, head))
    published = conn.execute(select(entry.c.id, entry.c.public_id).where(entry.c.state == EntryState.PUBLISHED))
    feeds = {slug: _digest(counted[slug], in_company[number], newest.get(number)) for number, slug in slugs.items()}
    return Imprints(
        everything=_digest(history.head(conn)),
        entries={row.public_id: marks[row.id] for row in published},
        companies=feeds,
        pages={slug: _digest(imprint, activity.last_month_of(counted[slug], head)) for slug, imprint in feeds.items()},
        portions=_portions(conn, own, {number: counted[slug] for number, slug in slugs.items()}),
        archives={
            (slugs.get(feed), number): _digest(
                seq,
                closings.get((feed, number + 1)) == seq,
                counted[slugs[feed]].name if feed in slugs else "",
                in_archive[feed, number],
            )
            for (feed, number), seq in closings.items()
        },
    )


def _told_of(conn: Connection, head: datetime | None) -> frozenset[int]:
    """The entries whose tombstones feeds still show."""
    if head is None:
        return frozenset()
    shown = select(tombstone.c.entry_id).where(tombstone.c.at >= head - TOMBSTONE_LIFE)
    return frozenset(conn.execute(shown).scalars())


def _placed(
    conn: Connection, marks: Mapping[int, str], told: Collection[int]
) -> tuple[Mapping[int, Sequence[object]], Mapping[tuple[int, int], Sequence[object]]]:
    """What is in the feed of each company, and in each archive of a feed."""
    in_company: dict[int, list[object]] = defaultdict(list)
    in_archive: dict[tuple[int, int], list[object]] = defaultdict(list)
    tags = select(entry_company.c.company_id, entry_company.c.entry_id, entry_company.c.archive)
    for number, entry_id, place in conn.execute(tags.order_by(entry_company.c.company_id, entry_company.c.entry_id)):
        in_company[number].append((marks[entry_id], entry_id in told))
        in_archive[number, place].append(marks[entry_id])
    for entry_id, place in conn.execute(select(entry.c.id, entry.c.archive).order_by(entry.c.id)):
        in_archive[_EVERYTHING, place].append(marks[entry_id])
    return in_company, in_archive


def _portions(
    conn: Connection, marks: Mapping[int, str], known: Mapping[int, CompanyCount]
) -> Mapping[Slug | None, Sequence[Imprint]]:
    """What the numbered pages of each list show: its name, its entries, and whether the next page has a number too."""
    published = select(entry.c.id).where(entry.c.state == EntryState.PUBLISHED)
    oldest_first = conn.execute(published.order_by(entry.c.published, entry.c.guid.desc())).scalars().all()
    companies_of: dict[int, list[int]] = defaultdict(list)
    for number, entry_id in conn.execute(select(entry_company.c.company_id, entry_company.c.entry_id)):
        companies_of[entry_id].append(number)
    listed: dict[int, list[str]] = defaultdict(list)
    for entry_id in oldest_first:
        for number in (_EVERYTHING, *companies_of[entry_id]):
            listed[number].append(marks[entry_id])

    def of_list(name: str, shown: Sequence[str]) -> Sequence[Imprint]:
        last = portions(len(shown))
        parts = [shown[(number - 1) * PORTION : number * PORTION] for number in range(1, last + 1)]
        return [_digest(name, part, number == last) for number, part in enumerate(parts, 1)]

    lists: dict[Slug | None, Sequence[Imprint]] = {None: of_list("", listed[_EVERYTHING])}
    return lists | {company.slug: of_list(company.name, listed[number]) for number, company in known.items()}


def _of_entries(conn: Connection) -> dict[int, str]:
    """What each entry is made of, by number: its newest change, its companies by name, and what its sources say."""
    parts: dict[int, list[object]] = {
        row.id: [row.public_id, row.state] for row in conn.execute(select(entry.c.id, entry.c.public_id, entry.c.state))
    }
    # With its time: after a backup was put back, numbers are given once more.
    newest = select(change.c.entry_id, func.max(change.c.seq), func.max(change.c.at)).group_by(change.c.entry_id)
    _add(parts, conn.execute(newest))
    tags = select(entry_company.c.entry_id, company.c.slug, company.c.name, entry_company.c.origin).join(
        company, company.c.id == entry_company.c.company_id
    )
    _add(parts, conn.execute(tags.order_by(entry_company.c.entry_id, entry_company.c.position)))
    said = select(version.c.entry_id, version.c.id, version.c.fingerprint, version.c.link, version.c.present)
    _add(parts, conn.execute(said.order_by(version.c.id)))
    return {number: _digest(part) for number, part in parts.items()}


def _with_translations(conn: Connection, marks: Mapping[int, str]) -> dict[int, Imprint]:
    others: dict[int, list[str]] = defaultdict(list)
    for row in conn.execute(select(translation).order_by(translation.c.entry_id, translation.c.other_id)):
        others[row.entry_id].append(marks[row.other_id])
    return {number: _digest(mark, others[number]) if number in others else mark for number, mark in marks.items()}


def _add(parts: Mapping[int, list[object]], rows: Iterable[Row[Any]]) -> None:
    for row in rows:
        parts[row[0]].append(tuple(row[1:]))


def _digest(*parts: object) -> Imprint:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
