"""Where requests come in: what is refused before anything looks at it, and the path of ``base_url`` taken off.

What passes has lost what must not count: behind this door there is no ``Host`` but our own, and no wish for another
protocol. So no answer can be made of them, and those that go around Flask cannot differ from those that do not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from publisher.exchange import NOT_STORED, PLAIN, SECURITY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = re.compile(r"(?P<name>[A-Za-z0-9._~!$&'()*+;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?", re.ASCII)
_NAMELESS = frozenset({"HTTP/1.0", "HTTP/1", "HTTP/0.9"})
"""Protocols that ask for no host, as servers write them: to granian 1.0 is ``HTTP/1``."""


def entrance(inner: WSGIApplication, base_url: str, hosts: Collection[str] = ()) -> WSGIApplication:
    """The application, reached with the path of `base_url` or without it: a proxy may take it off, or pass it on.

    `hosts` are the only ones that it may be asked for, in lower case, without ports; none are any.
    """
    parts = urlsplit(base_url)
    # PEP 3333: bytes, percent-decoded, as text in latin-1.
    mount = unquote_to_bytes(parts.path).decode("latin-1")
    own = parts.netloc or "localhost"

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (fault := what_is_wrong(environ, hosts)) is not None:
            return _refused(fault, start_response)
        environ["HTTP_HOST"] = own
        environ.pop("HTTP_UPGRADE", None)  # RFC 9110 section 7.8 lets a server ignore it; werkzeug routes by it
        asked = environ["PATH_INFO"]
        if mount and (asked == mount or asked.startswith(mount + "/")):
            environ["PATH_INFO"] = asked.removeprefix(mount) or "/"
        return inner(environ, start_response)

    return outer


def what_is_wrong(environ: WSGIEnvironment, hosts: Collection[str]) -> str | None:
    """Why a request is refused; None where it says once and readably which host it is for, and then which path.

    HTTP/1.1 asks for the host (RFC 9112 section 3.2). Which one plays no part in an answer; it only has to be one of
    `hosts` where there are any. Servers join two fields with a comma.
    """
    host = environ.get("HTTP_HOST", "")
    named = _HOST.fullmatch(host)
    if named is None:
        is_nameless = not host and environ.get("SERVER_PROTOCOL") in _NAMELESS
        return None if is_nameless else "the request names no host, or more than one"
    if hosts and named["name"].lower().removesuffix(".") not in hosts:
        return "this server does not go by that name; allowed_hosts has those that it does"
    if not environ.get("PATH_INFO"):  # RFC 9112 section 3.2.3: ``GET example.org:80`` is for proxies
        return "the request names no path"
    return None


def _refused(fault: str, start_response: StartResponse) -> Iterable[bytes]:
    body = f"{fault}\n".encode()
    fields = [("Content-Type", PLAIN), ("Content-Length", str(len(body))), ("Cache-Control", NOT_STORED), *SECURITY]
    start_response(f"{HTTPStatus.BAD_REQUEST.value} Bad Request", fields)
    return [body]
