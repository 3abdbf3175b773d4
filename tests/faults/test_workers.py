"""Parsers of the daemon that are killed at their calls while articles come; and no worker outlives its server."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP, Signals
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults import strike
from tests.faults.ground import require_whole
from tests.faults.stage import spread
from tests.faults.stories import Story
from tests.faults.strike import Calls, Strike
from tests.faults.tree import Kind, tree
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, start

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "start"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(1200)]

Eventually = Callable[..., Any]
SETTLING = 240.0
"""Seconds for what takes ten: a file whose parser died is tried again after five."""
SETTINGS = {"settle_time": "0s", "scan_interval": "1h", "web_workers": 1, "feed_limit": 500, "rate_limit": "off"}


@pytest.mark.fault(15, 16)
def test_a_parser_that_is_killed_at_an_answer_is_replaced_and_costs_its_file_a_while(
    start: Start, tmp_path: Path, eventually: Eventually
) -> None:
    strike.require()
    (tmp_path / "seeds").mkdir()
    daemon = start("run", tmp_path, **SETTINGS)
    eventually(daemon.has_passed, "the first pass")
    come = 0
    for number in spread(many(2, 12), 60):
        victims = eventually(lambda: pids(daemon, Kind.PARSER), "parsers")
        with contextlib.ExitStack() as awaited:
            for pid in victims:
                awaited.enter_context(strike.awaiting(pid, Strike(Calls.WRITES, number)))
            for _ in range(number + 4):
                come += 1
                drop(daemon, come)
            eventually(lambda: set(victims) - set(pids(daemon, Kind.PARSER)), "the end of one")  # noqa: B023 - asked now
        tried()
        eventually(lambda: daemon.ready().get("entries") == come, "all articles", SETTLING)  # noqa: B023 - likewise
    assert "the ingester ended" not in daemon.log, "a parser took it along"
    assert daemon.end() < 10
    require_whole(f"sqlite:///{tmp_path}/seedwire.db")


@pytest.mark.fault(16)
@pytest.mark.parametrize("turned", [SIGCONT, SIGSTOP], ids=["one that works", "one that stands still"])
def test_no_worker_outlives_a_server_that_is_killed(
    start: Start, tmp_path: Path, eventually: Eventually, turned: Signals
) -> None:
    """One that did would hold the port, or take connections and answer none."""
    (tmp_path / "seeds").mkdir()
    daemon = start("run", tmp_path, **SETTINGS)
    eventually(daemon.has_passed, "the first pass")
    (worker,), (server,) = pids(daemon, Kind.WORKER), pids(daemon, Kind.SERVER)
    os.kill(worker, turned)
    os.kill(server, SIGKILL)
    eventually(lambda: worker not in [process.pid for _, process in tree(daemon.process.pid)], "the worker's end", 30)
    eventually(daemon.ready, "an answer of the next one")
    assert daemon.end() < 10


def pids(daemon: Running, wanted: Kind) -> list[int]:
    return [process.pid for kind, process in tree(daemon.process.pid) if kind is wanted]


def drop(daemon: Running, number: int) -> None:
    """Let an article come."""
    aside = daemon.home / "article"
    aside.write_text(Story(number).text, "utf-8")
    aside.replace(daemon.seeds / f"{number}.md")
