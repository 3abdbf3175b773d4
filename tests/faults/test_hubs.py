"""Hubs that are down, slow or hostile, as many at once as there are ways (row 36).

What one request does with each is shown by tests/seedwire/test_calling.py, what comes of its answer by
tests/publisher/test_websub.py; here all of them are the hubs of one daemon.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.percentile import percentile
from publisher.websub import FIRST_PAUSE, Answered, Silent
from seedwire.calling import Caller
from tests.faults.newsroom import article
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, program, start
from tests.seedwire.websub import HOSTILE, Behaviour, answering, hub, serving

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "program", "start"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(36), pytest.mark.timeout(600)]

Eventually = Callable[..., Any]

MIB = 1024 * 1024


def endless_line(request: BaseHTTPRequestHandler) -> None:
    """A header of one line that has no end."""
    _send(request, b"HTTP/1.1 202 Accepted\r\nX-Long: ", b"x" * 65_536)


def endless_header(request: BaseHTTPRequestHandler) -> None:
    """A header of lines without an end."""
    _send(request, b"HTTP/1.1 202 Accepted\r\n", b"X-More: x\r\n" * 1000)


def patient(request: BaseHTTPRequestHandler) -> None:
    """Says for ever that it is to go on."""
    _send(request, b"", b"HTTP/1.1 100 Continue\r\n\r\n")


def endless_chunks(request: BaseHTTPRequestHandler) -> None:
    """A body of tiny chunks without an end."""
    _send(request, b"HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1000)


def swollen(request: BaseHTTPRequestHandler) -> None:
    """A body of ten gigabytes, as it says."""
    _send(request, b"HTTP/1.1 503 No\r\nContent-Length: 10000000000\r\n\r\n", b"no " * 20_000)


def early(request: BaseHTTPRequestHandler) -> None:
    """Hangs up in the middle of its answer."""
    with suppress(OSError):
        request.wfile.write(b"HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\nhalf")
    request.close_connection = True


def _send(request: BaseHTTPRequestHandler, once: bytes, again: bytes) -> None:
    with suppress(OSError):
        request.wfile.write(once)
        while True:
            request.wfile.write(again)


WAYS: Mapping[str, Behaviour] = MappingProxyType(
    {
        **HOSTILE,
        "endless line": endless_line,
        "endless header": endless_header,
        "endless continue": patient,
        "endless chunks": endless_chunks,
        "ten gigabytes": swollen,
        "half an answer": early,
        "metadata": answering(301, Location="http://169.254.169.254/latest/meta-data/"),
        "to a file": answering(308, Location="file:///etc/passwd"),
        "to itself": answering(302, Location="/"),
        "unavailable": answering(503, b"", Retry_After="Sat, 31 Feb 99999 00:00:00 GMT"),
        "teapot": answering(418, b"\x1b[31m\xff\x00 no \r\n coffee" * 1000),
    }
)


@pytest.mark.parametrize("way", [way for way in WAYS if way not in HOSTILE])
def test_one_call_costs_little_and_is_over_in_time(way: str) -> None:
    caller = Caller("Seedwire", connect=1, whole=0.3)
    with serving({"POST": WAYS[way]}) as url:
        begun = time.monotonic()
        answer = caller.post(url, b"hub.mode=publish")
        assert time.monotonic() - begun < caller.whole + 2
    match answer:
        case Answered(_, _, _, text):
            assert len(text) <= 4096
        case Silent(reason):
            assert reason.isprintable()


@pytest.mark.process
@pytest.mark.long
def test_hubs_of_every_hostile_kind_delay_no_article_and_take_no_memory(
    start: Start, tmp_path: Path, eventually: Eventually
) -> None:
    (tmp_path / "seeds").mkdir()
    with contextlib.ExitStack() as servers:
        hubs = [servers.enter_context(serving({"POST": way})) for way in WAYS.values()]
        hubs += [hubs[0].replace("http:", "https:"), "http://127.0.0.1:1/", "http://hub.invalid/"]
        good = servers.enter_context(hub())
        daemon = start("run", tmp_path, websub_hubs=",".join([*hubs, good.url]), scan_interval="1h", settle_time="10m")
        eventually(daemon.has_passed, "the first pass")
        taken = [arrival(daemon, number, eventually) for number in range(3)]
        eventually(lambda: len(good.topics()) >= 6, "what the good one is told")
        before = size(daemon)
        taken += [arrival(daemon, number, eventually) for number in range(3, many(10, 60))]
        topic = f"{daemon.url}/atom.xml"
        told = good.topics().count(topic)
        arrival(daemon, 1000, eventually)
        eventually(lambda: good.topics().count(topic) > told, "the last one, at the good hub")
        grown = size(daemon) - before
        print(f"p50 {percentile(taken, 50):.3f} s, most {max(taken):.3f} s; {grown / 1e6:.1f} MB")  # noqa: T201 - a measurement
        assert max(taken) < Caller("").whole, "no article waits for a hub"
        assert grown < 24 * MIB
        assert daemon.end() < 10
    assert "Traceback" not in daemon.log
    assert "\x1b" not in daemon.log
    tried(len(hubs))


def arrival(daemon: Running, number: int, eventually: Eventually) -> float:
    """Rename an article in; gives the seconds until it is in the feed."""
    title = f"Dopis číslo {number} pro {number * 7919}. dům"
    aside = daemon.home / "aside.tmp"
    aside.write_text(article(title, "Orlen", f"{title}. Text {number}.", language="cs", day=number % 28 + 1), "utf-8")
    begun = time.monotonic()
    aside.rename(daemon.seeds / f"{number}.md")
    eventually(lambda: title in daemon.titles(), "the article")
    return time.monotonic() - begun


def size(daemon: Running) -> int:
    """The proportional set sizes of all its processes, in bytes."""
    return sum(_pss(process.pid) for process in daemon.group())


def _pss(pid: int) -> int:
    with suppress(OSError):  # a parser that has ended
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


@pytest.mark.process
@pytest.mark.long
def test_the_pauses_between_tries_grow_and_nothing_new_shortens_them(
    start: Start, tmp_path: Path, eventually: Eventually, program: Callable[..., Any]
) -> None:
    tries: list[float] = []

    def down(request: BaseHTTPRequestHandler) -> None:
        tries.append(time.monotonic())
        answering(503, b"closed")(request)

    (tmp_path / "seeds").mkdir()
    with serving({"POST": down}) as url:
        daemon = start("run", tmp_path, websub_hubs=url, scan_interval="1h", settle_time="10m")
        eventually(daemon.has_passed, "the first pass")
        wanted, number = many(2, 4), 0
        while len(tries) < wanted:
            arrival(daemon, number, eventually)
            number += 1
            time.sleep(1)
        state = json.loads(program(tmp_path, "status", "--json").stdout)["hubs"][url]
    pauses = [after - before for before, after in itertools.pairwise(tries)]
    first = FIRST_PAUSE.total_seconds()
    for step, pause in enumerate(pauses):
        assert 0.9 * first * 2**step <= pause, pauses
    assert state["trouble"] == "answers 503: closed"
    assert state["pending"] >= 6, "none is given up"
    tried(len(tries))
