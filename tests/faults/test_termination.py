"""SIGTERM at any moment of a pass: an end in order, with nothing half done (row 24)."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGTERM
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.articles import write_articles
from store import attempts, entries, ledger
from store.engine import Database
from store.file import FileState
from store.selection import EVERYTHING
from tests.faults import command, hatchery, strike
from tests.faults.ground import Ground, require_whole
from tests.faults.hatchery import Hatchery
from tests.faults.stage import databases, files, ground, hatched, spread
from tests.faults.stories import Story
from tests.faults.strike import Calls, Strike
from tests.faults.tree import await_end
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, start, until
from tests.store.conftest import server

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

__all__ = ["databases", "eventually", "files", "ground", "hatched", "server", "start"]  # fixtures

pytestmark = [pytest.mark.fault(24), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(1200)]

ARTICLES = 120
ORDERLY = 10.0
"""Seconds that an orderly end may take (contract 2)."""
BEGUN, LATEST = 15, 200
"""Writes while an ingester opens its database, and those of a first pass after them, but for the last ones."""
MANY = 400
"""Articles for a daemon."""
SETTLING = 240.0
"""Seconds for what takes five, where the machine has much else to do."""

Eventually = Callable[..., Any]


@pytest.mark.parametrize("ground", ["files", "databases"], indirect=True)
def test_an_ingester_that_is_asked_to_end_at_a_write_ends_soon_in_order_and_leaves_nothing_half_done(
    hatched: Hatchery, ground: Ground, tmp_path: Path
) -> None:
    origin = tmp_path / "origin"
    (origin / "seeds").mkdir(parents=True)
    for number in range(ARTICLES):
        (origin / "seeds" / f"{number}.md").write_text(Story(number).text, "utf-8")
    assert hatched.run(command.RUN, str(origin), "db", "upgrade", "--database", ground.url(origin)) == 0, hatched.told
    broken_off = 0
    for number in (BEGUN + further for further in spread(many(3, 60), LATEST)):
        home, log = tmp_path / str(number), tmp_path / f"{number}.log"
        ground.copy(origin, home)
        url = ground.url(home)
        pid = hatched.hatch(command.WATCH, str(home / "seeds"), url)
        with strike.awaiting(pid, Strike(Calls.WRITES, number, SIGTERM), log=log):
            hatched.release()
            until(lambda log=log: "--- SIGTERM" in log.read_text("utf-8"), "the signal")  # type: ignore[misc]  # mypy infers no lambda with a default
            begun = time.monotonic()
            status = hatched.outcome()
        assert time.monotonic() - begun < ORDERLY
        tried()
        published = in_order(url)
        # While it begins nobody handles the signal: all that a supervisor asks of a child then is to end.
        assert status == 0 or (status == -SIGTERM and not published), hatched.told
        broken_off += 0 < published < ARTICLES or (status == 0 and not published)
        if status:
            time.sleep(hatchery.LEASE)  # on a server it may have died with a lease
        assert hatched.run(command.RUN, str(home), "ingest", "--database", url, "--seeds", "seeds") == 0, hatched.told
        assert in_order(url) == ARTICLES
        require_whole(url)
        ground.clear(home)
    assert broken_off, "none was in the middle of its pass"


def in_order(url: str) -> int:
    """How many articles are published; none of the others was begun."""
    with contextlib.closing(Database.open_reader(url)) as database, database.read() as conn:
        assert attempts.left(conn) == {}
        lines = ledger.lines(conn).values()
        assert {line.state for line in lines} <= {FileState.PUBLISHED}
        titles = [stored.entry.title for stored in entries.newest(conn, EVERYTHING, 2 * ARTICLES)]
        assert len(lines) == len(titles) == len(set(titles))
        return len(titles)


def test_a_daemon_that_is_asked_to_end_at_any_moment_ends_soon_with_0_and_goes_on_where_it_was(
    start: Start, tmp_path: Path, eventually: Eventually
) -> None:
    write_articles(tmp_path / "seeds", MANY)
    dice = random.Random()  # noqa: S311 - other moments at each run
    for _ in range(many(2, 20)):
        daemon = start("run", tmp_path, settle_time="0s", feed_limit=500)
        until(lambda daemon=daemon: len(daemon.group()) > 2, "a child")  # type: ignore[misc]  # mypy infers no lambda with a default
        time.sleep(dice.uniform(0.0, 5.0))
        took = daemon.end(everyone=dice.choice((True, False)))
        assert daemon.process.returncode == 0
        assert took < ORDERLY
        await_end(daemon.process.pid, 10)
        assert "Traceback" not in daemon.log
        tried()
        (tmp_path / "seeds" / f"{took}.md").write_text(Story(round(took * 10**6)).text, "utf-8")
    daemon = start("run", tmp_path, settle_time="0s")
    articles = sum(1 for path in (tmp_path / "seeds").rglob("*") if path.is_file())
    eventually(lambda: daemon.ready().get("entries") == articles, "all articles", SETTLING)
    assert daemon.end() < ORDERLY
    require_whole(f"sqlite:///{tmp_path}/seedwire.db")
