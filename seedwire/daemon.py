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

from seedwire import operator, web
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
    children = [("ingester", partial(_child, ingest, settings)), ("web server", partial(_child, publish, settings))]
    if settings.websub_hubs:
        children.append(("herald", partial(_child, tell, settings)))
    if settings.admin_listen:
        children.append(("operator's page", partial(_child, show, settings)))
    if settings.export_dir:
        children.append(("exporter", partial(_child, write_out, settings)))
    Supervisor(children).run(_Readiness(settings, announce))


def watch(settings: Settings) -> None:
    """Run the ingester and, where there are hubs, what tells them, until SIGTERM or SIGINT.

    Raises `store.errors.StoreError` where it cannot begin.
    """
    if not settings.websub_hubs:
        ingest(settings)
        return
    database = Database.create(settings.database_url, site=site_of(settings))
    with database.ingesting():  # as in `run`
        pass
    database.close()
    children = (("ingester", partial(_child, ingest, settings)), ("herald", partial(_child, tell, settings)))
    Supervisor(children).run(lambda: True)


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


def serve(settings: Settings) -> None:
    """Run the web server and, where it is wanted, the operator's page, until SIGTERM or SIGINT."""
    if not settings.admin_listen:
        publish(settings)
        return
    children = (
        ("web server", partial(_child, publish, settings)),
        ("operator's page", partial(_child, show, settings)),
    )
    Supervisor(children).run(lambda: True)


def show(settings: Settings) -> None:
    """Run the server of the operator's page alone until SIGTERM or SIGINT."""
    die_with_parent()
    configure_logging(settings)
    operator.serve(settings)


def tell(settings: Settings) -> None:
    """Tell the WebSub hubs of changed feeds until the process is killed, which harms nothing at any moment.

    Raises `store.errors.StoreError` where it cannot begin.
    """
    from seedwire.herald import Herald  # noqa: PLC0415 - few installations have a hub

    die_with_parent()
    configure_logging(settings)
    Herald(Database.open_writer(settings.database_url), settings.site()).run()


def write_out(settings: Settings) -> None:
    """Keep a folder of static files until the process is killed, which harms nothing at any moment.

    Raises `store.errors.StoreError` where it cannot begin.
    """
    from seedwire.exporter import Exporter  # noqa: PLC0415 - few installations have such a folder

    if settings.export_dir is None:
        raise ValueError("there is no export_dir")
    die_with_parent()
    configure_logging(settings)
    Exporter(Database.open_writer(settings.database_url), settings.site(), settings.export_dir).run()


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
