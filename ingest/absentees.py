"""Files that are not where they were: deleted, or perhaps only missed. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest import scan
from ingest.quiet import Quiet
from ingest.report import Outcome, Report
from ingest.rules import Rules
from store.ledger import Line


@dataclass(slots=True)
class Absentees:
    """Those of one pass, by what is believed of them; `report` counts them."""

    rules: Rules
    now: datetime
    report: Report
    missing: list[Line] = field(default_factory=list)
    """Missed for the first time."""
    deleted: list[Line] = field(default_factory=list)

    def miss(self, lines: Mapping[bytes, Line], paths: Iterable[bytes], quiet: Quiet, *, sure: bool) -> None:
        """Take in files that are not where they were, nor anywhere else: deleted, or perhaps only missed.

        A file counts as deleted when two looks `settle_time` apart miss it, or at once when the operator is `sure`.
        """
        for path in sorted(paths):
            quiet.forget(path)
            if (line := lines.get(path)) is None:
                continue
            if scan.is_directory(path):  # it can be looked into again
                self.deleted.append(line)
            elif sure or line.version_id is None or self._is_agreed(line):
                self.deleted.append(line)
                self.report.counts[Outcome.DELETED] += 1
            else:
                self.report.again[path] = self.rules.settle_time
                if line.missing_since is None:
                    self.missing.append(line)

    def overlook(self, lines: Iterable[Line]) -> None:
        """Take in that nothing at all was found: no file is believed to be deleted, but that each is missed is noted.

        What comes into an empty mount point from then on is known to have come later (`store.absence`).
        """
        self.missing += [line for line in lines if line.version_id is not None and line.missing_since is None]

    def spare(self, before: datetime) -> None:
        """Believe no deletion of an article whose file was known by a time: too many of these went at once."""
        believed = [line for line in self.deleted if line.version_id is None or not _was_known(line, before)]
        self.report.counts.subtract({Outcome.DELETED: len(self.deleted) - len(believed)})
        self.deleted = believed
        self.report.counts = +self.report.counts

    def _is_agreed(self, line: Line) -> bool:
        # The distance counts, not the direction: the clock may have been set back between the two looks.
        since = line.missing_since
        return since is not None and abs(self.now - since) >= timedelta(seconds=self.rules.settle_time)


def _was_known(line: Line, before: datetime) -> bool:
    """Whether a file was there by a time; so was one that seems to be missed before it came: the clock was set back."""
    return line.since < before or (line.missing_since is not None and line.missing_since <= line.since)
