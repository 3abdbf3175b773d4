"""An answer as Flask's response: a document by the rules of `publisher.exchange`, another address, or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import assert_never

from flask import Request, Response
from werkzeug.datastructures import Headers

from publisher.address import to_uri
from publisher.answers import Answer, Moved, Refused
from publisher.exchange import (
    CONTENT_SECURITY_POLICY,
    CORS,
    NOT_STORED,
    PLAIN,
    SECURITY,
    Asked,
    Manner,
    Reply,
    feed_manner,
    fresh,
    is_open,
    limited,
    news_base,
    respond,
    respond_news,
    respond_page,
)
from publisher.limiter import Limiter
from publisher.pages import render_problem
from publisher.publication import View
from publisher.representations import Representation
from publisher.shortcuts import Shortcut, Shortcuts
from publisher.site import Site

_FOR_PROGRAMS = (".xml", ".json", ".txt")
_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Responder:
    """Turns answers into responses. No byte of one depends on the request's host or on forwarding headers."""

    site: Site
    clock: Callable[[], datetime]
    shortcuts: Shortcuts
    limiter: Limiter | None

    def __call__(self, request: Request, answer: Answer, manner: Manner, view: View) -> Response:
        """The response to a GET or HEAD for what is found at an address; the next one is spared the search."""
        match answer:
            case Representation():
                self.shortcuts.learn(request.environ, view.head.seq, Shortcut(answer.path, manner))
                return _sent(respond(Asked.of(request.environ), answer, manner, self.clock()))
            case _:
                return self.elsewhere(request, answer)

    def feed(
        self, request: Request, answer: Answer, view: View, news: Callable[[Representation, int], Representation | None]
    ) -> Response:
        """The response with a feed, or with what `news` gives of it to who has it up to a change."""
        if not isinstance(answer, Representation):
            return self.elsewhere(request, answer)
        asked = Asked.of(request.environ)
        manner = feed_manner(self.site, answer.path)
        self.shortcuts.learn(request.environ, view.head.seq, Shortcut(answer.path, manner))
        base = news_base(asked, answer, view.head.seq) if asked.is_behind(answer.etag) else None
        part = None if base is None else news(answer, base)
        reply = respond_news(asked, part, manner) if part else respond(asked, answer, manner, self.clock())
        return _sent(self._limited(request, reply, answer))

    def page_of_feed(self, request: Request, answer: Answer) -> Response:
        """The response to a person who opens the address of a feed in a browser."""
        if not isinstance(answer, Representation):
            return self.elsewhere(request, answer)
        return _sent(self._limited(request, respond_page(Asked.of(request.environ), answer), answer))

    def file(self, request: Request, file: Representation, manner: Manner) -> Response:
        """A document that hangs on nothing stored."""
        return _sent(respond(Asked.of(request.environ), file, manner, self.clock()))

    def elsewhere(self, request: Request, answer: Moved | Refused) -> Response:
        """Another address, or none."""
        match answer:
            case Moved(path):
                return self.moved(path)
            case Refused(status, title, message):
                return self.refusal(request, status, title, message)
            case _:
                assert_never(answer)

    def moved(self, path: str) -> Response:
        """301 to another of our paths."""
        response = Response(status=HTTPStatus.MOVED_PERMANENTLY, content_type=PLAIN)
        response.headers["Location"] = to_uri(self.site.url(path))
        response.headers["Cache-Control"] = fresh(self.site)
        return response

    def refusal(self, request: Request, status: int, title: str, message: str) -> Response:
        """Plain words: a page for a person, one line of text where a program asked. Never cached."""
        if request.path.endswith(_FOR_PROGRAMS):
            response = Response(f"{message}\n", status=status, content_type=PLAIN)
        else:
            html = render_problem(self.site, status=status, title=title, message=message)
            response = Response(html, status=status, content_type=_HTML)
        response.headers["Cache-Control"] = NOT_STORED
        return response

    def _limited(self, request: Request, reply: Reply, feed: Representation) -> Reply:
        limiter = self.limiter
        if limiter is None:
            return reply
        return limited(reply, Asked.of(request.environ), lambda: limiter.retry_after(request.environ, feed.path))


def _sent(reply: Reply) -> Response:
    response = Response(reply.body, status=reply.line)
    response.headers = Headers(list(reply.fields))
    return response


def secured(path: str, response: Response) -> Response:
    """The response with the fields that every one carries, and those of its kind and of its address."""
    kind = (("Content-Security-Policy", CONTENT_SECURITY_POLICY),) if response.mimetype == "text/html" else ()
    for name, value in (*SECURITY, *kind, *(CORS if is_open(path) else ())):
        response.headers[name] = value
    return response
