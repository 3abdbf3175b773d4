"""A database that cannot be written, or is not what it was: refused with what to do, or served as far as it goes."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from lxml import etree

from benchmarks.articles import write_articles
from publisher.app import create_app
from seedwire.cli import main
from seedwire.config import load_settings
from store import census, sqlite
from store.engine import Database
from store.errors import StoreError
from store.integrity import examine
from tests.faults.polling import polling
from tests.faults.strike import Injection, database_files, failing, injected
from tests.faults.tree import await_end
from tests.faults.trials import many, tried
from tests.faults.volume import read_only
from tests.seedwire.conftest import environment, eventually, program, seedwire, start, until, write_article

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.seedwire.conftest import Start

__all__ = ["eventually", "program", "start", "write_article"]  # pytest finds fixtures by the names of this module

Eventually = Callable[..., Any]
Write = Callable[..., str]
Program = Callable[..., Any]

ARTICLES = 40

END = 10.0
"""Seconds in which a daemon ends."""

GONE = 60.0
"""Seconds in which the processes of a daemon that was killed are gone."""


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with some articles, all in its file."""
    home = tmp_path_factory.mktemp("pattern")
    write_articles(home / "seeds", ARTICLES)
    place = home / "seedwire.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEEDWIRE_SETTLE_TIME", "0s")
        done = CliRunner().invoke(main, ["ingest", "--seeds", str(home / "seeds"), "--database", f"sqlite:///{place}"])
    assert done.exit_code == 0, done.output
    return place


@pytest.fixture
def place(pattern: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(pattern, tmp_path / "seedwire.db"))


@contextlib.contextmanager
def reader(place: Path) -> Iterator[FlaskClient]:
    """What a web worker is to those who ask it."""
    with contextlib.closing(Database.open_reader(f"sqlite:///{place}")) as database:
        yield create_app(database, load_settings(None, {}, {}).site()).test_client()


# --- that cannot be written


@pytest.mark.fault(18)
@pytest.mark.process
@pytest.mark.long
@pytest.mark.timeout(400)  # many programs begin, on a machine that may have much else to do
def test_on_a_disk_that_is_read_only_nothing_begins_to_write_and_all_that_reads_works(
    start: Start, tmp_path: Path, program: Program, eventually: Eventually
) -> None:
    data = tmp_path / "data"
    address = f"sqlite:///{data}/seedwire.db"
    write_articles(tmp_path / "seeds", 5)
    assert program(tmp_path, "ingest", settle_time="0s", database_url=address).returncode == 0
    publisher = start("serve", tmp_path, database_url=address)
    eventually(publisher.ready, "an answer")
    with read_only(data):
        for command in ("ingest", "reingest"):
            refused = program(tmp_path, command, database_url=address)
            assert refused.returncode == 3, (command, refused)
            (line,) = refused.stderr.splitlines()
            assert "seedwire.db" in line
            assert "Read-only file system" in line
            tried()
        assert len(publisher.items()) == 5
        second = start("serve", tmp_path / "second", database_url=address)
        eventually(second.ready, "an answer of a publisher that begins on a read-only disk")
        assert len(second.items()) == 5
        assert_reads(program, tmp_path, address)


def assert_reads(program: Program, home: Path, address: str) -> None:
    """Every command that writes nothing works, and says why nothing new comes."""
    for command in (
        *(
            ("problems",),
            ("companies",),
            ("merges",),
            ("db", "check"),
            ("check", next(path for path in (home / "seeds").rglob("*") if path.is_file())),
        ),
        *(("export", "site"), ("db", "backup", "copy.db")),
    ):
        done = program(home, *command, database_url=address)
        assert done.returncode == 0, (command, done)
        tried()
    assert not examine(f"sqlite:///{home}/copy.db").findings
    assert len(etree.parse(home / "site" / "atom.xml").findall("{*}entry")) == 5
    told = json.loads(program(home, "status", "--json", database_url=address).stdout)
    assert told["entries"] == 5
    assert "seedwire.db: is on a disk that is read-only" in told["ingester"]["trouble"]


def close_in_order(place: Path) -> None:
    """As its last writer does: no log is left, nor what readers share."""
    with contextlib.closing(sqlite.library().connect(place)) as last:
        last.execute("PRAGMA wal_checkpoint")


def keep(place: Path) -> None:
    """As a power cut does: the log is there, with all that is not in the file yet."""
    assert place.with_name("seedwire.db-wal").stat().st_size


@pytest.mark.fault(18)
@pytest.mark.process
@pytest.mark.long
@pytest.mark.timeout(400)  # many programs begin, on a machine that may have much else to do
@pytest.mark.parametrize("left", [close_in_order, keep], ids=["in order", "by a power cut"])
def test_a_machine_that_starts_with_a_read_only_disk_serves_and_ingests_once_it_can_be_written(
    start: Start, tmp_path: Path, program: Program, write_article: Write, left: Callable[[Path], None]
) -> None:
    """Nothing holds the database open when it begins: SQLite alone would not open it."""
    data = tmp_path / "data"
    address = f"sqlite:///{data}/seedwire.db"
    write_articles(tmp_path / "seeds", 5)
    before = start("run", tmp_path, settle_time="0s", database_url=address)
    until(lambda: before.has_passed() and len(before.items()) == 5, "the first pass")
    os.killpg(before.process.pid, SIGKILL)
    await_end(before.process.pid, GONE)
    left(data / "seedwire.db")
    with read_only(data):
        assert_reads(program, tmp_path, address)
        daemon = start("run", tmp_path, settle_time="0s", database_url=address)
        until(lambda: daemon.ready() and len(daemon.items()) == 5, "the feed")
        assert "Read-only file system); check the directory of the database; ingestion waits" in daemon.log
        assert "is on a disk that is read-only" in json.loads(daemon.get("/readyz").body)["ingestion"]["trouble"]
        (tmp_path / "seeds" / "next.md").write_text(write_article("Danach"), "utf-8")
        assert "Danach" not in daemon.titles()
    until(lambda: len(daemon.items()) == 6 and "Danach" in daemon.titles(), "what came meanwhile")
    assert daemon.end() < END
    assert "readonly" not in daemon.log, "it tries what can be done"
    assert not examine(address).findings
    tried()


@pytest.mark.fault(18)
@pytest.mark.process
@pytest.mark.long
def test_a_disk_that_turns_read_only_under_a_daemon_is_waited_for_and_feeds_are_served(
    start: Start, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    """As the kernel does it to a disk with errors: what is open stays open, and takes nothing more."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "first.md").write_text(write_article("Vorher"), "utf-8")
    daemon = start("run", tmp_path, scan_interval="1h", settle_time="0s")
    eventually(lambda: daemon.has_passed() and daemon.titles() == {"Vorher"}, "the first pass")
    calls = "pwrite64,fsync,fdatasync,ftruncate,fallocate"
    fault = Injection(calls, "EROFS", "1+", database_files(tmp_path / "seedwire.db"))
    with polling(daemon.port) as polls:
        with failing(daemon.ingester(), fault, tmp_path / "trace"):
            (daemon.seeds / "second.md").write_text(write_article("Nachher"), "utf-8")
            eventually(lambda: "seedwire.db: disk I/O error; ingestion waits" in daemon.log, "the fault in the log")
            assert daemon.titles() == {"Vorher"}
        eventually(lambda: daemon.titles() == {"Vorher", "Nachher"}, "the article, once the disk can be written")
    tried(injected(tmp_path / "trace"))
    assert not polls.broken
    assert polls.answers.keys() == {200, 304}


# --- that is not what it was


def spoil(data: bytes, rng: Random) -> bytes:
    """Bytes as a disk, a wrong copy or a cut off one gives them back."""
    spoilt, at, size = bytearray(data), rng.randrange(len(data)), rng.randrange(1, 20_000)
    match rng.choice(["bit", "noise", "zeros", "cut", "moved"]):
        case "bit":
            spoilt[at] ^= 1 << rng.randrange(8)
        case "noise":
            spoilt[at : at + size] = rng.randbytes(len(spoilt[at : at + size]))
        case "zeros":
            spoilt[at : at + size] = bytes(len(spoilt[at : at + size]))
        case "cut":
            del spoilt[at:]
        case _:
            del spoilt[at : at + size]
    return bytes(spoilt)


PATHS = ("/atom.xml", "/rss.xml", "/feed.json", "/", "/companies/", "/opml.xml", "/companies.json")


@pytest.mark.fault(19)
@pytest.mark.long
def test_a_spoilt_file_is_refused_and_left_alone_or_serves_whole_documents(pattern: Path, tmp_path: Path) -> None:
    sound, place = pattern.read_bytes(), tmp_path / "seedwire.db"
    address = f"sqlite:///{place}"
    refused = 0
    trials = many(30, 600)
    for seed in range(trials):
        data = spoil(sound, Random(seed))  # noqa: S311 - damage, the same in each run
        for ending in ("", "-wal", "-shm", ".lock"):
            Path(f"{place}{ending}").unlink(missing_ok=True)
        place.write_bytes(data)
        tried()
        if (refusal := _refusal(address)) is None:
            with reader(place) as client:
                _require_whole_documents(client)
            continue
        refused += 1
        assert str(place) in refusal, seed
        assert "restore a backup" in refusal, seed
        assert place.read_bytes() == data, seed
    assert refused > trials // 2


def _refusal(address: str) -> str | None:
    """In which words a database is not opened for writing."""
    try:
        Database.create(address, site="https://noviny.example").close()
    except StoreError as error:
        return str(error)
    return None


def _require_whole_documents(client: FlaskClient) -> None:
    for path in PATHS:
        answer = client.get(path)
        assert answer.status_code in {200, 500, 503}, path
        if answer.status_code == 200 and path.endswith(".xml"):
            etree.fromstring(answer.data)


@pytest.mark.fault(19)
@pytest.mark.long
def test_a_spoilt_article_costs_no_feed_the_others(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    with contextlib.closing(sqlite3.connect(place)) as connection, connection:
        (newest, public_id, document) = connection.execute(
            "SELECT id, public_id, document FROM entry ORDER BY arrived DESC, published DESC, guid LIMIT 1"
        ).fetchone()
        spoilt = bytearray(document)
        spoilt[len(spoilt) // 2] ^= 4
        connection.execute("UPDATE entry SET document = ? WHERE id = ?", [spoilt, newest])
    with reader(place) as client:
        assert len(json.loads(client.get("/feed.json").data)["items"]) == ARTICLES - 1
        for path in ("/atom.xml", "/rss.xml", "/"):
            assert client.get(path).status_code == 200
        refusal = client.get(f"/entries/{public_id}/")
        assert (refusal.status_code, refusal.headers["Retry-After"]) == (503, "5")
    assert "is left out: a stored article is damaged" in caplog.text
    assert [finding.rule for finding in examine(f"sqlite:///{place}").findings] == [
        "the text of every row of entry can be read"
    ]


@pytest.mark.fault(19)
@pytest.mark.parametrize(
    "damage",
    [
        "entry SET published = 'x'",
        "entry SET arrived = x'ff'",
        "entry_company SET origin = 'x'",
        "meta SET key = 'x' || key",
    ],
)
def test_what_is_no_value_of_its_column_is_shown_to_nobody_and_found_by_a_check(place: Path, damage: str) -> None:
    with contextlib.closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(f"UPDATE {damage}")
    with reader(place) as client:
        for path in ("/atom.xml", "/rss.xml", "/feed.json", "/"):
            refusal = client.get(path)
            assert (refusal.status_code, refusal.headers["Retry-After"]) == (503, "5"), path
    assert len(examine(f"sqlite:///{place}").findings) == 1


@pytest.mark.fault(19)
@pytest.mark.parametrize("command", ["ingest", "run", "watch", "serve", "db upgrade", "status"])
@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "is an empty file"), (bytes(8192), "is not a SQLite database"), (b"SQLite format 3\0", "is not a SQLite")],
    ids=["empty", "zeros", "a beginning"],
)
def test_what_is_no_database_is_refused_by_every_command_and_stays(
    tmp_path: Path, command: str, content: bytes, told: str
) -> None:
    place = tmp_path / "seedwire.db"
    place.write_bytes(content)
    (tmp_path / "seeds").mkdir()
    seeds = ["--seeds", str(tmp_path / "seeds")] if command in {"ingest", "run", "watch"} else []
    done = CliRunner().invoke(main, [*command.split(), "--database", f"sqlite:///{place}", *seeds])
    assert done.exit_code == 3
    assert told in done.stderr
    assert "restore a backup" in done.stderr
    assert place.read_bytes() == content


ON_NFS = """
set -e
mount --bind mounts "/proc/$$/mountinfo"
exec "$@"
"""
"""Has a command believe that it sees other mounts than there are: no server of files is needed for that."""


@pytest.mark.fault(19)
@pytest.mark.process
@pytest.mark.long
@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"][: many(1, 3)])
def test_a_database_on_a_network_disk_is_refused_and_none_is_made_there(
    pattern: Path, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "mounts").write_text(f"1 0 0:1 / / rw - ext4 x rw\n2 1 0:2 / {tmp_path} rw - {kind} server:/x rw\n")
    shutil.copy(pattern, tmp_path / "seedwire.db")
    (tmp_path / "seeds").mkdir()
    before = (tmp_path / "seedwire.db").read_bytes()
    for command in (["ingest", "--database", "sqlite:///new.db"], ["serve"], ["run"], ["ingest"])[: many(2, 4)]:
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", ON_NFS, "sh", *seedwire(*command)],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode not in {0, 1, 2, 3} or "unshare" in done.stderr or "mount:" in done.stderr:
            pytest.skip(f"what a process sees of mounts cannot be changed here ({done.stderr.strip()})")
        assert done.returncode == 3
        assert f"is on a network file system ({kind})" in done.stderr
        assert "put it on a local disk, or use PostgreSQL" in done.stderr
        tried()
    assert (tmp_path / "seedwire.db").read_bytes() == before
    assert not (tmp_path / "new.db").exists()


# --- whose log somebody holds


@pytest.mark.fault(20)
@pytest.mark.long
def test_a_reader_that_does_nothing_lets_the_log_grow_and_that_is_seen_and_made_good(place: Path) -> None:
    limit = 64 * 1024 * 1024

    def write(rows: int) -> int:
        """Store so many rows of 400 kB in the place of one another; gives the size that the log is said to have."""
        for number in range(rows):
            with database.write() as conn:
                conn.exec_driver_sql("INSERT OR REPLACE INTO heartbeat VALUES ('x', ?, 0, ?)", (number, "ž" * 200_000))
        with database.read() as conn:
            return census.volume(conn, place).log or 0

    with contextlib.closing(Database.open_writer(f"sqlite:///{place}")) as database:
        idle = sqlite.library().connect(place, isolation_level=None)
        idle.execute("BEGIN")
        idle.execute("SELECT count(*) FROM entry").fetchone()
        grown = write(200)
        assert grown > limit, "it is not taken in while somebody reads what was before"
        idle.close()
        assert write(2) <= limit, "it is taken in, written from its beginning again, and cut off"
        assert write(100) <= limit


@pytest.mark.fault(20)
@pytest.mark.long
def test_a_question_that_takes_too_long_is_broken_off(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "LONGEST_READ", 5_000_000)
    with contextlib.closing(Database.open_reader(f"sqlite:///{place}")) as database:
        long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT count(*) FROM n"
        for _ in range(2):
            with pytest.raises(StoreError, match="interrupted"), database.read() as conn:
                conn.exec_driver_sql(long)
        with database.read() as conn:
            assert conn.exec_driver_sql("SELECT count(*) FROM entry").scalar() == ARTICLES
