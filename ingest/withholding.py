"""Entries that an operator takes out of every feed, and puts back: within the caller's transaction.

A withheld entry stays out whatever its files do. It takes in every file that is the same article, and every entry
that proves to be it (`ingest.decide`). What its files say goes on being stored, unless it was erased, so that `restore`
gives it what they say then.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from ingest.merit import compose
from ingest.rules import OnDelete
from ingest.standing import standing
from store import edits, entries, erasure, history, sources, translations, versions
from store.change import ChangeKind
from store.entry import EntryState, Stored
from store.file import printable
from store.versions import Version

_log = logging.getLogger("seedwire.ingest")


class WithholdingError(Exception):
    """An entry cannot be withdrawn, or not be put back: why, in one line that names it."""


def withdraw(conn: Connection, stored: Stored, *, reason: str, purge: bool, now: datetime) -> None:
    """Take an entry out and keep it out; `purge`, erase all that it said. One that is out already stays so.

    Raises `WithholdingError` for one that goes on in another.
    """
    if stored.state is EntryState.MERGED:
        heir = entries.merged_into(conn, stored.public_id)
        raise WithholdingError(f"{stored.public_id}: goes on in another entry; withdraw that one: {heir}")
    if stored.withheld is None:
        edits.withhold(conn, stored, at=now, reason=reason)
    if purge and not stored.entry.is_erased:
        erasure.erase(conn, stored.id)
        history.record(conn, ChangeKind.NOTED, stored.id, now)  # what was rendered of it is rendered anew
    settle(conn, stored.id, now)
    _log.info("%s is withheld: %s", stored.guid, reason)


def restore(conn: Connection, stored: Stored, *, on_delete: OnDelete, now: datetime) -> Sequence[bytes]:
    """Put an entry back with what its files say now.

    Gives the files that are to be read anew for that, where its text was erased; it is back once they are. Raises
    `WithholdingError` where it is not the operator that keeps it out, or no file says it any more.
    """
    if stored.withheld is None:
        raise WithholdingError(f"{stored.public_id}: {_why_not(stored)}")
    (known,) = versions.known(conn, [stored.id])
    absent = [source for source in known.versions if not source.present]
    if stored.entry.is_erased:
        return _read_anew(conn, stored, absent)
    if on_delete is OnDelete.WITHDRAW:
        if len(absent) == len(known.versions):
            raise WithholdingError(f"{stored.public_id}: its file was deleted meanwhile; put the file back first")
        _drop(conn, absent)
    sources = [source.entry for source in known.versions if source.present or on_delete is OnDelete.KEEP]
    edits.restore(conn, stored, compose(sources, now), at=now)
    translations.refresh(conn, stored.id)
    settle(conn, stored.id, now)
    _log.info("%s is withheld no longer", stored.guid)
    return ()


def settle(conn: Connection, entry_id: int, now: datetime) -> None:
    """Write down where the files of an entry stand, now that it is withheld, or is so no longer."""
    (stored,) = entries.by_ids(conn, [entry_id])
    stands = standing(stored.entry, stored)
    sources.settle(conn, entry_id, state=stands.state, reason=stands.reason, advice=stands.advice, now=now)


def _read_anew(conn: Connection, stored: Stored, absent: Sequence[Version]) -> Sequence[bytes]:
    paths = sources.forget(conn, stored.id)
    if not paths:
        raise WithholdingError(f"{stored.public_id}: its text was erased, and no file says it any more")
    edits.readmit(conn, stored)
    _drop(conn, absent)
    _log.info("%s is withheld no longer, once %s was read anew", stored.guid, ", ".join(map(printable, paths)))
    return paths


def _drop(conn: Connection, sources: Sequence[Version]) -> None:
    for source in sources:
        versions.drop(conn, source.id)


def _why_not(stored: Stored) -> str:
    match stored.state:
        case EntryState.PUBLISHED:
            return "is published; there is nothing to restore"
        case EntryState.HELD:
            why = stored.entry.hold.reason if stored.entry.hold else "a date to come"
            return f"is held back by its own file ({why}), not by an operator; change the file"
        case EntryState.MERGED:
            return "goes on in another entry; seedwire merges lists which, and can take that back"
        case EntryState.WITHDRAWN:
            return "was withdrawn with its file, not by an operator; put the file back"
