"""What there is to do: the folder as it is, against the ledger as it was left.

Changes are found by signatures and hashes, never by comparing times. Nothing is written here; `ingest.run` does what
a survey found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingest import scan, setback
from ingest.absentees import Absentees
from ingest.filing import first_seen
from ingest.moves import moves
from ingest.parser import Casualty, Job
from ingest.quiet import Quiet
from ingest.read import Changing, Contents, Oversized, Reading, Unread, Vanished, read
from ingest.rejection import Rejection
from ingest.report import Outcome, Report
from ingest.rules import Rules
from ingest.scan import Folder
from ingest.setback import Setback
from ingest.share import NONE, Share
from store.attempts import Attempt
from store.file import FileState, Signature
from store.ledger import Finding, Glance, Line

_BREATH = 1000
"""Lines of the ledger, a few milliseconds."""

SETTLED = frozenset({FileState.PUBLISHED, FileState.HELD, FileState.WITHHELD, FileState.REJECTED})
"""States in which a file needs no second look until it changes."""


@dataclass(slots=True)
class Survey:
    """The work of one pass, sorted by kind; `report` counts it."""

    rules: Rules
    folder: Folder
    lines: Mapping[bytes, Line]
    now: datetime
    report: Report
    anew: bool = False
    """Read every file again, whether it changed or not: the rules did."""
    share: Share = NONE
    """Files to read again to see whether they did change, though their signatures say not."""
    known: int = 0
    """Files that were known before, deleted ones apart."""
    jobs: list[Job] = field(default_factory=list)
    """Files to be parsed, in the order of their hashes: neither names nor the order of a directory decide anything."""
    contents: dict[bytes, tuple[Signature, str]] = field(default_factory=dict)
    """Signature and hash of every file that was read."""
    findings: dict[bytes, Finding] = field(default_factory=dict)
    """Files of which there is something to say without parsing them."""
    touched: list[tuple[Line, Signature]] = field(default_factory=list)
    renamed: list[tuple[Line, bytes, Signature]] = field(default_factory=list)
    in_the_way: list[Line] = field(default_factory=list)
    """Those of them that stand where another one is now."""
    suspects: list[Job] = field(default_factory=list)
    """Files that may end the ingester, so that each is to be read while nothing else is."""
    lost: list[bytes] = field(default_factory=list)
    """Files that ended the ingester before this one."""
    found_again: list[Line] = field(default_factory=list)
    absentees: Absentees = field(init=False)
    """Files that are not where they were."""

    def __post_init__(self) -> None:
        self.absentees = Absentees(self.rules, self.now, self.report)

    def leave(self, ledger: Iterable[Glance], stop: Callable[[], bool]) -> list[bytes]:
        """Take in the whole ledger, and leave the files that are as they were left: most of them, in most passes.

        They are taken out of the folder, so that a million of them cost no memory but their walk's. Gives the paths of
        the others: those whose `lines` are needed.
        """
        more = []
        for number, glance in enumerate(ledger):
            if number % _BREATH == 0 and stop():
                break
            if glance.state is not FileState.GONE:
                self.known += 1
            elif glance.path not in self.folder.files and glance.path not in self.folder.odd:
                continue
            if self.anew or not glance.as_left or self.share.takes(glance.id):
                more.append(glance.path)
            else:
                del self.folder.files[glance.path]
                self.report.files += 1
                self._leave(glance)
        return more

    def look(self, complete: Mapping[bytes, int], quiet: Quiet, stop: Callable[[], bool]) -> None:
        """Take in all files that a walk found. `complete` ones are known to be written to their end by that time.

        Another writer may have begun since, and what he has written is half: the time, in nanoseconds of the wall
        clock, is held against the file's own.
        """
        self.report.files += len(self.folder.files) + len(self.folder.odd)
        clock = quiet.clock(self.rules.seeds)
        for path, signature in self.folder.files.items():
            line = self.lines.get(path)
            is_due = line is None or self._is_due(line, signature)
            if line is not None and not is_due and line.missing_since is not None:
                self.found_again.append(line)
            if line is not None and not is_due and not self.share.takes(line.id):
                self._leave(line)
            elif stop():
                self.report.broken_off = True
                return
            elif is_due and path not in complete and (pause := quiet.wait(path, signature, clock)) > 0:
                self._wait(path, pause)
            else:
                quiet.forget(path)
                found = read(self.rules.seeds, path, self.rules.max_file_size)
                closed = complete.get(path)
                if is_due and closed is not None and isinstance(found, Contents) and found.signature.mtime_ns > closed:
                    found = Changing()
                self._take(path, line, found)
        for path, kind in self.folder.odd.items():
            self._refuse(path, scan.refusal(kind))
        for directory, cause in self.folder.unreadable.items():
            if directory:
                self._set_back(scan.as_directory(directory), setback.closed(cause))
        self.jobs.sort(key=lambda job: (job.sha256, job.path))

    def recall(self, left: Mapping[bytes, Attempt]) -> None:
        """Sort out the files that an earlier ingester was reading when it ended, and those that ended a parser."""
        ordinary: list[Job] = []
        for job in self.jobs:
            attempt, line = left.get(job.path), self.lines.get(job.path)
            if attempt is not None and attempt.sha256 != job.sha256:
                attempt = None
            if attempt is not None and attempt.alone:
                self.lost.append(job.path)
                self._lose(job.path, "ended the ingester")
            elif attempt is not None or (line is not None and setback.has_failed(line, job.sha256)):
                self.suspects.append(job)
            else:
                ordinary.append(job)
        self.jobs = ordinary

    def follow(self, absent: Iterable[bytes]) -> None:
        """Take in files that are somewhere else with the bytes that they had, and what stands in their place as new."""
        found = {job.path: job.sha256 for job in self.jobs if self._hash(job.path) != job.sha256}
        left = {path: sha256 for path in (*absent, *found) if (sha256 := self._hash(path)) is not None}
        moved = moves(found, left, self.lines)
        if not moved:
            return
        behind = set(moved.values())
        self.renamed += [(self.lines[old], path, self.contents[path][0]) for path, old in moved.items()]
        self.in_the_way += [self.lines[old] for old in behind if old in moved]
        self.report.counts[Outcome.RENAMED] += len(moved)
        self.lines = {path: line for path, line in self.lines.items() if path not in behind}
        self.jobs = [
            replace(job, first_seen=first_seen(self.contents[job.path][0], self.now)) if job.path in behind else job
            for job in self.jobs
            if job.path not in moved
        ]

    def _hash(self, path: bytes) -> str | None:
        """What was known of a file that is not yet found to be deleted."""
        line = self.lines.get(path)
        return None if line is None or line.state is FileState.GONE else line.sha256

    def unparsed(self, path: bytes, found: Reading | Rejection | Casualty) -> Finding | None:
        """What is to be written down of a file that was not parsed; None where there is nothing to say."""
        match found:
            case Rejection():
                self._refuse(path, found)
            case Oversized(size):
                limit = self.rules.max_file_size
                reason = f"is too large: {size:,} bytes, and {limit:,} are allowed"
                self._refuse(path, Rejection(reason, "shorten it, or raise max_file_size"))
            case Unread(cause):
                self._set_back(path, setback.unreadable(cause, self.lines.get(path), self.now))
            case Casualty(cause):
                self._lose(path, cause)
            case Changing():
                self._wait(path, self.rules.settle_time)
            case Contents() | Vanished():
                return None
        return self.findings[path]

    def _take(self, path: bytes, line: Line | None, found: Reading) -> None:
        if not isinstance(found, Contents):
            self.unparsed(path, found)
            return
        self.contents[path] = found.signature, found.sha256
        if not found.data:
            self._set_back(path, setback.waiting("empty", "write the article into it, or delete it"))
        elif not self.anew and line is not None and line.sha256 == found.sha256 and line.state in SETTLED:
            if line.signature != found.signature:
                self.touched.append((line, found.signature))
            self._leave(line)
        else:
            seen = line.first_seen if line else first_seen(found.signature, self.now)
            self.jobs.append(Job(path, found.sha256, seen, self.now))

    def _leave(self, line: Line | Glance) -> None:
        """A file is as it was; one that was rejected is so still."""
        rejected = line.state is FileState.REJECTED
        self.report.counts[Outcome.REJECTED if rejected else Outcome.UNCHANGED] += 1

    def _is_due(self, line: Line, signature: Signature) -> bool:
        """Whether a known file is to be looked into."""
        if line.state in SETTLED and not self.anew:
            # What was refused unread (too large, no file) may be allowed by now.
            return line.signature != signature or line.sha256 is None
        if line.state is not FileState.FAILING or self.anew:
            return True
        changed = line.signature is not None and line.signature != signature
        return changed or setback.is_over(line, self.now)

    def _wait(self, path: bytes, pause: float) -> None:
        advice = "nothing to do: it is read when complete"
        self._set_back(path, setback.waiting("still being written", advice, pause))

    def _refuse(self, path: bytes, why: Rejection) -> None:
        signature, sha256 = self.contents.get(path, (self.folder.files.get(path), None))
        self._set_back(path, setback.refused(why, signature, sha256))

    def _lose(self, path: bytes, cause: str) -> None:
        self._set_back(path, setback.fatal(cause, self.lines.get(path), self.now, *self.contents[path]))

    def _set_back(self, path: bytes, back: Setback) -> None:
        self.findings[path] = found = back.finding
        self.report.counts[back.outcome] += 1
        if back.again is not None:
            self.report.again[path] = back.again
        if back.outcome is not Outcome.WAITING:
            self.report.refused[path] = Rejection(found.reason, found.advice)
