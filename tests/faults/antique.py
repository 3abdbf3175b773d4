"""Databases as older versions would have left them: an older schema, with what a new database holds poured into it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, insert, make_url, select, text

from store import migrate, scaffold, search, sqlite

_RENAMED = {("version", "link_language"): "language"}
"""Columns that had another name once."""
_LEFT_OUT = {"alembic_version", "translation"}
"""Tables that have rows of their own, or had other columns and nothing in them."""
_SEARCH = "0004"
"""The first schema with an index of words."""


def revisions() -> Sequence[str]:
    """All schemas but the newest, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    every = reversed([script.revision for script in ScriptDirectory.from_config(config).walk_revisions()])
    return [revision for revision in every if revision != migrate.HEAD]


def make(url: str, revision: str, source: str) -> None:
    """Make a database of this schema, of what a new one holds."""
    with _connected(source) as new, _made(url) as old:
        migrate.upgrade(old, revision)
        _pour(new, old)
        if revision >= _SEARCH:
            search.fill(old)


def revision(url: str) -> str | None:
    """The schema of a database, whatever it is."""
    with _connected(url) as conn:
        return migrate.revision(conn)


@contextlib.contextmanager
def _made(url: str) -> Iterator[Connection]:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        with _connected(url) as conn:
            yield conn
        return
    with (
        scaffold.under_construction(sqlite.path_of(address)) as made,
        _begun(sqlite.engine(made, writable=True)) as conn,
    ):
        yield conn


@contextlib.contextmanager
def _connected(url: str) -> Iterator[Connection]:
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite"
    with _begun(sqlite.engine(sqlite.path_of(address), writable=True) if is_file else create_engine(address)) as conn:
        yield conn


@contextlib.contextmanager
def _begun(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.begin() as conn:
            yield conn
    finally:
        engine.dispose()


def _pour(new: Connection, old: Connection) -> None:
    ours, theirs = _tables(new), _tables(old)
    for table in theirs.sorted_tables:
        if table.name not in ours.tables or table.name in _LEFT_OUT:
            continue
        origin = ours.tables[table.name]
        named = {column.name: _RENAMED.get((table.name, column.name), column.name) for column in table.columns}
        chosen = [origin.c[now].label(then) for then, now in named.items() if now in origin.c]
        if rows := [dict(row._mapping) for row in new.execute(select(*chosen))]:
            old.execute(insert(table), rows)
        if old.dialect.name == "postgresql" and "id" in table.c:
            _go_on_from_there(old, table.name)


def _tables(conn: Connection) -> MetaData:
    found = MetaData()
    found.reflect(conn, only=lambda name, _: not name.startswith("search"))
    return found


def _go_on_from_there(conn: Connection, table: str) -> None:
    """Let the next number be one that is free."""
    sequence = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), coalesce(max(id), 1)) FROM " + table)  # noqa: S608 - a table of ours
    conn.execute(sequence, {"name": table})
