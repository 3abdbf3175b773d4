"""A disk without room: writing stops in order, reading goes on, and writing too once there is room (row 17)."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from benchmarks.articles import write_articles
from seedwire import exporter
from seedwire.cli import main
from seedwire.config import load_settings
from seedwire.exporter import Exporter
from seedwire.heartbeat import EXPORTER
from store import entries, passes, sqlite
from store.engine import Database
from store.integrity import examine
from store.selection import EVERYTHING
from tests.faults.polling import polling
from tests.faults.trials import many, tried
from tests.faults.volume import volume
from tests.seedwire.conftest import eventually, program, start, write_article

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

__all__ = ["eventually", "program", "start", "write_article"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(17), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]

Eventually = Callable[..., Any]
Write = Callable[..., str]
Program = Callable[..., Any]

KIB, MIB = 1024, 1024 * 1024
FULL = "database or disk is full; ingestion waits and goes on by itself"


def test_a_full_disk_stops_ingestion_and_nothing_else_until_there_is_room(
    start: Start, tmp_path: Path, program: Program, eventually: Eventually, write_article: Write
) -> None:
    articles = many(300, 3000)
    sizes = [size * MIB for size in (3, 6, 10, 16)[: many(1, 4)]]
    write_articles(tmp_path / "seeds", 20)
    with volume(tmp_path / "disk", sizes[0]) as disk:
        settings = {"database_url": f"sqlite:///{disk.place}/seedwire.db", "settle_time": "0s", "scan_interval": "1h"}
        daemon = start("run", tmp_path, export_dir=tmp_path / "www", **settings)
        eventually(lambda: daemon.ready().get("entries"), "the first entries")
        write_articles(daemon.seeds, articles)
        with polling(daemon.port) as polls:
            for size in sizes:
                disk.resize(size)
                told = len(daemon.log)
                eventually(lambda told=told: FULL in daemon.log[told:], "a full disk", 120)
                tried()
            status = eventually(lambda: _troubled(program(tmp_path, "status", "--json", **settings).stdout), "the word")
            # Its own word where the disk has taken that much, else what whoever asks sees of the disk.
            assert re.match(rf"{disk.place}/seedwire\.db: .*disk .*full", status["ingester"]["trouble"])
            assert status["files"]["published"] == status["entries"] < articles, "what is not stored is not done"
            (daemon.seeds / "late.md").write_text(write_article("Dorazila na plný disk"), "utf-8")
            disk.resize(512 * MIB)
            eventually(lambda: daemon.ready().get("entries") == articles + 1, "all articles, once there is room", 240)
        assert not polls.broken
        assert polls.answers.keys() == {200, 304}
        eventually(
            lambda: not _status(program(tmp_path, "status", "--json", **settings).stdout)["ingester"]["trouble"],
            "no trouble",
        )
        assert not examine(settings["database_url"]).findings
    assert len(re.findall(FULL, daemon.log)) <= 12, "each wait is longer than the one before"
    assert len(re.findall(r" (?:error|warning) ", daemon.log)) <= 20
    assert "Traceback" not in daemon.log
    assert "ended (exit status" not in daemon.log, "no process was replaced"


def _status(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed)
    return found


def _troubled(printed: str) -> dict[str, Any] | None:
    return found if (found := _status(printed))["ingester"]["trouble"] else None


def test_a_full_folder_of_static_files_holds_up_nothing_and_is_whole_at_any_moment(
    start: Start, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    write_articles(tmp_path / "seeds", 60)
    with volume(tmp_path / "disk", 1 * MIB) as disk:
        daemon = start("run", tmp_path, settle_time="0s", export_dir=disk.place / "www", feed_limit=10)
        eventually(lambda: "cannot be written (No space left on device)" in daemon.log, "a full disk")
        tried()
        (daemon.seeds / "late.md").write_text(write_article("Vychází dál"), "utf-8")
        eventually(lambda: "Vychází dál" in daemon.titles(), "an article while the export waits")
        whole = [path for path in (disk.place / "www").rglob("[!.]*.xml") if etree.parse(path) is not None]
        assert whole, "some files were written before the disk was full"
        disk.resize(256 * MIB)
        home = disk.place / "www" / "atom.xml"
        eventually(lambda: home.exists() and "Vychází dál" in home.read_text("utf-8"), "the whole export")
        eventually(lambda: not list((disk.place / "www").glob(".seedwire-new-*")), "no half file")
    assert len(re.findall("No space left", daemon.log)) <= 4
    assert "Traceback" not in daemon.log


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command in this process, in the directory of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDWIRE_SETTLE_TIME", "0s")
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_backup_onto_a_full_disk_leaves_no_half_file(tmp_path: Path, run: Callable[..., Result]) -> None:
    write_articles(tmp_path / "seeds", 60)
    assert run("ingest").exit_code == 0
    with volume(tmp_path / "disk", 4 * MIB) as disk:
        disk.fill()
        for size in range(0, (tmp_path / "seedwire.db").stat().st_size, many(200, 12) * KIB):
            disk.empty()
            disk.fill(free=size)
            done = run("db", "backup", disk.place / "copy.db")
            assert done.exit_code == 3
            assert re.fullmatch(r".*copy\.db: the copy cannot be written \(.*\); check .*\n", done.stderr), done.stderr
            assert [path.name for path in disk.place.iterdir()] == ["ballast"]
            tried()
        disk.empty()
        assert run("db", "backup", disk.place / "copy.db").exit_code == 0
        assert not examine(f"sqlite:///{disk.place}/copy.db").findings


@pytest.mark.parametrize("asking", [("reingest",), ("ingest", "--accept-deletions")], ids=" ".join)
def test_what_is_asked_of_a_daemon_whose_disk_is_full_is_refused_in_words_and_taken_when_there_is_room(
    start: Start, tmp_path: Path, program: Program, eventually: Eventually, asking: tuple[str, ...]
) -> None:
    write_articles(tmp_path / "seeds", 5)
    with volume(tmp_path / "disk", 4 * MIB) as disk:
        settings = {"database_url": f"sqlite:///{disk.place}/seedwire.db", "settle_time": "0s"}
        daemon = start("run", tmp_path, **settings)
        eventually(lambda: daemon.has_passed() and len(daemon.items()) == 5, "the first pass")
        disk.fill()
        refused = [program(tmp_path, *asking, **settings) for _ in range(3)]
        assert {done.returncode for done in refused} <= {0, 3}, "a line may find room in what the log has already"
        last = refused[-1]
        assert last.returncode == 3, last
        assert re.fullmatch(r".*/seedwire\.db: .*disk is full.*\n", last.stderr)
        assert len(daemon.items()) == 5
        tried()
        disk.empty()
        assert program(tmp_path, *asking, **settings).returncode == 0
        eventually(lambda: "done: " in daemon.log, "what was asked for")


def test_a_full_directory_for_temporary_files_changes_nothing(tmp_path: Path, program: Program) -> None:
    write_articles(tmp_path / "seeds", 20)
    with volume(tmp_path / "disk", 64 * KIB) as disk:
        disk.fill()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("TMPDIR", "SQLITE_TMPDIR"):
                patch.setenv(name, str(disk.place))
            assert program(tmp_path, "ingest", settle_time="0s").returncode == 0
            with (
                contextlib.closing(Database.open_reader(f"sqlite:///{tmp_path}/seedwire.db")) as database,
                database.read() as conn,
            ):
                first = entries.newest(conn, EVERYTHING, 1)[0]
            purged = program(tmp_path, "withdraw", "--purge", first.guid)
            assert purged.returncode == 0, purged.stderr
            assert program(tmp_path, "db", "check").returncode == 0
        assert [path.name for path in disk.place.iterdir()] == ["ballast"]


def test_an_export_that_waits_for_the_database_says_so_once_and_not_every_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "seedwire.db"
    monkeypatch.setattr(exporter, "_SET_BACK", 0.5)
    with contextlib.closing(Database.create(f"sqlite:///{place}", site="https://noviny.example")) as database:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sqlite, "BUSY_TIMEOUT", 0.05)
            waiting = Exporter(database, load_settings(None, {}, {}).site(), tmp_path / "www")
            with contextlib.closing(sqlite.library().connect(place, isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                for _ in range(5):
                    waiting.step()
                assert caplog.text.count("database is locked; the export waits") == 1
        time.sleep(0.5)
        waiting.step()
        with database.read() as conn:
            assert passes.last_beat(conn, EXPORTER) is not None
    tried()
