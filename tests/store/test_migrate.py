from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text

from store import foundation, migrate
from store.engine import Database
from store.errors import LockedError, SchemaError
from store.tables import metadata, version

CHECKOUT = Path(__file__).resolve().parents[2]


def stamp(database: Database, revision: str) -> None:
    with database.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_the_revision_that_the_program_knows_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.read() as conn:
        opts = {"compare_server_default": True, "include_name": _is_declared}
        assert compare_metadata(MigrationContext.configure(conn, opts=opts), metadata) == []


def _is_declared(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Whether it is in `store.tables`: the index of words is not, whose tables each database makes its own way."""
    return kind != "table" or not str(name).startswith("search")


def test_the_migrations_make_the_columns_with_the_collations_of_the_tables(
    database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Alembic's comparison leaves the collations out."""
    direct = create_engine(
        f"sqlite:///{tmp_path / 'direct.db'}" if database.path else request.getfixturevalue("empty_url")
    )
    with direct.begin() as conn:
        metadata.create_all(conn)
        made = {table: _columns(inspect(conn).get_columns(table)) for table in metadata.tables}
    direct.dispose()
    with database.read() as conn:
        assert {table: _columns(inspect(conn).get_columns(table)) for table in metadata.tables} == made


def _columns(found: Sequence[Mapping[str, Any]]) -> set[tuple[str, str, bool]]:
    return {(column["name"], str(column["type"]), column["nullable"]) for column in found}


@pytest.mark.parametrize(("revision", "newer"), [("0000", False), ("9999", True)])
def test_a_database_of_another_schema_is_refused_with_what_to_do(
    url: str,
    database: Database,
    revision: str,
    newer: bool,  # noqa: FBT001 - a column of the table
) -> None:
    stamp(database, revision)
    for open_it in (Database.open_reader, Database.open_writer):
        with pytest.raises(SchemaError, match="newer Seedwire" if newer else "seedwire db upgrade") as refusal:
            open_it(url)
        assert refusal.value.newer is newer
        assert revision in str(refusal.value)


def test_a_database_of_a_newer_program_is_left_alone_by_an_upgrade(url: str, database: Database) -> None:
    stamp(database, "9999")
    with pytest.raises(SchemaError) as refusal:
        foundation.upgrade(url, site="https://noviny.example")
    assert refusal.value.newer
    with database.read() as conn:
        assert migrate.revision(conn) == "9999"


def age(database: Database) -> None:
    """Make the database as old as can be: before the first migration."""
    with database.write() as conn:
        conn.execute(text("DROP TABLE search"))
        for table in reversed(metadata.sorted_tables):
            table.drop(conn)
        conn.execute(text("CREATE TABLE keepsake (word TEXT)"))
        conn.execute(text("INSERT INTO keepsake VALUES ('starý')"))
        conn.execute(text("DELETE FROM alembic_version"))


def test_an_older_database_is_upgraded_and_what_it_held_is_kept(url: str, database: Database) -> None:
    age(database)
    before, after, _ = foundation.upgrade(url, site="https://noviny.example")
    assert (before, after) == (None, migrate.HEAD)
    with contextlib.closing(Database.open_reader(url)) as opened, opened.read() as conn:
        assert conn.execute(text("SELECT word FROM keepsake")).scalar() == "starý"


def test_a_file_is_copied_as_it_was_before_it_is_upgraded(sqlite_url: str) -> None:
    with contextlib.closing(Database.open_writer(sqlite_url)) as database:
        age(database)  # and leave it in the log: the copy must hold what is not in the file yet
        _, _, copy = foundation.upgrade(sqlite_url, site="https://noviny.example")
    assert copy is not None
    assert copy.name == f"seedwire.db.before-{migrate.HEAD}"
    with pytest.raises(SchemaError):
        Database.open_reader(f"sqlite:///{copy}")
    plain = create_engine(f"sqlite:///{copy}")
    with plain.connect() as conn:
        assert conn.execute(text("SELECT word FROM keepsake")).scalar() == "starý"
        assert not inspect(conn).has_table("entry")
    plain.dispose()


def test_nothing_is_upgraded_under_an_ingester(url: str, database: Database) -> None:
    """An old daemon that still runs would write by rules that hold no more; the schema stays until it has ended."""
    stamp(database, "0000")
    with database.ingesting():
        with pytest.raises(LockedError, match="another ingester") as refusal:
            foundation.upgrade(url, site="https://noviny.example")
        assert str(os.getpid()) in refusal.value.holder
        with database.read() as conn:
            assert migrate.revision(conn) != migrate.HEAD
    assert database.path is None or not list(database.path.parent.glob("*before*"))


def test_an_upgrade_that_has_nothing_to_do_disturbs_no_ingester(url: str, database: Database) -> None:
    with database.ingesting():
        assert foundation.upgrade(url, site="https://noviny.example") == (migrate.HEAD, migrate.HEAD, None)


def test_an_upgrade_of_what_is_up_to_date_does_nothing(url: str, database: Database) -> None:
    assert foundation.upgrade(url, site="https://noviny.example") == (migrate.HEAD, migrate.HEAD, None)
    assert database.path is None or not list(database.path.parent.glob("*before*"))


def test_an_upgrade_makes_a_database_where_there_is_none(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'new' / 'seedwire.db'}"
    assert foundation.upgrade(address, site="https://noviny.example") == (None, migrate.HEAD, None)
    Database.open_reader(address).close()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.process)])
def test_what_the_first_schema_held_is_there_after_the_second(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A version keeps its language, is found by what it was found by, and has no keys until it is read again."""
    empty = f"sqlite:///{tmp_path}/old.db" if kind == "sqlite" else request.getfixturevalue("empty_url")
    first = create_engine(empty)
    with first.begin() as conn:
        migrate.upgrade(conn, "0001")
        conn.execute(
            text(
                "INSERT INTO entry (id, guid, public_id, state, published, updated, arrived, seq, changed, document) "
                "VALUES (1, 'urn:x:1', 'abc', 'published', 0, 0, 0, 1, 0, :document)"
            ),
            {"document": b""},
        )
        conn.execute(
            text(
                "INSERT INTO version (id, entry_id, present, link, link_language, fingerprint, document) "
                "VALUES (7, 1, 1, '//noviny.example/a', 'cs', 'f', :document)"
            ),
            {"document": b""},
        )
        migrate.upgrade(conn)
        row = conn.execute(select(version)).one()
        assert (row.id, row.language, row.link) == (7, "cs", "//noviny.example/a")
        assert (row.work, row.bands, row.detects) == (None, None, None)
        assert migrate.revision(conn) == migrate.HEAD
    first.dispose()


MIGRATE_AND_DIE = """
import os, signal, sys
from sqlalchemy import create_engine, make_url
from store import migrate, sqlite
url = make_url(sys.argv[1])
if url.get_backend_name() == "sqlite":
    engine = sqlite.engine(sqlite.path_of(url), writable=True)
else:
    engine = create_engine(url)
with engine.begin() as conn:
    migrate.upgrade(conn)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.fault(37)
def test_a_migration_that_is_killed_starts_again_and_finishes(url: str, database: Database) -> None:
    age(database)
    killed = subprocess.run([sys.executable, "-c", MIGRATE_AND_DIE, url], cwd=CHECKOUT, check=False)
    assert killed.returncode == -signal.SIGKILL
    with database.read() as conn:
        assert migrate.revision(conn) is None
        assert not inspect(conn).has_table("entry")
    foundation.upgrade(url, site="https://noviny.example")
    Database.open_reader(url).close()
