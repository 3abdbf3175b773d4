"""Which entries are one article in two languages.

By what their sources say, each pair in both directions: the same link, or the same source and original title
(contract 6). A page that a whole site links to, its front page, makes nothing a translation of anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Select, and_, delete, insert, not_, or_, select

from store import entries
from store.entry import RELATIVE, EntryState, Stored
from store.kindred import CROWD
from store.tables import entry, translation, version

MOST = 40
"""Translations of one entry that are shown: more than any newsroom makes."""


def refresh(conn: Connection, entry_id: int) -> None:
    """Find the translations of an entry anew, after what its sources say has changed."""
    conn.execute(delete(translation).where(or_(translation.c.entry_id == entry_id, translation.c.other_id == entry_id)))
    found = {
        number
        for column in (version.c.link, version.c.work)
        for value, language in conn.execute(_said(entry_id, column))
        if not _is_crowded(conn, column, value)
        for number in conn.execute(_also_said(column, value).where(version.c.language != language)).scalars()
    }
    pairs = [(entry_id, number) for number in sorted(found - {entry_id})]
    rows = [{"entry_id": one, "other_id": two} for pair in pairs for one, two in (pair, pair[::-1])]
    if rows:
        conn.execute(insert(translation), rows)


def _said(entry_id: int, column: Column[Any]) -> Select[Any]:
    """What an entry's sources say, in which languages; a front page's link says nothing."""
    said = select(column, version.c.language).where(version.c.entry_id == entry_id, version.c.language != "")
    link = version.c.link
    front_page = or_(link == RELATIVE, and_(link.like("//%"), link.not_like("//%/%"), link.not_like("%?%")))
    tells = not_(front_page) if column is link else column.is_not(None)
    return said.where(tells).distinct()


def _also_said(column: Column[Any], value: str) -> Select[Any]:
    return select(version.c.entry_id).where(column == value, version.c.language != "").distinct()


def _is_crowded(conn: Connection, column: Column[Any], value: str) -> bool:
    """Whether so many files say this that it makes nothing a translation: a section's page, a title left as it was."""
    return len(conn.execute(select(version.c.id).where(column == value).limit(CROWD + 1)).all()) > CROWD


def of_entries(conn: Connection, entry_ids: Sequence[int]) -> dict[int, list[Stored]]:
    """The published translations of each entry, by language."""
    pairs = conn.execute(
        select(translation.c.entry_id, translation.c.other_id)
        .join(entry, entry.c.id == translation.c.other_id)
        .where(translation.c.entry_id.in_(entry_ids), entry.c.state == EntryState.PUBLISHED)
        .order_by(translation.c.entry_id, entry.c.language, entry.c.guid)
    ).all()
    if not pairs:
        return {}
    stored = {one.id: one for one in entries.by_ids(conn, sorted({pair.other_id for pair in pairs}))}
    found: dict[int, list[Stored]] = {}
    for pair in pairs:
        found.setdefault(pair.entry_id, []).append(stored[pair.other_id])
    return {entry_id: others[:MOST] for entry_id, others in found.items()}
