"""The HTTP application: which address gives which answer.

Absolute URLs come from ``site.base_url`` alone: werkzeug's own redirects are off, for they are built from the ``Host``
header. Nothing here changes anything: all else than GET, HEAD and OPTIONS
is 405.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from http import HTTPStatus
from urllib.parse import quote, urlencode

from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from publisher.answers import Answer, archives, companies, feeds, filters, pages
from publisher.answers.delta import delta
from publisher.answers.reading import reading
from publisher.conditional import plain_tag
from publisher.counters import Counters, counted
from publisher.entrance import entrance
from publisher.exchange import NOT_STORED, PLAIN, Asked, file_manner, fresh, list_manner, page_manner
from publisher.feed import Format
from publisher.health import readiness
from publisher.limiter import Limiter
from publisher.pages import static_file
from publisher.parameters import quoted, split
from publisher.publication import Publication, View
from publisher.query import DOCUMENT_NAMES
from publisher.refusals import RETRY_AFTER, add_options, add_refusals
from publisher.reply import Responder, secured
from publisher.representations import Representation
from publisher.robots import robots
from publisher.shortcuts import Shortcuts
from publisher.site import Site
from publisher.usage import unobserved
from store.engine import Database
from store.errors import StoreError

_log = logging.getLogger(__name__)
_LISTS: dict[str, Callable[[View], Answer]] = {"/opml.xml": companies.opml, "/companies.json": companies.companies_json}
_FEEDS = tuple(f"/{name}" for name in DOCUMENT_NAMES.values())
_ADDRESSES = ("/", "/companies/", "/filter/", *_FEEDS, *_LISTS, "/robots.txt", "/readyz")


def utc_now() -> datetime:
    """The time of a request."""
    return datetime.now(UTC)


def create_app(
    database: Database,
    site: Site,
    *,
    clock: Callable[[], datetime] = utc_now,
    limiter: Limiter | None = None,
    counters: Counters | None = None,
    hosts: Collection[str] = (),
) -> Flask:
    """The WSGI application of one open database.

    `clock` decides only whether ``Last-Modified`` is sent. Without a `limiter` nobody is told to ask less often.
    Answers and renderings are counted where there are `counters`. Where there are `hosts`, no other may be asked for.
    """
    app = Flask("publisher", static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    publication = Publication(database, site, observe=counters.render if counters else unobserved)
    shortcuts = Shortcuts(publication, clock, limiter)
    reply = Responder(site, clock, shortcuts, limiter)
    _add_feeds(app, publication, reply)
    _add_pages(app, publication, reply)
    _add_lists(app, publication, reply)
    _add_files(app, reply)
    _add_health(app, publication)
    add_options(app)
    add_refusals(app, reply, _ADDRESSES)
    app.after_request(lambda response: secured(request.path, response))
    answering = entrance(shortcuts.around(app.wsgi_app), site.base_url, hosts)
    if counters:
        answering = counted(answering, counters, lambda: publication.cache.use)
    app.wsgi_app = answering  # type: ignore[assignment, method-assign] # as Flask documents it
    return app


def _pairs() -> list[tuple[str, str]]:
    return split(request.query_string)


def _add_feeds(app: Flask, publication: Publication, reply: Responder) -> None:
    in_archive = list_manner(reply.site)

    def feed(notation: Format, name: str | None = None) -> Response:
        pairs = _pairs()
        with publication.view() as view:
            slug = None if name is None else companies.read_slug(name)
            if name is not None and slug is None:
                return reply.elsewhere(request, companies.unknown_company(view, name))
            if Asked.of(request.environ).is_navigation:
                return reply.page_of_feed(request, reading(view, notation, pairs, slug))
            answer = feeds.feed(view, notation, pairs, slug)

            def news(whole: Representation, base: int) -> Representation | None:
                return delta(view, notation, pairs, slug, whole=whole, base=base)

            return reply.feed(request, answer, view, news)

    def archived(number: str, name: str | None = None) -> Response:
        with publication.view() as view:
            slug = None if name is None else companies.read_slug(name)
            unknown = companies.unknown_company(view, name) if name is not None and slug is None else None
            answer = unknown or archives.archive(view, number, slug)
            return reply(request, answer, in_archive, view)

    for folder in ("", "/companies/<name>"):
        app.add_url_rule(f"{folder}/atom/archive/<number>.xml", f"{folder} archive", archived)
        for notation, document in DOCUMENT_NAMES.items():
            app.add_url_rule(f"{folder}/{document}", f"{folder} {notation}", partial(feed, notation))


def _add_pages(app: Flask, publication: Publication, reply: Responder) -> None:
    page = page_manner(reply.site)

    def folder(rule: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
        """Serve an answer at a path that ends in a slash, and send there who left the slash out."""

        def add(answer: Callable[..., Answer]) -> Callable[..., Answer]:
            def respond(**segments: str) -> Response:
                pairs = _pairs()
                # What can be no name leads nowhere with a slash either (/companies/atom.xml).
                if not request.path.endswith("/") and all(map(companies.read_slug, segments.values())):
                    kept = "?" + urlencode(pairs) if pairs else ""
                    return reply.moved(quote(request.path) + "/" + kept)
                with publication.view() as view:
                    return reply(request, answer(view, pairs, **segments), page, view)

            for spelling in {rule, rule.rstrip("/") or "/"}:
                app.add_url_rule(spelling, spelling, respond, strict_slashes=False)
            return answer

        return add

    @folder("/")
    def home(view: View, pairs: Sequence[tuple[str, str]]) -> Answer:
        return pages.home(view, pairs)

    folder("/filter/")(filters.filter_page)

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


def _add_lists(app: Flask, publication: Publication, reply: Responder) -> None:
    manner = list_manner(reply.site)

    def listing(answer: Callable[[View], Answer]) -> Response:
        with publication.view() as view:
            return reply(request, answer(view), manner, view)

    for path, answer in _LISTS.items():
        app.add_url_rule(path, path, partial(listing, answer))


def _add_files(app: Flask, reply: Responder) -> None:
    rules = _file("/robots.txt", robots(reply.site), PLAIN)
    usual, for_ever = file_manner(fresh(reply.site)), file_manner("public, max-age=31536000, immutable")

    @app.get("/robots.txt")
    def crawlers() -> Response:
        return reply.file(request, rules, usual)

    @app.get("/static/<name>")
    def static(name: str) -> Response:
        if (file := static_file(name)) is None:
            return reply.refusal(request, HTTPStatus.NOT_FOUND, "Not found", f"there is no file {quoted(name)} here")
        versioned = request.args.get("v") == file.version
        return reply.file(request, _file(name, file.body, file.content_type), for_ever if versioned else usual)


@cache
def _file(path: str, body: bytes, content_type: str) -> Representation:
    """What hangs on nothing stored, with a tag of its bytes alone."""
    return Representation(path=path, body=body, content_type=content_type, etag=plain_tag(body), seq=0, changed=None)


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
                response = jsonify(readiness(view, publication.hindrance))
        except (StoreError, SQLAlchemyError) as error:
            _log.exception("not ready")
            response = jsonify(status="unavailable", reason=str(error) if isinstance(error, StoreError) else "database")
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            response.headers["Retry-After"] = str(RETRY_AFTER)
        response.headers["Cache-Control"] = NOT_STORED
        return response
