"""New database files: whole, or not there, and nothing of those that were never finished."""

from __future__ import annotations

import contextlib
import fcntl
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from store import scaffold
from store.engine import Database

CHECKOUT = Path(__file__).resolve().parents[2]

DIE_WHILE_CREATING = """
import os, signal, sys
from pathlib import Path
from store import migrate, scaffold, sqlite
with scaffold.under_construction(Path(sys.argv[1])) as made:
    engine = sqlite.engine(made, writable=True)
    with engine.begin() as conn:
        migrate.upgrade(conn)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_process_killed_while_it_makes_a_database_leaves_none_and_the_next_one_tidies_up(tmp_path: Path) -> None:
    path = tmp_path / "seedwire.db"
    killed = subprocess.run([sys.executable, "-c", DIE_WHILE_CREATING, path], cwd=CHECKOUT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(names(tmp_path)) > 1, "a file, and its journal"
    assert not path.exists()
    Database.create(f"sqlite:///{path}", site="https://noviny.example").close()
    assert path.exists()
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_what_another_one_is_about_to_make_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "seedwire.db"
    others = (tmp_path / ".seedwire.db.old", tmp_path / ".other.db.new-0", tmp_path / "seedwire.db.new-0")
    for other in others:
        other.touch()
    with scaffold.under_construction(path) as ours:
        journal = ours.with_name(f"{ours.name}-journal")
        journal.touch()
        with scaffold.under_construction(path) as theirs:
            assert theirs != ours
            assert ours.exists()
            assert journal.exists()
        assert all(other.exists() for other in others)
        assert not theirs.exists()
    assert names(tmp_path) == sorted(["seedwire.db", *(other.name for other in others)])


def test_a_file_that_is_swept_in_the_moment_before_it_is_held_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock
    swept: list[Path] = []

    def sweep_once_and_hold(descriptor: int, operation: int) -> None:
        if not swept:
            swept.extend(tmp_path.glob(".seedwire.db.new-*"))
            swept[0].unlink()
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", sweep_once_and_hold)
    with scaffold.under_construction(tmp_path / "seedwire.db") as made:
        assert made not in swept
        assert made.exists()
    assert names(tmp_path) == ["seedwire.db"]


def test_a_database_that_cannot_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with scaffold.under_construction(tmp_path / "seedwire.db") as made:
            (made.with_name(made.name + "-journal")).touch()
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_copy_holds_what_is_still_in_the_log(sqlite_url: str) -> None:
    with contextlib.closing(Database.open_writer(sqlite_url)) as database:
        with database.write() as conn:
            conn.execute(text("INSERT INTO heartbeat VALUES ('ingest', 7, 0, '')"))
        assert database.path is not None
        copy = scaffold.copy(database.path, "saved")
    with contextlib.closing(Database.open_writer(f"sqlite:///{copy}")) as opened, opened.read() as conn:
        assert conn.execute(text("SELECT pid FROM heartbeat")).scalar() == 7
    assert sorted(p.name for p in copy.parent.glob(".*")) == []
