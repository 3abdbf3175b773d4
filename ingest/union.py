"""Entries that prove to be one, and the way back: within the caller's transaction, each step on record."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ingest.decide import Ending, first_free
from ingest.identity import guids
from ingest.merit import compose
from ingest.withholding import settle
from store import edits, entries, kindred, mergers, translations, versions
from store.entry import Entry, EntryState, Guid
from store.file import printable
from store.mergers import Merger
from store.versions import Known, Version

_log = logging.getLogger("seedwire.ingest")


class SeparationError(Exception):
    """What was merged cannot be taken apart."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The file that shows that articles are the same, and what it shares with the one that goes on."""

    path: bytes
    because: str
    at: datetime


def unite(conn: Connection, heir: Known, endings: Sequence[Ending], proof: Proof) -> None:
    """Let entries go on in another one, with all their sources. What that one says is for the caller to revise."""
    for ending in endings:
        other = ending.known.stored
        because = f"the same article: {proof.because}; {ending.because}"
        reason = f"{printable(proof.path)} shows that they are {because}"
        moved = [version.id for version in ending.known.versions]
        edits.merge(conn, other, heir.stored, at=proof.at, reason=because)  # public: without the path
        versions.move(conn, moved, heir.stored.id)
        translations.refresh(conn, other.id)
        mergers.record(
            conn,
            at=proof.at,
            path=proof.path,
            entry_id=heir.stored.id,
            other_id=other.id,
            version_ids=moved,
            reason=reason,
        )
        if heir.stored.withheld is not None:
            settle(conn, heir.stored.id, proof.at)
        _log.info("%s goes on in %s: %s", other.guid, heir.stored.guid, reason)


def join(conn: Connection, heir: Known, version_id: int, proof: Proof) -> None:
    """Remember that a file joined an entry without ever having had one of its own."""
    mergers.record(
        conn,
        at=proof.at,
        path=proof.path,
        entry_id=heir.stored.id,
        other_id=None,
        version_ids=[version_id],
        reason=proof.because,
    )
    _log.info("%s is a source of %s: %s", printable(proof.path), heir.stored.guid, proof.because)


def separate(conn: Connection, merger: Merger, now: datetime) -> int:
    """Take a merger back, for good; gives the number of the entry that stands for itself again.

    Raises `SeparationError` where there is nothing left to take apart.
    """
    if merger.undone is not None:
        raise SeparationError(f"merger {merger.id} was taken back already")
    owner = next(iter(versions.known(conn, [merger.entry_id])), None)
    if owner is None:
        raise SeparationError(f"the entry of merger {merger.id} went on in another one since; take that back first")
    if owner.stored.entry.is_erased:
        raise SeparationError(f"merger {merger.id} cannot be taken back: what its entry said was erased")
    leaving = [version for version in owner.versions if version.id in merger.version_ids]
    staying = [version for version in owner.versions if version.id not in merger.version_ids]
    if not leaving or not staying:
        raise SeparationError(f"merger {merger.id} cannot be taken back: only one of its two sides is left")
    if merger.other_id is None:
        entry_id = _found(conn, leaving, now)
    else:
        entry_id = merger.other_id
        (ended,) = entries.by_ids(conn, [entry_id])
        if ended.state is not EntryState.MERGED:
            raise SeparationError(f"merger {merger.id} cannot be taken back: its entry stands for itself already")
        content = compose([version.entry for version in leaving], now)
        edits.revise(conn, ended, content, at=now, arrived=now, edited=False)
    versions.move(conn, [version.id for version in leaving], entry_id)
    remaining = compose([version.entry for version in staying], now)
    edits.revise(conn, owner.stored, remaining, at=now, arrived=now, edited=False)
    mergers.undo(conn, merger, at=now, other_id=entry_id)
    for number in (entry_id, owner.stored.id):
        translations.refresh(conn, number)
        settle(conn, number, now)
    return entry_id


def _found(conn: Connection, sources: Sequence[Version], now: datetime) -> int:
    """Make an entry of sources that never were one; gives its number."""
    content = compose([version.entry for version in sources], now)
    return edits.add(conn, content, guid=unused_guid(conn, sources[0].entry), at=now, arrived=now)


def unused_guid(conn: Connection, content: Entry) -> Guid:
    """The best guid for an article that no entry has, or ever had."""
    taken: frozenset[Guid] = frozenset()
    asked: list[Guid] = list(guids(content.identity))
    while more := kindred.taken(conn, asked):
        taken |= more
        asked = [first_free(content, taken)]  # a spare one may be taken too, by an entry that was edited since
    return first_free(content, taken)
