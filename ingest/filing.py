"""Obeying decisions: one file's outcome, written into the database within the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from ingest import union
from ingest.decide import Candidate, Decision, Duplicate, New, Update, decide
from ingest.identity import guids, marks
from ingest.intake import Intake
from ingest.loss import end, forsake
from ingest.report import Outcome
from ingest.standing import standing
from ingest.union import Proof
from store import codec, edits, entries, kindred, ledger, sources, translations, versions
from store.change import ChangeKind
from store.edits import Newcomer
from store.entry import Entry, Guid, Stored
from store.erasure import erased_saying
from store.file import Signature
from store.ledger import Finding, Line, Sighting
from store.marks import Marks
from store.versions import Saying


@dataclass(frozen=True, slots=True)
class Occasion:
    """The pass that a file is filed in."""

    now: datetime
    """By the clock: what has come is published, and what is ahead is held."""
    at: datetime
    """The time that its changes have: see `store.history.moment`."""
    backfill: bool
    """So many entries come at once that they count as arriving when they were published."""

    def arrival(self, content: Entry) -> datetime:
        """When an entry counts as having arrived that comes with this pass."""
        return min(content.published, self.at) if self.backfill else self.at


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds, and where it stands in the ledger."""

    path: bytes
    line: Line | None
    entry: Entry
    marks: Marks
    document: bytes
    """`entry` as `store.codec` writes it."""
    signature: Signature
    sha256: str

    @classmethod
    def of(cls, path: bytes, line: Line | None, entry: Entry, signature: Signature, sha256: str) -> Found:
        """All that is to be known of a file's article before it is filed."""
        return cls(path, line, entry, marks(entry), codec.encode(entry), signature, sha256)

    @property
    def version_id(self) -> int | None:
        """What the file said before, if anything."""
        return self.line.version_id if self.line else None

    @property
    def is_unchanged(self) -> bool:
        """The file is read again as it was: by better rules."""
        return self.line is not None and self.line.sha256 == self.sha256

    def first_seen(self, now: datetime) -> datetime:
        """When the file was seen first, or what its own time says of that."""
        return self.line.first_seen if self.line else first_seen(self.signature, now)

    def said(self, entry_id: int) -> Saying:
        """The article as a source of an entry."""
        return Saying(entry_id, self.entry, self.marks, self.document)

    def said_of(self, stored: Stored) -> Saying:
        """The same as a source of an entry that is stored; of one that was erased and stays out, nothing is kept."""
        saying = self.said(stored.id)
        return erased_saying(saying) if stored.withheld is not None and stored.entry.is_erased else saying


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of it: `entry_id` where an entry arrived or changed for readers."""

    outcome: Outcome
    entry_id: int | None = None
    forsaken: int | None = None
    """The version of another article that the file held before: see `file_loss`."""


def file_entry(intake: Intake, found: Found, occasion: Occasion) -> Filed:
    """Give a file's article its place: as a new entry, or as a source of one that is stored."""
    possible = list(guids(found.entry.identity))
    if found.line is not None or intake.concerns(found.marks, possible):
        intake.flush()
    decision = _decide(intake.conn, found, possible, occasion.now)
    finding = _finding(decision, found)
    sighting = Sighting(found.path, finding, found.first_seen(occasion.now), occasion.now)
    if isinstance(decision, New) and found.line is None and not decision.translates:
        intake.add(_newcomer(decision, found, occasion), found.said(0), sighting)
        return Filed(Outcome.HELD if decision.content.hold else Outcome.ADDED)
    intake.flush()
    filed, version_id = _obey(intake.conn, decision, found, occasion)
    ledger.note(
        intake.conn,
        found.path,
        found.line,
        replace(finding, version_id=version_id),
        first_seen=sighting.first_seen,
        now=occasion.now,
    )
    return filed


def _obey(conn: Connection, decision: Decision, found: Found, occasion: Occasion) -> tuple[Filed, int]:
    """Do what was decided; gives the number of the version that the file's article is stored as."""
    content, at, version_id = decision.content, occasion.at, found.version_id
    arrived = occasion.arrival(content)
    match decision:
        case New():
            (entry_id,) = edits.add_all(conn, [_newcomer(decision, found, occasion)])
            forsaken = forsake(conn, version_id)
            version_id = versions.put(conn, found.said(entry_id), None)
            outcome = Outcome.HELD if content.hold else Outcome.ADDED
            filed = Filed(outcome, None if content.hold else entry_id, forsaken)
        case Update(heir, _, endings, because, spent):
            entry_id = heir.stored.id
            end(conn, spent)
            union.unite(conn, heir, endings, Proof(found.path, because, at))
            edited = not found.is_unchanged
            kind = edits.revise(conn, heir.stored, content, at=at, arrived=arrived, edited=edited)
            version_id = versions.put(conn, found.said_of(heir.stored), version_id)
            held = content.hold is not None or heir.stored.withheld is not None
            outcome = Outcome.MERGED if endings else _outcome(kind, held=held)
            filed = Filed(outcome, entry_id if kind and edited else None)
        case Duplicate(heir, _, because, endings, spent):
            entry_id, forsaken, proof = heir.stored.id, None, Proof(found.path, because, at)
            end(conn, spent)
            union.unite(conn, heir, endings, proof)
            if version_id not in {v.id for one in (heir, *(e.known for e in endings)) for v in one.versions}:
                forsaken, version_id = forsake(conn, version_id), None
            edits.revise(conn, heir.stored, content, at=at, arrived=arrived, edited=False)
            joins = version_id is None
            version_id = versions.put(conn, found.said_of(heir.stored), version_id)
            if joins and not spent:
                union.join(conn, heir, version_id, proof)
            filed = Filed(Outcome.MERGED if endings else Outcome.DUPLICATE, forsaken=forsaken)
        case _:
            assert_never(decision)
    translations.refresh(conn, entry_id)
    return filed, version_id


def _newcomer(decision: New, found: Found, occasion: Occasion) -> Newcomer:
    content = decision.content
    shown = found.document if content is found.entry else None
    return Newcomer(content, decision.guid, occasion.at, occasion.arrival(content), shown)


def file_finding(conn: Connection, path: bytes, line: Line | None, finding: Finding, now: datetime) -> None:
    """Write down a file that became no entry. What it said before, if anything, stands."""
    finding = replace(finding, version_id=line.version_id if line else None)
    seen = line.first_seen if line else first_seen(finding.signature, now) if finding.signature else now
    ledger.note(conn, path, line, finding, first_seen=seen, now=now)


def release_due(conn: Connection, occasion: Occasion) -> list[int]:
    """Publish the held entries whose time has come; gives their numbers."""
    released = []
    for stored in entries.due(conn, occasion.now):
        content = replace(stored.entry, hold=None)
        edits.revise(conn, stored, content, at=occasion.at, arrived=occasion.arrival(content), edited=False)
        sources.publish_held(conn, stored.id, occasion.now)
        released.append(stored.id)
    return released


def first_seen(signature: Signature, now: datetime) -> datetime:
    """The file's own time, never later than now: the date of an article that has no other."""
    seconds, nanoseconds = divmod(signature.mtime_ns, 1_000_000_000)
    try:
        return min(datetime.fromtimestamp(seconds, now.tzinfo).replace(microsecond=nanoseconds // 1000), now)
    except (OverflowError, ValueError, OSError):
        return now


def _finding(decision: Decision, found: Found) -> Finding:
    stands = standing(decision.content, None if isinstance(decision, New) else decision.known.stored)
    return Finding(stands.state, found.signature, found.sha256, stands.reason, stands.advice)


def _decide(conn: Connection, found: Found, possible: Sequence[Guid], now: datetime) -> Decision:
    candidate = Candidate(found.entry, found.marks, found.version_id, found.is_unchanged)
    known, taken = kindred.sharing(conn, found.marks, possible, found.version_id)
    decision = decide(candidate, known, taken, now)
    if isinstance(decision, New) and decision.guid not in possible:
        return replace(decision, guid=union.unused_guid(conn, found.entry))
    return decision


def _outcome(kind: ChangeKind | None, *, held: bool) -> Outcome:
    match kind:
        case None:
            return Outcome.HELD if held else Outcome.UNCHANGED
        case ChangeKind.ADDED:
            return Outcome.ADDED
        case _:
            return Outcome.UPDATED
