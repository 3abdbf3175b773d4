"""HTTP/1.1 as bytes on a socket: requests that no library would send, and answers read to the letter (RFC 9112)."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

PATIENCE = 20.0
"""Seconds for an answer; some tests ask beside many others."""

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (?P<status>[1-5][0-9]{2}) [\x20-\x7e]*")
_FIELD = re.compile(
    rb"(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(?P<value>[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?"
)
_BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. Reading it has shown that it is well-formed."""

    status: int
    fields: Mapping[str, str]
    """By name in lower case; no name comes twice."""
    body: bytes

    @property
    def lasting(self) -> dict[str, str]:
        """The fields without the one that differs from second to second."""
        return {name: value for name, value in self.fields.items() if name != "date"}


class Line:
    """A connection."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._socket = socket.create_connection((host, port), timeout=PATIENCE)
        self._read = b""

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def send(self, raw: bytes) -> None:
        """Send bytes; a server that has had enough of them may hang up meanwhile."""
        with contextlib.suppress(ConnectionError):
            self._socket.sendall(raw)

    def answer(self, method: str = "GET") -> Answer | None:
        """The next answer; None where the server hung up instead. Raises AssertionError for what is no answer."""
        while b"\r\n\r\n" not in self._read:
            if not self._more():
                assert not self._read, f"half an answer: {self._read[:200]!r}"
                return None
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        line, *fields = head.split(b"\r\n")
        status = _STATUS_LINE.fullmatch(line)
        assert status, line
        number, read = int(status["status"]), _fields(fields)
        size = 0 if method == "HEAD" or number in _BODILESS else int(read["content-length"])
        while len(self._read) < size:
            assert self._more(), f"{len(self._read)} bytes of {size}"
        body, self._read = self._read[:size], self._read[size:]
        return Answer(number, read, body)

    def ask(self, raw: bytes, method: str = "GET") -> Answer | None:
        """One request, and what comes of it."""
        self.send(raw)
        return self.answer(method)

    def _more(self) -> bool:
        try:
            got = self._socket.recv(65_536)
        except ConnectionError:
            got = b""
        self._read += got
        return bool(got)


def _fields(lines: Sequence[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        assert field, line
        name = field["name"].decode("ascii").lower()
        assert name not in found, f"{name} twice"
        found[name] = (field["value"] or b"").decode("ascii")
    return found


@contextlib.contextmanager
def line(port: int) -> Iterator[Line]:
    """A connection for the length of the block."""
    with contextlib.closing(Line(port)) as opened:
        yield opened


def request(
    target: str | bytes, *fields: str | bytes, method: str = "GET", host: str = "x", body: bytes = b""
) -> bytes:
    """A request of HTTP/1.1, with all of it as it is given."""
    lines = [b" ".join([_bytes(method), _bytes(target), b"HTTP/1.1"]), b"Host: " + _bytes(host), *map(_bytes, fields)]
    return b"\r\n".join([*lines, b"", b""]) + body


def last(target: str | bytes, *fields: str | bytes, method: str = "GET", host: str = "x") -> bytes:
    """A request after which the server is to hang up, so that one sees what else it answered before."""
    return request(target, *fields, "Connection: close", method=method, host=host)


def answers(port: int, raw: bytes, method: str = "GET") -> list[Answer]:
    """All that comes of these bytes until the server hangs up."""
    with line(port) as opened:
        opened.send(raw)
        return list(iter(lambda: opened.answer(method), None))


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8")
