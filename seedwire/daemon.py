"""The daemon: one ingester, one web server, and a supervisor that keeps both alive."""

from __future__ import annotations

import json
import logging
import signal
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPException

from sqlalchemy import make_url

from seedwire import web
from seedwire.logs import configure_logging
from seedwire.processes import Supervisor, die_with_parent
from seedwire.settings import Settings
from seedwire.watch import Watcher
from store import engine
from store.engine import Database

_log = logging.getLogger("seedwire.run")

_START = 6.0
"""Seconds in which there should be something to read; after that the addresses are told all the same."""


def run(settings: Settings, announce: Callable[[], None]) -> None:
    """Run everything until SIGTERM or SIGINT; `announce` is called once feeds can be had.

    Raises `store.errors.StoreError` or `seedwire.web.PortTakenError` where it cannot begin.
    """
    before, after, copy = engine.upgrade(settings.database_url, site=site_of(settings))
    if before not in (None, after):
        _log.warning("the database was brought from schema %s to %s; a copy of it is at %s", before, after, copy)
    web.claim(settings)
    database = Database.open_writer(settings.database_url)
    with database.ingesting():  # refused now, by name of the holder, rather than in a child, again and again
        pass
    database.close()
    children = (("ingester", partial(ingest, settings)), ("web server", partial(publish, settings)))
    Supervisor(children).run(lambda: _announce_when_ready(settings, announce))


def ingest(settings: Settings) -> None:
    """Run the ingester alone until SIGTERM or SIGINT; raises `store.errors.StoreError` where it cannot begin."""
    die_with_parent()
    configure_logging(settings)
    database = Database.create(settings.database_url, site=site_of(settings))
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


def _announce_when_ready(settings: Settings, announce: Callable[[], None]) -> None:
    """Announce once the server answers and, if that is soon, once there is something to read."""
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and not _has_entries(settings):
        time.sleep(0.05)
    announce()


def _has_entries(settings: Settings) -> bool:
    connection = HTTPConnection(settings.listen.host, settings.listen.port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return bool(json.loads(connection.getresponse().read()).get("entries"))
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()
