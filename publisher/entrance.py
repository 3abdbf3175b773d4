"""Where requests come in: what is refused before anything looks at it, and the path of ``base_url`` taken off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from publisher.exchange import NOT_STORED, PLAIN, SECURITY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?", re.ASCII)
_NAMELESS = frozenset({"HTTP/1.0", "HTTP/1", "HTTP/0.9"})
"""Protocols that ask for no host, as servers write them: to granian 1.0 is ``HTTP/1``."""


def entrance(inner: WSGIApplication, base_url: str) -> WSGIApplication:
    """The application, reached with the path of `base_url` or without it: a proxy may take it off, or pass it on."""
    # PEP 3333: bytes, percent-decoded, as text in latin-1.
    mount = unquote_to_bytes(urlsplit(base_url).path).decode("latin-1")

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not has_one_host(environ):
            return _refused(start_response)
        asked = environ.get("PATH_INFO", "")
        if mount and (asked == mount or asked.startswith(mount + "/")):
            environ["PATH_INFO"] = asked.removeprefix(mount) or "/"
        return inner(environ, start_response)

    return outer


def has_one_host(environ: WSGIEnvironment) -> bool:
    """Whether a request says once and readably which host it is for, as HTTP/1.1 asks (RFC 9112 section 3.2).

    Which one plays no part: no byte of an answer is made of it. Servers join two fields with a comma.
    """
    host = environ.get("HTTP_HOST", "")
    return _HOST.fullmatch(host) is not None or (not host and environ.get("SERVER_PROTOCOL") in _NAMELESS)


def _refused(start_response: StartResponse) -> Iterable[bytes]:
    body = b"the request names no host, or more than one\n"
    fields = [("Content-Type", PLAIN), ("Content-Length", str(len(body))), ("Cache-Control", NOT_STORED), *SECURITY]
    start_response(f"{HTTPStatus.BAD_REQUEST.value} Bad Request", fields)
    return [body]
