"""Clients that take their time, on purpose: hundreds of connections that a server has to hold, at no cost to them."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Self, assert_never

from benchmarks.workplace import HOST

_LITTLE = 4096
"""Bytes that the kernel may receive for a client that reads nothing."""


class Way(Enum):
    """How a client is slow."""

    HALF = "half a header"
    DRIP = "a byte of header each second"
    UNREAD = "an answer that is never read"
    IDLE = "a connection that is kept for nothing"


@dataclass(slots=True)
class SlowClients:
    """So many connections to a server, as many of each way, opened anew when the server ends them. Use as a context."""

    port: int
    count: int
    path: str
    """What those ask for that do not read: the larger the better."""
    ended: Counter[Way] = field(default_factory=Counter)
    """How often the server had enough."""
    _over: threading.Event = field(default_factory=threading.Event)
    _open: list[tuple[Way, socket.socket]] = field(default_factory=list)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        ways = tuple(Way)
        for number in range(self.count):
            way = ways[number % len(ways)]
            self._open.append((way, self._begin(way)))
        self._thread = threading.Thread(target=self._go_on, name="slow clients", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        for _, connection in self._open:
            connection.close()

    def _begin(self, way: Way) -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _LITTLE)
        connection.settimeout(10)
        connection.connect((HOST, self.port))
        match way:
            case Way.HALF | Way.DRIP:
                connection.sendall(f"GET {self.path} HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode())
            case Way.UNREAD:
                connection.sendall(f"GET {self.path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            case Way.IDLE:
                connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
                connection.recv(_LITTLE)
            case other:
                assert_never(other)
        connection.settimeout(0)
        return connection

    def _go_on(self) -> None:
        while not self._over.wait(1):
            for place, (way, connection) in enumerate(self._open):
                if self._over.is_set():
                    return
                if _was_ended(way, connection):
                    self.ended[way] += 1
                    connection.close()
                    with suppress(OSError):
                        self._open[place] = (way, self._begin(way))


def _was_ended(way: Way, connection: socket.socket) -> bool:
    """Whether the server hung up; who drips sends its byte."""
    try:
        if way is Way.DRIP:
            connection.send(b"x")
        return way is not Way.UNREAD and not connection.recv(_LITTLE)
    except BlockingIOError:
        return False
    except OSError:
        return True
