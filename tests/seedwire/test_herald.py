from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.site import Site
from publisher.websub import BATCH, SINGLY
from seedwire.calling import Caller
from seedwire.herald import Gathering, Sender
from store import pings
from store.engine import Database
from store.pings import HubState
from tests.seedwire.websub import Hub, answering, hub, serving

SITE = Site(base_url="https://noviny.example")
CALLER = Caller("Seedwire", connect=1, whole=1)
FEW = [f"/companies/firma-{number}/atom.xml" for number in range(4)]
MANY = [f"/companies/firma-{number}/atom.xml" for number in range(SINGLY + BATCH)]

Make = Callable[[str], Sender]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing(Database.create(f"sqlite:///{tmp_path / 'seedwire.db'}", site=SITE.base_url)) as made:
        yield made


@pytest.fixture
def listening() -> Iterator[Hub]:
    with hub() as made:
        yield made


def queue(database: Database, url: str, paths: list[str]) -> None:
    with database.write() as conn:
        pings.queue(conn, [url], paths, datetime.now(UTC))


def state(database: Database) -> HubState:
    with database.read() as conn:
        (found,) = pings.tally(conn)
    return found


def topics(paths: list[str]) -> list[str]:
    return sorted(SITE.url(path) for path in paths)


def test_each_of_a_few_topics_is_told_in_a_request_of_its_own(database: Database, listening: Hub) -> None:
    queue(database, listening.url, FEW)
    Sender(database, SITE, listening.url, CALLER).work()
    assert sorted(listening.topics()) == topics(FEW)
    assert len(listening.pings) == len(FEW)
    assert state(database).pending == 0
    assert state(database).told_at is not None


def test_a_flood_of_topics_is_told_in_batches(database: Database, listening: Hub) -> None:
    queue(database, listening.url, MANY)
    Sender(database, SITE, listening.url, CALLER).work()
    assert sorted(listening.topics()) == topics(MANY)
    assert len(listening.pings) == -(-len(MANY) // BATCH)
    assert state(database).pending == 0


@pytest.mark.fault(36)
def test_a_hub_that_takes_one_topic_at_a_time_gets_them_so(database: Database) -> None:
    told: list[str] = []

    def fussy(request: BaseHTTPRequestHandler) -> None:
        asked = parse_qs(request.rfile.read(int(request.headers["Content-Length"])).decode())["hub.url"]
        if len(asked) == 1:
            told.extend(asked)
        answering(202 if len(asked) == 1 else 400)(request)

    with serving({"POST": fussy}) as url:
        queue(database, url, MANY)
        Sender(database, SITE, url, CALLER).work()
    assert sorted(told) == topics(MANY)
    assert state(database).pending == 0


@pytest.mark.fault(36)
def test_a_hub_in_trouble_is_asked_once_and_left_alone(database: Database, listening: Hub) -> None:
    asked: list[str] = []

    def failing(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        answering(503, b"", Retry_After="600")(request)

    listening.behaviour = failing
    queue(database, listening.url, FEW)
    sender = Sender(database, SITE, listening.url, CALLER)
    begun = datetime.now(UTC)
    sender.work()
    found = state(database)
    assert len(asked) == 1
    assert (found.pending, found.trouble) == (len(FEW), "answers 503")
    assert found.retry_at is not None
    assert timedelta(seconds=600) <= found.retry_at - begun < timedelta(seconds=660)
    queue(database, listening.url, ["/atom.xml"])
    sender.work()
    assert len(asked) == 1, "a new ping does not shorten the pause"


@pytest.mark.fault(36)
def test_a_topic_that_a_hub_refuses_does_not_keep_it_from_the_others(database: Database) -> None:
    told: list[str] = []

    def choosy(request: BaseHTTPRequestHandler) -> None:
        (topic,) = parse_qs(request.rfile.read(int(request.headers["Content-Length"])).decode())["hub.url"]
        refused = topic == SITE.url(FEW[1])
        if not refused:
            told.append(topic)
        answering(404 if refused else 204, b"no such topic" if refused else b"")(request)

    with serving({"POST": choosy}) as url:
        queue(database, url, FEW)
        begun = datetime.now(UTC)
        Sender(database, SITE, url, CALLER).work()
    assert sorted(told) == topics([path for path in FEW if path != FEW[1]])
    found = state(database)
    assert (found.pending, found.trouble) == (1, "answers 404: no such topic")
    assert found.retry_at is not None
    assert found.retry_at - begun >= timedelta(hours=1)


def test_a_sender_in_its_thread_tells_what_comes(database: Database, listening: Hub) -> None:
    sender = Sender(database, SITE, listening.url, CALLER)
    sender.start()
    queue(database, listening.url, FEW)
    sender.wake()
    deadline = time.monotonic() + 20
    while state(database).pending and time.monotonic() < deadline:
        time.sleep(0.02)
    assert sorted(listening.topics()) == topics(FEW)


def test_nothing_to_tell_is_no_request(database: Database, listening: Hub) -> None:
    assert Sender(database, SITE, listening.url, CALLER).work() > 0
    assert listening.pings == []


@given(st.lists(st.floats(0.01, 0.5), min_size=1, max_size=9))
def test_a_burst_is_looked_at_once_when_it_is_over(pauses: list[float]) -> None:
    gathering, now = Gathering(), 100.0
    for head, pause in enumerate(pauses, 1):
        assert not gathering.is_over(head, now)
        now += pause
    assert not gathering.is_over(len(pauses), now)
    assert gathering.is_over(len(pauses), now + 0.7)
    gathering.settled(len(pauses))
    assert not gathering.is_over(len(pauses), now + 9)


def test_changes_without_an_end_are_looked_at_all_the_same() -> None:
    gathering = Gathering()
    looks = []
    for tick in range(400):
        if gathering.is_over(tick, tick * 0.05):
            looks.append(tick * 0.05)
            gathering.settled(tick)
    assert len(looks) in {3, 4}
