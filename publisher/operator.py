"""What an operator sees: one page and the metrics, at an address of their own (``admin_listen``).

There is no login. Who can reach the address can read it, so it is to be private; nothing can be changed through it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from publisher.condition import Condition, condition
from publisher.counters import Counters
from publisher.metrics import CONTENT_TYPE, exposition
from publisher.pages import static_file
from publisher.pages.operating import render_operator
from publisher.site import Site
from store.engine import Database
from store.errors import StoreError

REFRESH = 15
"""Seconds until the page is asked for again."""

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_log = logging.getLogger(__name__)


def create_operator_app(
    database: Database,
    site: Site,
    *,
    role: str,
    exporter: str,
    silence: timedelta,
    clock: Callable[[], datetime],
    version: str,
    counters: Counters | None = None,
) -> Flask:
    """The WSGI application; `version` is the program's.

    `role` is the ingester's, `exporter` that of what keeps a folder of static files: each counts as stopped after
    `silence` without a heartbeat. `counters` are those of the web server beside it.
    """
    app = Flask("operator", static_folder=None, template_folder=None)

    def now() -> Condition:
        return condition(database, role=role, exporter=exporter, silence=silence, now=clock())

    @app.get("/")
    def page() -> Response:
        still = request.args.get("refresh") == "off"
        response = Response(render_operator(site, now(), still=still), content_type="text/html; charset=utf-8")
        if not still:
            # A header, for the page is to be still by a click: https://www.w3.org/TR/WCAG22/#timing-adjustable
            response.headers["Refresh"] = str(REFRESH)
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        traffic = counters.traffic() if counters else None
        return Response(exposition(now(), version, traffic), content_type=CONTENT_TYPE)

    @app.get("/static/<name>")
    def static(name: str) -> Response:
        if (file := static_file(name)) is None:
            return Response("there is no such file\n", HTTPStatus.NOT_FOUND, content_type="text/plain; charset=utf-8")
        return Response(file.body, content_type=file.content_type)

    @app.errorhandler(StoreError)
    @app.errorhandler(SQLAlchemyError)
    def unavailable(error: Exception) -> Response:
        _log.error("%s cannot be answered now: %s", request.path, error)
        words = "the database cannot be read now; the log says why\n"
        return Response(words, HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain; charset=utf-8")

    @app.after_request
    def secured(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    return app
