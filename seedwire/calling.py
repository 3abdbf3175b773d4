"""One request to a hub, by the standard library: whatever the hub does, it is over in time and cost little.

No redirect is followed: what it leads to is not what the operator wrote down, and may be a service on loopback. No
proxy of the environment is used either.
"""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from publisher.websub import Answer, Answered, Silent

CONNECT = 5.0
"""Seconds for a connection."""

WHOLE = 10.0
"""Seconds from the connection to the end of the answer; a hub that sends one byte a second gains nothing by it."""

MOST_READ = 4096
"""Bytes of an answer's body."""

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Caller:
    """Posts forms under a name."""

    agent: str
    """The ``User-Agent``."""
    connect: float = CONNECT
    whole: float = WHOLE

    def post(self, url: str, body: bytes) -> Answer:
        """Post a form; what goes wrong is an answer too. Never raises, and takes no longer than DNS and `whole`."""
        parts = urlsplit(url)
        try:
            raw = socket.create_connection((parts.hostname, parts.port or _PORTS[parts.scheme]), timeout=self.connect)
        except (OSError, UnicodeError) as error:
            return Silent(f"cannot be reached ({_cause(error)})")
        raw.settimeout(self.whole)
        guard = _Guard(raw)
        # A timeout of the socket counts anew with each byte, so somebody else has to end what takes too long.
        timer = threading.Timer(self.whole, guard.hang_up)
        timer.daemon = True
        timer.start()
        try:
            if parts.scheme == "https":
                guard.line = _secured(raw, parts.hostname)
            return self._ask(parts, body, guard)
        except (OSError, HTTPException, ValueError) as error:
            if guard.hung_up or isinstance(error, TimeoutError):
                return Silent(f"did not answer within {self.whole:g} s")
            return Silent(f"broke off ({_cause(error)})")
        finally:
            timer.cancel()
            guard.line.close()

    def _ask(self, parts: SplitResult, body: bytes, guard: _Guard) -> Answered:
        if isinstance(guard.line, ssl.SSLSocket):
            guard.line.do_handshake()
        connection = HTTPConnection(parts.hostname or "", parts.port)
        connection.sock = guard.line
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Host": parts.netloc,
            "User-Agent": self.agent,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "*/*",
            "Connection": "close",
        }
        connection.request("POST", target, body, headers)
        with connection.getresponse() as response:
            if guard.hung_up:  # what came is the beginning of a header
                raise TimeoutError
            return Answered(
                response.status,
                response.headers.get("Retry-After"),
                response.headers.get("Location"),
                _text(response),
            )


class _Guard:
    """Ends a connection from another thread, and remembers that it did."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.hung_up = False

    def hang_up(self) -> None:
        """Wake whoever reads or writes."""
        self.hung_up = True
        with suppress(OSError):
            socket.socket.shutdown(self.line, socket.SHUT_RDWR)  # not TLS's own, which forgets its state first


def _secured(raw: socket.socket, host: str | None) -> ssl.SSLSocket:
    """TLS on a connection, which it takes over; the handshake is yet to come, so that it too can be ended."""
    return ssl.create_default_context().wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)


def _text(response: HTTPResponse) -> str:
    """The beginning of the body. The status has come: what goes wrong here changes nothing any more."""
    with suppress(OSError, HTTPException, ValueError):
        return response.read(MOST_READ).decode("utf-8", errors="replace")
    return ""


def _cause(error: Exception) -> str:
    """What went wrong in a few words, without the numbers that the system has for it."""
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split()) or type(error).__name__
