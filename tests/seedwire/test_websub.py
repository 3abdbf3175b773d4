"""WebSub as hubs and subscribers have it: the real daemon, a strict hub and a strict subscriber, over loopback."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.seedwire.websub import HOSTILE, Hub, Subscriber, answering, ask, hub, links, serving, subscriber

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

pytestmark = pytest.mark.process

Eventually = Callable[..., Any]
Write = Callable[..., str]
Program = Callable[..., Any]

NAMES = ("rss.xml", "atom.xml", "feed.json")
ORDERLY = 10.0
"""Seconds that an orderly end may take (contract 2)."""
SLOW = {"scan_interval": "1h", "settle_time": "10m"}
"""So that a file is found by what the system tells of it alone."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A folder, and the programs that run in it."""

    home: Path
    begin: Start
    eventually: Eventually
    write_article: Write
    program: Program

    def start(self, hubs: str, **settings: object) -> Running:
        """A daemon with these hubs that has looked through its folder."""
        (self.home / "seeds").mkdir(exist_ok=True)
        running = self.begin("run", self.home, websub_hubs=hubs, **(SLOW | settings))
        self.eventually(running.has_passed, "the first pass")
        return running

    def rename_in(self, title: str, *companies: str) -> None:
        aside = self.home / "aside.md"
        aside.write_text(self.write_article(title, companies=companies), "utf-8")
        aside.rename(self.home / "seeds" / f"{title}.md")

    def state(self, url: str) -> dict[str, Any]:
        """What ``status --json`` says of a hub; nothing where it does not know it yet."""
        told = json.loads(self.program(self.home, "status", "--json").stdout)
        found: dict[str, Any] = told["hubs"].get(url, {})
        return found


@pytest.fixture
def room(start: Start, tmp_path: Path, eventually: Eventually, write_article: Write, program: Program) -> Newsroom:
    return Newsroom(tmp_path, start, eventually, write_article, program)


@pytest.fixture
def listening() -> Iterator[Hub]:
    with hub() as made:
        yield made


@pytest.fixture
def reader() -> Iterator[Subscriber]:
    with subscriber() as made:
        yield made


def topics(running: Running, *slugs: str) -> set[str]:
    folders = ["/", *(f"/companies/{slug}/" for slug in slugs)]
    return {running.url + folder + name for folder in folders for name in NAMES}


@pytest.mark.long
def test_a_subscriber_gets_the_new_content_of_the_topics_that_changed_and_of_no_other(
    room: Newsroom, listening: Hub, reader: Subscriber
) -> None:
    running = room.start(listening.url)
    room.rename_in("Úvodem", "Amazon", "Orlen", "Софарма АД")
    everything = topics(running, "amazon", "orlen", "sofarma")
    room.eventually(lambda: set(listening.topics()) == everything, "the first pings")
    assert all(ping.agent.startswith("Seedwire/") and running.url in ping.agent for ping in listening.pings)

    wanted = sorted(topics(running, "amazon", "orlen"))
    for topic in wanted:
        found = links(ask("GET", topic).headers)
        assert found["self"] == {topic}
        assert found["hub"] == {listening.url}
        reader.subscribe(topic)
    room.eventually(lambda: reader.confirmed == set(wanted), "the verification of intent")

    listening.pings.clear()
    room.rename_in("Amazon otevírá sklad v Dobrovízi", "Amazon")
    changed = topics(running, "amazon")
    room.eventually(lambda: {one.topic for one in reader.deliveries} == changed, "the new content")
    for delivery in reader.deliveries:
        assert "Amazon otevírá sklad v Dobrovízi" in delivery.body.decode()
        assert delivery.content_type == ask("GET", delivery.topic).headers["content-type"]
    assert sorted(listening.topics()) == sorted(changed)
    assert listening.faults == []
    room.eventually(lambda: room.state(listening.url).get("pending") == 0, "the state of the hub")
    assert room.state(listening.url)["trouble"] == ""


@pytest.mark.fault(36)
@pytest.mark.long
def test_a_hub_that_was_down_hears_of_everything_later_also_from_another_daemon(room: Newsroom, listening: Hub) -> None:
    listening.behaviour = answering(503, "zavřeno".encode())
    running = room.start(listening.url)
    room.rename_in("Bez rozbočovače", "Amazon")
    room.eventually(lambda: room.state(listening.url).get("trouble"), "the trouble in the status")
    assert room.state(listening.url)["trouble"] == "answers 503: zavřeno"
    assert room.state(listening.url)["pending"] == len(topics(running, "amazon"))
    assert "Bez rozbočovače" in running.titles()
    running.end()

    room.rename_in("Mezi dvěma životy", "Orlen")
    assert room.program(room.home, "ingest", settle_time=0, websub_hubs=listening.url).returncode == 0
    assert listening.topics() == []
    listening.behaviour = None
    room.start(listening.url, base_url=running.url)
    room.eventually(lambda: set(listening.topics()) == topics(running, "amazon", "orlen"), "what had been left")
    room.eventually(lambda: room.state(listening.url)["pending"] == 0, "that nothing is pending")
    assert sorted(listening.topics()) == sorted(set(listening.topics())), "each topic once"


@pytest.mark.fault(36)
@pytest.mark.long
def test_hostile_hubs_keep_neither_articles_nor_the_end_waiting(room: Newsroom) -> None:
    with contextlib.ExitStack() as servers:
        hubs = [servers.enter_context(serving({"POST": behaviour})) for behaviour in HOSTILE.values()]
        running = room.start(",".join([*hubs, "http://hub.invalid/"]))
        for number in range(5):
            title = f"Zpráva {number}"
            begun = time.monotonic()
            room.rename_in(title, "Škoda Auto")
            room.eventually(lambda title=title: title in running.titles(), "the article")
            print(f"{time.monotonic() - begun:.3f} s")  # noqa: T201 - the measurement that `pytest -s` shows
        patient = {"silent", "dripping", "endless"}
        loud = [url for name, url in zip(HOSTILE, hubs, strict=True) if name not in patient]
        room.eventually(lambda: all(room.state(url).get("trouble") for url in loud), "what the hubs did")
        assert running.end() < ORDERLY
        assert "Traceback" not in running.log
