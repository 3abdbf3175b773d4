"""Serving: what polling costs over HTTP, and how long a feed takes that nobody has asked for before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection

from benchmarks.load import CLIENTS, load
from benchmarks.percentile import percentile
from benchmarks.report import Figure
from benchmarks.workplace import HOST, Daemon, FailedError, Workplace
from publisher.app import create_app
from publisher.feed import Format
from publisher.query import DOCUMENT_NAMES
from publisher.site import Site
from store.engine import Database

_FEED = "/atom.xml"
_ACCEPTED = {"Accept-Encoding": "gzip"}
_RENDERINGS = 5


def measure_http(daemon: Daemon, seconds: float) -> Iterator[Figure]:
    """Poll the feed of everything of a daemon for `seconds`, first with its validator and then without."""
    group = f"serving on loopback, {CLIENTS} connections"
    etag = _etag(daemon.port)
    for name, fields, status in (
        ("304 Not Modified", {"If-None-Match": etag}, HTTPStatus.NOT_MODIFIED),
        ("200 from the cache", {}, HTTPStatus.OK),
    ):
        told = load(daemon, _FEED, _ACCEPTED | fields, status=status, seconds=seconds)
        note = f"{told.body / 1000:,.0f} KB each" if told.body else ""
        yield Figure(group, name, told.per_second, "answers/s", note=note)
        yield Figure(group, f"{name}, p50", told.p50, "ms")
        yield Figure(group, f"{name}, p99", told.p99, "ms")
        yield Figure(group, f"{name}, CPU of the server", told.server_cpu, "µs/answer")


def measure_rendering(place: Workplace) -> Iterator[Figure]:
    """The first answer of a process whose database is open: query, rendering and hashing, without HTTP."""
    database = Database.open_reader(place.database_url)
    site = Site(base_url=f"http://{HOST}")
    try:
        for notation in Format:
            taken, size = [], 0
            for _ in range(_RENDERINGS):
                client = create_app(database, site).test_client()  # with an empty cache
                begun = time.perf_counter()
                response = client.get(f"/{DOCUMENT_NAMES[notation]}")
                taken.append((time.perf_counter() - begun) * 1000)
                size = len(response.data)
            note = f"{size / 1000:,.0f} KB, median of {_RENDERINGS}"
            group = f"first answer of a feed of {site.feed_limit} entries"
            yield Figure(group, DOCUMENT_NAMES[notation], percentile(taken, 50), "ms", note=note)
    finally:
        database.close()


def _etag(port: int) -> str:
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", _FEED, headers=_ACCEPTED)
        response = connection.getresponse()
        response.read()
        etag = response.getheader("ETag")
    finally:
        connection.close()
    if etag is None:
        raise FailedError(f"{_FEED} has no ETag")
    return etag
