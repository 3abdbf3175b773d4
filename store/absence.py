"""Files that a scan did not find, against those that it knew: whether a few were deleted, or a disk is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from store.file import FileState
from store.tables import source_file


@dataclass(frozen=True, slots=True)
class Absence:
    """How many of the files that had become articles are not found, and are not somewhere else by another name."""

    missing: int
    known: int
    """Those that were known when the first of them was missed: what came later, perhaps on another disk in the place
    of theirs, says nothing for them."""
    before: datetime
    """When the first of them was missed."""


def absences(conn: Connection) -> Iterator[Absence]:
    """Of the files that are missed and not yet believed to be deleted; then the same of those that came later.

    Lazily: where nobody doubts the loss of the older ones, the later ones are not looked at by themselves.
    """
    understood = source_file.c.version_id.is_not(None) & (source_file.c.state != FileState.GONE)
    after: datetime | None = None
    while True:
        later = understood if after is None else understood & (source_file.c.since >= after)
        first = conn.execute(select(func.min(source_file.c.missing_since)).where(later)).scalar()
        if first is None or (after is not None and first <= after):  # the clock was set back
            return
        known = source_file.c.since < first
        if after is None:
            # A file that seems to be missed before it came was known, and so were those before it and those that seem
            # to have come later: the clock was set back. What came since then has a higher number and an earlier time.
            turned = understood & (source_file.c.missing_since <= source_file.c.since)
            known |= source_file.c.id <= select(func.max(source_file.c.id)).where(turned).scalar_subquery()
            known |= source_file.c.since >= select(func.min(source_file.c.since)).where(turned).scalar_subquery()
        yield _absence(conn, later & known, first)
        after = first


def _absence(conn: Connection, known: ColumnElement[bool], first: datetime) -> Absence:
    other = source_file.alias()
    elsewhere = (
        select(other.c.id)
        .where(other.c.sha256 == source_file.c.sha256, other.c.state != FileState.GONE, other.c.missing_since.is_(None))
        .exists()
    )
    missing = known & source_file.c.missing_since.is_not(None) & ~elsewhere
    count = select(func.count()).select_from(source_file)
    return Absence(
        conn.execute(count.where(missing)).scalar_one(), conn.execute(count.where(known)).scalar_one(), first
    )
