"""A daemon any of whose processes is killed at any moment, again and again, while articles come and readers poll.

In the end every article of the folder is in the feeds of its company once, as it is now, and a reader that polled all
the while has just these. A supervisor that is killed takes all the others with it, and is started again.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from store.slug import company_slug
from tests.faults.follower import Follower
from tests.faults.ground import require_whole
from tests.faults.newsdesk import Newsdesk
from tests.faults.stories import COMPANIES, Story
from tests.faults.tree import Kind, Process, await_end, backends, tree
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, free_port, start
from tests.store.conftest import other_server

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "other_server", "start"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(16), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(2400)]

Eventually = Callable[..., Any]

KILLS = many(6, 100)
"""On each kind of database."""
OFTEN = 0.85
"""How often all of them are at work when one is killed, and how often that is a child."""
END = 10.0
"""Seconds that an orderly end may take."""
ORPHANED = 60.0
"""Seconds that the children of a supervisor that was killed may go on: one that is just being born loads first what it
is made of, which took 4 s on a machine with four times too much to do."""
SETTLING = 240.0
"""Seconds until a folder is published in the end: an ingester or parser that died often is started, or its file tried,
after half a minute, and a file that killed two after a minute."""
FIRST = 40
"""Articles that are there before anything happens. While the ingester is down for half a minute, editors took nine of
eleven away or somewhere else, and of so many that go at once it is doubted that somebody deleted them."""
WINDOW = 500
"""Entries in a feed: more than there will be, so that no pass is a backfill and nobody misses any."""


@dataclass(slots=True)
class Victim:
    """A daemon on one home and address, in one life after the other."""

    start: Start
    home: Path
    url: str
    servers: Callable[[], Sequence[tuple[Kind, Process]]]
    """Processes of the database's server that may be killed, too."""
    port: int = field(default_factory=free_port)
    admin: int = field(default_factory=free_port)
    kills: Counter[Kind] = field(default_factory=Counter)
    running: Running = field(init=False)

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A life more."""
        self.running = self.start(
            "run",
            self.home,
            listen=f"127.0.0.1:{self.port}",
            admin_listen=f"127.0.0.1:{self.admin}",
            database_url=self.url,
            export_dir="www",
            websub_hubs="http://127.0.0.1:9/",
            on_delete="withdraw",
            settle_time="0.1s",
            scan_interval="2s",
            feed_limit=WINDOW,
            rate_limit="off",
        )
        self.running.port = self.port

    def kill(self, dice: random.Random) -> None:
        """Kill a process of any kind that there is at this moment."""
        supervisor = self.running.process.pid
        kinds: dict[Kind, list[Process]] = {}
        for kind, process in (*tree(supervisor), *self.servers()):
            kinds.setdefault(kind, []).append(process)
        of_them = kinds.pop(Kind.SUPERVISOR)
        kind = Kind.SUPERVISOR
        if kinds and dice.random() < OFTEN:
            kind, of_them = dice.choice(sorted(kinds.items(), key=lambda item: item[0]))
        dice.choice(of_them).kill()
        self.kills[kind] += 1
        tried()
        if kind is Kind.SUPERVISOR:
            self.running.process.wait(timeout=END)
            await_end(supervisor, ORPHANED)
            self.begin()

    def is_at_work(self) -> bool:
        """Whether its ingester has parsers and its server answers."""
        kinds = {kind for kind, _ in tree(self.running.process.pid)}
        return Kind.PARSER in kinds and bool(self.running.ready())

    def wrong(self, path: str, stories: Mapping[str, Story]) -> str:
        """What a feed lacks, has too much, twice or out of date; empty where it has just these stories as they are."""
        try:
            answer = self.running.get(f"{path}?limit={WINDOW}")
        except (OSError, HTTPException) as error:
            return repr(error)
        if answer.status != 200:
            return f"{answer.status}: {answer.body[:200]!r}"
        items = answer.json["items"]
        times = Counter(item["title"] for item in items)
        old = [item["title"] for item in items if stories.get(item["title"], Story(0)).line not in item["content_html"]]
        found = {
            "lost": sorted(stories.keys() - times.keys()),
            "not there any more": sorted(times.keys() - stories.keys()),
            "twice": [title for title, count in times.items() if count > 1],
            "not as it is now": [title for title in old if title in stories],
        }
        return "; ".join(f"{what}: {titles}" for what, titles in found.items() if titles)


@pytest.fixture(params=["sqlite", "postgresql"])
def victim(request: pytest.FixtureRequest, start: Start, tmp_path: Path, eventually: Eventually) -> Victim:
    """A daemon that has looked through its folder, on each kind of database."""
    (tmp_path / "seeds").mkdir()
    if request.param == "sqlite":
        made = Victim(start, tmp_path, f"sqlite:///{tmp_path}/seedwire.db", lambda: ())
    else:
        server, process = request.getfixturevalue("other_server")
        server.execute("CREATE DATABASE victim")
        made = Victim(start, tmp_path, server.url("victim"), lambda: backends(process.pid))
    eventually(made.running.has_passed, "the first pass")
    return made


def test_whatever_is_killed_at_whatever_moment_nothing_is_lost_and_nothing_is_doubled(
    victim: Victim, tmp_path: Path, eventually: Eventually
) -> None:
    dice = random.Random()  # noqa: S311 - other moments at each run
    desk = Newsdesk(victim.running.seeds, tmp_path, dice)
    for _ in range(FIRST):
        desk.write()
    eventually(lambda: not victim.wrong("/feed.json", desk.published), "the first articles", SETTLING)
    reader = Follower(victim.port)
    with reader.following():
        while victim.kills.total() < KILLS:
            for _ in range(dice.choice((1, 2, 3, 5, 8))):
                desk.work()
                time.sleep(dice.choice((0.0, 0.02, 0.1, 0.5)))
            if dice.random() < OFTEN:  # else the next one is killed while others begin
                keep_busy(desk, victim)
                time.sleep(dice.uniform(0.0, 1.0))
            victim.kill(dice)
        desk.work()
        published = desk.published
        deadline = time.monotonic() + SETTLING
        while wrong := victim.wrong("/feed.json", published):
            assert time.monotonic() < deadline, f"{wrong}; {victim.running.ready()}"
            time.sleep(0.2)
    for company in COMPANIES:
        its = {title: story for title, story in published.items() if story.company == company}
        if its:
            assert not victim.wrong(f"/companies/{company_slug(company)}/feed.json", its)
    reader.poll()
    assert reader.wrong == []
    assert reader.lines == {title: story.line for title, story in published.items()}
    assert reader.answers[200] + reader.answers[226] > 1

    exported = victim.home / "www" / "atom.xml"
    current = victim.running.get("/atom.xml").body
    eventually(lambda: exported.exists() and exported.read_bytes() == current, "the export of it", SETTLING)
    assert victim.running.end() < END
    assert victim.running.process.returncode == 0
    await_end(victim.running.process.pid, 10)
    require_whole(victim.url)
    print(dict(victim.kills), dict(reader.answers), len(published))  # noqa: T201 - what `pytest -s` shows


def keep_busy(desk: Newsdesk, victim: Victim) -> None:
    """Let articles come until all are at work: parsers that were killed are started again when there is a file."""
    deadline = time.monotonic() + SETTLING
    while not victim.is_at_work():
        assert time.monotonic() < deadline, tree(victim.running.process.pid)
        desk.work()
        time.sleep(0.5)
