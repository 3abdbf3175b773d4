"""The ingester as a daemon: scheduled scans, hints in between, second looks when they are due.

One thread works: passes never overlap. APScheduler asks for a scan every `scan_interval`; events ask for single files;
both only leave requests here. The loop itself goes by the monotonic clock and asks for an overdue scan, because a
wall clock that is set back an hour stops a scheduler for that hour (3,596 s were measured with APScheduler 3.11).
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from ingest.parsers import ParserError, Parsers
from ingest.report import Report
from ingest.run import Ingester
from ingest.scan import Choice
from ingest.share import Share
from seedwire import wishes
from seedwire.events import Hint, Hints, Touched
from seedwire.heartbeat import HEARTBEAT, ROLE
from seedwire.settings import Settings
from seedwire.wishes import ACCEPT_DELETIONS, REINGEST
from store import entries, passes
from store.engine import Database
from store.errors import RefusedError, UnavailableError

_log = logging.getLogger("seedwire.watch")

_RECHECK = 24 * 3600.0
"""Seconds in which each file is read once though its signature did not change, a few of them in every scan."""

_GATHER = 0.02
"""Seconds in which hints are gathered after the first one, so that a burst of files is one pass."""

_RETAG = 0.25
"""Seconds at a time in which stored entries are tagged anew: new articles wait no longer than that."""

_MANY = 2_000
"""Hints at once from which a scan of everything is cheaper."""

_RETRY = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds until the next try when the database takes nothing; the last one for ever."""


class Watcher:
    """Keeps a database in step with a folder until it is told to stop."""

    def __init__(self, settings: Settings, database: Database, *, step: Callable[[], None] = lambda: None) -> None:
        """`step` is called at each file and at each round, so that who watches over it sees that the work goes on."""
        self._settings = settings
        self._database = database
        self._step = step
        self._stopping = False  # not an Event: see `seedwire.processes.Supervisor`
        self._inbox: queue.SimpleQueue[Hint | None] = queue.SimpleQueue()
        self._hints = Hints(settings.seeds, self._inbox.put)
        self._choice = Choice.of(settings.suffixes, settings.exclude)
        self._parsers = Parsers(settings.rules())
        self._ingester = Ingester(database, settings.rules(), self._parsers, stop=self._is_stopping)
        self._scan_due = threading.Event()
        self._scanned = -float("inf")
        # Beginning anywhere, so that a daemon which is restarted every hour comes to all files too.
        parts = max(1, round(_RECHECK / settings.scan_interval))
        self._share = Share(secrets.randbelow(parts), parts)
        self._looks: dict[bytes, float] = {}
        self._complete: dict[bytes, int] = {}
        """Files that are written to their end, and when that was told."""
        self._retagging = False
        self._failures = 0
        self._quiet_until = 0.0
        self._beaten = -float("inf")
        self._trouble = ""

    def stop(self) -> None:
        """End after the file at hand; safe to call from a signal handler or another thread."""
        self._stopping = True
        self._inbox.put(None)

    def run(self) -> None:
        """Work until `stop`."""
        scheduler = BackgroundScheduler(timezone=UTC)
        scheduler.add_job(
            self._ask_for_scan,
            "interval",
            seconds=self._settings.scan_interval,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        self._scan_due.set()
        try:
            with contextlib.suppress(ParserError):  # the first file will tell, if there is no end before it
                self._parsers.start()
            while not self._is_stopping():
                self._gather()
                if not self._stopping:
                    self._work()
        finally:
            scheduler.shutdown(wait=False)
            self._hints.close()
            self._parsers.close()

    def _is_stopping(self) -> bool:
        self._step()
        return self._stopping

    def _ask_for_scan(self) -> None:
        self._scan_due.set()
        self._inbox.put(None)

    def _gather(self) -> None:
        """Wait for something to do, and take all of it that has come."""
        timeout = self._idle_for()
        try:
            hint = self._inbox.get(timeout=timeout) if timeout > 0 else self._inbox.get_nowait()
        except queue.Empty:
            return
        self._note(hint)
        until = time.monotonic() + _GATHER
        while (remaining := until - time.monotonic()) > 0:
            try:
                self._note(self._inbox.get(timeout=remaining))
            except queue.Empty:
                return

    def _note(self, hint: Hint | None) -> None:
        if isinstance(hint, Touched):
            if self._choice.takes(hint.path):
                self._looks[hint.path] = time.monotonic()
                self._complete.pop(hint.path, None)
                if hint.complete:
                    self._complete[hint.path] = hint.at
        elif hint is not None:
            self._scan_due.set()

    def _idle_for(self) -> float:
        """Seconds until there is something to do that nobody will tell of."""
        now = time.monotonic()
        if self._scan_due.is_set() or self._retagging:
            return max(0.0, self._quiet_until - now)
        due = [self._beaten + HEARTBEAT, self._scanned + 2 * self._settings.scan_interval, now + 1.0]
        if self._looks:
            due.append(min(self._looks.values()))
        return max(min(due) - now, self._quiet_until - now, 0.0)

    def _work(self) -> None:
        now = time.monotonic()
        if now < self._quiet_until:
            return
        if now - self._scanned > 2 * self._settings.scan_interval or self._hints.are_stale():
            self._scan_due.set()
        try:
            if self._scan_due.is_set() or len(self._looks) > _MANY:
                self._scan()
            else:
                self._look([path for path, due in self._looks.items() if due <= now])
            self._grant_wishes()
            self._release()
            self._retagging = self._ingester.retag(seconds=_RETAG)
            self._beat()
            self._failures = 0
        except (UnavailableError, RefusedError, ParserError) as error:
            pause = _RETRY[min(self._failures, len(_RETRY) - 1)]
            self._failures += 1
            self._trouble = str(error)
            self._quiet_until = now + pause
            self._scan_due.set()
            _log.error("%s; ingestion waits and goes on by itself, next try in %g s", error, pause)
            self._complain()

    def _scan(self) -> None:
        self._scan_due.clear()
        self._looks.clear()
        complete, self._complete = self._complete, {}
        self._hints.refresh()
        # Hints first: the scan would wait for files that are known to be complete.
        if complete:
            self._take(self._ingester.look_at(complete, complete=complete, progress=self._tell_progress))
        report = self._ingester.pass_over(share=self._share, progress=self._tell_progress)
        self._share = self._share.next()
        self._trouble = self._trouble if report.trouble == self._trouble else ""
        self._take(report)
        self._scanned = time.monotonic()

    def _look(self, paths: list[bytes]) -> None:
        if not paths:
            return
        complete = {path: self._complete.pop(path) for path in paths if path in self._complete}
        for path in paths:
            del self._looks[path]
        self._take(self._ingester.look_at(paths, complete=complete, progress=self._tell_progress))

    def _take(self, report: Report) -> None:
        now = time.monotonic()
        for path, pause in report.again.items():
            self._looks.setdefault(path, now + pause)
        if report.trouble and report.trouble != self._trouble:
            _log.warning("%s", report.trouble)
            self._trouble = report.trouble
        told = ", ".join(f"{count} {outcome}" for outcome, count in report.counts.items() if outcome != "unchanged")
        if told:
            _log.info("%s", told)

    def _grant_wishes(self) -> None:
        with self._database.read() as conn:
            asked = wishes.left(conn)
        for wish in asked:
            _log.info("%s, as was asked for", wish.granting)
            report = self._ingester.pass_over(
                accept_deletions=wish == ACCEPT_DELETIONS, anew=wish == REINGEST, progress=self._tell_progress
            )
            self._trouble = ""
            self._take(report)
            if not report.broken_off:
                with self._database.write() as conn:
                    wishes.grant(conn, wish)
                _log.info("done: %s", wish.granting)

    def _release(self) -> None:
        with self._database.read() as conn:
            due = entries.next_release(conn)
        if due is not None and due <= datetime.now(UTC):
            _log.info("released %d held entries", self._ingester.release())

    def _tell_progress(self, _done: int, _all: int) -> None:
        """A pass may take hours, and its ingester is alive all the time."""
        self._beat()

    def _complain(self) -> None:
        """Tell of the trouble in the database too: what is too full for articles may have room for a line."""
        self._beaten = -float("inf")
        with contextlib.suppress(UnavailableError):
            self._beat()

    def _beat(self) -> None:
        now = time.monotonic()
        if now - self._beaten >= HEARTBEAT:
            with self._database.write() as conn:
                passes.beat(conn, ROLE, pid=os.getpid(), at=datetime.now(UTC), trouble=self._trouble)
            self._beaten = now
