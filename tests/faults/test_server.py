"""A PostgreSQL server that is restarted, stopped, or out of reach: waited for, and nothing is lost (row 21)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from store import postgresql
from store.engine import Database
from store.errors import UnavailableError
from store.integrity import examine
from tests.faults.polling import polling
from tests.faults.proxy import Network, Proxy, proxy
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, start, write_article
from tests.store.conftest import Server, other_server

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "other_server", "start", "write_article"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(21), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]

Eventually = Callable[..., Any]
Write = Callable[..., str]

ANSWERED = 40.0
"""Seconds in which whatever is asked is answered, were it with a refusal: what was being read when the network went
away is given up after 35."""

AWAY = many(6, 20)
"""Seconds that something is away."""


@dataclass(slots=True)
class Scene:
    """A server and the way to it, and what can happen to them. Each trouble lasts for the length of its block."""

    server: Server
    process: subprocess.Popen[bytes]
    network: Proxy

    def close(self) -> None:
        """End the server that runs now, whichever it is."""
        if self.process.poll() is None:
            self.server.stop(self.process)

    @contextlib.contextmanager
    def restarted(self) -> Iterator[None]:
        """As ``pg_ctl restart -m immediate`` does."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=30)
        self.process = self.server.start()
        yield

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Ended in order, and started later."""
        self.server.stop(self.process)
        time.sleep(AWAY)
        yield
        self.process = self.server.start()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """All of its processes stand still: a machine that is swapping, a disk that hangs."""
        pids = [self.process.pid, *_children(self.process.pid)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(AWAY)
            yield
        finally:
            for pid in reversed(pids):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """Nothing comes through the network any more."""
        self.network.turn(Network.SILENT)
        time.sleep(AWAY)
        yield
        self.network.turn(Network.WELL)

    @contextlib.contextmanager
    def cut(self) -> Iterator[None]:
        """The network is gone."""
        self.network.turn(Network.CUT)
        time.sleep(AWAY / 2)
        yield
        self.network.turn(Network.WELL)


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii")
    return [int(pid) for pid in found.split()]


def test_a_daemon_whose_server_goes_away_answers_meanwhile_and_loses_nothing(
    other_server: tuple[Server, subprocess.Popen[bytes]],
    start: Start,
    tmp_path: Path,
    eventually: Eventually,
    write_article: Write,
) -> None:
    server, process = other_server
    server.execute("CREATE DATABASE noviny")
    (tmp_path / "seeds").mkdir()
    with proxy(server.directory) as network, contextlib.closing(Scene(server, process, network)) as scene:
        daemon = start(
            "run",
            tmp_path,
            database_url=f"postgresql+psycopg://seedwire@127.0.0.1:{network.port}/noviny",
            settle_time="0s",
            scan_interval="1h",
            feed_limit=500,
        )
        eventually(daemon.has_passed, "the first pass")
        troubles = (scene.silent, scene.restarted, scene.cut, scene.stopped, scene.down)
        expected: set[str] = set()

        def complete() -> bool:
            return _titles(daemon) == expected

        for number, trouble in enumerate(troubles[: many(1, len(troubles))]):
            expected.update((f"Преди {number}", f"Během výpadku {number}"))
            with polling(daemon.port, patience=ANSWERED) as polls:
                _drop(daemon, write_article(f"Преди {number}"), f"before-{number}.md")
                with trouble():
                    _drop(daemon, write_article(f"Během výpadku {number}"), f"during-{number}.md")
                eventually(complete, f"all articles after it was {trouble.__name__}", 90)
            assert not polls.broken, trouble.__name__
            assert polls.answers.keys() <= {200, 304, 503}, trouble.__name__
            assert polls.answers[200], trouble.__name__
            tried()
        assert len(daemon.items()) == len(expected), "each article once"
        daemon.end()
        assert not examine(server.url("noviny")).findings


def test_whoever_waits_for_the_same_answer_of_a_silent_server_waits_once(
    other_server: tuple[Server, subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, _ = other_server
    server.execute("CREATE DATABASE noviny")
    Database.create(server.url("noviny"), site="https://noviny.example").close()
    monkeypatch.setattr(postgresql.Connection, "silence", 2.0)
    with contextlib.ExitStack() as stage:
        pool = stage.enter_context(ThreadPoolExecutor(6))
        network = stage.enter_context(proxy(server.directory))
        address = f"postgresql+psycopg://seedwire@127.0.0.1:{network.port}/noviny"
        database = stage.enter_context(contextlib.closing(Database.open_reader(address)))
        stage.callback(network.turn, Network.CUT)  # first: it lets go whoever waits without end
        assert database.pulse.head() == 0
        network.turn(Network.SILENT)
        begun = time.monotonic()
        failures = [pool.submit(database.pulse.head).exception(timeout=60)]
        waiting = [pool.submit(database.pulse.head) for _ in range(6)]
        failures += [one.exception(timeout=60) for one in waiting]
        assert all(isinstance(failure, UnavailableError) for failure in failures)
        assert time.monotonic() - begun < 4 * postgresql.CONNECTING, "each waited for its own"
        network.turn(Network.WELL)
        assert database.pulse.head() == 0
        tried(len(failures))


def _drop(daemon: Running, text: str, name: str) -> None:
    aside = daemon.home / name
    aside.write_text(text, "utf-8")
    aside.rename(daemon.seeds / name)


def _titles(daemon: Running) -> set[str] | None:
    """None where the feed cannot be had now."""
    with contextlib.suppress(OSError, HTTPException):
        answer = daemon.get("/feed.json")
        if answer.status == 200:
            return {item["title"] for item in answer.json["items"]}
    return None
