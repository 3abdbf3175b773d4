"""An answer as an HTTP response: status, validators, caching, and the headers that every response carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import assert_never

from flask import Request, Response

from publisher.answers import Answer, Moved, Refused
from publisher.conditional import http_date, last_modified, not_modified
from publisher.pages import StaticFile, render_problem
from publisher.representations import Representation
from publisher.site import Site

NOT_STORED = "no-store"
FEED_VARY = "Accept-Encoding, A-IM, Sec-Fetch-Dest"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: http:; "
    "media-src https: http:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_FOR_PROGRAMS = (".xml", ".json", ".txt")
_HTML = "text/html; charset=utf-8"
_PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """Turns answers into responses. No byte of one depends on the request's host or on forwarding headers."""

    site: Site
    clock: Callable[[], datetime]

    def __call__(self, request: Request, answer: Answer, *, vary: str | None = None) -> Response:
        """The response to a GET or HEAD."""
        match answer:
            case Representation():
                return self._document(request, answer, vary)
            case Moved(path):
                return self.moved(path)
            case Refused(status, title, message):
                return self.refusal(request, status, title, message)
            case _:
                assert_never(answer)

    def moved(self, path: str) -> Response:
        """301 to another of our paths."""
        response = Response(status=HTTPStatus.MOVED_PERMANENTLY, content_type=_PLAIN)
        response.headers["Location"] = self.site.url(path)
        response.headers["Cache-Control"] = self.fresh
        return response

    def refusal(self, request: Request, status: int, title: str, message: str) -> Response:
        """Plain words: a page for a person, one line of text where a program asked. Never cached."""
        if request.path.endswith(_FOR_PROGRAMS):
            return self.plain(f"{message}\n", status=status, cache=NOT_STORED)
        html = render_problem(self.site, status=status, title=title, message=message)
        response = Response(html, status=status, content_type=_HTML)
        response.headers["Cache-Control"] = NOT_STORED
        return response

    def plain(self, text: str, *, status: int = HTTPStatus.OK, cache: str) -> Response:
        """A text for programs."""
        response = Response(text, status=status, content_type=_PLAIN)
        response.headers["Cache-Control"] = cache
        return response

    def file(self, request: Request, file: StaticFile) -> Response:
        """One of the files that pages are shown with; at the address that names its version it never changes."""
        versioned = request.args.get("v") == file.version
        cache = "public, max-age=31536000, immutable" if versioned else self.fresh
        headers = {"Cache-Control": cache}
        return _conditional(request, file.body, content_type=file.content_type, etag=file.etag, headers=headers)

    @property
    def fresh(self) -> str:
        """How long a cache may answer by itself; as long again while it asks (RFC 5861)."""
        return f"public, max-age={self.site.max_age}, stale-while-revalidate={self.site.max_age}"

    def _document(self, request: Request, document: Representation, vary: str | None) -> Response:
        modified = last_modified(document.changed, self.clock())
        headers = {"Cache-Control": self.fresh}
        if vary is not None:
            headers["Vary"] = vary
        response = _conditional(
            request,
            document.body,
            content_type=document.content_type,
            etag=document.etag,
            modified=modified,
            headers=headers,
        )
        if document.encoding is not None and response.status_code == HTTPStatus.OK:
            response.headers["Content-Encoding"] = document.encoding
        return response


def _conditional(
    request: Request,
    body: bytes,
    *,
    content_type: str,
    etag: str,
    modified: datetime | None = None,
    headers: dict[str, str],
) -> Response:
    """200 with the body, or 304 where the client has it; `headers` are on both."""
    unchanged = not_modified(
        request.headers.get("If-None-Match"),
        request.headers.get("If-Modified-Since"),
        etag=etag,
        last_modified=modified,
    )
    if unchanged:
        # RFC 9110 section 15.4.5: what a cache needs, and no metadata of a body that is not there.
        response = Response(status=HTTPStatus.NOT_MODIFIED, headers={**headers, "ETag": etag})
        del response.headers["Content-Type"]
        return response
    response = Response(body, content_type=content_type, headers={**headers, "ETag": etag})
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    return response


def secured(response: Response) -> Response:
    """The response with the headers that every one carries, and the policy that every page carries."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response
