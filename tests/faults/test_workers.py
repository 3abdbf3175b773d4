"""Web workers that are killed at their calls while articles come: whoever is answered has a whole document (row 16)."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.faults import strike
from tests.faults.ground import require_whole
from tests.faults.stage import MOST, spread
from tests.faults.stories import Story
from tests.faults.strike import Calls, Strike
from tests.faults.tree import Kind, tree
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, start

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "start"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(16), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(1200)]

Eventually = Callable[..., Any]


def test_a_worker_that_is_killed_in_the_middle_of_an_answer_is_replaced_and_costs_that_answer(
    start: Start, tmp_path: Path, eventually: Eventually
) -> None:
    strike.require()
    (tmp_path / "seeds").mkdir()
    daemon = start(
        "run", tmp_path, settle_time="0s", scan_interval="1h", web_workers=1, feed_limit=500, rate_limit="off"
    )
    eventually(daemon.has_passed, "the first pass")
    numbers = spread(many(3, 60), MOST)
    for number in numbers:
        worker = eventually(lambda: workers(daemon), "a worker")[0]
        with strike.awaiting(worker, Strike(Calls.WRITES, number), threads=True):
            (tmp_path / "article").write_text(Story(number).text, "utf-8")
            (tmp_path / "article").replace(daemon.seeds / f"{number}.md")
            answered = 0
            while worker in workers(daemon):
                answered += answers_wholly(daemon)
                assert answered <= 2 * MOST, "it makes no such calls"
        tried()
        eventually(daemon.ready, "an answer of the next one")
    eventually(lambda: len(daemon.items()) == len(numbers), "all articles")
    assert daemon.end() < 10
    require_whole(f"sqlite:///{tmp_path}/seedwire.db")


def workers(daemon: Running) -> list[int]:
    return [process.pid for kind, process in tree(daemon.process.pid) if kind is Kind.WORKER]


def answers_wholly(daemon: Running) -> bool:
    """Ask once; an answer that does not come to its end is an error of the client's library, and says so."""
    try:
        answer = daemon.get("/atom.xml")
    except (OSError, HTTPException):
        return False
    assert answer.status == 200
    etree.fromstring(answer.body)
    return True
