"""The counters of full answers: right, bounded, and shared by processes that may die at any moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from ipaddress import ip_network
from multiprocessing.context import ForkContext, SpawnContext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.limiter import MINUTE, Limiter

CLIENT = {"REMOTE_ADDR": "203.0.113.7"}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.fault(34)
def test_so_many_are_let_through_and_no_more_until_the_minute_is_over() -> None:
    clock = Clock()
    limiter = Limiter(3, clock=clock)
    assert [limiter.retry_after(CLIENT, "/atom.xml") for _ in range(4)] == [None, None, None, 60]
    clock.now += 59.5
    assert limiter.retry_after(CLIENT, "/atom.xml") == 1
    clock.now += 0.5
    assert [limiter.retry_after(CLIENT, "/atom.xml") for _ in range(4)] == [None, None, None, 60]


@pytest.mark.fault(34)
def test_who_asks_the_clock_first_and_comes_second_begins_no_minute_of_its_own() -> None:
    """It happened once in 150 floods of three processes that an answer more was let through."""
    asked, counted = threading.Event(), threading.Event()
    told: list[int | None] = []

    def clock() -> float:
        if threading.current_thread() is hindered:
            asked.set()
            counted.wait(0.5)
            return 1000.0
        return 1000.1

    limiter = Limiter(1, clock=clock)
    hindered = threading.Thread(target=lambda: told.append(limiter.retry_after(CLIENT, "/atom.xml")))
    hindered.start()
    assert asked.wait(10)
    told.append(limiter.retry_after(CLIENT, "/atom.xml"))
    counted.set()
    hindered.join(10)
    assert told.count(None) == 1


@pytest.mark.fault(34)
def test_clients_and_feeds_are_counted_apart_and_a_network_of_ipv6_as_one() -> None:
    limiter = Limiter(1, clock=Clock())
    assert limiter.retry_after(CLIENT, "/atom.xml") is None
    assert limiter.retry_after(CLIENT, "/rss.xml") is None
    assert limiter.retry_after({"REMOTE_ADDR": "203.0.113.8"}, "/atom.xml") is None
    assert limiter.retry_after({"REMOTE_ADDR": "2001:db8::1"}, "/atom.xml") is None
    assert limiter.retry_after({"REMOTE_ADDR": "2001:db8::ffff:1"}, "/atom.xml") == 60
    assert limiter.retry_after({"REMOTE_ADDR": "2001:db8:0:1::1"}, "/atom.xml") is None


def test_loopback_is_never_limited() -> None:
    limiter = Limiter(1, clock=Clock())
    assert {limiter.retry_after({"REMOTE_ADDR": here}, "/") for here in ("127.0.0.1", "::1") * 3} == {None}


@pytest.mark.fault(34)
def test_a_client_behind_a_trusted_proxy_is_counted_by_its_own_address() -> None:
    limiter = Limiter(1, [ip_network("203.0.113.0/24")], clock=Clock())
    one, two = ({**CLIENT, "HTTP_X_FORWARDED_FOR": client} for client in ("198.51.100.1", "198.51.100.2"))
    assert [limiter.retry_after(each, "/") for each in (one, two, one)] == [None, None, 60]


def test_who_forwards_without_being_trusted_is_not_limited_and_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    limiter = Limiter(1, clock=Clock())
    forwarded = {**CLIENT, "HTTP_X_FORWARDED_FOR": "198.51.100.1"}
    assert {limiter.retry_after(forwarded, "/") for _ in range(5)} == {None}
    (warning,) = caplog.messages
    assert "203.0.113.7" in warning
    assert "trusted_proxies" in warning


@pytest.mark.fault(34)
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 40)), max_size=60), st.integers(1, 5))
def test_no_minute_that_begins_with_an_answer_has_more_than_allowed(steps: list[tuple[int, float]], limit: int) -> None:
    clock = Clock()
    limiter = Limiter(limit, clock=clock)
    begun: dict[int, float] = {}
    had: dict[int, int] = {}
    for client, pause in steps:
        clock.now += pause
        wait = limiter.retry_after({"REMOTE_ADDR": f"192.0.2.{client}"}, "/")
        if client not in begun or clock.now - begun[client] >= MINUTE:
            begun[client], had[client] = clock.now, 0
        had[client] += 1
        assert (wait is None) == (had[client] <= limit)
        if wait is not None:
            assert wait - 1 < begun[client] + MINUTE - clock.now <= wait


@pytest.mark.fault(34)
def test_a_flood_of_addresses_takes_no_more_memory_and_stops_nobody() -> None:
    limiter = Limiter(1)
    started = time.monotonic()
    for number in range(20_000):
        limiter.retry_after({"REMOTE_ADDR": f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}"}, "/")
    assert time.monotonic() - started < 20
    assert limiter.retry_after({"REMOTE_ADDR": "203.0.113.200"}, "/") is None


def _ask(limiter: Limiter, times: int, let_through: multiprocessing.sharedctypes.Synchronized[int]) -> None:
    mine = sum(limiter.retry_after(CLIENT, "/atom.xml") is None for _ in range(times))
    with let_through.get_lock():
        let_through.value += mine


@pytest.mark.fault(34)
@pytest.mark.parametrize(
    "context", [multiprocessing.get_context("fork"), multiprocessing.get_context("spawn")], ids=["forked", "spawned"]
)
def test_processes_and_threads_count_together(context: ForkContext | SpawnContext) -> None:
    limiter, let_through = Limiter(12_000), context.Value("i", 0)
    workers = [context.Process(target=_ask, args=(limiter, 6_000, let_through)) for _ in range(3)]
    threads = [threading.Thread(target=_ask, args=(limiter, 1_000, let_through)) for _ in range(2)]
    for worker in workers:  # before there are threads: a fork takes none along
        worker.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for worker in workers:
        worker.join(30)
    assert let_through.value == 12_000


def _ask_for_ever(limiter: Limiter) -> None:
    while True:
        limiter.retry_after(CLIENT, "/atom.xml")


@pytest.mark.fault(34)
def test_a_worker_that_is_killed_while_it_counts_keeps_nobody_waiting() -> None:
    fork = multiprocessing.get_context("fork")
    limiter = Limiter(1)
    for _ in range(5):
        worker = fork.Process(target=_ask_for_ever, args=(limiter,))
        worker.start()
        time.sleep(0.05)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(10)
        begun = time.monotonic()
        assert limiter.retry_after({"REMOTE_ADDR": "192.0.2.9"}, "/") in {None, *range(1, 61)}
        limiter.retry_after(CLIENT, "/atom.xml")
        assert time.monotonic() - begun < 30
