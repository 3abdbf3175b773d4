"""The operator's page and the metrics, served at ``admin_listen``."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from publisher.counters import Counters
from seedwire.heartbeat import EXPORTER, ROLE, SILENT
from seedwire.listen import Listen
from seedwire.release import release
from seedwire.settings import Settings
from seedwire.web import begin_worker, stand
from store.engine import Database

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_log = logging.getLogger("seedwire.web")


def serve(settings: Settings, counters: Counters | None = None) -> None:
    """Serve until SIGTERM or SIGINT; does nothing where ``admin_listen`` is off. In the main thread of a process.

    `counters` are those that the web server of the same supervisor counts with.
    """
    if (listen := settings.admin_listen) is None:
        return
    _log.info("the operator's page and /metrics are at %s", listen.url)
    stand(listen, 1, partial(_application, settings, listen, counters))


def _application(settings: Settings, listen: Listen, counters: Counters | None) -> WSGIApplication:
    from publisher.entrance import entrance  # noqa: PLC0415 - only the worker serves
    from publisher.operator import create_operator_app  # noqa: PLC0415 - only the worker needs Flask

    begin_worker(settings)
    app = create_operator_app(
        Database.open_reader(settings.database_url),
        settings.site(),
        role=ROLE,
        exporter=EXPORTER,
        silence=timedelta(seconds=SILENT),
        clock=partial(datetime.now, UTC),
        version=release(),
        counters=counters,
    )
    return entrance(app.wsgi_app, listen.url, settings.hosts_at(listen))
