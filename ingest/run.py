"""One pass: the folder against the ledger, file by file, until both agree.

The shell around the pure steps. The store, the parsers and the clocks are passed in; a report comes out.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

from ingest import scan
from ingest.filing import Filed, Found, Occasion, file_entry, file_finding, release_due
from ingest.intake import Intake
from ingest.loss import file_deletion, file_loss
from ingest.parsers import Job, Parsed, Parsers
from ingest.quiet import Quiet
from ingest.rejection import Rejection
from ingest.report import Report
from ingest.rules import Rules
from ingest.survey import Survey
from ingest.tagging import Tagging
from store import archives, attempts, edits, history, ledger, passes
from store.attempts import Attempt
from store.engine import Database
from store.entry import ChangeKind, Entry, FileState, printable
from store.errors import RefusedError
from store.ledger import Finding, Line

_log = logging.getLogger("seedwire.ingest")

_BATCH = 500
"""Files to a transaction. Their keys are all over the index of keys, so each commit writes most of its pages anew:
with a hundred files to a commit, 10,000 articles took a sixth longer."""

_BATCH_SECONDS = 1.0
"""And never longer than this, so that what is done can be seen."""

Progress = Callable[[int, int], None]
"""Told after each batch how many files are done, of how many."""


def wall_clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Ingester:
    """Passes over one folder into one database. Not to be shared between threads."""

    def __init__(
        self,
        database: Database,
        rules: Rules,
        parsers: Parsers,
        *,
        clock: Callable[[], datetime] = wall_clock,
        monotonic: Callable[[], float] = time.monotonic,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._rules = rules
        self._parsers = parsers
        self._clock = clock
        self._monotonic = monotonic
        self._stop = stop
        self._tagging = Tagging(rules)
        self._choice = scan.Choice.of(rules.suffixes, rules.exclude)
        beside = database.path.absolute().parent if database.path else None
        self._quiet = Quiet(rules.settle_time, beside=beside, monotonic=monotonic)
        self._left: dict[bytes, Attempt] | None = None

    def pass_over(
        self, *, accept_deletions: bool = False, anew: bool = False, progress: Progress | None = None
    ) -> Report:
        """Look at the whole folder; `anew`, read every file again, though it did not change: the rules did.

        Raises `store.errors.UnavailableError` where nothing can be stored.
        """
        started, report = self._clock(), Report()
        with self._database.read() as conn:
            lines = ledger.lines(conn)
            self._tagging.refresh(conn)
        here = {path for path, line in lines.items() if line.state is not FileState.GONE}
        try:
            folder = scan.walk(self._rules.seeds, self._choice)
        except OSError as error:
            folder = scan.Folder(unreadable={b"": error.strerror or str(error)})
        report.trouble = self._trouble(folder, len(here), accept_deletions=accept_deletions)
        emptied = not folder.files and not folder.odd and not accept_deletions
        absent = () if emptied else _absent(here, folder)
        survey = Survey(self._rules, folder, lines, started, report, anew)
        self._settle(survey, absent, frozenset(), sure=accept_deletions, progress=progress)
        if not report.broken_off:
            self._record(survey, started)
        return report

    def look_at(
        self, paths: Collection[bytes], *, complete: Collection[bytes] = (), progress: Progress | None = None
    ) -> Report:
        """Look at single paths below the folder; `complete` ones are known to be written to their end."""
        report = Report()
        try:
            folder = scan.look(self._rules.seeds, paths, self._choice)
        except OSError as error:
            report.trouble = self._trouble(scan.Folder(unreadable={b"": error.strerror or str(error)}), len(paths))
            return report
        with self._database.read() as conn:
            lines = ledger.lines(conn, list(paths))
            self._tagging.refresh(conn)
        report.trouble = self._trouble(folder, 0)
        here = {path for path, line in lines.items() if line.state is not FileState.GONE}
        survey = Survey(self._rules, folder, lines, self._clock(), report)
        self._settle(survey, _absent(here, folder), frozenset(complete), sure=False, progress=progress)
        return report

    def retag(self, *, seconds: float | None = None) -> bool:
        """Bring the companies of stored entries up to date; says whether some remain when the time is up.

        A name that a file declares is looked for in all other files too, those that were read before it as well.
        """
        now = self._clock()
        remains = self._tagging.retag(self._database, now, seconds=seconds, monotonic=self._monotonic)
        if not remains:
            self._conclude(now)
        return remains

    def release(self) -> int:
        """Publish the held entries whose time has come; gives their number."""
        with self._database.write() as conn:
            return len(release_due(conn, Occasion(self._clock(), backfill=False)))

    def _trouble(self, folder: scan.Folder, known: int, *, accept_deletions: bool = False) -> str:
        seeds = self._rules.seeds
        if b"" in folder.unreadable:
            return f"{seeds}: cannot be read ({folder.unreadable[b'']}); nothing is withdrawn meanwhile"
        if folder.unreadable:
            lost = sorted(folder.unreadable.items())
            return "; ".join(f"{printable(path)}: cannot be looked into ({why})" for path, why in lost)
        if known and not folder.files and not folder.odd and not accept_deletions:
            return (
                f"{seeds}: is empty, and {known} files were known there; nothing is withdrawn, in case a disk is not "
                "mounted; if they were deleted on purpose: seedwire ingest --accept-deletions"
            )
        return self._tagging.trouble

    def _settle(
        self,
        survey: Survey,
        absent: Iterable[bytes],
        complete: Collection[bytes],
        *,
        sure: bool,
        progress: Progress | None,
    ) -> None:
        survey.look(complete, self._quiet, self._stop)
        survey.miss(absent, self._quiet, sure=sure)
        survey.recall(self._legacy())
        self._note(survey)
        self._file(survey, progress)
        if not survey.report.broken_off:  # else what is still to come would stand in other archives
            self._conclude(self._clock())

    def _legacy(self) -> dict[bytes, Attempt]:
        """The files that earlier ingesters were reading when they ended, as far as they were not dealt with yet."""
        if self._left is None:
            with self._database.read() as conn:
                self._left = attempts.left(conn)
        return self._left

    def _conclude(self, now: datetime) -> None:
        """Store what follows from what has happened: the ends of tombstones, and archives that are full."""
        with self._database.read() as conn:
            if history.expired(conn, now) is None and not archives.is_behind(conn, self._rules.feed_limit):
                return
        with self._database.write() as conn:
            if (ended := history.expired(conn, now)) is not None:
                history.record(conn, ChangeKind.NOTED, ended, now)
            archives.close(conn, self._rules.feed_limit, now)

    def _note(self, survey: Survey) -> None:
        """Write down all that needs no parsing."""
        news = {p: f for p, f in survey.findings.items() if _is_news(survey.lines.get(p), f)}
        for path, finding in news.items():
            _tell(path, finding)
        done = (survey.touched, survey.renamed, survey.missing, survey.found_again, survey.deleted, survey.lost)
        if not (news or any(done)):
            return
        with self._database.write() as conn:
            for line, path, signature in survey.renamed:
                ledger.rename(conn, line, path, signature)
            for line, signature in survey.touched:
                ledger.touch(conn, line, signature)
            for path, finding in news.items():
                file_finding(conn, path, survey.lines.get(path), finding, survey.now)
            for line in survey.deleted:
                file_deletion(conn, line, self._rules, survey.now)
            ledger.missing(conn, [line.id for line in survey.missing], survey.now)
            ledger.found_again(conn, [line.id for line in survey.found_again])
            attempts.end(conn, survey.lost)
        self._forget(survey.lost)

    def _file(self, survey: Survey, progress: Progress | None) -> None:
        """Parse what is new or changed, decide, and store; what may end the ingester last, and one by one."""
        few = self._rules.feed_limit // 2
        work = len(survey.jobs) + len(survey.suspects)
        occasion = Occasion(survey.now, backfill=work > few)
        arrived: list[int] = []
        done = 0
        for jobs, alone in [(survey.jobs, False), *(([suspect], True) for suspect in survey.suspects)]:
            for numbers, files in self._work_off(jobs, survey, occasion, alone=alone):
                arrived += numbers
                done += files
                if progress:
                    progress(done, work)
            if survey.report.broken_off:
                break
        if occasion.backfill and 0 < len(arrived) <= few:
            with self._database.write() as conn:
                edits.arrive(conn, arrived, self._clock())

    def _work_off(
        self, jobs: Sequence[Job], survey: Survey, occasion: Occasion, *, alone: bool
    ) -> Iterator[tuple[list[int], int]]:
        """Parse and store these files, a batch at a time; each is written down as begun before a parser has it.

        Gives the arrivals of each batch, and how many files it was.
        """
        within = _BATCH + self._parsers.ahead  # what one transaction can take, and give to the parsers meanwhile
        done = begun = 0
        with contextlib.closing(self._parsers.parse(jobs)) as parsed:
            while done < len(jobs) and not survey.report.broken_off:
                if begun < min(done + within, len(jobs)):
                    with self._database.write() as conn:
                        upcoming = jobs[begun : done + 3 * within]
                        attempts.begin(conn, {job.path: job.sha256 for job in upcoming}, alone=alone)
                    begun += len(upcoming)
                if (first := self._first(parsed, survey)) is None:
                    break
                batch: list[tuple[Job, Parsed]] = []
                # Each transaction has its own time: Last-Modified must move with each, or who trusts dates alone loses
                # what is stored once the date of the first has been told (contract 7).
                now = replace(occasion, now=self._clock())
                yield self._store(self._next(first, parsed, batch, survey), batch, survey, now), len(batch)
                done += len(batch)
        if done < begun:  # it was broken off in order: nobody died of what is left
            with self._database.write() as conn:
                attempts.end(conn, [job.path for job in jobs[done:begun]])

    def _first(self, parsed: Iterator[tuple[Job, Parsed] | None], survey: Survey) -> tuple[Job, Parsed] | None:
        """The next file, however long it takes; no transaction is open meanwhile, which would keep others waiting."""
        for one in parsed:
            if one is not None:
                return one
            if self._stop():
                survey.report.broken_off = True
                break
        return None

    def _next(
        self,
        first: tuple[Job, Parsed],
        parsed: Iterator[tuple[Job, Parsed] | None],
        batch: list[tuple[Job, Parsed]],
        survey: Survey,
    ) -> Iterator[tuple[Job, Parsed]]:
        """The files of one transaction, each as soon as it is parsed, so that parsing and storing go on side by side.

        What was taken is kept in `batch`.
        """
        begun = self._monotonic()
        for one in chain([first], parsed):
            if one is None:
                return
            batch.append(one)
            yield one
            if self._stop():
                survey.report.broken_off = True
                return
            if len(batch) >= _BATCH or self._monotonic() - begun > _BATCH_SECONDS:
                return

    def _store(
        self,
        coming: Iterable[tuple[Job, Parsed]],
        taken: Sequence[tuple[Job, Parsed]],
        survey: Survey,
        occasion: Occasion,
    ) -> list[int]:
        """Store files in one transaction; where the database refuses it, file by file. Gives the arrivals."""
        counts = survey.report.counts.copy()
        try:
            with self._database.write() as conn:
                intake = Intake(conn)
                filed = [self._store_one(intake, job, parsed, survey, occasion) for job, parsed in coming]
                intake.flush()
                for forsaken in (one.forsaken for one in filed if one and one.forsaken is not None):
                    file_loss(conn, forsaken, self._rules, occasion.now)
                attempts.end(conn, [job.path for job, _ in taken])
        except RefusedError as error:
            survey.report.counts = counts
            if len(taken) > 1:
                return [number for one in taken for number in self._store([one], [one], survey, occasion)]
            ((job, parsed),) = taken
            if not isinstance(parsed, Entry):
                raise
            refusal: tuple[Job, Parsed] = (
                job,
                Rejection(f"cannot be stored ({error})", "please report it with the file"),
            )
            return self._store([refusal], [refusal], survey, occasion)
        self._forget(job.path for job, _ in taken)
        return intake.arrived + [one.entry_id for one in filed if one and one.entry_id is not None]

    def _forget(self, paths: Iterable[bytes]) -> None:
        left = self._legacy()
        for path in paths:
            left.pop(path, None)

    def _store_one(self, intake: Intake, job: Job, parsed: Parsed, survey: Survey, occasion: Occasion) -> Filed | None:
        line = survey.lines.get(job.path)
        if not isinstance(parsed, Entry):
            finding = survey.unparsed(job.path, parsed)
            if finding is not None:
                _tell(job.path, finding)
                file_finding(intake.conn, job.path, line, finding, survey.now)
            return None
        signature, sha256 = survey.contents[job.path]
        entry = self._tagging.tagger.tag(parsed)
        filed = file_entry(intake, Found.of(job.path, line, entry, signature, sha256), occasion)
        survey.report.counts[filed.outcome] += 1
        return filed

    def _record(self, survey: Survey, started: datetime) -> None:
        report = survey.report
        over = self._legacy().keys() - report.again.keys()  # what is not there any more, or not what it was
        with self._database.write() as conn:
            attempts.end(conn, over)
            passes.record(
                conn,
                started=started,
                ended=self._clock(),
                files=report.files,
                counts={outcome.value: count for outcome, count in report.counts.items()},
                trouble=report.trouble,
            )
        self._forget(over)


def _absent(known: Iterable[bytes], folder: scan.Folder) -> list[bytes]:
    """The known paths that a walk did not see, but for those below directories that it could not look into."""
    blind = tuple(path + b"/" if path else b"" for path in folder.unreadable)
    return [
        path
        for path in known
        if path not in folder.files and path not in folder.odd and not (blind and path.startswith(blind))
    ]


def _is_news(line: Line | None, finding: Finding) -> bool:
    """Whether a finding says anything that the ledger does not say already."""
    if line is None or line.state is not finding.state or finding.state is FileState.FAILING:
        return True
    return (line.signature, line.sha256, line.reason) != (finding.signature, finding.sha256, finding.reason)


def _tell(path: bytes, finding: Finding) -> None:
    level = logging.DEBUG if finding.state is FileState.WAITING else logging.WARNING
    _log.log(level, "%s: %s; %s", printable(path), finding.reason, finding.advice)
