"""Obeying decisions: one file's outcome, written into the database within the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from ingest.decide import Decision, Duplicate, New, Update, compose, decide
from ingest.identity import guids
from ingest.report import Outcome
from ingest.rules import OnDelete, Rules
from store import codec, edits, entries, ledger, versions
from store.entry import ChangeKind, Entry, FileState, Signature
from store.ledger import Finding, Line


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


def file_entry(
    conn: Connection,
    path: bytes,
    line: Line | None,
    entry: Entry,
    *,
    signature: Signature,
    sha256: str,
    occasion: Occasion,
) -> Filed:
    """Give a file's article its place: as a new entry, or as a source of one that is stored."""
    version_id = line.version_id if line else None
    document = codec.encode(entry)
    decision = _decide(conn, entry, version_id, occasion.now)
    at, arrived = occasion.now, occasion.arrival(decision.content)
    match decision:
        case New(guid, content):
            _forsake(conn, version_id)
            shown = document if content is entry else None
            entry_id = edits.add(conn, content, guid=guid, at=at, arrived=arrived, document=shown)
            version_id = versions.put(conn, entry_id, entry, None, document=document)
            filed = Filed(Outcome.HELD) if content.hold else Filed(Outcome.ADDED, entry_id)
        case Update(owner, content):
            kind = edits.revise(conn, owner.stored, content, at=at, arrived=arrived, edited=True)
            version_id = versions.put(conn, owner.stored.id, entry, version_id, document=document)
            filed = Filed(_outcome(kind, held=content.hold is not None), owner.stored.id if kind else None)
        case Duplicate(owner, content):
            if version_id not in {version.id for version in owner.versions}:
                _forsake(conn, version_id)
                version_id = None
            edits.revise(conn, owner.stored, content, at=at, arrived=arrived, edited=False)
            version_id = versions.put(conn, owner.stored.id, entry, version_id, document=document)
            for stale in owner.versions:
                # The file that said this is gone, and says it here now: it was renamed.
                same = stale.entry.identity.fingerprint == entry.identity.fingerprint
                if not stale.present and same and stale.id != version_id:
                    versions.drop(conn, stale.id)
            filed = Filed(Outcome.DUPLICATE)
        case _:
            assert_never(decision)
    held = decision.content.hold
    finding = Finding(
        FileState.HELD if held else FileState.PUBLISHED,
        signature,
        sha256,
        reason=f"held back: {held.reason}" if held else "",
        advice=_advice(decision.content) if held else "",
        version_id=version_id,
    )
    ledger.note(conn, path, line, finding, first_seen=_first_seen(line, signature, occasion.now), now=occasion.now)
    return filed


def file_finding(conn: Connection, path: bytes, line: Line | None, finding: Finding, now: datetime) -> None:
    """Write down a file that became no entry. What it said before, if anything, stands."""
    finding = replace(finding, version_id=line.version_id if line else None)
    ledger.note(conn, path, line, finding, first_seen=_first_seen(line, finding.signature, now), now=now)


def file_deletion(conn: Connection, line: Line, rules: Rules, now: datetime) -> None:
    """A file is gone: with it its article, or not, as `Rules.on_delete` says."""
    ledger.gone(conn, line, now)
    owner = versions.entry_of(conn, line.version_id) if line.version_id is not None else None
    if owner is None or line.version_id is None:
        return
    said = next(version.entry for version in owner.versions if version.id == line.version_id)
    others = [version for version in owner.versions if version.present and version.id != line.version_id]
    if any(other.entry.identity.fingerprint == said.identity.fingerprint for other in others):
        versions.drop(conn, line.version_id)
    elif rules.on_delete is OnDelete.KEEP:
        versions.leave(conn, line.version_id)
    elif others:
        versions.drop(conn, line.version_id)
        content = compose([other.entry for other in others], now)
        edits.revise(conn, owner.stored, content, at=now, arrived=now, edited=False)
    else:
        versions.leave(conn, line.version_id)
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


def _decide(conn: Connection, entry: Entry, version_id: int | None, now: datetime) -> Decision:
    possible = list(guids(entry.identity))
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


def _forsake(conn: Connection, version_id: int | None) -> None:
    """The file speaks of another article now: the one it spoke of before has lost it, as if it had been deleted."""
    if version_id is not None:
        versions.leave(conn, version_id)


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
