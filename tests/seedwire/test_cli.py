"""Every command: what it prints where, in which shape, and with which exit status it ends."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from seedwire.cli import main
from seedwire.config import load_settings
from store.engine import Database

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

Write = Callable[..., str]
Command = Callable[..., Result]

BROKEN = "---\ntitle: [nikdy neuzavřeno\n---\n\nText.\n"
"""Front matter that no YAML parser takes."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, with an empty folder of articles; files in it settle at once."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SEEDWIRE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SEEDWIRE_SETTLE_TIME", "0.05s")
    (tmp_path / "seeds").mkdir()
    return tmp_path


@pytest.fixture
def seedwire(home: Path) -> Command:
    """Runs a command in this process, in `home`."""
    runner = CliRunner()

    def run(*arguments: str) -> Result:
        assert Path.cwd() == home
        return runner.invoke(main, list(arguments))

    return run


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory, program: Callable[..., Any], write_article: Write) -> Path:
    """A directory after a pass over three good files and a bad one."""
    home = tmp_path_factory.mktemp("pattern")
    seeds = home / "seeds"
    seeds.mkdir()
    (seeds / "škoda.md").write_text(
        write_article("Škoda roste", companies=("Škoda Auto", "Amazon"), language="cs"), "utf-8"
    )
    (seeds / "sofarma.md").write_text(write_article("Софарма расте", companies=("Софарма АД",)), "utf-8")
    (seeds / "amazon.txt").write_text("companies: Amazon\n\nAmazon opens an office in Gdańsk.\n", "utf-8")
    (seeds / "broken.md").write_text(BROKEN, "utf-8")
    assert program(home, "ingest", settle_time="0.05s").returncode == 1
    return home


@pytest.fixture
def filled(home: Path, pattern: Path) -> Path:
    """`home` after that pass."""
    shutil.copytree(pattern, home, dirs_exist_ok=True)
    return home


def tree(home: Path) -> dict[str, bytes]:
    """All the files below a directory with what they hold.

    But for what SQLite keeps for whoever reads a database in WAL mode: shared memory, and a log with nothing in it.
    """
    files = {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    return {name: held for name, held in files.items() if not name.endswith("-shm") and (held or name[-4:] != "-wal")}


# --- ingest


def test_ingest_takes_files_that_were_written_just_now(home: Path, seedwire: Command, write_article: Write) -> None:
    for number in range(3):
        (home / "seeds" / f"{number}.md").write_text(write_article(f"Právě napsáno {number}"), "utf-8")
    done = seedwire("ingest")
    assert done.exit_code == 0
    assert re.fullmatch(r"3 files in \d+\.\d s: 3 added\n", done.stdout)
    assert json.loads(seedwire("status", "--json").stdout)["entries"] == 3
    assert re.fullmatch(r"3 files in \d+\.\d s: 3 unchanged\n", seedwire("ingest").stdout)


def test_ingest_names_what_it_rejects_and_exits_with_1(filled: Path, seedwire: Command) -> None:
    (filled / "seeds" / "worse.md").write_text(BROKEN + "Dodatek.\n", "utf-8")
    done = seedwire("ingest")
    assert done.exit_code == 1
    assert "2 rejected" in done.stdout
    again = seedwire("ingest")
    assert again.exit_code == 1
    assert "2 files were refused before and have not changed; seedwire problems lists them" in again.stderr


def test_ingest_of_a_path_reads_that_one_alone(home: Path, seedwire: Command, write_article: Write) -> None:
    for name in ("one.md", "deep/two.md", "deep/three.md"):
        place = home / "seeds" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(write_article(f"Článek {name}"), "utf-8")
    assert "1 files" in seedwire("ingest", "seeds/one.md").stdout
    assert json.loads(seedwire("status", "--json").stdout)["entries"] == 1
    assert "2 files" in seedwire("ingest", str(home / "seeds" / "deep")).stdout
    assert "3 unchanged" in seedwire("ingest", "seeds").stdout


def test_ingest_says_of_a_file_that_is_no_article_why_it_is_left_alone(home: Path, seedwire: Command) -> None:
    (home / "seeds" / "README.md").write_text("Čti mě.", "utf-8")
    (home / "seeds" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    done = seedwire("ingest", "seeds/README.md", "seeds/photo.jpg")
    assert done.exit_code == 0
    assert done.stderr.count("is left alone") == 2
    assert "0 files" in done.stdout


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("elsewhere.md", "is not in the folder seeds"),
        ("seeds/../elsewhere.md", "is not in the folder"),
        ("seeds/překlep.md", "there is no such file"),
    ],
)
def test_ingest_refuses_a_path_that_it_cannot_mean(home: Path, seedwire: Command, path: str, says: str) -> None:
    (home / "elsewhere.md").write_text("Jinde.", "utf-8")
    done = seedwire("ingest", path)
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_ingest_of_a_deleted_path_takes_the_deletion_in(
    filled: Path, seedwire: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEDWIRE_ON_DELETE", "withdraw")
    (filled / "seeds" / "škoda.md").unlink()
    assert "1 deleted" in seedwire("ingest", "seeds/škoda.md").stdout
    assert json.loads(seedwire("status", "--json").stdout)["entries"] == 2


def test_an_emptied_folder_withdraws_nothing_until_the_operator_says_so(
    filled: Path, seedwire: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEDWIRE_ON_DELETE", "withdraw")
    for file in (filled / "seeds").iterdir():
        file.unlink()
    refused = seedwire("ingest")
    assert refused.exit_code == 3
    assert "ingest --accept-deletions" in refused.stderr
    assert json.loads(seedwire("status", "--json").stdout)["entries"] == 3
    meant = seedwire("ingest", "--accept-deletions")
    assert meant.exit_code == 0
    assert "4 deleted" in meant.stdout
    assert json.loads(seedwire("status", "--json").stdout)["entries"] == 0


def test_ingest_without_a_folder_could_not_run(home: Path, seedwire: Command) -> None:
    (home / "seeds").rmdir()
    done = seedwire("ingest")
    assert done.exit_code == 3
    assert "seeds: cannot be read (No such file or directory)" in done.stderr


@pytest.mark.process
@pytest.mark.parametrize("terminal", [True, False])
def test_a_progress_bar_is_for_terminals_alone(home: Path, write_article: Write, terminal: bool) -> None:  # noqa: FBT001 - the parameter of the test
    for number in range(20):
        (home / "seeds" / f"{number}.md").write_text(write_article(f"Postup číslo {number}"), "utf-8")
    ours, theirs = pty.openpty() if terminal else os.pipe()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100", "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-m", "seedwire", "ingest"], stdout=subprocess.PIPE, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
        assert process.stdout is not None
        assert "20 added" in process.stdout.read().decode()
    os.close(ours)
    assert process.returncode == 0
    assert ("reading articles" in shown and "20/20" in shown) is terminal
    assert terminal or shown == ""


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says EIO where the other end of a terminal is closed
        return b""


# --- shapes


def test_check_prints_the_documented_shape(filled: Path, seedwire: Command, write_article: Write) -> None:
    (filled / "new.md").write_text(
        write_article("Nowy numer", companies=("Allegro",), date="2026-01-30", importance="9", barva="modrá"), "utf-8"
    )
    done = seedwire("check", "--json", "new.md", "seeds/broken.md", "seeds/škoda.md")
    assert done.exit_code == 1
    new, broken, known = json.loads(done.stdout)
    documented = {"path", "verdict", "entry", "language", "companies", "repairs", "ignored", "problems"}
    for one in (new, broken, known):
        assert documented <= one.keys()
        assert isinstance(one["problems"], list)
    assert (new["path"], new["verdict"], known["verdict"]) == ("new.md", "new", "unchanged")
    assert new["companies"] == [{"slug": "allegro", "name": "Allegro", "origin": "declared"}]
    assert new["entry"]["title"] == "Nowy numer"
    assert new["entry"]["keys"]["published"] == "date"
    assert [ignored["key"] for ignored in new["ignored"]] == ["importance"]
    assert new["entry"]["extra"] == {"barva": "modrá"}
    assert broken["verdict"] == "rejected"
    assert broken["entry"] is None
    assert len(broken["problems"]) == 1


def test_check_shows_each_repair_with_what_was_there_before(home: Path, seedwire: Command) -> None:
    said = "Příliš žluťoučký kůň úpěl ďábelské ódy a nikdo ho neslyšel."
    (home / "seeds" / "mojibake.txt").write_text(said.encode("utf-8").decode("cp1252", "replace"), "utf-8")
    (one,) = json.loads(seedwire("check", "--json", "seeds/mojibake.txt").stdout)
    for repair in one["repairs"]:
        assert repair.keys() == {"field", "method", "page", "confidence", "before", "after"}
        assert 0 <= repair["confidence"] <= 1
        assert repair["before"] != repair["after"]
    assert one["repairs"] or one["entry"]["damaged"]


def test_check_for_people_tells_the_key_that_each_field_came_from(
    home: Path, seedwire: Command, write_article: Write
) -> None:
    (home / "seeds" / "a.md").write_text(write_article("Кой и кога", publishedAt="2026-01-30"), "utf-8")
    done = seedwire("check", "seeds/a.md")
    assert done.exit_code == 0
    assert "published: 2026-01-30T00:00:00+00:00  (from publishedAt)" in done.stdout


def test_check_writes_nothing_where_there_is_no_database(home: Path, seedwire: Command, write_article: Write) -> None:
    (home / "seeds" / "a.md").write_text(write_article("Nic nezapsat"), "utf-8")
    before = tree(home)
    assert seedwire("check", "seeds/a.md").exit_code == 0
    assert tree(home) == before


def test_check_writes_nothing_where_there_is_one(filled: Path, seedwire: Command, write_article: Write) -> None:
    (filled / "seeds" / "a.md").write_text(write_article("Nic nezapsat"), "utf-8")
    before = tree(filled)
    assert seedwire("check", "seeds/a.md", "seeds/broken.md", "seeds/škoda.md").exit_code == 1
    assert tree(filled) == before


@pytest.mark.usefixtures("filled")
def test_problems_prints_the_documented_shape(seedwire: Command) -> None:
    done = seedwire("problems", "--json")
    assert done.exit_code == 0
    assert done.stderr == ""
    (problem,) = json.loads(done.stdout)
    assert {"path", "reason", "advice", "since", "attempts"} <= problem.keys()
    assert problem["path"] == "broken.md"
    assert "line" in problem["reason"]
    assert problem["advice"]
    assert datetime.fromisoformat(problem["since"]).utcoffset() is not None
    assert isinstance(problem["attempts"], int)


def test_problems_for_people_names_file_reason_and_advice(filled: Path, seedwire: Command) -> None:
    shown = seedwire("problems").stdout
    (problem,) = json.loads(seedwire("problems", "--json").stdout)
    assert f"{problem['path']}: {problem['reason']}" in shown
    assert problem["advice"] in shown
    (filled / "seeds" / "broken.md").unlink()
    seedwire("ingest")
    assert seedwire("problems").stdout == "every file is published\n"
    assert json.loads(seedwire("problems", "--json").stdout) == []


@pytest.mark.fault(8)
def test_names_are_shown_as_they_are(home: Path, seedwire: Command) -> None:
    # Markup and emoji codes of the library that prints, and what would move a terminal's cursor.
    (home / "seeds" / "[bold]x :bomb: [red].md").write_text(BROKEN, "utf-8")
    (home / "seeds" / "a\nb\x1b[2J.md").write_text(BROKEN + "Jiný.\n", "utf-8")
    assert seedwire("ingest").exit_code == 1
    shown = seedwire("problems").stdout
    assert "[bold]x :bomb: [red].md: " in shown
    assert r"a\nb\x1b[2J.md: " in shown
    assert "\x1b" not in shown


@pytest.mark.usefixtures("filled")
def test_companies_prints_the_documented_shape(seedwire: Command) -> None:
    found = json.loads(seedwire("companies", "--json").stdout)
    assert all(company.keys() == {"slug", "name", "aliases", "entries"} for company in found)
    assert {(c["slug"], c["name"], c["entries"]) for c in found} == {
        ("amazon", "Amazon", 2),
        ("skoda-auto", "Škoda Auto", 1),
        ("sofarma", "Софарма", 1),
    }
    rows = [re.split(r"\s{2,}", line) for line in seedwire("companies").stdout.splitlines()]
    assert ["skoda-auto", "Škoda Auto", "1"] in [row[:3] for row in rows]


@pytest.mark.usefixtures("filled")
def test_status_prints_an_object_with_what_an_operator_asks(seedwire: Command) -> None:
    now = json.loads(seedwire("status", "--json").stdout)
    assert now["entries"] == 3
    assert now["companies"] == 3
    assert now["files"]["published"] == 3
    assert now["files"]["rejected"] == 1
    assert now["problems"] == 1
    assert now["database"] == "seedwire.db"
    assert now["lag"] >= 0
    assert now["last_pass"]["files"] == 4
    assert now["ingester"]["running"] is False
    assert "entries: 3" in seedwire("status").stdout


# --- init and db


def test_init_writes_a_file_that_loads_and_changes_nothing(home: Path, seedwire: Command) -> None:
    done = seedwire("init")
    assert done.exit_code == 0
    assert done.stdout == ""
    written = home / "seedwire.toml"
    assert load_settings(written, {}, {}).listen == load_settings(None, {}, {}).listen
    lines = written.read_text("utf-8").splitlines()
    assert all(not line or line.startswith("#") for line in lines)

    written.write_text('site_title = "Moje"\n', "utf-8")
    assert seedwire("init").exit_code == 2
    assert written.read_text("utf-8") == 'site_title = "Moje"\n'
    assert seedwire("init", "--force").exit_code == 0
    assert written.read_text("utf-8").splitlines() == lines


def test_db_upgrade_makes_a_database_and_then_has_nothing_to_do(home: Path, seedwire: Command) -> None:
    assert "made, with schema" in seedwire("db", "upgrade").stderr
    assert (home / "seedwire.db").exists()
    done = seedwire("db", "upgrade")
    assert done.exit_code == 0
    assert "nothing to do" in done.stderr


# --- exit status 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--nonsense"], "No such option"),
        (["nonsense"], "No such command"),
        (["status", "--nonsense"], "No such option"),
        (["check"], "Missing argument"),
        (["run", "--listen", "nonsense"], '--listen "nonsense": expected HOST:PORT'),
        (["serve", "--listen", "0.0.0.0:8080"], "base_url must say what they call it"),
        (["ingest", "--database", "mysql://x"], "--database"),
        (["status", "--config", "missing.toml"], "missing.toml: cannot be read"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(seedwire: Command, arguments: list[str], says: str) -> None:
    done = seedwire(*arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["run", "ingest", "watch", "serve", "status", "problems", "companies"])
def test_every_command_refuses_an_unknown_key_in_the_file(home: Path, seedwire: Command, command: str) -> None:
    (home / "seedwire.toml").write_text('feed_limitt = 3\nlisten = "x"\n', "utf-8")
    done = seedwire(command)
    assert done.exit_code == 2
    assert "seedwire.toml: feed_limitt: there is no such setting; did you mean feed_limit?" in done.stderr
    assert 'seedwire.toml: listen = "x": expected HOST:PORT' in done.stderr


# --- exit status 3

READING = [["status"], ["problems"], ["companies"], ["serve"]]
WRITING = [["ingest"], ["watch"], ["run"], ["db", "upgrade"]]


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_what_reads_a_database_that_is_not_there_says_what_makes_one(seedwire: Command, arguments: list[str]) -> None:
    done = seedwire(*arguments)
    assert done.exit_code == 3
    assert "there is no database here yet" in done.stderr
    assert not Path("seedwire.db").exists()


@pytest.mark.parametrize("arguments", [*READING, *WRITING, ["check", "seeds/a.md"]], ids=" ".join)
def test_a_database_of_another_program_is_left_as_it_is(home: Path, seedwire: Command, arguments: list[str]) -> None:
    (home / "seeds" / "a.md").write_text("Text.", "utf-8")
    with contextlib.closing(sqlite3.connect(home / "seedwire.db")) as other, other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    before = (home / "seedwire.db").read_bytes()
    done = seedwire(*arguments)
    assert done.exit_code == 3
    assert "is a database of another program" in done.stderr
    assert (home / "seedwire.db").read_bytes() == before


@pytest.mark.parametrize("arguments", [*READING, *WRITING], ids=" ".join)
def test_a_newer_schema_is_refused(filled: Path, seedwire: Command, arguments: list[str]) -> None:
    with contextlib.closing(sqlite3.connect(filled / "seedwire.db")) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    done = seedwire(*arguments)
    assert done.exit_code == 3
    assert "was written by a newer Seedwire (schema 9999" in done.stderr


@pytest.fixture
def taken() -> Iterator[str]:
    """An address that something else listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_taken_port_is_named(seedwire: Command, taken: str, command: str) -> None:
    done = seedwire(command, "--listen", taken)
    assert done.exit_code == 3
    assert f"{taken}: cannot listen there (Address already in use)" in done.stderr


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("command", ["run", "ingest", "watch"])
def test_a_second_ingester_is_refused_by_the_pid_of_the_first(seedwire: Command, command: str) -> None:
    with contextlib.closing(Database.open_writer("sqlite:///seedwire.db")) as first, first.ingesting():
        done = seedwire(command)
    assert done.exit_code == 3
    assert f"another ingester works on this database (pid {os.getpid()})" in done.stderr


def test_help_and_version_are_results(seedwire: Command) -> None:
    for option in ("-h", "--help"):
        assert seedwire(option).stdout.startswith("Usage:")
    version = seedwire("--version")
    assert version.exit_code == 0
    assert re.search(r"version \d+\.\d+", version.stdout)


@pytest.mark.process
def test_a_port_of_zero_is_one_that_the_system_chooses(
    start: Start, tmp_path: Path, eventually: Callable[..., Any], write_article: Write
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.md").write_text(write_article("Přístav"), "utf-8")
    daemon = start("run", tmp_path, listen="127.0.0.1:0", settle_time="0s")
    (address,) = eventually(lambda: re.findall(r"is at http://127\.0\.0\.1:(\d+)/", daemon.output), "the address")
    daemon.port = int(address)
    assert daemon.get("/feed.json").json["feed_url"] == f"http://127.0.0.1:{address}/feed.json"
