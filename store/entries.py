"""Entries as readers ask for them: the window of a feed, a page of the newest, one by its id."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, false, func, or_, select

from store import codec, companies, search
from store.entry import Company, Entry, EntryState, Guid, Stored
from store.errors import DamagedError
from store.selection import Clause, Selection
from store.tables import entry, entry_company, entry_term

_log = logging.getLogger(__name__)

BY_ARRIVAL = (entry.c.arrived.desc(), entry.c.published.desc(), entry.c.guid)
"""What arrived or changed last comes first; what did so at the same moment by its date, then by guid."""


def window(conn: Connection, selection: Selection, limit: int) -> list[Stored]:
    """The `limit` selected entries that arrived or changed last, newest published first (contract 5).

    By arrival, so that an article that comes late with an old date still reaches every subscriber. Entries that
    arrived at the same moment count by their published date, then by guid: never by chance.
    """
    latest = _published(conn, selection).order_by(*BY_ARRIVAL).limit(limit)
    by_guid = sorted(_read(conn, latest, whole=False), key=lambda s: s.guid)
    return sorted(by_guid, key=lambda s: s.entry.published, reverse=True)


def newest(conn: Connection, selection: Selection, limit: int, offset: int = 0) -> list[Stored]:
    """The selected entries by their published date, for pages."""
    chosen = _published(conn, selection).order_by(entry.c.published.desc(), entry.c.guid)
    return _read(conn, chosen.limit(limit).offset(offset), whole=False)


def count(conn: Connection, selection: Selection) -> int:
    """How many published entries are selected."""
    chosen = select(func.count()).select_from(entry).where(entry.c.state == EntryState.PUBLISHED)
    return conn.execute(chosen.where(*conditions(conn, selection))).scalar_one()


def languages(conn: Connection, selection: Selection) -> list[str]:
    """The languages of the selected entries: primary subtags, for a filter for ``cs`` finds ``cs-CZ`` too."""
    tagged = select(entry.c.language).distinct().where(entry.c.state == EntryState.PUBLISHED)
    tags = conn.execute(tagged.where(entry.c.language.is_not(None), *conditions(conn, selection))).scalars()
    return sorted({tag.partition("-")[0] for tag in tags})


def find(conn: Connection, public_id: str) -> Stored | None:
    """One entry, in whatever state it is."""
    return next(iter(_read(conn, select(entry).where(entry.c.public_id == public_id))), None)


def by_guid(conn: Connection, guid: str) -> Stored | None:
    """One entry, in whatever state it is."""
    return next(iter(_read(conn, select(entry).where(entry.c.guid == guid))), None)


def names(conn: Connection) -> list[str]:
    """What entries can be named by: all public ids and guids."""
    return [name for row in conn.execute(select(entry.c.public_id, entry.c.guid).order_by(entry.c.id)) for name in row]


def withheld(conn: Connection) -> int:
    """How many entries an operator keeps out of every feed."""
    return conn.execute(select(func.count()).select_from(entry).where(entry.c.withheld.is_not(None))).scalar_one()


def by_ids(conn: Connection, ids: Sequence[int]) -> list[Stored]:
    """Entries by the database's own numbers, in whatever state they are, oldest number first."""
    return _read(conn, select(entry).where(entry.c.id.in_(ids)).order_by(entry.c.id))


def merged_into(conn: Connection, public_id: str) -> str | None:
    """The public id of the entry that goes on in the place of this one, at the end of the chain of merges."""
    target = None
    step = conn.execute(select(entry.c.merged_into).where(entry.c.public_id == public_id)).scalar()
    while step is not None:
        target, step = conn.execute(select(entry.c.public_id, entry.c.merged_into).where(entry.c.id == step)).one()
    return target


def ended(conn: Connection) -> dict[str, str | None]:
    """The entries that were published and no longer are, by public id, each with the one that goes on in its place."""
    rows = conn.execute(select(entry.c.id, entry.c.public_id, entry.c.state, entry.c.seq, entry.c.merged_into)).all()
    into = {row.id: (row.public_id, row.merged_into) for row in rows}
    found: dict[str, str | None] = {}
    for row in rows:
        if row.state != EntryState.PUBLISHED and row.seq:
            heir, step = None, row.merged_into
            while step is not None:
                heir, step = into[step]
            found[row.public_id] = heir
    return found


def due(conn: Connection, now: datetime) -> list[Stored]:
    """The held entries whose time has come."""
    chosen = select(entry).where(entry.c.state == EntryState.HELD, entry.c.release_at <= now)
    return _read(conn, chosen.order_by(entry.c.release_at, entry.c.guid))


def next_release(conn: Connection) -> datetime | None:
    """When the next held entry is due; None where none waits for a time."""
    return conn.execute(select(func.min(entry.c.release_at)).where(entry.c.state == EntryState.HELD)).scalar()


def conditions(conn: Connection, selection: Selection) -> list[ColumnElement[bool]]:
    """What a selection asks of the rows of ``entry``."""
    asked = [
        *(_holds(clause, _of_companies(companies.ids(conn, clause.terms))) for clause in selection.companies),
        *(_holds(clause, _termed("category", clause.terms)) for clause in selection.categories),
        *(_holds(clause, _termed("author", clause.terms)) for clause in selection.authors),
        *(_holds(clause, func.coalesce(entry.c.source, "").in_(clause.terms)) for clause in selection.sources),
        *(_holds(clause, or_(false(), *map(_in_language, clause.terms))) for clause in selection.languages),
    ]
    if selection.search:
        asked.append(search.found(conn, selection.search))
    if selection.min_importance is not None:
        asked.append(entry.c.importance >= selection.min_importance)
    if selection.since is not None:
        asked.append(entry.c.published >= selection.since)
    if selection.until is not None:
        asked.append(entry.c.published <= selection.until)
    return asked


def _holds(clause: Clause, any_term: ColumnElement[bool]) -> ColumnElement[bool]:
    return ~any_term if clause.negated else any_term


def _of_companies(numbers: Iterable[int]) -> ColumnElement[bool]:
    return entry.c.id.in_(select(entry_company.c.entry_id).where(entry_company.c.company_id.in_(list(numbers))))


def _termed(kind: str, slugs: Iterable[str]) -> ColumnElement[bool]:
    terms = select(entry_term.c.entry_id).where(entry_term.c.kind == kind, entry_term.c.slug.in_(list(slugs)))
    return entry.c.id.in_(terms)


def _in_language(range_: str) -> ColumnElement[bool]:
    """Basic filtering (RFC 4647, 3.3.1): the range itself, or what it begins at the end of a subtag."""
    language = func.coalesce(entry.c.language, "")
    if range_ == "*":
        return language != ""
    wanted = range_.lower()
    return or_(language == wanted, language.startswith(wanted + "-", autoescape=True))


def _published(conn: Connection, selection: Selection) -> Select[Any]:
    return select(entry).where(entry.c.state == EntryState.PUBLISHED, *conditions(conn, selection))


def _read(conn: Connection, chosen: Select[Any], *, whole: bool = True) -> list[Stored]:
    """The entries of these rows; raises `DamagedError`, or, unless the `whole` is wanted, leaves out what is damaged.

    One article that a disk has spoilt is to cost no feed the others.
    """
    rows, contents = list(conn.execute(chosen)), {}
    for row in rows:
        try:
            contents[row.id] = codec.decode(row.document)
        except DamagedError as error:
            if whole:
                raise
            _log.error("%s is left out: %s", row.guid, error)
    tags = companies.of_entries(conn, list(contents))
    return [
        Stored(
            id=row.id,
            guid=Guid(row.guid),
            public_id=row.public_id,
            entry=_tagged(contents[row.id], row, tags.get(row.id, ())),
            state=row.state,
            updated=row.updated,
            arrived=row.arrived,
            seq=row.seq,
            changed=row.changed,
            withheld=row.withheld,
        )
        for row in rows
        if row.id in contents
    ]


def _tagged(content: Entry, row: Row[Any], companies: tuple[Company, ...]) -> Entry:
    """The content with its companies as the registry has them; what is held is not in the registry yet."""
    if row.seq == 0 or row.state == EntryState.HELD:
        return content
    return replace(content, companies=companies)
