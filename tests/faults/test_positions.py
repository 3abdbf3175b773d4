"""Processes of the daemon that are killed at the first, second, … call that they ever make (row 16).

The ingester, the exporter and the herald are struck by themselves in `test_injection` and `test_messengers`; here are
those that are only to be had as a part of the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from signal import SIGKILL
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from ingest.parser import Casualty, Job
from ingest.parsers import Parsers
from ingest.rules import Rules
from store.entry import Entry
from tests.faults import strike
from tests.faults.ground import Ground, require_whole
from tests.faults.stage import MOST, databases, files, ground, spread
from tests.faults.stories import Story
from tests.faults.strike import Calls, Strike
from tests.faults.tree import Kind, Process, await_end, tree
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, free_port, listens, start, until
from tests.store.conftest import server

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["databases", "eventually", "files", "ground", "server", "start"]  # fixtures

pytestmark = [pytest.mark.fault(16), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(3600)]

Eventually = Callable[..., Any]
SETTINGS = {"settle_time": "0s", "scan_interval": "2s", "web_workers": 1, "feed_limit": 500, "rate_limit": "off"}
END = 10.0
"""Seconds that an orderly end may take."""
ORPHANED = 60.0
"""Seconds that children of a dead supervisor may go on (`test_kills`)."""


@pytest.fixture(autouse=True)
def _strace() -> None:
    strike.require()


def put(seeds: Path, number: int) -> str:
    """Let an article come; gives its title."""
    story = Story(number)
    aside = seeds.parent / "article"
    aside.write_text(story.text, "utf-8")
    aside.replace(seeds / f"{number}.md")
    return story.title


def shows(daemon: Running, titles: set[str]) -> bool:
    """Whether its feed has these, each once; it may end while it is asked."""
    try:
        return sorted(item["title"] for item in daemon.items()) == sorted(titles)
    except (OSError, HTTPException, KeyError, ValueError):
        return False


# --- the supervisor


@pytest.mark.parametrize(
    ("ground", "calls"),
    [
        ("files", Calls.WRITES),
        ("files", Calls.SYNCS),
        ("files", Calls.RENAMES),
        ("files", Calls.REMOVALS),
        ("databases", Calls.WRITES),
    ],
    indirect=["ground"],
    ids=str,
)
def test_a_supervisor_that_is_killed_while_it_begins_leaves_nothing_that_hinders_the_next(
    start: Start, tmp_path: Path, eventually: Eventually, *, ground: Ground, calls: Calls
) -> None:
    """In a new home: it makes the database, and starts the others."""
    for number in spread(many(3, MOST), MOST):
        home = tmp_path / str(number)
        (home / "seeds").mkdir(parents=True)
        settings = SETTINGS | {"database_url": ground.url(home)}
        titles = {put(home / "seeds", at) for at in range(3)}
        struck = start("run", home, under=Strike(calls, number).command(), **settings)
        eventually(lambda: struck.process.poll() is not None or shows(struck, titles), "its end, or its articles")  # noqa: B023 - asked now
        if struck.process.poll() is None:
            struck.end()
        if struck.process.returncode == 0:
            assert number > 1, "it makes no such call"
            break
        assert struck.process.returncode == -SIGKILL, struck.log
        tried()
        await_end(struck.process.pid, ORPHANED)
        daemon = start("run", home, **settings)
        eventually(lambda: shows(daemon, titles), f"all articles: {calls} {number}")  # noqa: B023 - asked now
        assert daemon.end() < END
        require_whole(ground.url(home))
        assert not list(home.glob(".*")), f"{calls} {number}"
        ground.clear(home)


# --- servers, and the nursery of parsers


class Part(IntEnum):
    """A child of the supervisor, by its place in the order in which it starts them."""

    INGESTER = 0
    FEEDS = 1
    OPERATOR = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(slots=True)
class Household:
    """A daemon whose children are known by what they do; no two of them may be struck in one test."""

    daemon: Running
    admin: int
    url: str
    articles: int = 0
    _parts: dict[Part, Process] = field(init=False)
    _known: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self._parts = dict(zip(Part, self._children, strict=True))
        self._known = {child.pid for child in self._children}

    def now(self, part: Part) -> Process | None:
        """The process that plays a part; None where it ended and no other was started yet."""
        if not self.lives(self._parts[part]):
            new = next((child for child in self._children if child.pid not in self._known), None)
            if new is None:
                return None
            self._known.add(new.pid)
            self._parts[part] = new
        return self._parts[part]

    def answers(self, part: Part) -> bool:
        """Ask a server once; an answer that does not come to its end is an error of the client's library."""
        try:
            if part is Part.FEEDS:
                etree.fromstring(self.daemon.get("/atom.xml").body)
                return True
            with closing(HTTPConnection("127.0.0.1", self.admin, timeout=10)) as connection:
                connection.request("GET", "/metrics")
                return "seedwire_entries" in connection.getresponse().read().decode()
        except (OSError, HTTPException):
            return False

    def below(self, part: Part) -> Sequence[Process]:
        """The children of who plays a part."""
        parent = self.now(part)
        return self._below(parent.pid) if parent else ()

    def has_parsers(self, nursery: Process) -> bool:
        return bool(self._below(nursery.pid))

    def lives(self, process: Process) -> bool:
        return process.pid in {one.pid for _, one in self._tree()}

    def kill(self, process: Process) -> None:
        """And wait until it is gone."""
        process.kill()
        until(lambda: not self.lives(process), "its end")

    def work(self) -> None:
        """Let an article come, and readers ask."""
        self.articles += 1
        put(self.daemon.seeds, self.articles)
        self.daemon.ready()

    @property
    def _children(self) -> Sequence[Process]:
        return self._below(self.daemon.process.pid)

    def _below(self, parent: int) -> Sequence[Process]:
        return [process for kind, process in self._tree() if process.parent == parent and kind is not Kind.TRACKER]

    def _tree(self) -> Sequence[tuple[Kind, Process]]:
        return sorted(tree(self.daemon.process.pid), key=lambda one: one[1].pid)


@pytest.fixture
def household(start: Start, tmp_path: Path, ground: Ground, eventually: Eventually) -> Iterator[Household]:
    """Ends in order, with all articles in the feed."""
    (tmp_path / "seeds").mkdir()
    admin, url = free_port(), ground.url(tmp_path)
    listen = {"admin_listen": f"127.0.0.1:{admin}", "database_url": url}
    daemon = start("run", tmp_path, program="tests.faults.hasty", **SETTINGS, **listen)
    eventually(lambda: daemon.has_passed() and listens(admin), "the first pass")
    made = Household(daemon, admin, url)
    yield made
    titles = {Story(number + 1).title for number in range(made.articles)}
    eventually(lambda: shows(daemon, titles) and listens(admin), "all articles, and the operator's page", 240)
    assert daemon.end() < END
    require_whole(url)


@pytest.mark.parametrize("ground", ["files", "databases"], indirect=True)
@pytest.mark.parametrize("part", [Part.FEEDS, Part.OPERATOR], ids=str)
def test_a_server_that_is_killed_while_it_begins_is_replaced(
    household: Household, eventually: Eventually, part: Part
) -> None:
    """Once it has its workers it makes no such calls any more: the loop ends with one that lives."""
    household.kill(eventually(lambda: household.now(part), "a server"))
    for number in range(1, MOST):
        victim = eventually(lambda: household.now(part), "the next one")
        with strike.awaiting(victim.pid, Strike(Calls.WRITES, number)):
            eventually(lambda: not household.lives(victim) or household.answers(part), "its end, or its work")  # noqa: B023 - asked now
            for _ in range(3):
                household.work()
        if household.lives(victim):
            break
        tried()
    assert number > 2, "it makes no such calls"


RESTING = 180.0
"""Seconds. A server whose workers die again and again is started half a minute later, and takes its time when busy."""


@pytest.mark.parametrize("ground", ["files", "databases"], indirect=True)
@pytest.mark.parametrize("part", [Part.FEEDS, Part.OPERATOR], ids=str)
def test_a_worker_that_is_killed_in_the_middle_of_an_answer_is_replaced_and_costs_that_answer(
    household: Household, eventually: Eventually, part: Part
) -> None:
    for number in spread(many(3, MOST), MOST):
        (victim,) = eventually(lambda: household.below(part), "a worker", RESTING)
        with strike.awaiting(victim.pid, Strike(Calls.WRITES, number), threads=True):
            household.work()
            answered = 0
            while household.lives(victim):
                answered += household.answers(part)
                # Each of its threads counts for itself, and they share the answers among them.
                assert answered <= 20 * MOST, "it makes no such calls"
        tried()
        eventually(lambda: household.answers(part), "an answer of the next one")


@pytest.mark.parametrize("ground", ["files"], indirect=True)
def test_a_nursery_that_is_killed_while_it_begins_is_replaced(household: Household, eventually: Eventually) -> None:
    for number in spread(many(3, MOST), MOST):
        (victim,) = eventually(lambda: household.below(Part.INGESTER), "a nursery")
        household.kill(victim)
        household.work()
        (victim,) = eventually(lambda: household.below(Part.INGESTER), "the next one")
        with strike.awaiting(victim.pid, Strike(Calls.WRITES, number)):
            eventually(lambda: not household.lives(victim) or household.has_parsers(victim), "its end, or a parser")  # noqa: B023 - likewise
        if household.lives(victim):
            assert number > 1, "it makes no such calls"
            break
        tried()


# --- a parser


def test_a_parser_that_is_killed_at_an_answer_costs_the_file_that_it_answers_for(tmp_path: Path) -> None:
    """Each of the first two hundred; in the daemon, such a file is read again (`test_workers`)."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    jobs = []
    for number in range(MOST + 2):
        put(seeds, number)
        sha256 = hashlib.sha256((seeds / f"{number}.md").read_bytes()).hexdigest()
        jobs.append(Job(f"{number}.md".encode(), sha256, now, now))
    for number in spread(many(3, MOST), MOST):
        with Parsers(Rules(seeds=seeds), processes=1) as parsers:
            list(parsers.parse(jobs[:1]))
            process = parsers._parsers[0]._process
            assert process.pid is not None
            with strike.awaiting(process.pid, Strike(Calls.WRITES, number)):
                parsed = [one for one in parsers.parse(jobs) if one is not None]
        tried()
        assert [job for job, _ in parsed] == jobs
        cost = [at for at, (_, outcome) in enumerate(parsed) if isinstance(outcome, Casualty)]
        assert cost == [number - 1]
        assert all(isinstance(outcome, Entry) for at, (_, outcome) in enumerate(parsed) if at not in cost)
