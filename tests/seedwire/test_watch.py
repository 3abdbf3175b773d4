"""The watcher on a real folder and a real database; and what the system tells of changes."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Self

import pytest

from ingest import run, workload
from seedwire import watch, wishes
from seedwire.config import Settings, load_settings
from seedwire.events import Hint, Hints, Shaken, Touched
from seedwire.heartbeat import ROLE
from seedwire.status import status
from seedwire.watch import Watcher
from seedwire.wishes import REINGEST
from store import companies, entries, passes, sqlite
from store.engine import Database
from store.selection import EVERYTHING

Write = Callable[..., str]
Eventually = Callable[..., Any]
Begin = Callable[..., "Scene"]


class Scene:
    """A watcher at work in a thread of the test."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database.create(settings.database_url, site="https://noviny.example")
        self.watcher = Watcher(settings, self.database)
        self._thread = threading.Thread(target=self.watcher.run)
        self._thread.start()

    def titles(self) -> set[str]:
        """The published entries' titles."""
        with self.database.read() as conn:
            found = entries.window(conn, EVERYTHING, 500)
        return {stored.entry.title for stored in found}

    def status(self) -> dict[str, Any]:
        return status(self.database)

    def trouble(self) -> str | None:
        """That of the last pass; None before the first, which may end after its article is published."""
        last = self.status()["last_pass"]
        return last["trouble"] if last else None

    def end(self) -> None:
        self.watcher.stop()
        self._thread.join(timeout=30)
        self.database.close()
        assert not self._thread.is_alive()


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Starts watching ``seeds``: ``begin(scan_interval="1s")``."""
    with contextlib.ExitStack() as scenes:

        def start(**settings: object) -> Scene:
            flags = {"seeds": str(tmp_path / "seeds"), "database_url": f"sqlite:///{tmp_path / 'seedwire.db'}"}
            scene = Scene(load_settings(None, flags | settings, {}))
            scenes.callback(scene.end)
            return scene

        yield start


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    place = tmp_path / "seeds"
    place.mkdir()
    return place


@pytest.mark.fault(13)
def test_the_scheduled_scan_finds_what_no_event_tells(
    begin: Begin, seeds: Path, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    # A change through a name outside of the folder: inotify tells it to those who watch that directory alone.
    outside = tmp_path / "outside.md"
    outside.write_text(write_article("Předtím", url="https://noviny.example/a"), "utf-8")
    os.link(outside, seeds / "inside.md")
    scene = begin(scan_interval="1s", settle_time="0s")
    eventually(lambda: scene.titles() == {"Předtím"}, "the article")
    outside.write_text(write_article("Potom", url="https://noviny.example/a"), "utf-8")
    eventually(lambda: scene.titles() == {"Potom"}, "the change")


def test_a_writer_that_never_rests_keeps_no_other_file_from_being_read(
    begin: Begin, seeds: Path, eventually: Eventually, write_article: Write
) -> None:
    scene = begin(scan_interval="1h", settle_time="1h")
    eventually(lambda: scene.status()["last_pass"], "the first pass")
    resting = threading.Event()

    def write_on() -> None:
        with (seeds / "restless.md").open("w", encoding="utf-8") as file:
            while not resting.is_set():
                file.write("още ")
                file.flush()

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        (seeds / "other.md").write_text(write_article("Spokojený soused"), "utf-8")
        eventually(lambda: scene.titles() == {"Spokojený soused"}, "the other file")
    finally:
        resting.set()
        writer.join()


def test_a_wish_to_read_every_file_again_is_granted(
    begin: Begin, seeds: Path, eventually: Eventually, write_article: Write
) -> None:
    (seeds / "a.md").write_text(write_article("Čtený znovu"), "utf-8")
    scene = begin(scan_interval="1h", settle_time="0s")
    eventually(lambda: scene.titles() == {"Čtený znovu"}, "the article")
    with scene.database.write() as conn:
        wishes.leave(conn, REINGEST, datetime.now(UTC))

    def granted() -> bool:
        with scene.database.read() as conn:
            return not wishes.left(conn)

    eventually(granted, "the second reading")
    assert scene.titles() == {"Čtený znovu"}


def test_a_company_that_a_file_declares_is_found_in_the_others_while_the_ingester_runs(
    begin: Begin, seeds: Path, eventually: Eventually, write_article: Write
) -> None:
    (seeds / "a.md").write_text(
        "title: Firma Zorvexa otevřela laboratoř\n\nPracuje v ní čtyřicet lidí z celého kraje.\n"
    )
    scene = begin(scan_interval="1h", settle_time="0s")
    eventually(lambda: scene.titles() == {"Firma Zorvexa otevřela laboratoř"}, "the article")
    (seeds / "b.md").write_text(write_article("Jiná zpráva", companies=("Zorvexa",)), "utf-8")

    def tagged() -> bool:
        with scene.database.read() as conn:
            found = companies.find(conn, "zorvexa")
            return found is not None and found.entries == 2

    eventually(tagged, "the tag")


def test_a_held_article_is_published_when_its_time_comes(
    begin: Begin, seeds: Path, eventually: Eventually, write_article: Write
) -> None:
    (seeds / "now.md").write_text(write_article("Hned"), "utf-8")
    scene = begin(scan_interval="1h", settle_time="0s")
    eventually(lambda: scene.titles() == {"Hned"}, "an article, for which its parsers are started")
    soon = datetime.now(UTC) + timedelta(seconds=2)
    (seeds / "soon.md").write_text(write_article("Za chvíli", date=soon.isoformat()), "utf-8")
    eventually(lambda: scene.status()["files"].get("held") == 1 or datetime.now(UTC) >= soon, "the hold")
    assert scene.titles() == {"Hned"} or datetime.now(UTC) >= soon
    eventually(lambda: scene.titles() == {"Hned", "Za chvíli"}, "the release")
    assert datetime.now(UTC) >= soon


@pytest.mark.fault(12)
def test_a_folder_that_vanishes_withdraws_nothing_and_says_so(
    begin: Begin, seeds: Path, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    (seeds / "a.md").write_text(write_article("Trvalá"), "utf-8")
    scene = begin(scan_interval="1s", settle_time="0s", on_delete="withdraw")
    eventually(lambda: scene.titles() == {"Trvalá"}, "the article")
    seeds.rename(tmp_path / "away")
    eventually(lambda: "cannot be read" in (scene.trouble() or ""), "the trouble of a missing folder")
    seeds.mkdir()
    eventually(lambda: "is empty" in (scene.trouble() or ""), "the trouble of an empty folder")
    assert scene.titles() == {"Trvalá"}
    seeds.rmdir()
    (tmp_path / "away").rename(seeds)
    eventually(lambda: scene.trouble() == "", "the recovery")
    assert scene.titles() == {"Trvalá"}


@pytest.mark.fault(21)
def test_a_database_that_takes_nothing_is_waited_for(
    begin: Begin, seeds: Path, eventually: Eventually, write_article: Write, caplog: pytest.LogCaptureFixture
) -> None:
    scene = begin(scan_interval="1h", settle_time="0s")
    eventually(lambda: scene.status()["last_pass"], "the first pass")
    place = seeds.parent / "seedwire.db"
    with contextlib.closing(sqlite.library().connect(place, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        (seeds / "a.md").write_text(write_article("Čeká na zámek"), "utf-8")
        # It comes to that once a connection has waited in vain (`store.sqlite.BUSY_TIMEOUT`).
        eventually(lambda: "ingestion waits and goes on by itself" in caplog.text, "the fault in the log")
        assert "database is locked" in caplog.text
        assert scene.titles() == set()
        other.execute("ROLLBACK")
    eventually(lambda: scene.titles() == {"Čeká na zámek"}, "the article, once the database is free")


class HourAgo(datetime):
    """The wall clock of a machine that was set back by an hour."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) - timedelta(hours=1)


@pytest.fixture
def unheard(
    begin: Begin, seeds: Path, tmp_path: Path, eventually: Eventually, write_article: Write
) -> Callable[[], Callable[[], Scene]]:
    """Begins to watch a file of which no event tells, and gives what changes it and waits for the change."""
    outside = tmp_path / "outside.md"
    outside.write_text(write_article("Předtím", url="https://noviny.example/a"), "utf-8")
    os.link(outside, seeds / "inside.md")

    def start() -> Callable[[], Scene]:
        scene = begin(scan_interval="1s", settle_time="0s")
        eventually(lambda: scene.titles() == {"Předtím"} and scene.status()["last_pass"], "the article")

        def change() -> Scene:
            outside.write_text(write_article("Potom", url="https://noviny.example/a"), "utf-8")
            eventually(lambda: scene.titles() == {"Potom"}, "the change")
            return scene

        return change

    return start


@pytest.mark.fault(5, 23)
def test_scans_go_on_when_the_clock_is_set_back_by_an_hour(
    unheard: Callable[[], Callable[[], Scene]], eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    """APScheduler alone stands still for that hour."""
    change = unheard()
    for module in ("apscheduler.schedulers.base", "apscheduler.triggers.interval", "apscheduler.executors.base"):
        monkeypatch.setattr(f"{module}.datetime", HourAgo)
    monkeypatch.setattr(watch, "datetime", HourAgo)
    monkeypatch.setattr(run, "datetime", HourAgo)
    scene, now = change(), datetime.now(UTC)
    eventually(lambda: scene.status()["last_pass"]["ended"] < (now - timedelta(minutes=59)).isoformat(), "a later pass")


@pytest.mark.fault(23)
def test_scans_go_on_when_the_job_that_asks_for_them_hangs(
    unheard: Callable[[], Callable[[], Scene]], monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = threading.Event()
    monkeypatch.setattr(Watcher, "_ask_for_scan", lambda _: hanging.wait(60))
    try:
        unheard()()
    finally:
        hanging.set()


def test_a_step_is_told_at_every_round_and_at_every_file(tmp_path: Path, seeds: Path, write_article: Write) -> None:
    """By that a supervisor knows that the work goes on, whatever the database does."""
    for number in range(20):
        (seeds / f"{number}.md").write_text(write_article(f"Zpráva {number}"), "utf-8")
    settings = load_settings(
        None, {"seeds": str(seeds), "database_url": f"sqlite:///{tmp_path / 'seedwire.db'}", "settle_time": "0s"}, {}
    )
    steps = itertools.count()
    with contextlib.closing(Database.create(settings.database_url, site="https://noviny.example")) as database:

        def step() -> None:
            if next(steps) == 44:
                watcher.stop()

        watcher = Watcher(settings, database, step=step)
        thread = threading.Thread(target=watcher.run)
        thread.start()
        thread.join(timeout=60)
        assert not thread.is_alive()
        with database.read() as conn:
            assert entries.count(conn, EVERYTHING) == 20
    assert next(steps) > 44


def test_a_long_pass_gives_signs_of_life_meanwhile(
    tmp_path: Path, seeds: Path, write_article: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "HEARTBEAT", 0.0)
    monkeypatch.setattr(workload, "_BATCH", 5)
    for number in range(20):
        (seeds / f"{number}.md").write_text(write_article(f"Zpráva {number}"), "utf-8")
    settings = load_settings(
        None, {"seeds": str(seeds), "database_url": f"sqlite:///{tmp_path / 'seedwire.db'}", "settle_time": "0s"}, {}
    )
    beats: list[int] = []
    with contextlib.closing(Database.create(settings.database_url, site="https://noviny.example")) as database:

        def look() -> None:
            with database.read() as conn:
                if passes.last_beat(conn, ROLE) and passes.last_pass(conn) is None:
                    beats.append(entries.count(conn, EVERYTHING))
                elif passes.last_pass(conn):
                    watcher.stop()

        watcher = Watcher(settings, database, step=look)
        thread = threading.Thread(target=watcher.run)
        thread.start()
        thread.join(timeout=60)
    assert beats, "no beat before the first pass had ended"


def test_the_ingester_gives_signs_of_life(begin: Begin, seeds: Path, eventually: Eventually) -> None:
    assert seeds.is_dir()
    scene = begin()
    told = eventually(lambda: (now := scene.status())["ingester"]["running"] and now, "the heartbeat")
    assert told["ingester"]["pid"] == os.getpid()
    assert told["ingester"]["heartbeat_age"] < 30


# --- hints


class Ear:
    """Collects what `Hints` tells."""

    def __init__(self, root: Path) -> None:
        self.heard: queue.SimpleQueue[Hint] = queue.SimpleQueue()
        self.hints = Hints(root, self.heard.put)
        self.hints.refresh()

    def until(self, wanted: Hint) -> list[Hint]:
        """All that is told up to and including `wanted`."""
        told = [self.heard.get(timeout=20)]
        while told[-1] != wanted:
            told.append(self.heard.get(timeout=20))
        return told


@pytest.fixture
def ear(seeds: Path) -> Iterator[Ear]:
    listener = Ear(seeds)
    yield listener
    listener.hints.close()


@pytest.mark.fault(1)
def test_a_file_is_complete_when_its_writer_closes_it_and_not_before(ear: Ear, seeds: Path) -> None:
    with (seeds / "a.md").open("w", encoding="utf-8") as file:
        file.write("половин")
        file.flush()
        before = ear.until(Touched(b"a.md", complete=False))
        assert Touched(b"a.md", complete=True) not in before
    ear.until(Touched(b"a.md", complete=True))


@pytest.mark.fault(1)
def test_a_file_that_is_renamed_into_the_folder_is_complete(ear: Ear, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.", "utf-8")
    (tmp_path / "a.md").rename(seeds / "ž.md")
    ear.until(Touched("ž.md".encode(), complete=True))


def test_a_rename_inside_tells_of_both_names(ear: Ear, seeds: Path) -> None:
    (seeds / "old.md").write_text("Text.", "utf-8")
    ear.until(Touched(b"old.md", complete=True))
    (seeds / "old.md").rename(seeds / "new.md")
    told = ear.until(Touched(b"new.md", complete=True))
    assert Touched(b"old.md", complete=False) in told


@pytest.mark.fault(8)
def test_a_deletion_is_told_and_names_may_be_any_bytes(ear: Ear, seeds: Path) -> None:
    name = os.fsencode(seeds) + b"/\xff\n.md"
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    ear.until(Touched(b"\xff\n.md", complete=True))
    os.unlink(name)  # noqa: PTH108 - the name is no text
    ear.until(Touched(b"\xff\n.md", complete=False))


def test_reading_a_file_is_no_news(ear: Ear, seeds: Path) -> None:
    (seeds / "a.md").write_text("Text.", "utf-8")
    ear.until(Touched(b"a.md", complete=True))
    assert (seeds / "a.md").read_text("utf-8") == "Text."
    (seeds / "b.md").write_text("Text.", "utf-8")
    told = ear.until(Touched(b"b.md", complete=True))
    assert all(hint.path == b"b.md" for hint in told if isinstance(hint, Touched))


@pytest.mark.fault(13)
@pytest.mark.parametrize("come", [Path.mkdir, lambda place: (place.parents[1] / "aside").rename(place)])
def test_a_directory_that_comes_shakes_all(ear: Ear, seeds: Path, tmp_path: Path, come: Callable[[Path], None]) -> None:
    (tmp_path / "aside").mkdir()
    come(seeds / "new")
    ear.until(Shaken())
    (seeds / "new" / "a.md").write_text("Text.", "utf-8")
    ear.until(Touched(b"new/a.md", complete=True))


@pytest.mark.fault(12, 13)
def test_hints_are_stale_when_something_else_is_at_the_root(
    ear: Ear, seeds: Path, tmp_path: Path, eventually: Eventually
) -> None:
    assert not ear.hints.are_stale()
    seeds.rename(tmp_path / "away")
    assert ear.hints.are_stale()
    ear.hints.refresh()
    assert not ear.hints.are_stale(), "that nothing is there is known"

    seeds.mkdir()
    assert ear.hints.are_stale()
    ear.hints.refresh()
    (seeds / "a.md").write_text("Text.", "utf-8")
    ear.until(Touched(b"a.md", complete=True))

    shutil.rmtree(seeds)
    seeds.mkdir()  # perhaps with the inode that the deleted one had
    eventually(ear.hints.are_stale, "the end of what was listened to")
    ear.hints.refresh()
    (seeds / "b.md").write_text("Text.", "utf-8")
    ear.until(Touched(b"b.md", complete=True))


def test_hints_refreshed_for_nothing_stay_as_they_are(ear: Ear, seeds: Path) -> None:
    for _ in range(3):
        ear.hints.refresh()
    (seeds / "a.md").write_text("Text.", "utf-8")
    told = ear.until(Touched(b"a.md", complete=True))
    assert told.count(Touched(b"a.md", complete=True)) == 1
