"""A backup holds one moment of a database that others write, and takes the place of nothing but an older one."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store import edits, history, meta, sqlite
from store.backup import NoFileError, OccupiedError, back_up
from store.engine import Database
from store.entry import Entry, Guid
from store.errors import ForeignDatabaseError, LockedError, NoDatabaseError, UnavailableError
from store.integrity import examine

NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)
CHECKOUT = Path(__file__).resolve().parents[2]

MakeEntry = Callable[..., Entry]


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """An embedded database, open for writing."""
    with contextlib.closing(Database.open_writer(sqlite_url)) as opened:
        yield opened


def add(database: Database, content: Entry, number: int) -> None:
    at = NOW + timedelta(seconds=number)
    with database.write() as conn:
        edits.add(conn, content, guid=Guid(f"urn:example:{number}"), at=at, arrived=at)


def head(url: str) -> int:
    with contextlib.closing(Database.open_reader(url)) as database, database.read() as conn:
        return history.head(conn).seq


def name(url: str) -> str:
    with contextlib.closing(Database.open_reader(url)) as database, database.read() as conn:
        return meta.provenance(conn).database_id


def beside(place: Path) -> set[str]:
    """What is in the directory beside the file itself and a database of the test's."""
    return {path.name for path in place.parent.iterdir() if not path.name.startswith("seedwire.db")} - {place.name}


def test_a_backup_has_what_is_only_in_the_log_yet(
    database: Database, sqlite_url: str, make_entry: MakeEntry, tmp_path: Path
) -> None:
    add(database, make_entry(), 1)
    assert database.path is not None
    assert (tmp_path / "seedwire.db-wal").stat().st_size > 0
    made = back_up(sqlite_url, tmp_path / "copy.db")
    assert (made.head, made.size) == (1, (tmp_path / "copy.db").stat().st_size)
    assert head(f"sqlite:///{tmp_path}/copy.db") == 1
    assert beside(tmp_path / "copy.db") <= {"copy.db-shm", "copy.db-wal"}


def test_a_backup_is_of_one_moment_while_another_thread_writes(
    database: Database, sqlite_url: str, make_entry: MakeEntry, tmp_path: Path
) -> None:
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            add(database, make_entry(), len(written))
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = []
        for number in range(5):
            acknowledged = len(written)
            made = back_up(sqlite_url, tmp_path / f"{number}.db")
            copies.append((acknowledged, made, len(written)))
    finally:
        stop.set()
        writer.join()
    for acknowledged, made, later in copies:
        assert acknowledged <= made.head <= later + 1
        assert head(f"sqlite:///{made.place}") == made.head
        # Entries were added without files, and that is all that may be found.
        assert {finding.rule for finding in examine(f"sqlite:///{made.place}").findings} <= {
            "an entry has a source, unless it was merged"
        }
    assert len(written) > 5, "a backup kept the writer waiting"


def test_a_backup_is_another_line_of_history_with_the_same_feeds(
    database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    """Else an entity tag of the original could stand for other changes once a backup is in its place."""
    back_up(sqlite_url, tmp_path / "copy.db")
    with (
        contextlib.closing(Database.open_reader(f"sqlite:///{tmp_path}/copy.db")) as copy,
        copy.read() as theirs,
        database.read() as ours,
    ):
        assert meta.provenance(theirs).feed_root == meta.provenance(ours).feed_root
        assert meta.provenance(theirs).database_id != meta.provenance(ours).database_id


def test_a_backup_is_no_more_readable_than_the_original(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "seedwire.db").chmod(0o600)
    back_up(sqlite_url, tmp_path / "copy.db")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_an_older_backup_is_replaced(
    database: Database, sqlite_url: str, make_entry: MakeEntry, tmp_path: Path
) -> None:
    for number in range(3):
        add(database, make_entry(), number)
        assert back_up(sqlite_url, tmp_path / "copy.db").head == number + 1


def test_a_database_that_came_of_a_backup_can_be_backed_up_there_again(sqlite_url: str, tmp_path: Path) -> None:
    back_up(sqlite_url, tmp_path / "copy.db")
    (tmp_path / "restored.db").write_bytes((tmp_path / "copy.db").read_bytes())
    back_up(f"sqlite:///{tmp_path}/restored.db", tmp_path / "copy.db")


def test_what_is_no_older_backup_of_the_database_stays(
    database: Database, sqlite_url: str, make_entry: MakeEntry, tmp_path: Path
) -> None:
    add(database, make_entry(), 1)
    Database.create(f"sqlite:///{tmp_path}/other.db", site="https://jine.example").close()
    (tmp_path / "text.db").write_text("Dopis.", "utf-8")
    (tmp_path / "empty.db").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.db").symlink_to("seedwire.db")
    for place in ("other.db", "text.db", "empty.db", "folder", "seedwire.db", "link.db"):
        before = (tmp_path / place).read_bytes() if place != "folder" else b""
        with pytest.raises(OccupiedError, match=place):
            back_up(sqlite_url, tmp_path / place)
        assert place == "folder" or (tmp_path / place).read_bytes() == before


def test_a_copy_that_went_on_by_itself_stays(sqlite_url: str, make_entry: MakeEntry, tmp_path: Path) -> None:
    place = tmp_path / "copy.db"
    back_up(sqlite_url, place)
    with contextlib.closing(Database.open_writer(f"sqlite:///{place}")) as copy:
        add(copy, make_entry(), 1)
        with pytest.raises(OccupiedError, match="1 changes more"):
            back_up(sqlite_url, place)


def test_a_copy_on_which_an_ingester_works_stays(sqlite_url: str, tmp_path: Path) -> None:
    place = tmp_path / "copy.db"
    back_up(sqlite_url, place)
    with (
        contextlib.closing(Database.open_writer(f"sqlite:///{place}")) as copy,
        copy.ingesting(),
        pytest.raises(LockedError, match=str(os.getpid())),
    ):
        back_up(sqlite_url, place)


@pytest.mark.fault(19)
def test_a_damaged_database_takes_the_place_of_no_backup(
    database: Database, sqlite_url: str, make_entry: MakeEntry, tmp_path: Path
) -> None:
    for number in range(1, 40):
        add(database, make_entry(), number)
    database.close()
    back_up(sqlite_url, tmp_path / "copy.db")
    good = (tmp_path / "copy.db").read_bytes()
    with contextlib.closing(sqlite.library().connect(tmp_path / "seedwire.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entry'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with (tmp_path / "seedwire.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
    with pytest.raises(ForeignDatabaseError, match=rf"^{re.escape(sqlite_url.removeprefix('sqlite:///'))}: is damaged"):
        back_up(sqlite_url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == good


@pytest.mark.fault(17)
def test_a_disk_that_takes_no_more_leaves_what_was_there(sqlite_url: str, tmp_path: Path) -> None:
    back_up(sqlite_url, tmp_path / "copy.db")
    good = (tmp_path / "copy.db").read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(good) // 2, limits[1]))
    try:
        with pytest.raises(UnavailableError, match="cannot be written"):
            back_up(sqlite_url, tmp_path / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert (tmp_path / "copy.db").read_bytes() == good
    assert beside(tmp_path / "copy.db") <= {"copy.db-shm", "copy.db-wal"}


def test_a_place_that_cannot_be_written_is_named(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="nowhere"):
        back_up(sqlite_url, tmp_path / "nowhere" / "copy.db")


def test_what_is_not_there_or_a_servers_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(NoDatabaseError):
        back_up(f"sqlite:///{tmp_path}/none.db", tmp_path / "copy.db")
    with pytest.raises(NoFileError) as refusal:
        back_up("postgresql+psycopg://redakce:tajne@localhost/noviny", tmp_path / "copy.db")
    assert "tajne" not in str(refusal.value)
    assert not (tmp_path / "copy.db").exists()


BACK_UP_AND_DIE = """
import os, signal, sys
from pathlib import Path
from store import backup, sqlite
step = sys.argv[3]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if step == "copied":
    backup._rename = die
elif step == "named":
    sqlite.require_sound = die
else:
    Path.replace = die
backup.back_up(sys.argv[1], Path(sys.argv[2]))
"""


@pytest.mark.process
@pytest.mark.parametrize("step", ["copied", "named", "moved"])
def test_a_backup_that_is_killed_leaves_the_one_before(sqlite_url: str, tmp_path: Path, step: str) -> None:
    place = tmp_path / "copy.db"
    back_up(sqlite_url, place)
    before = name(f"sqlite:///{place}")
    killed = subprocess.run([sys.executable, "-c", BACK_UP_AND_DIE, sqlite_url, place, step], cwd=CHECKOUT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert name(f"sqlite:///{place}") == before
    back_up(sqlite_url, place)
