"""Files that are gone, and what goes with them, written into the database within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile

from sqlalchemy import Connection

from ingest.merit import compose
from ingest.rules import OnDelete, Rules
from store import edits, ledger, translations, versions
from store.absence import Absence
from store.ledger import Line

_MOST = 10
"""Known files from which on the loss of more than half is no longer what people delete on an ordinary day."""


def is_doubtful(absence: Absence) -> bool:
    """Whether so much is missing that its disk may be gone, or another be in its place: all, or most of many files."""
    if absence.missing == absence.known:
        return absence.known > 0
    return absence.known >= _MOST and absence.missing > absence.known / 2


def doubt(absences: Iterable[Absence]) -> Absence | None:
    """All that is doubted, taken together; None where nothing is.

    Where the loss of some files is doubted, those that came later are looked at by themselves: else two articles that
    were all there was when they went would keep any other from being withdrawn, for as long as nobody asks.
    """
    doubted = list(takewhile(is_doubtful, absences))
    if not doubted:
        return None
    return Absence(sum(one.missing for one in doubted), sum(one.known for one in doubted), doubted[-1].before)


def file_deletion(conn: Connection, line: Line, rules: Rules, now: datetime) -> None:
    """A file is gone."""
    ledger.gone(conn, line, now)
    if line.version_id is not None:
        versions.leave(conn, line.version_id)
        file_loss(conn, line.version_id, rules, now)


def file_loss(conn: Connection, version_id: int, rules: Rules, now: datetime) -> None:
    """No file says this any more: with it goes its article, or not, as `Rules.on_delete` says.

    Of a file that speaks of another article now this is told once its batch is stored: the article may have gone to
    another file of it, as when two files change names.
    """
    owner = versions.entry_of(conn, version_id)
    said = next((version for version in owner.versions if version.id == version_id), None) if owner else None
    if owner is None or said is None or said.present:
        return
    others = [version for version in owner.versions if version.id != version_id]
    present = [version for version in others if version.present]
    moved = any(other.entry.identity.fingerprint == said.entry.identity.fingerprint for other in present)
    if rules.on_delete is OnDelete.KEEP and not moved:
        return
    if present:
        versions.drop(conn, version_id)
        translations.refresh(conn, owner.stored.id)
        content = compose([other.entry for other in others], now)
        edits.revise(conn, owner.stored, content, at=now, arrived=now, edited=False)
    else:
        edits.withdraw(conn, owner.stored, at=now, reason="its file was deleted")


def forsake(conn: Connection, version_id: int | None) -> int | None:
    """The file speaks of another article now: what it said before is said by no file. Gives its number, if any."""
    if version_id is not None:
        versions.leave(conn, version_id)
    return version_id


def end(conn: Connection, version_ids: Iterable[int]) -> None:
    """These are sources no more, as was decided with what a file says now."""
    for version_id in version_ids:
        versions.drop(conn, version_id)
