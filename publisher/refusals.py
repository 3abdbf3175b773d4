"""What Flask answers where there is nothing to show: errors in plain words, and what may be asked of an address."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from publisher.exchange import PREFLIGHT, READABLE, is_open
from publisher.parameters import BadParameterError, quoted
from publisher.reply import Responder
from store.errors import StoreError

RETRY_AFTER = 5
"""Seconds, where the database cannot be read now."""

_log = logging.getLogger(__name__)


def add_refusals(app: Flask, reply: Responder, addresses: Sequence[str]) -> None:
    """Let errors be told; `addresses` are those that a wrong one is compared with, the likeliest first."""

    @app.errorhandler(BadParameterError)
    def bad_parameter(error: BadParameterError) -> Response:
        return reply.refusal(request, HTTPStatus.BAD_REQUEST, "Bad parameter", str(error))

    @app.errorhandler(StoreError)
    @app.errorhandler(SQLAlchemyError)
    def unavailable(error: Exception) -> Response:
        _log.error("%s cannot be answered now: %s", quoted(request.path), error)
        message = "the database cannot be read now; the same request may succeed in a few seconds"
        response = reply.refusal(request, HTTPStatus.SERVICE_UNAVAILABLE, "Not available now", message)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        response = reply.refusal(request, status, status.phrase.capitalize(), _words(status, request.path, addresses))
        if isinstance(error, MethodNotAllowed):
            response.headers["Allow"] = READABLE
        return response


def add_options(app: Flask) -> None:
    """Let OPTIONS be answered at every address there is, to scripts of other sites where they may read it."""

    @app.before_request
    def as_written() -> None:
        # "get" is another method than "GET" (RFC 9110 section 9.1). Werkzeug takes both for one, and the limiter, which
        # does not, would never count it.
        if request.environ["REQUEST_METHOD"] != request.method:
            raise MethodNotAllowed

    @app.before_request
    def options() -> Response | None:
        of_the_server = request.environ["PATH_INFO"] == "*"  # RFC 9110 section 9.3.7
        if request.method != "OPTIONS" or (request.routing_exception is not None and not of_the_server):
            return None
        response = Response(status=HTTPStatus.NO_CONTENT)
        del response.headers["Content-Type"]
        response.headers["Allow"] = READABLE
        for name, value in PREFLIGHT if is_open(request.path) else ():
            response.headers[name] = value
        return response


def _words(status: HTTPStatus, path: str, addresses: Sequence[str]) -> str:
    match status:
        case HTTPStatus.NOT_FOUND:
            near = difflib.get_close_matches(path[:100], addresses) or addresses[:2]
            return f"there is nothing at {quoted(path)}; nearest: {', '.join(near)}"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return "this address can only be read: GET or HEAD"
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            return "something went wrong here, and the log of this server says what"
        case _:
            return status.description or status.phrase
