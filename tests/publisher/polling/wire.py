"""The publisher on a real socket, and one connection to it."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # thousands of polls on one connection, instead of one each

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes


class Line:
    """A kept connection to a server of this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=30)

    def get(self, path: str, headers: Mapping[str, str], method: str = "GET") -> Answer:
        self._connection.request(method, path, headers=dict(headers))
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)

    def close(self) -> None:
        self._connection.close()


@contextlib.contextmanager
def connected(app: WSGIApplication) -> Iterator[Line]:
    """A connection to a server of this application, which runs in a thread for as long."""
    server = make_server(HOST, 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    line = Line(server.server_port)
    try:
        yield line
    finally:
        line.close()
        server.shutdown()
        thread.join()
        server.server_close()
