"""The daemon as its users have it: real processes, a real folder, HTTP over loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.articles import article, write_articles
from store import entries
from store.engine import Database
from store.errors import StoreError
from store.selection import EVERYTHING

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

pytestmark = pytest.mark.process

Eventually = Callable[..., Any]
Program = Callable[..., Any]
Write = Callable[..., str]
Drop = Callable[["Running", str], Path]

SOON = 5.0
"""Seconds in which a subscriber can have an article: it takes 0.1 where the machine has nothing else to do."""

ORDERLY = 10.0
"""Seconds that an orderly end may take (contract 2)."""


@pytest.fixture(scope="module")
def daemon(
    start_for_all: Start, tmp_path_factory: pytest.TempPathFactory, eventually: Eventually, write_article: Write
) -> Running:
    """A daemon that finds a file by what the system tells of it or, for want of scans and of quiet, not at all."""
    home = tmp_path_factory.mktemp("daemon")
    (home / "seeds").mkdir()
    running = start_for_all("run", home, scan_interval="1h", settle_time="10m", on_delete="withdraw")
    eventually(running.has_passed, "the first pass")
    place = home / "first.md"
    place.write_text(write_article("Úvodem", companies=("Škoda Auto", "Софарма АД")), "utf-8")
    place.rename(running.seeds / "first.md")
    eventually(lambda: "Drop an article" in running.output, "the addresses")
    return running


def from_outside(daemon: Running, text: str) -> Path:
    aside = daemon.home / "outside.md"
    aside.write_text(text, "utf-8")
    return aside.rename(daemon.seeds / "from-outside.md")


def from_inside(daemon: Running, text: str) -> Path:
    aside = daemon.seeds / ".inside.md.part"
    aside.write_text(text, "utf-8")
    return aside.rename(daemon.seeds / "from-inside.md")


def written_and_closed(daemon: Running, text: str) -> Path:
    place = daemon.seeds / "written.md"
    place.write_text(text, "utf-8")
    return place


def over_another(daemon: Running, text: str) -> Path:
    aside = daemon.home / "replacement.md"
    aside.write_text(text, "utf-8")
    return aside.replace(daemon.seeds / "written.md")


def test_the_addresses_are_told_on_stdout_and_the_log_on_stderr(daemon: Running, eventually: Eventually) -> None:
    addresses = daemon.output.split()
    assert {f"{daemon.url}/{name}" for name in ("atom.xml", "rss.xml", "feed.json")} <= set(addresses)
    eventually(lambda: "1 added" in daemon.log, "the log line")
    assert "Traceback" not in daemon.log
    assert daemon.get("/atom.xml").status == 200


@pytest.mark.fault(1)
@pytest.mark.parametrize("drop", [from_outside, from_inside, written_and_closed, over_another])
def test_a_complete_file_is_in_the_feed_at_once(
    daemon: Running, drop: Drop, eventually: Eventually, write_article: Write
) -> None:
    title = f"Zpráva {drop.__name__}"
    text = write_article(title)
    begun = time.monotonic()
    drop(daemon, text)
    eventually(lambda: title in daemon.titles(), f"an article that came {drop.__name__}", SOON)
    print(f"{drop.__name__}: {time.monotonic() - begun:.3f} s")  # noqa: T201 - the measurement that `pytest -s` shows


@pytest.mark.fault(13)
def test_a_new_directory_is_listened_to(daemon: Running, eventually: Eventually, write_article: Write) -> None:
    place = daemon.seeds / "2026" / "01"
    place.mkdir(parents=True)
    # Events come in their order: whoever knows of this file has heard of the directory.
    (daemon.seeds / "signpost.md").write_text(write_article("Ukazatel"), "utf-8")
    eventually(lambda: "Ukazatel" in daemon.titles(), "the file that was written afterwards")
    (place / "deep.md").write_text(write_article("Hluboko uvnitř"), "utf-8")
    eventually(lambda: "Hluboko uvnitř" in daemon.titles(), "an article in a new directory", SOON)


@pytest.mark.fault(1)
def test_a_file_waits_for_its_writer(daemon: Running, eventually: Eventually, write_article: Write) -> None:
    text = write_article("Бавен писател", body="Първата половина. " * 200 + "Втората половина.")
    half = len(text) // 2
    with (daemon.seeds / "slow.txt").open("w", encoding="utf-8") as slow:
        slow.write(text[:half])
        slow.flush()
        marker = write_article("Między połowami")
        (daemon.seeds / "marker.md").write_text(marker, "utf-8")
        eventually(lambda: "Między połowami" in daemon.titles(), "a file that was written meanwhile")
        assert "Бавен писател" not in daemon.titles()
        slow.write(text[half:])
    item = eventually(lambda: daemon.item("Бавен писател"), "the slow file", SOON)
    assert item["content_html"].count("половина") == 201


@pytest.mark.fault(1)
def test_an_edit_is_the_same_entry_with_a_later_updated(
    daemon: Running, eventually: Eventually, write_article: Write
) -> None:
    place = daemon.seeds / "edited.md"
    keys = {"date": "2026-01-30", "url": "https://noviny.example/upravy"}
    place.write_text(write_article("První vydání", body="Text prvního vydání novin o úpravách.", **keys), "utf-8")
    before = eventually(lambda: daemon.item("První vydání"), "the first edition")
    feed = daemon.get("/atom.xml")
    assert daemon.get("/atom.xml", If_None_Match=feed.headers["etag"]).status == 304

    place.write_text(write_article("Druhé vydání", body="Text druhého vydání novin o úpravách.", **keys), "utf-8")
    after = eventually(lambda: daemon.item("Druhé vydání"), "the second edition", SOON)
    assert after["id"] == before["id"]
    assert after["date_published"] == before["date_published"]
    assert after.get("date_modified", after["date_published"]) > before["date_published"]
    assert "První vydání" not in daemon.titles()
    again = daemon.get("/atom.xml", If_None_Match=feed.headers["etag"])
    assert again.status == 200
    assert again.headers["etag"] != feed.headers["etag"]


def test_a_second_daemon_on_the_same_database_is_refused_by_pid(daemon: Running, program: Callable[..., Any]) -> None:
    refused = program(daemon.home, "run", listen=f"127.0.0.1:{daemon.port}")
    assert refused.returncode == 3
    assert f"pid {daemon.ingester()}" in refused.stderr
    assert refused.stdout == ""
    assert daemon.ready()


def test_status_of_a_running_daemon_names_its_ingester(daemon: Running, program: Callable[..., Any]) -> None:
    told = json.loads(program(daemon.home, "status", "--json").stdout)
    assert told["ingester"]["running"] is True
    assert told["ingester"]["pid"] == daemon.ingester()
    assert told["entries"] == daemon.ready()["entries"]


@pytest.mark.fault(13)
@pytest.mark.long
def test_a_directory_that_is_moved_in_is_read_with_all_that_is_in_it(
    start: Start, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    # With the ordinary settle time: what lies in a directory that comes is known only by being quiet.
    (tmp_path / "seeds").mkdir()
    daemon = start("run", tmp_path, scan_interval="1h", settle_time="0.2s")
    eventually(daemon.has_passed, "the first pass")
    aside = tmp_path / "aside" / "deeper"
    aside.mkdir(parents=True)
    for number in range(3):
        (aside / f"{number}.md").write_text(write_article(f"Přestěhovaná {number}"), "utf-8")
    (tmp_path / "aside").rename(daemon.seeds / "_moved")
    eventually(lambda: len(daemon.titles()) == 3, "the files of a directory that was moved in")

    write_articles(daemon.seeds, 1000)
    eventually(lambda: daemon.ready().get("entries") == 1003, "a thousand files at once")


@pytest.mark.fault(12, 13)
@pytest.mark.long
def test_a_folder_may_come_late_and_be_replaced(
    start: Start, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    daemon = start("run", tmp_path, scan_interval="1h", settle_time="0.2s", on_delete="withdraw")
    trouble = eventually(lambda: daemon.ready().get("ingestion", {}).get("trouble"), "the trouble")
    eventually(lambda: "seeds: cannot be read" in daemon.log, "what is wrong, in the log")
    assert trouble

    daemon.seeds.mkdir()
    (daemon.seeds / "late.md").write_text(write_article("Später Ordner"), "utf-8")
    eventually(lambda: "Später Ordner" in daemon.titles(), "an article in a folder that was made late")

    daemon.seeds.rename(tmp_path / "away")
    daemon.seeds.mkdir()
    aside = tmp_path / "other.md"
    aside.write_text(write_article("Anderer Ordner"), "utf-8")
    aside.rename(daemon.seeds / "other.md")
    eventually(lambda: "Anderer Ordner" in daemon.titles(), "an article in the folder that took its place")

    shutil.rmtree(daemon.seeds)  # one made anew may have the inode of the old one
    daemon.seeds.mkdir()
    (tmp_path / "third.md").write_text(write_article("Dritter Ordner"), "utf-8")
    (tmp_path / "third.md").rename(daemon.seeds / "third.md")
    eventually(lambda: "Dritter Ordner" in daemon.titles(), "an article in a folder that was deleted and made again")


def test_a_deleted_file_is_withdrawn_where_that_is_wanted(
    start: Start, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    (tmp_path / "seeds").mkdir()
    for title in ("Zůstává", "Odchází"):
        (tmp_path / "seeds" / f"{title}.md").write_text(write_article(title), "utf-8")
    daemon = start("run", tmp_path, scan_interval="1h", settle_time="0.3s", on_delete="withdraw")
    gone = eventually(lambda: daemon.has_passed() and daemon.item("Odchází"), "the article")
    (daemon.seeds / "Odchází.md").unlink()
    eventually(lambda: daemon.titles() == {"Zůstává"}, "the withdrawal")
    tombstone = f'ref="{gone["id"]}"'
    assert tombstone in daemon.get("/atom.xml").body.decode()


@pytest.mark.fault(16)
@pytest.mark.long
def test_children_that_are_killed_are_replaced_and_none_outlives_the_supervisor(
    start: Start, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    (tmp_path / "seeds").mkdir()
    settings = {"scan_interval": "1h", "settle_time": "0.2s", "web_workers": 1}
    daemon = start("run", tmp_path, **settings)
    eventually(daemon.has_passed, "the first pass")

    first = daemon.ingester()
    os.kill(first, signal.SIGKILL)
    (daemon.seeds / "after.md").write_text(write_article("Po smrti ingestoru"), "utf-8")
    eventually(lambda: "Po smrti ingestoru" in daemon.titles(), "an article after the ingester was killed")
    assert daemon.ingester() != first
    assert "the ingester ended" in daemon.log

    web = daemon.web_server()
    (worker,) = (p.pid for p in daemon.group() if p.parent == web and "resource_tracker" not in p.command)
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: not Path(f"/proc/{worker}").exists(), "the end of the worker")
    eventually(daemon.ready, "an answer after a worker was killed")
    assert daemon.web_server() == web

    daemon.end(signal.SIGKILL)
    eventually(lambda: not daemon.group(), "the end of all children of a supervisor that was killed", 30)

    successor = start("run", tmp_path, **settings)
    eventually(lambda: "Po smrti ingestoru" in successor.output or successor.ready().get("entries"), "a new start")
    assert successor.titles() == {"Po smrti ingestoru"}
    took = successor.end(signal.SIGINT, everyone=True)
    assert successor.process.returncode == 0
    assert took < ORDERLY
    eventually(lambda: not successor.group(), "the end of all children", 10)
    assert "Traceback" not in successor.log


@pytest.mark.fault(24)
@pytest.mark.long
def test_a_pass_is_broken_off_in_order_and_taken_up_again(start: Start, tmp_path: Path, eventually: Eventually) -> None:
    write_articles(tmp_path / "seeds", 500)
    daemon = start("run", tmp_path, settle_time="0s", log_level="debug")
    eventually(lambda: daemon.ready().get("entries"), "the first batch")
    took = daemon.end(signal.SIGTERM)
    assert daemon.process.returncode == 0
    assert took < ORDERLY
    eventually(lambda: not daemon.group(), "the end of all children", 10)
    assert "Traceback" not in daemon.log

    successor = start("run", tmp_path, settle_time="0s")
    eventually(lambda: successor.ready().get("entries") == 500, "the rest of the files")
    titles = [item["title"] for item in successor.items()]
    assert len(titles) == len(set(titles)) == 50


@pytest.mark.fault(24)
@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_pass_of_its_own_is_broken_off_in_order_and_taken_up_again(
    start: Start, program: Program, tmp_path: Path, eventually: Eventually, number: signal.Signals
) -> None:
    write_articles(tmp_path / "seeds", 1_500)
    begun = start("ingest", tmp_path, settle_time="0s")
    eventually(lambda: _stored(tmp_path), "the first batch")
    assert begun.end(number, everyone=True) < ORDERLY
    assert begun.process.returncode == 0, begun.log
    assert "stopped, as was asked for; what was not read comes with the next pass" in begun.log
    assert "Traceback" not in begun.log
    eventually(lambda: not begun.group(), "the end of all children", 10)
    assert 0 < _stored(tmp_path) < 1_500

    again = program(tmp_path, "ingest", settle_time="0s")
    assert again.returncode == 0, again.stderr
    assert _stored(tmp_path) == 1_500


def _stored(home: Path) -> int:
    """The entries in a database; 0 where there is none yet."""
    try:
        with closing(Database.open_reader(f"sqlite:///{home}/seedwire.db")) as database, database.read() as conn:
            return entries.count(conn, EVERYTHING)
    except StoreError:
        return 0


@pytest.mark.fault(24)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_end_right_after_the_start_leaves_nothing_behind(
    start: Start, tmp_path: Path, eventually: Eventually, number: signal.Signals
) -> None:
    daemon = start("run", tmp_path)
    # The children are in the middle of their imports.
    eventually(lambda: any("spawn_main" in process.command for process in daemon.group()), "a child")
    took = daemon.end(number, everyone=True)
    assert daemon.process.returncode == 0
    assert took < ORDERLY
    eventually(lambda: not daemon.group(), "the end of all children", 10)
    assert "Traceback" not in daemon.log


def test_ingester_and_publisher_run_apart(start: Start, tmp_path: Path, eventually: Eventually) -> None:
    file = article(7)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "one.txt").write_text(file.text, "utf-8")
    ingester = start("watch", tmp_path, settle_time="0.2s")
    eventually(lambda: "1 added" in ingester.log, "the article")
    publisher = start("serve", tmp_path)
    eventually(publisher.ready, "an answer")
    assert len(publisher.items()) == 1

    assert ingester.end(signal.SIGTERM) < ORDERLY
    assert ingester.process.returncode == 0
    assert publisher.ready(), "a publisher serves on without an ingester"
    assert publisher.end(signal.SIGINT, everyone=True) < ORDERLY
    assert publisher.process.returncode == 0
    eventually(lambda: not ingester.group() + publisher.group(), "the end of all children", 10)
    assert "Traceback" not in ingester.log + publisher.log
