"""Endless combinations of filters, and other requests that are each like no other: memory stays flat (row 32)."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from publisher.representations import CACHE_BYTES
from tests.faults.newsroom import daemon
from tests.faults.soundness import sound
from tests.faults.trials import many, tried
from tests.faults.wire import Line, request
from tests.seedwire.conftest import eventually, start_for_all

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running

__all__ = ["daemon", "eventually", "start_for_all"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(32), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(1200)]

CLIENTS = 4
WORDS = ("lipy", "robotů", "лаборатория", "windmill", "Keramik", "cień", "Škoda", "barn", "hala")
SLACK = 24 * 1024 * 1024
"""Bytes that a worker may come to hold beside its cache: addresses (8 MiB), visitors, code that was not run before."""


def targets(seed: int) -> Iterator[str]:
    """Targets without an end, none of them twice."""
    drawn = random.Random(seed)  # noqa: S311 - no secret: each run is to ask the same
    for number in itertools.count():
        mark, word = f"{seed}-{number}", drawn.choice(WORDS)
        second = f"2024-01-01T00:{number // 60 % 60:02}:{number % 60:02}.{seed * 100 + number // 3600:06}Z"
        yield drawn.choice(
            [
                f"/atom.xml?source=nikdo-{mark}",
                f"/rss.xml?q={word}+-slovo{mark}&limit=1",
                f"/feed.json?since={second}",
                f"/companies/orlen/rss.xml?since={second}&content=summary",
                f"/atom.xml?nic={mark}&limit=1",
                f"/?q=slovo{mark}",
                f"/companies/miele/?since={second}",
                f"/companies/nikdo-{mark}/atom.xml",
                f"/companies/nikdo-{mark}/",
                f"/entries/{mark:0>16}/",
                f"/nic/{mark}",
                f"/atom.xml?limit=x{mark}",
                f"/companies?x={mark}",
                f"/static/seedwire.css?v={mark}",
                f"/atom/archive/{number}.xml?x={mark}",
                f"/rss.xml?x={mark}{'y' * 900}",
            ]
        )


def fields(number: int) -> tuple[str, ...]:
    """What a request says beside its target: each time something else."""
    kinds = (
        (),
        (f'If-None-Match: "0123abcd.{number}.0123456789abcdef"', "A-IM: feed"),
        (f"X-Forwarded-For: 2001:db8:{number % 65536:x}::1, 198.51.100.{number % 256}",),
        (f"Accept-Encoding: gzip;q=0.{number}", f"If-Modified-Since: {number}"),
        ("Accept-Encoding: br",),
        ("Sec-Fetch-Dest: document",),
    )
    return kinds[number % len(kinds)]


def test_a_hundred_thousand_different_requests_leave_the_workers_as_large_as_they_may_be(daemon: Running) -> None:
    def flood(client: int, times: int) -> Counter[int]:
        seen: Counter[int] = Counter()
        with closing(Line(daemon.port)) as line:
            for number, target in enumerate(itertools.islice(targets(client), times)):
                answer = line.ask(request(target, *fields(number)))
                assert answer is not None
                seen[sound(answer).status] += 1
                tried()
        return seen

    flood(CLIENTS, 300)  # so that what is loaded at need is loaded
    before = sizes(daemon)
    with ThreadPoolExecutor(CLIENTS) as pool:
        seen = sum(pool.map(flood, range(CLIENTS), [many(3_000, 100_000) // CLIENTS] * CLIENTS), Counter[int]())
    after = sizes(daemon)
    assert after.keys() == before.keys(), "no worker died of it"
    grown = {pid: after[pid] - before[pid] for pid in after}
    print({pid: f"{grown[pid] / 1e6:.1f} MB" for pid in grown}, dict(seen))  # noqa: T201 - the measurement that `pytest -s` shows
    assert max(grown.values()) < CACHE_BYTES + SLACK
    assert {200, 301, 400, 404} <= seen.keys() <= {200, 226, 301, 304, 400, 404}


def sizes(daemon: Running) -> dict[int, int]:
    """The proportional set size of each web worker, in bytes."""
    server = daemon.web_server()
    return {process.pid: _pss(process.pid) for process in daemon.group() if process.parent == server}


def _pss(pid: int) -> int:
    (line,) = (
        line for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines() if line.startswith("Pss:")
    )
    return int(line.split()[1]) * 1024
