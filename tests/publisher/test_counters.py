"""Requests are counted exactly, by all processes together, whatever becomes of one of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from publisher.app import create_app
from publisher.counters import PROCESSES, Counters, counted
from publisher.operator import create_operator_app
from publisher.representations import ITEM_COST, Representation, RepresentationCache
from publisher.site import Site
from publisher.traffic import BOUNDS
from publisher.usage import KINDS, CacheUse
from store.engine import Database

EACH = 10_000


def count_many(counters: Counters, together: Barrier) -> None:
    together.wait(60)
    for _ in range(EACH):
        counters.count(304, 0.00002)


def die_counting(counters: Counters) -> None:
    """Die in the middle, with the lock held."""

    def fall(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    counters._add = fall  # type: ignore[method-assign, assignment] # what the death has to hit
    counters.count(200, 0.1)


def use_a_cache(counters: Counters) -> None:
    """Answer from a cache, and be gone."""
    counters.count(200, 0.1, lambda: CacheUse(hits=5, misses=3, evictions=1, documents=2, size=1000))


@given(st.lists(st.tuples(st.integers(0, 1200), st.floats(-1, 100))))
def test_every_answer_is_counted_once_by_status_and_once_by_duration(answers: list[tuple[int, float]]) -> None:
    counters = Counters()
    for status, seconds in answers:
        counters.count(status, seconds)
    traffic = counters.traffic()
    assert sum(traffic.answers.values()) == sum(traffic.answered.classes) == len(answers)
    assert set(traffic.answers) <= {status if 100 <= status < 600 else 500 for status, _ in answers}
    assert traffic.answered.seconds == pytest.approx(sum(max(0.0, seconds) for _, seconds in answers), abs=1e-6)


def test_a_duration_belongs_to_the_first_class_that_it_fits_into() -> None:
    counters = Counters()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] * 1.01, BOUNDS[-1], BOUNDS[-1] * 1.01):
        counters.count(200, seconds)
    durations = counters.traffic().answered.classes
    assert (durations[0], durations[1], durations[-2], durations[-1]) == (2, 1, 1, 1)


@pytest.mark.process
@pytest.mark.parametrize("kind", ["fork", "spawn"])
def test_processes_and_threads_count_together(kind: str) -> None:
    context: ForkContext | SpawnContext = multiprocessing.get_context(kind)  # type: ignore[assignment] # one of the two
    counters = Counters()
    together = context.Barrier(4)  # else the first would be done before the last begins
    processes = [context.Process(target=count_many, args=(counters, together)) for _ in range(2)]
    for process in processes:
        process.start()
    threads = [threading.Thread(target=count_many, args=(counters, together)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for one in (*processes, *threads):
        one.join(60)
    assert counters.traffic().answers == {304: 4 * EACH}


@pytest.mark.process
def test_a_process_that_is_killed_while_it_counts_holds_up_nobody() -> None:
    counters = Counters()
    victim = multiprocessing.get_context("spawn").Process(target=die_counting, args=(counters,))
    victim.start()
    victim.join(60)
    assert victim.exitcode == -signal.SIGKILL
    counters.count(200, 0.1)
    assert counters.traffic().answers == {200: 1}


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.floats(0, 5))), st.lists(st.sampled_from(PROCESSES)))
def test_renderings_count_by_kind_and_starts_by_process(renderings: list[tuple[str, float]], starts: list[str]) -> None:
    counters = Counters()
    for kind, seconds in renderings:
        counters.render(kind, seconds)
    for process in starts:
        counters.begin(process)
    traffic = counters.traffic()
    for kind in KINDS:
        own = [seconds for one, seconds in renderings if one == kind]
        assert sum(traffic.rendered[kind].classes) == len(own)
        assert traffic.rendered[kind].seconds == pytest.approx(sum(own), abs=1e-6)
    assert traffic.starts == {process: starts.count(process) for process in set(starts)}
    assert (traffic.answers, sum(traffic.answered.classes), traffic.cache) == ({}, 0, CacheUse())


@pytest.mark.process
def test_the_cache_of_a_dead_worker_did_what_it_did_and_holds_nothing() -> None:
    counters = Counters()
    for died in (1, 2):  # the second goes on in the line of the first
        worker = multiprocessing.get_context("fork").Process(target=use_a_cache, args=(counters,))
        worker.start()
        worker.join(60)
        assert counters.traffic().cache == CacheUse(hits=5 * died, misses=3 * died, evictions=died)
    counters.count(200, 0.1, lambda: CacheUse(hits=1, misses=1, documents=1, size=70))
    assert counters.traffic().cache == CacheUse(hits=11, misses=7, evictions=2, documents=1, size=70)


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(0, 6))
def test_a_cache_tells_what_it_did(asked: list[int], room: int) -> None:
    cache = RepresentationCache(room * (ITEM_COST + len("/0")))

    def render(key: str) -> Representation:
        return Representation(path=key, body=b"", content_type="text/plain", etag='"x"', seq=1, changed=None)

    rendered = 0
    for number in asked:
        key = f"/{number}"
        if cache.find(key, 1) is None:
            rendered += 1
            cache.get(key, 1, lambda key=key: render(key))  # type: ignore[misc] # the default binds it
    use = cache.use
    assert (use.hits, use.misses) == (len(asked) - rendered, rendered)
    assert use.documents <= room
    assert use.evictions == (rendered - use.documents if room else 0)
    assert use.size == use.documents * (ITEM_COST + len("/0"))


def test_an_application_counts_its_answers_renderings_and_cache(tmp_path: Path) -> None:
    counters = Counters()
    database = Database.create(f"sqlite:///{tmp_path}/seedwire.db", site="https://noviny.example")
    try:
        client = create_app(database, Site(base_url="https://noviny.example"), counters=counters).test_client()
        for path in ("/atom.xml", "/atom.xml", "/rss.xml", "/", "/nikde"):
            client.get(path)
    finally:
        database.close()
    traffic = counters.traffic()
    assert traffic.answers == {200: 4, 404: 1}
    rendered = {kind: sum(times.classes) for kind, times in traffic.rendered.items()}
    assert rendered == {"atom": 1, "rss": 1, "html": 1, "json": 0, "other": 0}
    assert (traffic.cache.hits, traffic.cache.misses, traffic.cache.documents) == (1, 3, 3)
    assert traffic.cache.size > 3 * ITEM_COST


def answering(app: Callable[..., Iterable[bytes]], counters: Counters) -> Any:
    ticks = iter([10.0, 10.5])
    return counted(app, counters, clock=lambda: next(ticks))


def test_an_answer_is_counted_as_it_was_given() -> None:
    counters, told = Counters(), []

    def app(_environ: object, start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("404 Not Found", [("X-Kept", "yes")])
        return [b"nic"]

    body = answering(app, counters)({}, lambda line, fields: told.append((line, fields)))
    assert (body, told) == ([b"nic"], [("404 Not Found", [("X-Kept", "yes")])])
    assert counters.traffic().answers == {404: 1}
    assert counters.traffic().answered.seconds == 0.5


def test_an_application_that_fails_is_counted_as_500_and_fails() -> None:
    counters = Counters()

    def app(_environ: object, _start_response: object) -> Iterable[bytes]:
        raise RuntimeError("nejde to")

    with pytest.raises(RuntimeError, match="nejde to"):
        answering(app, counters)({}, lambda *_: None)
    assert counters.traffic().answers == {500: 1}


def test_the_metrics_tell_what_was_counted(tmp_path: Path) -> None:
    counters = Counters()
    for status, seconds in ((200, 0.02), (304, 0.00002), (304, 0.00002)):
        counters.count(status, seconds)
    database = Database.create(f"sqlite:///{tmp_path}/seedwire.db", site="https://noviny.example")
    try:
        told, silent = (
            families(_app(database, one).test_client().get("/metrics").get_data(as_text=True))
            for one in (counters, None)
        )
    finally:
        database.close()
    assert told["seedwire_http_requests_total", "200"] == 1
    assert told["seedwire_http_requests_total", "304"] == 2
    assert told["seedwire_http_request_seconds_bucket", "0.0001"] == 2
    assert told["seedwire_http_request_seconds_bucket", "0.01"] == 2
    assert told["seedwire_http_request_seconds_bucket", "0.025"] == 3
    assert told["seedwire_http_request_seconds_bucket", "+Inf"] == 3
    assert told["seedwire_http_request_seconds_count", ""] == 3
    assert told["seedwire_http_request_seconds_sum", ""] == pytest.approx(0.02004)
    assert not any("http_request" in name for name, _ in silent)


def _app(database: Database, counters: Counters | None) -> Flask:
    return create_operator_app(
        database,
        Site(base_url="https://noviny.example"),
        role="ingester",
        exporter="exporter",
        version="1.2",
        silence=timedelta(seconds=30),
        clock=lambda: datetime(2026, 3, 5, tzinfo=UTC),
        counters=counters,
    )


def families(text: str) -> dict[tuple[str, str], float]:
    return {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
