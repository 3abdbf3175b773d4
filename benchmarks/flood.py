"""What a reader waits beside those who harm: slow connections, and polls as fast as they go, while articles arrive."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count

from benchmarks.articles import ArticleFile, article
from benchmarks.load import load
from benchmarks.percentile import percentile
from benchmarks.report import Better, Figure, Target
from benchmarks.slow import SlowClients
from benchmarks.subscriber import Subscriber
from benchmarks.workplace import Daemon, FailedError, Workplace

SLOW = 200
"""Connections, of every way in `benchmarks.slow`."""
STORED = 400
"""Entries before it begins."""

_FEED = "/atom.xml"
_LARGE = "/atom.xml?limit=500"
_FIRST = 20_000_000
"""The number of the first article that arrives: no other measurement writes it."""
_BETWEEN_ARTICLES = 0.5
_BETWEEN_POLLS = 0.01
_PATIENCE = 60.0
"""Seconds until an article is given up."""

_AT_MOST = Target(100, Better.LOWER)


@dataclass(frozen=True, slots=True)
class Wait:
    """What a reader waited for an answer, in milliseconds."""

    p50: float
    p99: float


def measure(place: Workplace, seconds: float) -> Iterator[Figure]:
    """Read a feed of a daemon for `seconds`, undisturbed and then beside the harmful; articles arrive all the while.

    Raises `FailedError` where an article is lost, or an answer is another than 200 and 304.
    """
    place.fill(STORED)
    place.run("ingest", "--seeds", str(place.seeds))
    with place.daemon() as daemon:
        drawn = map(article, count(_FIRST))
        arriving = (file for file in drawn if file.text.startswith("---\n"))  # its link ends in the file's name
        alone = _read(place, daemon, arriving, seconds, nullcontext())
        beside = _read(place, daemon, arriving, seconds, _harm(daemon, seconds))
    group = f"a reader's wait while {1 / _BETWEEN_ARTICLES:g} articles arrive a second"
    yield Figure(group, "alone, p50", alone.p50, "ms")
    yield Figure(group, "alone, p99", alone.p99, "ms")
    note = f"{SLOW} slow connections, and a flood of polls"
    yield Figure(group, "beside the harmful, p50", beside.p50, "ms", note=note)
    yield Figure(group, "beside the harmful, p99", beside.p99, "ms", _AT_MOST)
    yield Figure(group, "p99 beside the harmful, by alone", beside.p99 / alone.p99, "times")


@contextmanager
def _harm(daemon: Daemon, seconds: float) -> Iterator[None]:
    """Slow connections from here, and polls from a process of its own, or the reader would wait for those who poll."""
    command = [sys.executable, "-m", "benchmarks.flood", str(daemon.pid), str(daemon.port), str(seconds + 1)]
    with SlowClients(daemon.port, SLOW, _LARGE), subprocess.Popen(command) as polling:
        try:
            yield
        finally:
            polling.terminate()


def _read(
    place: Workplace,
    daemon: Daemon,
    arriving: Iterator[ArticleFile],
    seconds: float,
    beside: AbstractContextManager[None],
) -> Wait:
    taken: list[float] = []
    missing: set[bytes] = set()
    with ExitStack() as stack:
        stack.enter_context(beside)
        reader = stack.enter_context(Subscriber(daemon.port, _FEED))
        begun = following = time.perf_counter()
        while (now := time.perf_counter()) < begun + seconds or missing:
            if now > begun + seconds + _PATIENCE:
                raise FailedError(f"{len(missing)} articles were not in {_FEED} after {_PATIENCE:g} s")
            if following <= now < begun + seconds:
                missing.add(_arrive(place, next(arriving)))
                following = now + _BETWEEN_ARTICLES
            asked = time.perf_counter()
            news = reader.news()
            taken.append((time.perf_counter() - asked) * 1000)
            missing -= {mark for mark in missing if mark in news}
            time.sleep(_BETWEEN_POLLS)
    return Wait(percentile(taken, 50), percentile(taken, 99))


def _arrive(place: Workplace, file: ArticleFile) -> bytes:
    """Move an article in; gives what its entry holds and no other."""
    aside = place.root / "incoming.tmp"
    aside.write_text(file.text, encoding="utf-8")
    target = place.seeds / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(aside, target)  # noqa: PTH104 - as in `benchmarks.latency`
    return target.stem.encode()


if __name__ == "__main__":
    _pid, _port, _seconds = sys.argv[1:]
    load(Daemon(int(_pid), int(_port)), _FEED, {"Accept-Encoding": "gzip"}, status=200, seconds=float(_seconds))
