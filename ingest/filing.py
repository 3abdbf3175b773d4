"""Obeying decisions: one file's outcome, written into the database within the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from ingest.decide import Decision, Duplicate, New, Update, compose, decide
from ingest.identity import guids
from ingest.intake import Intake
from ingest.report import Outcome
from ingest.rules import OnDelete, Rules
from store import codec, edits, entries, ledger, versions
from store.edits import Newcomer
from store.entry import ChangeKind, Entry, FileState, Guid, Signature
from store.ledger import Finding, Line, Sighting


@dataclass(frozen=True, slots=True)
class Occasion:
    """The pass that a file is filed in."""

    now: datetime
    backfill: bool
    """So many entries come at once that they count as arriving when they were published."""

    def arrival(self, content: Entry) -> datetime:
        """When an entry counts as having arrived that comes with this pass."""
        return min(content.published, self.now) if self.backfill else self.now


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of it: `entry_id` where an entry arrived or changed for readers."""

    outcome: Outcome
    entry_id: int | None = None
    forsaken: int | None = None
    """The version of another article that the file held before: see `file_loss`."""


def file_entry(
    intake: Intake,
    path: bytes,
    line: Line | None,
    entry: Entry,
    *,
    signature: Signature,
    sha256: str,
    occasion: Occasion,
) -> Filed:
    """Give a file's article its place: as a new entry, or as a source of one that is stored."""
    conn = intake.conn
    version_id = line.version_id if line else None
    document = codec.encode(entry)
    possible = list(guids(entry.identity))
    if line is not None or intake.concerns(entry.identity, possible):
        intake.flush()
    decision = _decide(conn, entry, version_id, possible, occasion.now)
    at, arrived = occasion.now, occasion.arrival(decision.content)
    match decision:
        case New(guid, content) if line is None:
            shown = document if content is entry else None
            finding = _finding(content, signature, sha256)
            sighting = Sighting(path, finding, first_seen(signature, occasion.now), occasion.now)
            intake.add(Newcomer(content, guid, at, arrived, shown), entry, document, sighting)
            return Filed(Outcome.HELD if content.hold else Outcome.ADDED)
        case New(guid, content):
            forsaken = _forsake(conn, version_id)
            shown = document if content is entry else None
            entry_id = edits.add(conn, content, guid=guid, at=at, arrived=arrived, document=shown)
            version_id = versions.put(conn, entry_id, entry, None, document=document)
            filed = Filed(Outcome.HELD if content.hold else Outcome.ADDED, None if content.hold else entry_id, forsaken)
        case Update(owner, content):
            intake.flush()
            kind = edits.revise(conn, owner.stored, content, at=at, arrived=arrived, edited=True)
            version_id = versions.put(conn, owner.stored.id, entry, version_id, document=document)
            filed = Filed(_outcome(kind, held=content.hold is not None), owner.stored.id if kind else None)
        case Duplicate(owner, content):
            intake.flush()
            forsaken = None
            if version_id not in {version.id for version in owner.versions}:
                forsaken, version_id = _forsake(conn, version_id), None
            edits.revise(conn, owner.stored, content, at=at, arrived=arrived, edited=False)
            version_id = versions.put(conn, owner.stored.id, entry, version_id, document=document)
            for stale in owner.versions:
                # The file that said this is gone, and says it here now: it was renamed.
                same = stale.entry.identity.fingerprint == entry.identity.fingerprint
                if not stale.present and same and stale.id != version_id:
                    versions.drop(conn, stale.id)
            filed = Filed(Outcome.DUPLICATE, forsaken=forsaken)
        case _:
            assert_never(decision)
    finding = replace(_finding(decision.content, signature, sha256), version_id=version_id)
    ledger.note(conn, path, line, finding, first_seen=_first_seen(line, signature, occasion.now), now=occasion.now)
    return filed


def file_finding(conn: Connection, path: bytes, line: Line | None, finding: Finding, now: datetime) -> None:
    """Write down a file that became no entry. What it said before, if anything, stands."""
    finding = replace(finding, version_id=line.version_id if line else None)
    ledger.note(conn, path, line, finding, first_seen=_first_seen(line, finding.signature, now), now=now)


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
    others = [version.entry for version in owner.versions if version.present]
    if any(other.identity.fingerprint == said.entry.identity.fingerprint for other in others):
        versions.drop(conn, version_id)
    elif rules.on_delete is OnDelete.KEEP:
        return
    elif others:
        versions.drop(conn, version_id)
        edits.revise(conn, owner.stored, compose(others, now), at=now, arrived=now, edited=False)
    else:
        edits.withdraw(conn, owner.stored, at=now, reason="its file was deleted")


def release_due(conn: Connection, occasion: Occasion) -> list[int]:
    """Publish the held entries whose time has come; gives their numbers."""
    released = []
    for stored in entries.due(conn, occasion.now):
        content = replace(stored.entry, hold=None)
        edits.revise(conn, stored, content, at=occasion.now, arrived=occasion.arrival(content), edited=False)
        ledger.publish_held(conn, stored.id, occasion.now)
        released.append(stored.id)
    return released


def first_seen(signature: Signature, now: datetime) -> datetime:
    """The file's own time, never later than now: the date of an article that has no other."""
    seconds, nanoseconds = divmod(signature.mtime_ns, 1_000_000_000)
    try:
        return min(datetime.fromtimestamp(seconds, now.tzinfo).replace(microsecond=nanoseconds // 1000), now)
    except (OverflowError, ValueError, OSError):
        return now


def _finding(content: Entry, signature: Signature, sha256: str) -> Finding:
    if content.hold is None:
        return Finding(FileState.PUBLISHED, signature, sha256)
    return Finding(FileState.HELD, signature, sha256, f"held back: {content.hold.reason}", _advice(content))


def _decide(
    conn: Connection, entry: Entry, version_id: int | None, possible: Sequence[Guid], now: datetime
) -> Decision:
    known, taken = versions.sharing(conn, entry.identity, possible, version_id)
    decision = decide(entry, known, version_id, taken, now)
    while isinstance(decision, New) and decision.guid not in possible:
        # All were taken, by entries that have been edited since; what it got instead may be taken too.
        _, more = versions.sharing(conn, entry.identity, [decision.guid], version_id)
        if not more:
            break
        taken |= more
        decision = decide(entry, known, version_id, taken, now)
    return decision


def _forsake(conn: Connection, version_id: int | None) -> int | None:
    """The file speaks of another article now: what it said before is said by no file. Gives its number, if any."""
    if version_id is not None:
        versions.leave(conn, version_id)
    return version_id


def _outcome(kind: ChangeKind | None, *, held: bool) -> Outcome:
    match kind:
        case None:
            return Outcome.HELD if held else Outcome.UNCHANGED
        case ChangeKind.ADDED:
            return Outcome.ADDED
        case _:
            return Outcome.UPDATED


def _advice(content: Entry) -> str:
    if content.hold and content.hold.until:
        return f"nothing to do: it is published at {content.hold.until:%Y-%m-%d %H:%M} UTC"
    return "take that line out of the file to publish it"


def _first_seen(line: Line | None, signature: Signature | None, now: datetime) -> datetime:
    if line is not None:
        return line.first_seen
    return first_seen(signature, now) if signature else now
