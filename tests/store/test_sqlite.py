from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from store import lock, sqlite
from store.engine import Database
from store.errors import ForeignDatabaseError, LockedError, NoDatabaseError, StoreError, UnavailableError

CHECKOUT = Path(__file__).resolve().parents[2]
NOBODY = 65534


def test_what_is_missing_is_refused_and_not_made(tmp_path: Path) -> None:
    for open_it in (Database.open_reader, Database.open_writer):
        with pytest.raises(NoDatabaseError, match="there is no database here yet"):
            open_it(f"sqlite:///{tmp_path / 'seedwire.db'}")
    assert list(tmp_path.iterdir()) == []


def _foreign(path: Path) -> None:
    other = sqlite.library().connect(path)
    other.execute("CREATE TABLE recipe (name TEXT)")
    other.close()


@pytest.mark.fault(19)
@pytest.mark.parametrize(
    ("make", "finding"),
    [
        (Path.touch, "is an empty file"),
        (lambda path: path.write_text("Toto není databáze.\n" * 400, encoding="utf-8"), "not a SQLite database"),
        (_foreign, "another program"),
    ],
    ids=["empty", "text", "another program"],
)
def test_what_is_no_database_of_ours_is_refused_and_left_alone(tmp_path: Path, make: object, finding: str) -> None:
    assert callable(make)
    path = tmp_path / "seedwire.db"
    make(path)
    before = path.read_bytes()
    for open_it in (Database.open_reader, Database.open_writer):
        with pytest.raises(ForeignDatabaseError, match=finding) as refusal:
            open_it(f"sqlite:///{path}")
        assert str(path) in str(refusal.value)
    with pytest.raises(ForeignDatabaseError, match=finding):
        Database.create(f"sqlite:///{path}", site="https://noviny.example")
    assert path.read_bytes() == before


def test_a_directory_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        Database.open_writer(f"sqlite:///{tmp_path}")


@pytest.fixture
def filled(sqlite_url: str) -> Path:
    """A database of some hundred pages, all in its file."""
    database = Database.open_writer(sqlite_url)
    with database.write() as conn:
        rows = [{"path": os.urandom(500)} for _ in range(400)]
        conn.execute(
            text(
                "INSERT INTO source_file (path, first_seen, state, reason, advice, since, attempts)"
                " VALUES (:path, 0, 'rejected', '', '', 0, 0)"
            ),
            rows,
        )
    database.close()
    assert database.path is not None
    return database.path


@pytest.mark.fault(19)
def test_a_file_with_overwritten_pages_is_found_damaged_before_anything_is_written(filled: Path) -> None:
    size = filled.stat().st_size
    with filled.open("r+b") as file:
        for page in range(3, size // 4096, 3):
            file.seek(page * 4096)
            file.write(b"\xaa" * 4096)
    with pytest.raises(ForeignDatabaseError, match=r"damaged.*restore a backup"):
        Database.open_writer(f"sqlite:///{filled}")


@pytest.mark.fault(19)
@pytest.mark.parametrize("table", ["entry", "search_data", "tombstone"])
def test_damage_of_one_table_is_found_whichever_it_is(filled: Path, table: str) -> None:
    with contextlib.closing(sqlite.library().connect(filled)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()
    with filled.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xaa" * 4096)
    with pytest.raises(ForeignDatabaseError, match=r"damaged.*restore a backup"):
        sqlite.inspect(filled, thorough=True)


@pytest.mark.fault(19)
def test_a_file_that_was_cut_off_is_found_damaged(filled: Path) -> None:
    os.truncate(filled, filled.stat().st_size // 2)
    with pytest.raises(ForeignDatabaseError, match=r"damaged.*restore a backup"):
        Database.open_writer(f"sqlite:///{filled}")


@pytest.mark.fault(19)
def test_damage_that_shows_while_reading_is_trouble_from_outside_and_no_refusal_of_content(filled: Path) -> None:
    with contextlib.closing(Database.open_reader(f"sqlite:///{filled}")) as database:
        with filled.open("r+b") as file:
            file.seek(4096 * 10)
            file.write(b"\xaa" * (filled.stat().st_size - 4096 * 10))
        with pytest.raises(UnavailableError, match="malformed"), database.read() as conn:
            conn.execute(text("SELECT path, reason FROM source_file")).all()


CREATE = """
import sys
from store.engine import Database
from store.errors import LockedError
from store import meta
try:
    with Database.create(sys.argv[1], site="https://noviny.example").read() as conn:
        print(meta.provenance(conn).database_id)
except LockedError:
    print("locked")
"""


def test_processes_that_make_one_database_at_the_same_time_make_one(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'seedwire.db'}"
    command = [sys.executable, "-c", CREATE, address]
    rivals = [subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = {rival.communicate(timeout=60)[0].strip() for rival in rivals}
    assert all(rival.returncode == 0 for rival in rivals)
    assert len(said - {"locked"}) == 1


def test_nobody_makes_a_database_where_another_process_is_at_it(tmp_path: Path) -> None:
    path = tmp_path / "seedwire.db"
    with other_ingester(path), pytest.raises(LockedError):
        Database.create(f"sqlite:///{path}", site="https://noviny.example")
    assert not path.exists()


def test_the_log_of_a_deleted_database_is_not_played_into_its_successor(sqlite_url: str) -> None:
    first = Database.open_writer(sqlite_url)
    path = first.path
    assert path is not None
    with first.write() as conn:
        conn.execute(text("INSERT INTO heartbeat VALUES ('old', 1, 0, '')"))
    log = path.with_name(path.name + "-wal")
    stale = log.read_bytes()
    assert stale
    first.close()
    path.unlink()
    log.write_bytes(stale)
    second = Database.create(sqlite_url, site="https://noviny.example")
    with contextlib.closing(second), second.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM heartbeat")).scalar() == 0


def test_the_database_is_ours_by_its_mark_and_keeps_what_it_acknowledged(sqlite_url: str) -> None:
    with contextlib.closing(Database.open_writer(sqlite_url)) as database, database.write() as conn:
        pragmas = ("application_id", "journal_mode", "synchronous", "foreign_keys")
        found = {pragma: conn.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in pragmas}
    assert found == {"application_id": 0x53454544, "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_library_in_use_is_free_of_the_bug_that_resets_the_log_wrongly() -> None:
    if not sqlite.is_sound():
        pytest.skip(f"this platform has only SQLite {sqlite.library().sqlite_version}")
    assert tuple(sqlite.library().sqlite_version_info) >= (3, 51, 3)


HOLD_LOCK = """
import sys, time
from pathlib import Path
from store import lock
with lock.take(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextlib.contextmanager
def other_ingester(path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD_LOCK, os.fspath(path)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_ingester_is_told_the_process_of_the_first_and_follows_when_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "seedwire.db"
    with other_ingester(path) as process:
        with pytest.raises(LockedError, match=f"pid {process.pid}") as refusal, lock.take(path):
            pytest.fail("two ingesters at once")
        assert refusal.value.holder == str(process.pid)
        process.kill()
        process.wait(timeout=10)
        with lock.take(path):
            assert (tmp_path / "seedwire.db.lock").read_text() == str(os.getpid())


def test_a_database_has_one_ingester_by_whatever_name_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "seedwire.db").touch()
    (tmp_path / "alias.db").symlink_to(tmp_path / "real" / "seedwire.db")
    with (
        lock.take(tmp_path / "alias.db"),
        pytest.raises(LockedError),
        lock.take(tmp_path / "real" / "seedwire.db"),
    ):
        pytest.fail("two ingesters at once")


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A directory, and for as long as the test runs a user who may not do everything."""
    if os.geteuid() != 0:
        with tempfile.TemporaryDirectory() as directory:
            yield Path(directory)
        return
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        shutil.chown(place, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield place
        finally:
            os.seteuid(0)


@pytest.mark.fault(18)
def test_a_directory_that_cannot_be_written_is_named_and_nothing_is_made(unprivileged: Path) -> None:
    unprivileged.chmod(0o555)
    with pytest.raises(UnavailableError, match=r"seedwire\.db.*cannot be"):
        Database.create(f"sqlite:///{unprivileged / 'seedwire.db'}", site="https://noviny.example")
    assert list(unprivileged.iterdir()) == []
    unprivileged.chmod(0o755)


@pytest.mark.fault(18)
def test_a_directory_that_cannot_be_entered_is_named(unprivileged: Path) -> None:
    closed = unprivileged / "closed"
    closed.mkdir(mode=0o000)
    address = f"sqlite:///{closed / 'seedwire.db'}"
    for open_it in (Database.open_reader, Database.open_writer):
        with pytest.raises(UnavailableError, match=r"cannot be reached.*owner and mode"):
            open_it(address)
    with pytest.raises(UnavailableError, match="cannot be"):
        Database.create(address, site="https://noviny.example")


@pytest.mark.fault(18)
def test_a_file_that_may_only_be_read_is_read_and_not_written(unprivileged: Path) -> None:
    address = f"sqlite:///{unprivileged / 'seedwire.db'}"
    Database.create(address, site="https://noviny.example").close()
    (unprivileged / "seedwire.db").chmod(0o444)
    with contextlib.closing(Database.open_reader(address)) as reader, reader.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM entry")).scalar() == 0
    with (
        contextlib.closing(Database.open_writer(address)) as writer,
        pytest.raises(UnavailableError, match=r"seedwire\.db"),
        writer.write() as conn,
    ):
        conn.execute(text("DELETE FROM meta"))
