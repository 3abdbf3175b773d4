"""A daemon whose ingester hangs, and one whose ingester only waits: with the true limits, so this takes a while."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from seedwire.heartbeat import STILL
from seedwire.processes import PATIENCE
from store import sqlite

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(300)]

Eventually = Callable[..., Any]
Write = Callable[..., str]


@pytest.fixture(scope="module")
def daemon(
    start_for_all: Start, tmp_path_factory: pytest.TempPathFactory, eventually: Eventually, write_article: Write
) -> Running:
    home = tmp_path_factory.mktemp("hang")
    (home / "seeds").mkdir()
    (home / "seeds" / "first.md").write_text(write_article("Úvodem"), "utf-8")
    running = start_for_all("run", home, scan_interval="1h", settle_time="0.2s", web_workers=1)
    eventually(lambda: running.has_passed() and running.item("Úvodem"), "the first pass")
    return running


@pytest.mark.fault(21)
def test_an_ingester_that_waits_for_a_locked_database_is_left_alone(
    daemon: Running, eventually: Eventually, write_article: Write
) -> None:
    before = daemon.ingester()
    place = daemon.home / "seedwire.db"
    with contextlib.closing(sqlite.library().connect(place, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        (daemon.seeds / "waits.md").write_text(write_article("Čeká na zámek"), "utf-8")
        eventually(lambda: "ingestion waits and goes on by itself" in daemon.log, "the fault in the log")
        time.sleep(STILL + 5)
        assert daemon.get("/atom.xml").status == 200
        other.execute("ROLLBACK")
    eventually(lambda: daemon.item("Čeká na zámek"), "the article, once the database is free")
    assert daemon.ingester() == before
    assert "is replaced" not in daemon.log


@pytest.mark.fault(23)
def test_an_ingester_that_hangs_is_replaced_and_feeds_are_served_meanwhile(
    daemon: Running, eventually: Eventually, write_article: Write
) -> None:
    before = daemon.ingester()
    os.kill(before, signal.SIGSTOP)
    (daemon.seeds / "after.md").write_text(write_article("След зависването"), "utf-8")
    begun = time.monotonic()
    while time.monotonic() - begun < STILL / 2:
        assert daemon.get("/atom.xml").status == 200
        assert not daemon.item("След зависването"), "an ingester that is stopped ingests nothing"
        time.sleep(1)
    eventually(lambda: daemon.item("След зависването"), "an article by its successor", STILL + PATIENCE + 30)
    assert daemon.ingester() != before
    assert not Path(f"/proc/{before}").exists()
    assert f"the ingester gives no sign of life for {STILL:g} s and is replaced" in daemon.log
    assert daemon.titles() >= {"Úvodem", "След зависването"}
    assert "Traceback" not in daemon.log
