"""The HTTP application: which address gives which answer.

Absolute URLs come from ``site.base_url`` alone: werkzeug's own redirects are off, for they are built from the ``Host``
header. Nothing here changes anything: all else than GET, HEAD and OPTIONS
is 405.
"""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urlencode, urlsplit

from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from publisher.answers import Answer, Moved, companies, feeds, pages
from publisher.feed import Format
from publisher.health import readiness
from publisher.pages import static_file
from publisher.parameters import BadParameterError, quoted, split
from publisher.publication import Publication, View
from publisher.query import DOCUMENT_NAMES
from publisher.reply import FEED_VARY, NOT_STORED, Reply, secured
from publisher.site import Site
from store.engine import Database
from store.errors import StoreError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

RETRY_AFTER = 5
"""Seconds, where the database cannot be read now."""

_log = logging.getLogger(__name__)
_LISTS: dict[str, Callable[[View], Answer]] = {"/opml.xml": companies.opml, "/companies.json": companies.companies_json}
_ADDRESSES = ("/", "/companies/", *(f"/{name}" for name in DOCUMENT_NAMES.values()), *_LISTS, "/robots.txt", "/readyz")


def utc_now() -> datetime:
    """The time of a request."""
    return datetime.now(UTC)


def create_app(database: Database, site: Site, *, clock: Callable[[], datetime] = utc_now) -> Flask:
    """The WSGI application of one open database; `clock` decides only whether ``Last-Modified`` is sent."""
    app = Flask("publisher", static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    publication = Publication(database, site)
    reply = Reply(site, clock)
    _add_feeds(app, publication, reply)
    _add_pages(app, publication, reply)
    _add_lists(app, publication, reply)
    _add_health(app, publication)
    _add_refusals(app, reply)
    app.after_request(secured)
    app.wsgi_app = _mounted(app.wsgi_app, urlsplit(site.base_url).path)  # type: ignore[assignment, method-assign] # as Flask documents it
    return app


def _mounted(inner: WSGIApplication, path: str) -> WSGIApplication:
    """The application, reached with the path of ``base_url`` or without it: a proxy may take it off, or pass it on."""
    # PEP 3333: bytes, percent-decoded, as text in latin-1.
    mount = unquote_to_bytes(path).decode("latin-1")

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if asked == mount or asked.startswith(mount + "/"):
            environ["PATH_INFO"] = asked.removeprefix(mount) or "/"
        return inner(environ, start_response)

    return outer if mount else inner


def _pairs() -> list[tuple[str, str]]:
    return split(request.query_string)


def _add_feeds(app: Flask, publication: Publication, reply: Reply) -> None:
    def everything(notation: Format) -> Response:
        pairs = _pairs()
        with publication.view() as view:
            answer = feeds.feed(view, notation, pairs)
        return reply(request, answer, vary=FEED_VARY)

    def one_company(notation: Format, name: str) -> Response:
        pairs = _pairs()
        with publication.view() as view:
            slug = companies.read_slug(name)
            answer = feeds.feed(view, notation, pairs, slug) if slug else companies.unknown_company(view, name)
        return reply(request, answer, vary=FEED_VARY)

    for notation, document in DOCUMENT_NAMES.items():
        app.add_url_rule(f"/{document}", f"{notation}", partial(everything, notation))
        app.add_url_rule(f"/companies/<name>/{document}", f"company {notation}", partial(one_company, notation))


def _add_pages(app: Flask, publication: Publication, reply: Reply) -> None:
    def folder(rule: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
        """Serve an answer at a path that ends in a slash, and send there who left the slash out."""

        def add(answer: Callable[..., Answer]) -> Callable[..., Answer]:
            def respond(**segments: str) -> Response:
                pairs = _pairs()
                if not request.path.endswith("/"):
                    kept = "?" + urlencode(pairs) if pairs else ""
                    return reply(request, Moved(quote(request.path) + "/" + kept))
                with publication.view() as view:
                    found = answer(view, pairs, **segments)
                return reply(request, found)

            for spelling in {rule, rule.rstrip("/") or "/"}:
                app.add_url_rule(spelling, spelling, respond, strict_slashes=False)
            return answer

        return add

    @folder("/")
    def home(view: View, _: Sequence[tuple[str, str]]) -> Answer:
        return pages.home(view)

    @folder("/companies/")
    def all_companies(view: View, pairs: Sequence[tuple[str, str]]) -> Answer:
        return pages.companies(view, pairs)

    @folder("/companies/<name>/")
    def one_company(view: View, pairs: Sequence[tuple[str, str]], name: str) -> Answer:
        slug = companies.read_slug(name)
        return pages.company(view, slug, pairs) if slug else companies.unknown_company(view, name)

    @folder("/entries/<public_id>/")
    def one_entry(view: View, _: Sequence[tuple[str, str]], public_id: str) -> Answer:
        return pages.entry(view, public_id)


def _add_lists(app: Flask, publication: Publication, reply: Reply) -> None:
    def listing(answer: Callable[[View], Answer]) -> Response:
        with publication.view() as view:
            found = answer(view)
        return reply(request, found)

    for path, answer in _LISTS.items():
        app.add_url_rule(path, path, partial(listing, answer))

    @app.get("/robots.txt")
    def robots() -> Response:
        # Filters have no end, and a crawler would try them all; the pages of a company and the style sheet have one.
        mount = urlsplit(reply.site.base_url).path
        allowed = "".join(f"Allow: {mount}{path}\n" for path in ("/companies/*?page=", "/static/"))
        rules = f"User-agent: *\nDisallow: {mount}/*?\n{allowed}"
        return reply.plain(rules, cache=reply.fresh)

    @app.get("/static/<name>")
    def static(name: str) -> Response:
        if (file := static_file(name)) is None:
            return reply.refusal(request, HTTPStatus.NOT_FOUND, "Not found", f"there is no file {quoted(name)} here")
        return reply.file(request, file)


def _add_health(app: Flask, publication: Publication) -> None:
    @app.get("/healthz")
    def alive() -> Response:
        response = jsonify(status="ok")
        response.headers["Cache-Control"] = NOT_STORED
        return response

    @app.get("/readyz")
    def ready() -> Response:
        try:
            with publication.view() as view:
                response = jsonify(readiness(view))
        except (StoreError, SQLAlchemyError) as error:
            _log.exception("not ready")
            response = jsonify(status="unavailable", reason=str(error) if isinstance(error, StoreError) else "database")
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            response.headers["Retry-After"] = str(RETRY_AFTER)
        response.headers["Cache-Control"] = NOT_STORED
        return response


def _add_refusals(app: Flask, reply: Reply) -> None:
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
        response = reply.refusal(request, status, status.phrase.capitalize(), _words(status, request.path))
        if isinstance(error, MethodNotAllowed) and error.valid_methods is not None:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response


def _words(status: HTTPStatus, path: str) -> str:
    match status:
        case HTTPStatus.NOT_FOUND:
            near = difflib.get_close_matches(path[:100], _ADDRESSES) or _ADDRESSES[:2]
            return f"there is nothing at {quoted(path)}; nearest: {', '.join(near)}"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return "this address can only be read: GET or HEAD"
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            return "something went wrong here, and the log of this server says what"
        case _:
            return status.description or status.phrase
