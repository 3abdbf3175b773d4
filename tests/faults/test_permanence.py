"""Guids and the ids of feeds stay, byte for byte, whatever is done to site, database or program (row 35)."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from benchmarks.articles import write_articles
from seedwire.cli import main
from store import entries, meta
from store.engine import Database
from store.selection import EVERYTHING
from store.tables import entry
from tests.faults import antique
from tests.faults.trials import many, tried

pytestmark = [pytest.mark.fault(35), pytest.mark.long]

Run = Callable[..., Result]

SITE = "https://noviny.example"
SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
ARTICLES = 30


@dataclass(frozen=True, slots=True)
class Names:
    """What readers know a site and its entries by."""

    feeds: str
    """From which the ids of all feeds are made."""
    entries: Mapping[str, tuple[str, str]]
    """Guid and public id, by the title."""


def names(place: Path) -> Names:
    with contextlib.closing(Database.open_reader(f"sqlite:///{place}")) as database, database.read() as conn:
        found = entries.newest(conn, EVERYTHING, 500)
        assert len(found) == len({one.entry.title for one in found}) == len(conn.execute(select(entry.c.id)).all())
        root = str(meta.provenance(conn).feed_root)
        return Names(root, {one.entry.title: (one.guid, one.public_id) for one in found})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command that has to succeed, in this process and in the directory of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDWIRE_SETTLE_TIME", "0s")
    monkeypatch.setenv("SEEDWIRE_BASE_URL", SITE)

    def succeed(*arguments: str) -> Result:
        done = CliRunner().invoke(main, list(arguments))
        assert done.exit_code == 0, done.output
        return done

    return succeed


@pytest.fixture
def filled(tmp_path: Path, run: Run) -> Names:
    """That directory after a pass over articles of several languages and shapes, with the true ones where they are."""
    write_articles(tmp_path / "seeds", ARTICLES)
    if SEEDS.is_dir():
        shutil.copytree(SEEDS, tmp_path / "seeds" / "true")
    run("ingest")
    return names(tmp_path / "seedwire.db")


def test_another_address_of_the_site_changes_no_id(
    filled: Names, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("export", "before")
    for address in ("https://jinde.example/zpravy", "http://[::1]:8080", SITE)[: many(1, 3)]:
        monkeypatch.setenv("SEEDWIRE_BASE_URL", address)
        run("reingest")
        run("export", "after")
        assert names(tmp_path / "seedwire.db") == filled
        for document in ("atom.xml", "rss.xml"):
            assert _ids(tmp_path / "after" / document) == _ids(tmp_path / "before" / document)
        tried()


def _ids(document: Path) -> list[str]:
    """What a client keeps of a feed: the ids of the feed and of its entries, in their order."""
    return re.findall(r"<(?:id|guid)[^>]*>([^<]+)<", document.read_text("utf-8"))


def test_a_database_that_is_made_anew_from_the_files_gives_the_same_ids(
    filled: Names, tmp_path: Path, run: Run
) -> None:
    for seed in range(many(1, 8)):
        files = [path for path in (tmp_path / "seeds").rglob("*") if path.is_file()]
        shuffled = tmp_path / f"shuffled-{seed}"
        for number, path in enumerate(Random(seed).sample(files, len(files))):  # noqa: S311 - an order, the same each run
            place = shuffled / f"{number % 3}" / f"{number}{path.suffix}"
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
        run("ingest", "--seeds", str(shuffled), "--database", f"sqlite:///{tmp_path}/anew-{seed}.db")
        assert names(tmp_path / f"anew-{seed}.db") == filled
        tried()


def test_a_backup_that_is_restored_and_read_again_has_the_same_ids(filled: Names, tmp_path: Path, run: Run) -> None:
    run("db", "backup", "copy.db")
    for left in tmp_path.glob("seedwire.db*"):
        left.unlink()
    (tmp_path / "copy.db").rename(tmp_path / "seedwire.db")
    run("reingest")
    assert names(tmp_path / "seedwire.db") == filled


@pytest.mark.parametrize("revision", antique.revisions()[: many(1, 100)])
def test_an_upgrade_from_an_older_program_and_reading_all_again_changes_no_id(
    filled: Names, tmp_path: Path, run: Run, revision: str
) -> None:
    (tmp_path / "seedwire.db").rename(tmp_path / "newest.db")
    antique.make(f"sqlite:///{tmp_path}/seedwire.db", revision, f"sqlite:///{tmp_path}/newest.db")
    run("db", "upgrade")
    assert names(tmp_path / "seedwire.db") == filled
    run("reingest")
    assert names(tmp_path / "seedwire.db") == filled
    assert json.loads(run("db", "check", "--json").stdout)["ok"]
