"""The commands that look after a database, as an operator has them: backups, restoring them, and looking over."""

from __future__ import annotations

import contextlib
import json
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from benchmarks.articles import write_articles
from seedwire.cli import main

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

Eventually = Callable[..., Any]
Write = Callable[..., str]


@pytest.fixture
def seedwire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command in this process, in a directory of the test's with an empty folder of articles."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDWIRE_SETTLE_TIME", "0s")
    (tmp_path / "seeds").mkdir()

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    return run


@pytest.fixture
def filled(seedwire: Callable[..., Result], tmp_path: Path, write_article: Write) -> Path:
    """That directory after a pass over two articles."""
    for title in ("Krátká zpráva", "Кратка новина"):
        (tmp_path / "seeds" / f"{title}.md").write_text(write_article(title, companies=("Škoda Auto",)), "utf-8")
    assert seedwire("ingest").exit_code == 0
    return tmp_path


@pytest.mark.usefixtures("filled")
def test_check_of_a_whole_database_ends_with_0(seedwire: Callable[..., Result]) -> None:
    done = seedwire("db", "check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("seedwire.db: nothing is wrong (2 in entry, ")
    told = json.loads(seedwire("db", "check", "--json").stdout)
    assert told == {"database": "seedwire.db", "ok": True, "counts": told["counts"], "findings": []}
    assert told["counts"]["source_file"] == 2


def test_check_of_a_database_that_contradicts_itself_ends_with_1(filled: Path, seedwire: Callable[..., Result]) -> None:
    with contextlib.closing(sqlite3.connect(filled / "seedwire.db")) as connection, connection:
        connection.execute("UPDATE source_file SET version_id = NULL, path = ? WHERE version_id = 1", (b"a\nb.md",))
    done = seedwire("db", "check")
    assert done.exit_code == 1
    assert "a file that is published or held is the word of a living entry (1 times)\n  a\\nb.md\n" in done.stdout
    assert "restore a backup" in done.stderr
    as_json = seedwire("db", "check", "--json")
    assert as_json.exit_code == 1
    told = json.loads(as_json.stdout)
    assert told["ok"] is False
    assert {"rule", "broken", "examples"} == told["findings"][0].keys()


@pytest.mark.fault(19)
def test_check_of_what_cannot_be_looked_over_ends_with_3(seedwire: Callable[..., Result], tmp_path: Path) -> None:
    missing = seedwire("db", "check")
    assert missing.exit_code == 3
    assert "there is no database here yet" in missing.stderr
    (tmp_path / "seedwire.db").write_text("Milý deníčku, dnes pršelo. " * 40, "utf-8")
    assert seedwire("db", "check", "--json").exit_code == 3


def test_backup_tells_what_it_made_and_refuses_what_is_something_else(
    filled: Path, seedwire: Callable[..., Result]
) -> None:
    done = seedwire("db", "backup", "copy.db")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "with all 2 changes so far" in done.stderr
    assert seedwire("db", "backup", "copy.db").exit_code == 0
    (filled / "letter.txt").write_text("Vážená redakce", "utf-8")
    refused = seedwire("db", "backup", "letter.txt")
    assert refused.exit_code == 2
    assert "letter.txt: is there already" in refused.stderr
    assert (filled / "letter.txt").read_text("utf-8") == "Vážená redakce"
    assert seedwire("db", "backup", "nowhere/copy.db").exit_code == 3


def test_backup_of_a_server_names_the_command_for_it_without_the_password(seedwire: Callable[..., Result]) -> None:
    address = "postgresql+psycopg://redakce:tajne@db.example:5433/noviny"
    refused = seedwire("db", "backup", "copy dump", "--database", address)
    assert refused.exit_code == 2
    assert "pg_dump --format=custom '--file=copy dump' --dbname=postgresql://redakce@db.example:5433/noviny" in (
        refused.stderr
    )
    assert "tajne" not in refused.stderr


@pytest.mark.fault(35)
@pytest.mark.long
@pytest.mark.process
def test_a_backup_from_the_middle_of_ingestion_goes_on_in_the_place_of_the_database(
    start: Start, tmp_path: Path, program: Callable[..., Any], eventually: Eventually, write_article: Write
) -> None:
    write_articles(tmp_path / "seeds", 500)
    settings = {"settle_time": "0s", "scan_interval": "1s", "feed_limit": 500, "base_url": "https://noviny.example"}
    daemon = start("run", tmp_path, **settings)
    eventually(lambda: daemon.ready().get("entries"), "the first entries")
    assert program(tmp_path, "db", "backup", "copy.db").returncode == 0
    in_backup = json.loads(program(tmp_path, "db", "check", "--json", database_url="sqlite:///copy.db").stdout)
    assert in_backup["ok"]
    (tmp_path / "seeds" / "later.md").write_text(write_article("Po záloze"), "utf-8")
    eventually(lambda: daemon.ready().get("entries") == 501, "all articles")
    assert 0 < in_backup["counts"]["entry"] < 501, "the backup was to be made in the middle"
    before = {item["title"]: (item["id"], item["url"]) for item in daemon.items()}
    tag = daemon.get("/feed.json").headers["etag"]
    daemon.end(signal.SIGKILL)
    eventually(lambda: not daemon.group(), "the end of all its processes")

    for left in tmp_path.glob("seedwire.db*"):
        left.rename(tmp_path / f"broken-{left.name}")
    (tmp_path / "copy.db").rename(tmp_path / "seedwire.db")
    successor = start("run", tmp_path, **settings)
    eventually(lambda: successor.ready().get("entries") == 501, "all articles again")
    after = {item["title"]: (item["id"], item["url"]) for item in successor.items()}
    assert after["Po záloze"] == before["Po záloze"]
    both = after.keys() & before.keys()
    assert len(both) > 200
    assert {title: after[title] for title in both} == {title: before[title] for title in both}
    # A copy of the feed from the lost line of history is no base for news of this one.
    assert successor.get("/feed.json", If_None_Match=tag, A_IM="feed").status == 200
    assert program(tmp_path, "db", "check").returncode == 0
