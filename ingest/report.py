"""What a pass did, to be told to whoever asked for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.rejection import Rejection


class Outcome(StrEnum):
    """What became of one file in a pass."""

    ADDED = "added"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    MERGED = "merged"
    """The file proved that several entries are one."""
    HELD = "held"
    UNCHANGED = "unchanged"
    RENAMED = "renamed"
    DELETED = "deleted"
    WAITING = "waiting"
    REJECTED = "rejected"
    FAILING = "failing"


@dataclass(slots=True)
class Report:
    """The sum of a pass."""

    files: int = 0
    """Files that were looked at."""
    counts: Counter[Outcome] = field(default_factory=Counter)
    refused: dict[bytes, Rejection] = field(default_factory=dict)
    """The files that this pass rejected or could not read."""
    trouble: str = ""
    """Why the pass could not see or keep everything; empty when it could."""
    again: dict[bytes, float] = field(default_factory=dict)
    """Files that are to be looked at again, and in how many seconds."""
    broken_off: bool = False
    """The pass was asked to stop before it was through."""

    @property
    def changed(self) -> int:
        """Files that changed an entry."""
        return self.counts[Outcome.ADDED] + self.counts[Outcome.UPDATED]

    def followed_by(self, later: Report) -> Report:
        """This pass and a second look at some of its files, as one: what the later one says of a file holds."""
        counts = self.counts + later.counts
        for path in self.again:
            if path not in later.again:
                counts[Outcome.WAITING] -= 1
        return Report(
            files=self.files,
            counts=+counts,
            refused={p: r for p, r in self.refused.items() if p not in self.again} | later.refused,
            trouble=self.trouble or later.trouble,
            again=later.again,
            broken_off=self.broken_off or later.broken_off,
        )
