"""Serving: what polling costs over HTTP, and how long a feed takes that nobody has asked for before."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from io import BytesIO
from typing import TYPE_CHECKING

from benchmarks.load import CLIENTS, load
from benchmarks.percentile import percentile
from benchmarks.report import Figure
from benchmarks.workplace import HOST, Daemon, FailedError, Workplace
from publisher.app import create_app
from publisher.feed import Format
from publisher.query import DOCUMENT_NAMES
from publisher.site import Site
from store.engine import Database

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_FEED = "/atom.xml"
_ACCEPTED = {"Accept-Encoding": "gzip"}
_RENDERINGS = 5
_CALLS = 5_000


def measure_http(daemon: Daemon, seconds: float) -> Iterator[Figure]:
    """Poll the feed of everything of a daemon for `seconds`, first with its validator and then without."""
    group = f"serving on loopback, {CLIENTS} connections"
    etag = _etag(daemon.port)
    news = {"If-None-Match": _earlier(etag), "A-IM": "feed"}
    for name, fields, status in (
        ("304 Not Modified", {"If-None-Match": etag}, HTTPStatus.NOT_MODIFIED),
        ("200 from the cache", {}, HTTPStatus.OK),
        ("226 with one change", news, HTTPStatus.IM_USED),
    ):
        told = load(daemon, _FEED, _ACCEPTED | fields, status=status, seconds=seconds)
        note = f"{told.body / 1000:,.0f} KB each" if told.body else ""
        yield Figure(group, name, told.per_second, "answers/s", note=note)
        yield Figure(group, f"{name}, p50", told.p50, "ms")
        yield Figure(group, f"{name}, p99", told.p99, "ms")
        yield Figure(group, f"{name}, CPU of the server", told.server_cpu, "µs/answer")


def measure_application(place: Workplace) -> Iterator[Figure]:
    """The CPU that the application itself takes for an address that was asked for before, without server and socket."""
    database = Database.open_reader(place.database_url)
    try:
        application = create_app(database, Site(base_url=f"http://{HOST}")).wsgi_app
        etag = dict(_call(application, {})[1])["ETag"]
        group = "the application alone, asked again"
        for name, fields, status in (
            ("304 Not Modified", {"HTTP_IF_NONE_MATCH": etag}, "304"),
            ("200 from the cache", {}, "200"),
        ):
            asked = {"HTTP_ACCEPT_ENCODING": "gzip", **fields}
            if not (line := _call(application, asked)[0]).startswith(status):
                raise FailedError(f"{_FEED} answered {line} where {status} was to be measured")
            begun = time.process_time()
            for _ in range(_CALLS):
                _call(application, asked)
            yield Figure(group, name, (time.process_time() - begun) / _CALLS * 1e6, "µs of CPU")
    finally:
        database.close()


def _call(application: WSGIApplication, fields: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """The status and the fields of an answer."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": _FEED,
        "QUERY_STRING": "",
        "HTTP_HOST": HOST,
        "REMOTE_ADDR": HOST,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        **fields,
    }
    answers: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Callable[[bytes], object]:
        answers.append((status, headers))
        return len

    b"".join(application(environ, start))
    return answers[0]


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


def _earlier(etag: str) -> str:
    """The tag of the copy before the newest change; of what it says beside that number nothing is looked at."""
    database, number, digest = etag.split(".")
    return f"{database}.{int(number) - 1}.{digest}"


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
