"""What is new or changed is parsed, decided and stored: a batch of files to a transaction, and none of them is lost."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import TypeAlias

from ingest.filing import Filed, Found, Occasion, file_entry, file_finding
from ingest.intake import Intake
from ingest.loss import file_loss
from ingest.notice import tell
from ingest.parser import Job, Parsed
from ingest.parsers import Parsers
from ingest.rejection import Rejection
from ingest.remains import Remains
from ingest.rules import Rules
from ingest.survey import Survey
from ingest.tagging import Tagging
from store import attempts, edits, history
from store.engine import Database
from store.entry import Entry
from store.errors import RefusedError

_BATCH = 500
"""Files to a transaction. Their keys are all over the index of keys, so each commit writes most of its pages anew:
with a hundred files to a commit, 10,000 articles took a sixth longer."""

_BATCH_SECONDS = 1.0
"""And never longer than this, so that what is done can be seen."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told after each batch how many files are done, of how many."""

_One: TypeAlias = tuple[Job, Parsed]


@dataclass(frozen=True, slots=True)
class Workload:
    """The files that one survey found to be parsed, and all it takes to store what they hold."""

    survey: Survey
    database: Database
    rules: Rules
    parsers: Parsers
    tagging: Tagging
    remains: Remains
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    stop: Callable[[], bool]

    def work_off(self, progress: Progress | None) -> None:
        """Do it all, unless asked to stop; what may end the ingester comes last, one by one."""
        survey = self.survey
        few = self.rules.feed_limit // 2
        work = len(survey.jobs) + len(survey.suspects)
        occasion = Occasion(survey.now, survey.now, backfill=work > few)
        arrived: list[int] = []
        done = 0
        for jobs, alone in [(survey.jobs, False), *(([suspect], True) for suspect in survey.suspects)]:
            for numbers, files in self._batches(jobs, occasion, alone=alone):
                arrived += numbers
                done += files
                if progress:
                    progress(done, work)
            if survey.report.broken_off:
                break
        if occasion.backfill and 0 < len(arrived) <= few:
            with self.database.write() as conn:
                edits.arrive(conn, arrived, history.moment(conn, self.clock()))

    def _batches(self, jobs: Sequence[Job], occasion: Occasion, *, alone: bool) -> Iterator[tuple[list[int], int]]:
        """Parse and store these files, a batch at a time; each is written down as begun before a parser has it.

        Gives the arrivals of each batch, and how many files it was.
        """
        within = _BATCH + self.parsers.ahead  # what one transaction can take, and give to the parsers meanwhile
        done = begun = 0
        with contextlib.closing(self.parsers.parse(jobs)) as parsed:
            while done < len(jobs) and not self.survey.report.broken_off:
                if begun < min(done + within, len(jobs)):
                    with self.database.write() as conn:
                        upcoming = jobs[begun : done + 3 * within]
                        attempts.begin(conn, {job.path: job.sha256 for job in upcoming}, alone=alone)
                    begun += len(upcoming)
                if (first := self._first(parsed)) is None:
                    break
                batch: list[_One] = []
                # Each transaction has its own time: Last-Modified must move with each, or who trusts dates alone loses
                # what is stored once the date of the first has been told (contract 7).
                now = replace(occasion, now=self.clock())
                yield self._store(self._next(first, parsed, batch), batch, now), len(batch)
                done += len(batch)
        if done < begun:  # it was broken off in order: nobody died of what is left
            with self.database.write() as conn:
                attempts.end(conn, [job.path for job in jobs[done:begun]])

    def _first(self, parsed: Iterator[_One | None]) -> _One | None:
        """The next file, however long it takes; no transaction is open meanwhile, which would keep others waiting."""
        for one in parsed:
            if one is not None:
                return one
            if self.stop():
                self.survey.report.broken_off = True
                break
        return None

    def _next(self, first: _One, parsed: Iterator[_One | None], batch: list[_One]) -> Iterator[_One]:
        """The files of one transaction, each as soon as it is parsed, so that parsing and storing go on side by side.

        What was taken is kept in `batch`.
        """
        begun = self.monotonic()
        for one in chain([first], parsed):
            if one is None:
                return
            batch.append(one)
            yield one
            if self.stop():
                self.survey.report.broken_off = True
                return
            if len(batch) >= _BATCH or self.monotonic() - begun > _BATCH_SECONDS:
                return

    def _store(self, coming: Iterable[_One], taken: Sequence[_One], occasion: Occasion) -> list[int]:
        """Store files in one transaction; where the database refuses it, file by file. Gives the arrivals."""
        report = self.survey.report
        counts = report.counts.copy()
        try:
            with self.database.write() as conn:
                occasion = replace(occasion, at=history.moment(conn, occasion.now))
                intake = Intake(conn)
                filed = [self._store_one(intake, job, parsed, occasion) for job, parsed in coming]
                intake.flush()
                for forsaken in (one.forsaken for one in filed if one and one.forsaken is not None):
                    file_loss(conn, forsaken, self.rules, occasion.at)
                attempts.end(conn, [job.path for job, _ in taken])
        except RefusedError as error:
            report.counts = counts
            if len(taken) > 1:
                return [number for one in taken for number in self._store([one], [one], occasion)]
            ((job, parsed),) = taken
            if not isinstance(parsed, Entry):
                raise
            refusal = (job, Rejection(f"cannot be stored ({error})", "please report it with the file"))
            return self._store([refusal], [refusal], occasion)
        self.remains.forget(job.path for job, _ in taken)
        return intake.arrived + [one.entry_id for one in filed if one and one.entry_id is not None]

    def _store_one(self, intake: Intake, job: Job, parsed: Parsed, occasion: Occasion) -> Filed | None:
        survey = self.survey
        line = survey.lines.get(job.path)
        if not isinstance(parsed, Entry):
            finding = survey.unparsed(job.path, parsed)
            if finding is not None:
                tell(job.path, finding)
                file_finding(intake.conn, job.path, line, finding, survey.now)
            return None
        signature, sha256 = survey.contents[job.path]
        entry = self.tagging.tagger.tag(parsed)
        filed = file_entry(intake, Found.of(job.path, line, entry, signature, sha256), occasion)
        survey.report.counts[filed.outcome] += 1
        return filed
