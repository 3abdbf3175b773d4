"""Bytes on the wire: what a day of polling costs those who send validators, and those who do not."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count, islice, product

from benchmarks.articles import ArticleFile, article
from benchmarks.report import Figure
from benchmarks.workplace import HOST, Daemon, FailedError, Workplace

READERS = 1_000
POLLS = 24
NEW = 10
"""Entries that come in the course of the day, each between two polls."""

_FEED = "/atom.xml"
_CODINGS = ("identity", "gzip", "br")
_FIRST = 10_000_000
"""The number of the first article of the day: no other measurement writes it."""
_PATIENCE = 30.0
"""Seconds until an article is given up."""
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its answer."""

    status: int
    etag: str
    size: int
    """Bytes in both directions: lines, header fields and body of HTTP, without what TCP and TLS add."""
    body: bytes


@dataclass(slots=True)
class Reader:
    """One way of asking, in one coding. A thousand who ask so get a thousand times what one gets."""

    name: str
    coding: str
    has_validators: bool = False
    wants_news: bool = False
    etag: str = ""
    size: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    def poll(self, port: int) -> None:
        """Ask once; raises `FailedError` for an answer that no feed gives."""
        fields = {"Accept-Encoding": self.coding}
        if self.has_validators and self.etag:
            fields["If-None-Match"] = self.etag
            if self.wants_news:
                fields["A-IM"] = "feed"
        told = exchange(port, _FEED, fields)
        if told.status not in {HTTPStatus.OK, HTTPStatus.IM_USED, HTTPStatus.NOT_MODIFIED}:
            raise FailedError(f"{_FEED} answers {told.status}")
        self.etag = told.etag
        self.size += told.size
        self.statuses[told.status] += 1


def measure(place: Workplace, daemon: Daemon) -> Iterator[Figure]:
    """A day of polling; each kind of reader really asks 24 times, while articles really come.

    Only the number of readers is multiplied. They have the feed already when the day begins. Raises `FailedError`
    where an article does not come, or where a kind of reader never gets what it asks for.
    """
    kinds = (
        ("no validators: 200", False, False),
        ("ETag: 304 or 200", True, False),
        ("ETag, A-IM: 304 or 226", True, True),
    )
    readers = [Reader(name, coding, tagged, news) for (name, tagged, news), coding in product(kinds, _CODINGS)]
    for reader in readers:
        reader.poll(daemon.port)
        reader.size, reader.statuses = 0, Counter()
    _day(place, daemon, readers)
    group = f"a day of polling: {READERS:,} readers, {POLLS} polls each, {NEW} new entries, {_FEED}"
    for reader in readers:
        if (HTTPStatus.IM_USED in reader.statuses) is not reader.wants_news:
            raise FailedError(f"{reader.name}: got {dict(reader.statuses)}")
        note = ", ".join(f"{number} × {status}" for status, number in sorted(reader.statuses.items()))
        yield Figure(group, f"{reader.name}, {reader.coding}", reader.size * READERS / 1e6, "MB", note=note)


def _day(place: Workplace, daemon: Daemon, readers: Sequence[Reader]) -> None:
    coming = _articles()
    for hour in range(POLLS):
        if hour * NEW // POLLS != (hour - 1) * NEW // POLLS:
            _publish(place, daemon.port, next(coming))
        for reader in readers:
            reader.poll(daemon.port)


def _articles() -> Iterator[ArticleFile]:
    """New ones that name a link, by which they are known in the feed."""
    drawn = (article(index) for index in count(_FIRST))
    return islice((file for file in drawn if file.text.startswith("---\n")), NEW)


def _publish(place: Workplace, port: int, file: ArticleFile) -> None:
    aside = place.root / "coming.tmp"
    aside.write_text(file.text, encoding="utf-8")
    target = place.seeds / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    aside.rename(target)
    deadline = time.monotonic() + _PATIENCE
    while target.stem.encode() not in exchange(port, _FEED, {}).body:
        if time.monotonic() > deadline:
            raise FailedError(f"{file.path} was not in {_FEED} within {_PATIENCE:g} s")
        time.sleep(0.05)


def exchange(port: int, path: str, fields: Mapping[str, str]) -> Exchange:
    """Ask on a connection of its own, and count."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", *(f"{n}: {v}" for n, v in fields.items())]
    request = "\r\n".join([*lines, "", ""]).encode("ascii")
    with socket.create_connection((HOST, port), timeout=_PATIENCE) as connection:
        connection.sendall(request)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, end, body = received.partition(_END)
    if not end:
        raise FailedError(f"{path}: no whole answer")
    status, *told = head.decode("latin-1").split("\r\n")
    answered = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in told)}
    return Exchange(int(status.split()[1]), answered.get("etag", ""), len(request) + len(received), body)
