"""From rename(2) to reader: how long until an article that was moved into the folder is in its company's feed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import count, islice
from random import Random

from benchmarks.articles import ArticleFile, article
from benchmarks.percentile import percentile
from benchmarks.report import Better, Figure, Target
from benchmarks.subscriber import Subscriber
from benchmarks.workplace import Daemon, FailedError, Workplace
from store.slug import company_slug

_AT_MOST = Target(1, Better.LOWER)

_BETWEEN_POLLS = 0.005
"""Seconds. A poll that finds nothing new is a 304, which takes a server 0.1 ms."""

_PATIENCE = 30.0
"""Seconds until an article is given up."""


def measure(place: Workplace, daemon: Daemon, stored: int, trials: int) -> Iterator[Figure]:
    """Move articles into a folder of `stored` ones, which `daemon` watches and serves: a first one, and `trials` more.

    Raises `FailedError` where one of them does not come.
    """
    group = f"latency with {stored:,} entries stored, {trials} trials"
    pauses = Random(7)
    seconds = []
    for arrival in islice(_arrivals(stored), trials + 1):
        time.sleep(pauses.uniform(0.2, 0.8))  # not in step with anything that is periodic
        seconds.append(_latency(place, daemon.port, arrival))
    first, *later = seconds
    middle, worst = percentile(later, 50), max(later)
    path = "/companies/SLUG/atom.xml, conditional GETs"
    yield Figure(group, "rename to company's feed, p50", middle, "s", _AT_MOST, path)
    yield Figure(group, "rename to company's feed, max", worst, "s", _AT_MOST)
    yield Figure(group, "the first one after the start", first, "s", _AT_MOST, "not among the others")


def _arrivals(first: int) -> Iterator[ArticleFile]:
    """Articles that are not in the folder yet, and name a company and a link."""
    drawn = (article(index) for index in count(first))
    return (file for file in drawn if file.companies and file.text.startswith("---\n"))


def _latency(place: Workplace, port: int, file: ArticleFile) -> float:
    """Seconds from the rename to the first answer that has the article."""
    aside = place.root / "incoming.tmp"
    aside.write_text(file.text, encoding="utf-8")
    target = place.seeds / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    mark = target.stem.encode()  # the article's link ends in it
    with Subscriber(port, f"/companies/{company_slug(file.companies[0])}/atom.xml") as subscriber:
        if mark in subscriber.news():
            raise FailedError(f"{file.path} is in its feed before it is in the folder")
        begun = time.perf_counter()
        os.rename(aside, target)  # noqa: PTH104 - the system call is what is measured
        while mark not in subscriber.news():
            if time.perf_counter() - begun > _PATIENCE:
                raise FailedError(f"{file.path} was not in {subscriber.path} after {_PATIENCE:g} s")
            time.sleep(_BETWEEN_POLLS)
        return time.perf_counter() - begun
