"""The process that keeps a folder of static files in step with what is published (setting `export_dir`).

A process of its own, that yields the processor to the others: neither the ingester nor the publisher waits for it.
Changes are gathered, and what is not done when it is killed is done by the next one.
"""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from publisher.export import ExportError, export
from publisher.folder import BusyError
from publisher.site import Site
from seedwire.heartbeat import EXPORTER, HEARTBEAT
from seedwire.release import release
from store import history, passes
from store.engine import Database
from store.errors import RefusedError, UnavailableError

_log = logging.getLogger("seedwire.export")

_TICK = 1.0
"""Seconds between two glances at the newest stored change."""

_RETRY = (5.0, 30.0, 120.0)
"""Seconds until the next try where the folder cannot be written; the last one for ever."""

_SET_BACK = 30.0
"""Seconds until the next try when the database cannot be used."""

_NICE = 10


class Exporter:
    """Exports when something changed."""

    def __init__(self, database: Database, site: Site, folder: Path) -> None:
        self._database = database
        self._site = site
        self._folder = folder
        self._exported: int | None = None
        self._trouble = ""
        self._failures = 0
        self._not_before = 0.0
        self._quiet_until = 0.0
        self._beaten = -float("inf")

    def run(self) -> NoReturn:
        """Work until the process is killed, which may be at any moment."""
        os.nice(_NICE)
        while True:
            self.step()
            time.sleep(_TICK)

    def step(self) -> None:
        """Export if there is anything new, and say how it stands."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            with self._database.read() as conn:
                head = history.head(conn).seq
            if head != self._exported and time.monotonic() >= self._not_before:
                self._export()
            if time.monotonic() - self._beaten >= HEARTBEAT:
                self._beat()
        except (UnavailableError, RefusedError) as error:
            self._quiet_until = time.monotonic() + _SET_BACK
            _log.error("%s; the export waits, next try in %g s", error, _SET_BACK)

    def _export(self) -> None:
        try:
            done = export(self._database, self._site, self._folder, version=release())
        except (ExportError, BusyError) as error:
            self._fail(str(error))
        except OSError as error:
            self._fail(f"{error.filename or self._folder}: cannot be written ({error.strerror})")
        else:
            self._exported, self._failures, self._trouble = done.head, 0, ""
            _log.info("%s: %d files written, %d removed", self._folder, done.written, done.removed)
        self._beat()

    def _fail(self, why: str) -> None:
        pause = _RETRY[min(self._failures, len(_RETRY) - 1)]
        self._failures += 1
        self._not_before = time.monotonic() + pause
        self._trouble = why
        _log.error("%s; next try in %g s", why, pause)

    def _beat(self) -> None:
        with self._database.write() as conn:
            passes.beat(conn, EXPORTER, pid=os.getpid(), at=datetime.now(UTC), trouble=self._trouble)
        self._beaten = time.monotonic()
