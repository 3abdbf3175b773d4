"""One pass: the folder against the ledger, file by file, until both agree.

The shell around the pure steps. The store, the parsers and the clocks are passed in; a report comes out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from sqlalchemy import Connection

from ingest import scan
from ingest.filing import Occasion, file_finding, release_due
from ingest.loss import doubt, file_deletion
from ingest.notice import is_news, tell
from ingest.parsers import Parsers
from ingest.quiet import Quiet
from ingest.remains import Remains
from ingest.report import Report
from ingest.rules import OnDelete, Rules
from ingest.share import NONE, Share
from ingest.survey import SETTLED, Survey
from ingest.tagging import Tagging
from ingest.trouble import doubted, trouble
from ingest.workload import Progress, Workload
from store import absence, archives, attempts, history, ledger, passes
from store.change import ChangeKind
from store.engine import Database
from store.file import FileState
from store.ledger import Line

_OPEN: Mapping[bytes, int] = MappingProxyType({})
"""No file is known to be complete."""


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
        self._remains = Remains(database)

    def pass_over(
        self,
        *,
        accept_deletions: bool = False,
        anew: bool = False,
        share: Share = NONE,
        progress: Progress | None = None,
    ) -> Report:
        """Look at the whole folder; `anew`, read every file again, though it did not change: the rules did.

        Of the files that seem unchanged, those of `share` are read as well.

        Raises `store.errors.UnavailableError` where nothing can be stored.
        """
        started, report = self._clock(), Report()
        try:
            folder = scan.walk(self._rules.seeds, self._choice, stop=self._stop)
        except OSError as error:
            folder = scan.unread(error)
        emptied = not folder.files and not folder.odd and not accept_deletions
        survey = Survey(self._rules, folder, {}, started, report, anew, share)
        with self._database.read() as conn:
            glances = ledger.glances(conn, folder.files, SETTLED)
            survey.lines = ledger.lines(conn, survey.leave(glances, self._stop))
            self._tagging.refresh(conn)
        if self._stop():  # of the folder, or of the ledger, a part may be all that was seen
            report.broken_off = True
            return report
        report.trouble = trouble(self._rules.seeds, folder, survey.known if emptied else 0) or self._tagging.trouble
        absent = () if emptied else folder.lacks(_here(survey.lines))
        if emptied:
            survey.absentees.overlook(survey.lines[path] for path in _here(survey.lines))
        self._settle(survey, absent, _OPEN, sure=accept_deletions, progress=progress)
        if not report.broken_off:
            self._record(survey, started)
        return report

    def look_at(
        self, paths: Collection[bytes], *, complete: Mapping[bytes, int] = _OPEN, progress: Progress | None = None
    ) -> Report:
        """Look at single paths below the folder; `complete` ones are known to be written to their end by that time.

        In nanoseconds of the wall clock: what was written into one later is still being written.
        """
        report = Report()
        try:
            folder = scan.look(self._rules.seeds, paths, self._choice)
        except OSError as error:
            report.trouble = trouble(self._rules.seeds, scan.unread(error), len(paths))
            return report
        with self._database.read() as conn:
            lines = ledger.lines(conn, list(paths))
            self._tagging.refresh(conn)
        report.trouble = trouble(self._rules.seeds, folder, 0) or self._tagging.trouble
        survey = Survey(self._rules, folder, lines, self._clock(), report)
        self._settle(survey, folder.lacks(_here(lines)), complete, sure=False, progress=progress)
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
        now = self._clock()
        with self._database.write() as conn:
            return len(release_due(conn, Occasion(now, history.moment(conn, now), backfill=False)))

    def _settle(
        self,
        survey: Survey,
        absent: Collection[bytes],
        complete: Mapping[bytes, int],
        *,
        sure: bool,
        progress: Progress | None,
    ) -> None:
        survey.look(complete, self._quiet, self._stop)
        survey.follow(absent)
        survey.absentees.miss(survey.lines, absent, self._quiet, sure=sure)
        survey.recall(self._remains.attempts)
        self._note(survey, sure=sure)
        Workload(
            survey,
            self._database,
            self._rules,
            self._parsers,
            self._tagging,
            self._remains,
            self._clock,
            self._monotonic,
            self._stop,
        ).work_off(progress)
        if not survey.report.broken_off:  # else what is still to come would stand in other archives
            self._conclude(self._clock())

    def _conclude(self, now: datetime) -> None:
        """Store what follows from what has happened: the ends of tombstones, and archives that are full."""
        with self._database.read() as conn:
            if history.expired(conn, now) is None and not archives.is_behind(conn, self._rules.feed_limit):
                return
        with self._database.write() as conn:
            at = history.moment(conn, now)
            if (ended := history.expired(conn, now)) is not None:
                history.record(conn, ChangeKind.NOTED, ended, at)
            archives.close(conn, self._rules.feed_limit, at)

    def _note(self, survey: Survey, *, sure: bool) -> None:
        """Write down all that needs no parsing."""
        news = {p: f for p, f in survey.findings.items() if is_news(survey.lines.get(p), f)}
        for path, finding in news.items():
            tell(path, finding)
        gone = survey.absentees
        done = (survey.touched, survey.renamed, gone.missing, survey.found_again, gone.deleted, survey.lost)
        if not (news or any(done)):
            return
        with self._database.write() as conn:
            ledger.set_aside(conn, [line.id for line in survey.in_the_way])
            for line, path, signature in survey.renamed:
                ledger.rename(conn, line, path, signature)
            for line, signature in survey.touched:
                ledger.touch(conn, line, signature)
            for path, finding in news.items():
                file_finding(conn, path, survey.lines.get(path), finding, survey.now)
            ledger.missing(conn, [line.id for line in gone.missing], survey.now)
            ledger.found_again(conn, [line.id for line in survey.found_again])
            if gone.deleted and not sure:
                self._doubt(conn, survey)
            at = history.moment(conn, survey.now)
            for line in gone.deleted:
                file_deletion(conn, line, self._rules, at)
            attempts.end(conn, survey.lost)
        self._remains.forget(survey.lost)

    def _doubt(self, conn: Connection, survey: Survey) -> None:
        """Say so where too much is gone at once, and withdraw nothing for it."""
        gone = doubt(absence.absences(conn))
        if gone is None:
            return
        if self._rules.on_delete is OnDelete.WITHDRAW:
            survey.absentees.spare(gone.before)
        survey.report.trouble = "; ".join(filter(None, (survey.report.trouble, doubted(gone, self._rules))))

    def _record(self, survey: Survey, started: datetime) -> None:
        report = survey.report
        over = self._remains.attempts.keys() - report.again.keys()  # what is not there any more, or not what it was
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
        self._remains.forget(over)


def _here(lines: Mapping[bytes, Line]) -> Iterator[bytes]:
    """The files that nobody has found to be deleted."""
    return (path for path, line in lines.items() if line.state is not FileState.GONE)
