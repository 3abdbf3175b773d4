"""The daemon: one ingester, one web server, and a supervisor that keeps both alive."""

from __future__ import annotations

import json
import logging
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException

from sqlalchemy import make_url

from publisher.counters import Counters
from seedwire import operator, web
from seedwire.heartbeat import Heart
from seedwire.leadership import leading, require_no_rival
from seedwire.logs import configure_logging
from seedwire.processes import Supervisor, die_with_parent
from seedwire.settings import Settings
from store import foundation, sqlite
from store.engine import Database
from store.errors import StoreError

_log = logging.getLogger("seedwire.run")

_START = 6.0
"""Seconds in which there should be something to read; after that the addresses are told without."""


def run(settings: Settings, announce: Callable[[Settings], None]) -> None:
    """Run everything until SIGTERM or SIGINT; `announce` is called once feeds can be had, with the address in place.

    Raises `store.errors.StoreError` or `seedwire.web.PortTakenError` where it cannot begin.
    """
    before, after, copy = foundation.upgrade(settings.database_url, site=site_of(settings))
    if before not in (None, after):
        _log.warning("the database was brought from schema %s to %s; a copy of it is at %s", before, after, copy)
    with closing(Database.open_writer(settings.database_url)) as database:
        require_no_rival(database)
    settings = web.claim(settings)
    heart, counters = Heart(), _counters(settings)
    children = [
        ("ingester", partial(_child, partial(ingest, heart=heart), settings)),
        ("web server", partial(_child, partial(publish, counters=counters), settings)),
    ]
    if settings.websub_hubs:
        children.append(("herald", partial(_child, tell, settings)))
    if settings.admin_listen:
        children.append(("operator's page", partial(_child, partial(show, counters=counters), settings)))
    if settings.export_dir:
        children.append(("exporter", partial(_child, write_out, settings)))
    Supervisor(children, {"ingester": heart}, counters.begin if counters else None).run(_Readiness(settings, announce))


def watch(settings: Settings) -> None:
    """Run the ingester and, where there are hubs, what tells them, until SIGTERM or SIGINT.

    Raises `store.errors.StoreError` where it cannot begin.
    """
    configure_logging(settings)
    with closing(Database.create(settings.database_url, site=site_of(settings))) as database:
        require_no_rival(database)
    heart = Heart()
    children = [("ingester", partial(_child, partial(ingest, heart=heart), settings))]
    if settings.websub_hubs:
        children.append(("herald", partial(_child, tell, settings)))
    Supervisor(children, {"ingester": heart}).run(lambda: True)


def ingest(settings: Settings, heart: Heart) -> None:
    """Run the ingester alone until SIGTERM or SIGINT; raises `store.errors.StoreError` where it cannot go on."""
    from seedwire.watch import Watcher  # noqa: PLC0415 - only the ingester needs what reads articles

    die_with_parent()
    configure_logging(settings)
    with heart.beating():
        database = Database.create(settings.database_url, site=site_of(settings))
        if database.path is not None and not sqlite.is_sound():
            _log.warning(
                "SQLite %s can corrupt a database while its write-ahead log is reset; install one from 3.51.3 on, or "
                "use PostgreSQL (https://sqlite.org/wal.html#walresetbug)",
                sqlite.library().sqlite_version,
            )
        try:
            with leading(database, heart):
                watcher = Watcher(settings, database, step=heart.step)
                for number in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(number, lambda *_: watcher.stop())
                watcher.run()
        finally:
            database.close()


def _counters(settings: Settings) -> Counters | None:
    """What counts requests; nothing where no page would tell of them."""
    return Counters() if settings.admin_listen else None


def publish(settings: Settings, counters: Counters | None = None) -> None:
    """Run the web server alone until SIGTERM or SIGINT."""
    die_with_parent()
    configure_logging(settings)
    web.serve(settings, counters)


def serve(settings: Settings) -> None:
    """Run the web server and, where it is wanted, the operator's page, until SIGTERM or SIGINT."""
    if not settings.admin_listen:
        publish(settings)
        return
    counters = Counters()
    children = (
        ("web server", partial(_child, partial(publish, counters=counters), settings)),
        ("operator's page", partial(_child, partial(show, counters=counters), settings)),
    )
    Supervisor(children, began=counters.begin).run(lambda: True)


def show(settings: Settings, counters: Counters | None = None) -> None:
    """Run the server of the operator's page alone until SIGTERM or SIGINT."""
    die_with_parent()
    configure_logging(settings)
    operator.serve(settings, counters)


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
    return foundation.exists(make_url(settings.database_url))


def _child(main: Callable[[Settings], None], settings: Settings) -> None:
    """A child's whole life: what it cannot work with is one line of the log, and its supervisor tries again."""
    try:
        main(settings)
    except StoreError as error:
        configure_logging(settings)
        _log.error("%s", error)
        sys.exit(1)
    except Exception:  # noqa: BLE001 - multiprocessing would print it over many lines, whatever the log is to be
        configure_logging(settings)
        _log.exception("a fault of the program")
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
