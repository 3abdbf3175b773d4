"""Where an entry comes from: how often its text was replaced, and what else its source files say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from store import versions
from store.entry import Entry
from store.tables import change, revision

MOST_SOURCES = 20
"""Sources that are told of; a template that a hundred files share has no more to say with the hundredth."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """What lies behind an entry."""

    revised: tuple[datetime, ...] = ()
    """When its content was replaced, oldest first."""
    sources: tuple[Entry, ...] = ()
    """What each of its source files says, in the order they came; at most `MOST_SOURCES`."""
    files: int = 1
    """How many source files it has, those included that are gone."""


def lineage(conn: Connection, entry_id: int) -> Lineage:
    """The history of one entry."""
    replaced = (
        select(change.c.at)
        .join(revision, revision.c.seq == change.c.seq)
        .where(revision.c.entry_id == entry_id)
        .order_by(change.c.seq)
    )
    said: Sequence[Entry] = [v.entry for known in versions.known(conn, [entry_id]) for v in known.versions]
    return Lineage(tuple(conn.execute(replaced).scalars()), tuple(said[:MOST_SOURCES]), len(said))
