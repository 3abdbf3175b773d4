"""Two daemons on one server: one ingests, the other stands by, and they change places when the first is stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from store import entries, passes
from store.engine import Database
from store.lease import LEASE
from store.selection import EVERYTHING

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(240)]

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Watch:
    """A ``seedwire watch`` in a process group of its own."""

    place: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return self.place.read_text("utf-8")


@contextlib.contextmanager
def watching(home: Path, name: str, url: str) -> Iterator[Watch]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("SEEDWIRE_")}
    settings = {"SEEDWIRE_SEEDS": str(home / "seeds"), "SEEDWIRE_DATABASE_URL": url, "SEEDWIRE_SETTLE_TIME": "0s"}
    path = {} if os.environ.get("PYTHONSAFEPATH") else {"PYTHONPATH": str(CHECKOUT)}
    place = home / f"{name}.log"
    with place.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "seedwire", "watch"],
            cwd=home,
            env=plain | path | settings,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield Watch(place, process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(condition: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(0.05)


@pytest.mark.fault(22)
def test_a_daemon_that_stands_by_takes_over_from_one_that_is_stopped_and_gives_back_when_it_ends(
    postgresql_url: str, tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()

    def publish(title: str, text: str) -> None:
        (seeds / f"{title}.md").write_text(f"---\ntitle: {title}\n---\n{text}\n", "utf-8")

    with contextlib.ExitStack() as running:
        database = running.enter_context(contextlib.closing(Database.open_writer(postgresql_url)))

        def titles() -> set[str]:
            with database.read() as conn:
                return {stored.entry.title for stored in entries.newest(conn, EVERYTHING, 10)}

        publish("Úvodem", "Město otevřelo novou školu pro dvě stě dětí z okolních vesnic.")
        first = running.enter_context(watching(tmp_path, "first", postgresql_url))
        until(lambda: titles() == {"Úvodem"}, "the first article")
        second = running.enter_context(watching(tmp_path, "second", postgresql_url))
        until(lambda: "standing by" in second.log, "the second daemon's word")
        with database.read() as conn:
            beat = passes.last_beat(conn, "ingester")
        assert beat is not None
        assert f"pid {beat.pid} on" in second.log

        os.kill(beat.pid, signal.SIGSTOP)
        publish("Пловдив", "Софарма откри нов завод край Пловдив с двеста инженери и химици.")
        until(lambda: "taking over" in second.log, "the takeover", LEASE + 20)
        until(lambda: titles() == {"Úvodem", "Пловдив"}, "an article by the second daemon")

        os.kill(beat.pid, signal.SIGCONT)
        until(lambda: "what it was about to write is refused" in first.log, "the refusal of a late write")
        until(lambda: "the ingester ended (exit status 1)" in first.log, "the end of the one that was stopped")
        until(lambda: "standing by" in first.log, "its successor's word")

        second.process.terminate()
        assert second.process.wait(timeout=20) == 0
        publish("Gdańsk", "Port kupuje dźwigi, które kosztowały dwieście milionów złotych.")
        until(lambda: titles() == {"Úvodem", "Пловдив", "Gdańsk"}, "an article by the first daemon", 20)
        assert "Traceback" not in first.log + second.log
