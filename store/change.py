"""The steps of an entry's history, and the end of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.entry import Guid


class ChangeKind(StrEnum):
    """What a step of an entry's history did."""

    ADDED = "added"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    MERGED = "merged"
    NOTED = "noted"
    """Something that no subscriber needs to be told: its place in the window, or what only its page shows."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step of history. `seq` rises by the order of commits, and never repeats."""

    seq: int
    at: datetime
    kind: ChangeKind
    entry_id: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was in the feeds and no longer is (RFC 6721)."""

    guid: Guid
    public_id: str
    at: datetime
    seq: int
    reason: str
    merged_into: str | None = None
    """The public id of the entry that goes on in its place."""
