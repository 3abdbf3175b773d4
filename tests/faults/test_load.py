"""Two hundred slow connections and a flood of polls, while articles arrive (row 33).

How long a reader waits beside them is measured by ``python -m benchmarks --only flood``; here, that everybody gets what
he should, and that those who only hold the line are let go in the end.
"""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.percentile import percentile
from benchmarks.slow import SlowClients, Way
from store import edits
from store.engine import Database
from store.entry import DateOrigin, Entry, Fingerprint, Guid, Identity
from tests.faults.newsroom import BASE, article, begin
from tests.faults.trials import many, tried
from tests.faults.wire import Line, request
from tests.seedwire.conftest import eventually, start

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "start"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(33), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]

Eventually = Callable[..., Any]

DAY = datetime(2026, 1, 30, tzinfo=UTC)
SLOW = 200
LET_GO = 15.0
"""Seconds after which nobody who asks for nothing is held any more; ten are what it is to be."""
PATHS = ("/atom.xml?limit=500", "/rss.xml", "/feed.json?limit=1", "/companies/orlen/atom.xml", "/", "/opml.xml")


@contextmanager
def flood(port: int, pollers: int = 4) -> Iterator[list[int]]:
    """Ask for everything, as fast as it goes; gives the statuses."""
    over, statuses = threading.Event(), list[int]()

    def poll() -> None:
        with closing(Line(port)) as line:
            while not over.is_set():
                for path in PATHS:
                    answer = line.ask(request(path))
                    statuses.append(answer.status if answer else 0)

    threads = [threading.Thread(target=poll) for _ in range(pollers)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        over.set()
        for thread in threads:
            thread.join()


@dataclass(slots=True)
class Reader:
    """A polite one, who asks with the tag of what he has."""

    line: Line
    feed: bytes = b""
    taken: list[float] = field(default_factory=list)
    """Seconds of each answer."""
    _tag: str = ""

    def read_for(self, seconds: float) -> None:
        """Ask for the feed a hundred times a second."""
        until = time.monotonic() + seconds
        while (asked := time.monotonic()) < until:
            answer = self.line.ask(request(PATHS[0], f"If-None-Match: {self._tag}"))
            self.taken.append(time.monotonic() - asked)
            assert answer is not None
            assert answer.status in {200, 304}
            if answer.status == 200:
                self.feed, self._tag = answer.body, answer.fields["etag"]
            time.sleep(0.01)


def rename_in(daemon: Running, title: str) -> None:
    aside = daemon.home / "aside.tmp"
    aside.write_text(article(title, "Orlen", f"{title}, a ještě více.", language="cs", day=9), "utf-8")
    aside.rename(daemon.seeds / f"{title}.md")


def test_beside_the_slow_and_the_rude_every_reader_is_served_and_every_article_arrives(
    start: Start, tmp_path: Path, eventually: Eventually
) -> None:
    daemon = begin(start, tmp_path, eventually)
    titles = [f"Zpráva {number} {'klid ' * (number % 7)}v obležení {number * 7919}" for number in range(many(15, 120))]
    with (
        SlowClients(daemon.port, SLOW, PATHS[0]) as slow,
        flood(daemon.port) as polled,
        closing(Line(daemon.port)) as line,
    ):
        reader, began = Reader(line), time.monotonic()
        for title in titles:
            rename_in(daemon, title)
            reader.read_for(0.2)
        while time.monotonic() < began + LET_GO or any(title.encode() not in reader.feed for title in titles):
            reader.read_for(0.5)
            assert time.monotonic() < began + 120, "an article is lost"
    tried(SLOW)
    p50, p99 = (percentile(reader.taken, percent) * 1000 for percent in (50, 99))
    print(f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, beside {len(polled)} polls; {slow.ended}")  # noqa: T201 - a measurement
    assert set(polled) == {200}
    assert p50 < 1000
    for way in (Way.HALF, Way.DRIP, Way.IDLE):
        assert slow.ended[way] >= SLOW / len(Way), f"{way.value} is held too long"


@pytest.fixture
def large(start: Start, tmp_path: Path, eventually: Eventually) -> Running:
    """A server with a feed that is larger than what the kernel takes of it at once."""
    database = f"sqlite:///{tmp_path / 'seedwire.db'}"
    with closing(Database.create(database, site=BASE)) as opened, opened.write() as conn:
        for number in range(30):
            entry = Entry(
                identity=Identity(None, None, "cs", Fingerprint(f"{number:064x}")),
                title=f"Dlouhý článek číslo {number}",
                published=DAY,
                published_origin=DateOrigin.DECLARED,
                content=f"<p>{'slovo ' * 40_000}</p>",
                text="slovo",
                summary="Krátce.",
            )
            edits.add(conn, entry, guid=Guid(f"urn:example:{number}"), at=DAY, arrived=DAY)
    running = start("serve", tmp_path, web_workers=1)
    eventually(running.ready, "an answer")
    return running


def modest(port: int) -> socket.socket:
    """A connection whose client can take only a little at a time, on which a large feed was asked for."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    connection.settimeout(60)
    connection.connect(("127.0.0.1", port))
    connection.sendall(request("/feed.json"))
    return connection


def test_who_takes_nothing_is_let_go_and_who_is_slow_gets_all_of_it(large: Running, eventually: Eventually) -> None:
    with ExitStack() as connections:
        idle = {connections.enter_context(modest(large.port)).getsockname()[1] for _ in range(many(10, 50))}
        steady = connections.enter_context(modest(large.port))
        eventually(lambda: idle <= held(large.port), "all of them")
        began, size = time.monotonic(), 0
        expected = len(large.get("/feed.json").body)
        assert expected > 6_000_000
        while idle & held(large.port):
            size += len(steady.recv(expected // 400))
            assert time.monotonic() < began + 120, "half a minute is what it is to be"
            time.sleep(0.1)
        assert time.monotonic() > began + 20, "nobody is cut off for a short silence"
        while chunk := steady.recv(1_000_000):
            size += len(chunk)
        assert size > expected
        tried(len(idle))
    assert large.get("/atom.xml").status == 200


def held(port: int) -> set[int]:
    """The ports of the clients that a server has open connections to (proc(5), ``/proc/net/tcp``)."""
    with open("/proc/net/tcp", encoding="ascii") as table:  # noqa: PTH123 - no file
        rows = [row.split() for row in table][1:]
    ours = f":{port:04X}"
    return {int(row[2].rpartition(":")[2], 16) for row in rows if row[1].endswith(ours) and row[3] == "01"}


def test_a_low_limit_on_open_files_is_raised_by_the_server(
    start: Start, tmp_path: Path, eventually: Eventually
) -> None:
    few, slow = 200, 800
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2 * slow:
        pytest.skip(f"this machine allows {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    try:
        running = begin(start, tmp_path, eventually)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    with ExitStack() as connections:
        for _ in range(slow):
            connections.enter_context(closing(Line(running.port))).send(b"GET /rss.xml HTTP/1.1\r\nX-Slow: ")
        begun = time.monotonic()
        assert running.get("/rss.xml?limit=1&never=asked").status == 200
        assert time.monotonic() - begun < 8, "before the first of the slow ones is let go"
    tried(slow)
