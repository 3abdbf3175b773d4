"""A file in a directory that takes nothing: read as it lies, and anew as soon as somebody writes into it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from store import reader, sqlite
from store.engine import Database
from store.errors import UnavailableError
from store.integrity import examine

NOBODY = 65534
SITE = "https://noviny.example"

pytestmark = pytest.mark.fault(18)


@pytest.fixture
def sealed() -> Iterator[Path]:
    """A database that was closed in order, in a directory where this user makes no files, with 0 entries."""
    with tempfile.TemporaryDirectory() as made, contextlib.ExitStack() as stack:
        directory = Path(made)
        if os.geteuid() == 0:
            shutil.chown(directory, NOBODY)
            os.seteuid(NOBODY)
            stack.callback(os.seteuid, 0)
        place = directory / "seedwire.db"
        Database.create(f"sqlite:///{place}", site=SITE).close()
        with contextlib.closing(sqlite.library().connect(place)) as last:  # a reader would leave an empty log
            last.execute("PRAGMA wal_checkpoint")
        assert sorted(path.name for path in directory.iterdir()) == ["seedwire.db", "seedwire.db.lock"]
        directory.chmod(0o555)
        stack.callback(directory.chmod, 0o755)
        yield place


@contextlib.contextmanager
def unsealed(place: Path) -> Iterator[None]:
    """Whoever may write here does."""
    place.parent.chmod(0o755)
    try:
        yield
    finally:
        place.parent.chmod(0o555)


def note(place: Path, words: str) -> None:
    """What an ingester does from its beginning to its end: it leaves no log behind."""
    with (
        unsealed(place),
        contextlib.closing(Database.open_writer(f"sqlite:///{place}")) as database,
        database.write() as conn,
    ):
        conn.execute(text("INSERT INTO meta (key, value) VALUES ('note', :it)"), {"it": words})


def noted(database: Database) -> str | None:
    with database.read() as conn:
        words: str | None = conn.execute(text("SELECT value FROM meta WHERE key = 'note'")).scalar()
    return words


def test_it_is_read_as_it_lies_and_nothing_is_made(sealed: Path) -> None:
    with contextlib.closing(Database.open_reader(f"sqlite:///{sealed}")) as database:
        assert database.pulse.head() == 0
        assert noted(database) is None
    assert not examine(f"sqlite:///{sealed}").findings
    assert sorted(path.name for path in sealed.parent.iterdir()) == ["seedwire.db", "seedwire.db.lock"]


def test_what_was_written_meanwhile_is_read_by_a_connection_that_is_kept(sealed: Path) -> None:
    with contextlib.closing(Database.open_reader(f"sqlite:///{sealed}")) as database:
        assert noted(database) is None
        note(sealed, "written")
        assert noted(database) == "written"


def test_what_is_written_is_read_while_its_writer_has_the_file_open(sealed: Path) -> None:
    """What is committed is in the log then, which is not looked at in a file that is taken to be still."""
    address = f"sqlite:///{sealed}"
    with contextlib.closing(Database.open_reader(address)) as database:
        assert (noted(database), database.pulse.head()) == (None, 0)
        with unsealed(sealed), contextlib.closing(Database.open_writer(address)) as writer:
            with writer.write() as conn:
                conn.execute(text("INSERT INTO meta (key, value) VALUES ('note', 'in the log')"))
                conn.execute(text("INSERT INTO change (seq, kind, entry_id, at) VALUES (7, 'added', 1, 0)"))
            assert (sealed.parent / "seedwire.db-wal").stat().st_size
            assert noted(database) == "in the log"
            assert database.pulse.head() == 7


def test_what_is_read_while_somebody_writes_does_not_count(sealed: Path) -> None:
    with contextlib.closing(Database.open_reader(f"sqlite:///{sealed}")) as database:
        with pytest.raises(UnavailableError, match=r"seedwire\.db: was changed while it was read"), database.read():
            note(sealed, "written")
        assert noted(database) == "written"


def test_a_copy_that_was_made_while_somebody_writes_does_not_count(sealed: Path) -> None:
    with pytest.raises(UnavailableError, match="was changed while it was read"), sqlite.reading(sealed):
        note(sealed, "written")


def test_a_file_whose_log_cannot_be_taken_in_is_refused_with_what_to_do(sealed: Path) -> None:
    """It was copied without what belongs to its log, and the file alone is not what was committed."""
    address = f"sqlite:///{sealed}"
    with unsealed(sealed):
        with contextlib.closing(Database.open_writer(address)) as writer:
            with writer.write() as conn:
                conn.execute(text("INSERT INTO meta (key, value) VALUES ('note', 'in the log')"))
            log = (sealed.parent / "seedwire.db-wal").read_bytes()
        (sealed.parent / "seedwire.db-wal").write_bytes(log)
    with pytest.raises(UnavailableError, match=r"seedwire\.db-wal.*can be written"):
        Database.open_reader(address)


@pytest.mark.parametrize("way", ["away", "other", "longer", "log"])
def test_stillness_is_over_when_the_file_is_not_what_it_was(way: str, tmp_path: Path) -> None:
    place = tmp_path / "seedwire.db"
    place.write_bytes(b"as it was")
    still = reader.Stillness.of(place)
    assert still is not None
    assert not still.is_over()
    match way:
        case "away":
            place.unlink()
        case "other":
            (tmp_path / "next").write_bytes(b"as it was")
            (tmp_path / "next").replace(place)
        case "longer":
            place.write_bytes(b"as it is now")
        case "log":
            (tmp_path / "seedwire.db-wal").write_bytes(b"x")
            assert reader.Stillness.of(place) is None
    assert still.is_over()


def test_a_directory_that_takes_files_shares_them_as_ever(tmp_path: Path) -> None:
    place = tmp_path / "seedwire.db"
    Database.create(f"sqlite:///{place}", site=SITE).close()
    connection: Any = reader.connect(sqlite.library(), place, 1.0)
    with contextlib.closing(connection):
        assert connection.still is None
        assert not reader.is_outlived(connection)
        with pytest.raises((sqlite.library().OperationalError, sqlite3.OperationalError)):
            connection.execute("DELETE FROM meta")
