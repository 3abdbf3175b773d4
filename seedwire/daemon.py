"""The daemon: one ingester, one web server, and a supervisor that keeps both alive."""

from __future__ import annotations

import json
import logging
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPException

from sqlalchemy import make_url

from seedwire import web
from seedwire.logs import configure_logging
from seedwire.processes import Supervisor, die_with_parent
from seedwire.settings import Settings
from store import engine, sqlite
from store.engine import Database
from store.errors import StoreError

_log = logging.getLogger("seedwire.run")

_START = 6.0
"""Seconds in which there should be something to read; after that the addresses are told without."""


def run(settings: Settings, announce: Callable[[Settings], None]) -> None:
    """Run everything until SIGTERM or SIGINT; `announce` is called once feeds can be had, with the address in place.

    Raises `store.errors.StoreError` or `seedwire.web.PortTakenError` where it cannot begin.
    """
    before, after, copy = engine.upgrade(settings.database_url, site=site_of(settings))
    if before not in (None, after):
        _log.warning("the database was brought from schema %s to %s; a copy of it is at %s", before, after, copy)
    database = Database.open_writer(settings.database_url)
    with database.ingesting():  # refused now, by name of the holder, rather than in a child, again and again
        settings = web.claim(settings)
    database.close()
    children = (("ingester", partial(_child, ingest, settings)), ("web server", partial(_child, publish, settings)))
    Supervisor(children).run(_Readiness(settings, announce))


def ingest(settings: Settings) -> None:
    """Run the ingester alone until SIGTERM or SIGINT; raises `store.errors.StoreError` where it cannot begin."""
    from seedwire.watch import Watcher  # noqa: PLC0415 - only the ingester needs what reads articles

    die_with_parent()
    configure_logging(settings)
    database = Database.create(settings.database_url, site=site_of(settings))
    if database.path is not None and not sqlite.is_sound():
        _log.warning(
            "SQLite %s can corrupt a database while its write-ahead log is reset; install one from 3.51.3 on, or use "
            "PostgreSQL (https://sqlite.org/wal.html#walresetbug)",
            sqlite.library().sqlite_version,
        )
    try:
        with database.ingesting():
            watcher = Watcher(settings, database)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: watcher.stop())
            watcher.run()
    finally:
        database.close()


def publish(settings: Settings) -> None:
    """Run the web server alone until SIGTERM or SIGINT."""
    die_with_parent()
    configure_logging(settings)
    web.serve(settings)


def site_of(settings: Settings) -> str:
    """The address that names a new database (`store.meta.establish`)."""
    return settings.site_url or settings.base_url


def exists(settings: Settings) -> bool:
    """Whether there is a database yet."""
    return engine.exists(make_url(settings.database_url))


def _child(main: Callable[[Settings], None], settings: Settings) -> None:
    """A child's whole life: what it cannot work with is one line of the log, and its supervisor tries again."""
    try:
        main(settings)
    except StoreError as error:
        configure_logging(settings)
        _log.error("%s", error)
        sys.exit(1)


class _Readiness:
    """Announces once the server has something to read, and no more comes; where that takes long, once it answers."""

    def __init__(self, settings: Settings, announce: Callable[[Settings], None]) -> None:
        self._settings = settings
        self._announce = announce
        self._deadline = time.monotonic() + _START
        self._before: int | None = None

    def __call__(self) -> bool:
        before, self._before = self._before, _entries(self._settings)
        settled = bool(self._before) and self._before == before
        if self._before is None or (not settled and time.monotonic() < self._deadline):
            return False
        self._announce(self._settings)
        return True


def _entries(settings: Settings) -> int | None:
    """How many entries the server has; None as long as it does not answer."""
    connection = HTTPConnection(settings.listen.host, settings.listen.port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        answer = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return None
    else:
        found: int | None = answer.get("entries")
        return found
    finally:
        connection.close()
