"""Is a database whole? First its file, where it is one; then what must hold of every database; then every document.

Reads all there is, in one transaction that sees one moment, and changes nothing; an ingester may work meanwhile.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, func, select

from store import codec, sqlite
from store.columns import misfits
from store.engine import Database
from store.errors import DamagedError, UnavailableError
from store.file import printable
from store.invariants import RULES
from store.slug import public_id
from store.tables import entry, meta, metadata, revision, version

EXAMPLES = 5
"""Rows that are named of each broken rule."""

_COUNTED = ("entry", "version", "source_file", "change", "company", "archive")
_SLICE = 500
"""Documents in memory at once."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be."""

    rule: str
    """What must hold, in words."""
    broken: int
    """How many rows break it; of a damaged file, pages or tables, as far as SQLite tells."""
    examples: tuple[str, ...]
    """Which: guids, paths or numbers, `EXAMPLES` at most, each on one line."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What a look at a whole database gave."""

    name: str
    """The database as it may be shown."""
    counts: Mapping[str, int]
    """Rows by table, of those that matter to people."""
    findings: tuple[Finding, ...]


def examine(url: str) -> Examination:
    """Look the whole database over.

    Raises as `Database.open_reader`: what is not ours, of another schema or out of reach cannot be looked over. A
    file that is ours and damaged is a finding. 100,000 entries of 3 kB take about a minute.
    """
    with contextlib.closing(Database.open_reader(url)) as database:
        findings = tuple(_damage(database.path)) if database.path is not None else ()
        if findings:  # nothing that is read from such a file can be trusted, and reading on may fail anywhere
            return Examination(database.name, {}, findings)
        with database.read() as conn:
            # What must hold is asked of values, and means nothing where something else stands in their place.
            return Examination(database.name, _counts(conn), tuple(_misfits(conn)) or tuple(_contradictions(conn)))


def _damage(path: Path) -> Iterator[Finding]:
    """What SQLite finds wrong with its file, table by table, so that one that is damaged hides no other."""
    module = sqlite.library()
    try:
        with sqlite.reading(path) as connection:
            tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            for (name,) in connection.execute(tables).fetchall():
                yield from _damage_of_table(connection, module.DatabaseError, str(name))
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except module.OperationalError as error:
        raise UnavailableError(f"{path}: cannot be read ({error}); check its owner, mode and disk") from error
    except module.DatabaseError as error:
        yield Finding("the file can be read", 1, (str(error),))
        return
    if broken:
        examples = tuple(f"{table} {row} refers to a missing {parent}" for table, row, parent, _ in broken[:EXAMPLES])
        yield Finding("what a row refers to is there", len(broken), examples)


def _damage_of_table(connection: Any, damaged: type[Exception], name: str) -> Iterator[Finding]:
    """The same of one table with its indexes; of the search index, each of its words too."""
    try:
        told = [str(line) for (line,) in connection.execute(f'PRAGMA integrity_check("{name}")')]
    except damaged as error:
        told = [str(error)]
    if told != ["ok"]:
        yield Finding(f"the table {name} is sound", len(told), tuple(told[:EXAMPLES]))


def _counts(conn: Connection) -> dict[str, int]:
    tables = (metadata.tables[name] for name in _COUNTED)
    return {table.name: conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def _misfits(conn: Connection) -> Iterator[Finding]:
    """Where a column has something that is no value of its kind: SQLite takes that for sound."""
    found = dict(misfits(conn, metadata))
    if found:
        examples = tuple(f"{column}: {count}" for column, count in islice(found.items(), EXAMPLES))
        yield Finding("every value is of its column's kind", sum(found.values()), examples)


def _contradictions(conn: Connection) -> Iterator[Finding]:
    """Where what is stored contradicts itself."""
    named = set(conn.execute(select(meta.c.key)).scalars())
    if missing := {"database_id", "feed_root"} - named:
        yield Finding("a database has a name and a root of its feeds' ids", len(missing), tuple(sorted(missing)))
    for rule, broken in RULES.items():
        rows = conn.execute(broken).all()
        if rows:
            yield Finding(rule, len(rows), tuple(map(_shown, rows[:EXAMPLES])))
    yield from _endless(conn)
    yield from _misnamed(conn)
    for table in (entry, version, revision):
        yield from _unreadable(conn, table)


def _endless(conn: Connection) -> Iterator[Finding]:
    merged = select(entry.c.id, entry.c.merged_into).where(entry.c.merged_into.is_not(None))
    into: dict[int, int] = {row.id: row.merged_into for row in conn.execute(merged)}
    lost = [number for number in into if _goes_round(into, number)]
    if lost:
        yield Finding("a merged entry leads to one that is not", len(lost), tuple(map(str, lost[:EXAMPLES])))


def _goes_round(into: Mapping[int, int], number: int) -> bool:
    """Whether who follows an entry into the one that it went on in, and so on, never comes to an end."""
    seen = {number}
    while (number := into.get(number, 0)) and number not in seen:
        seen.add(number)
    return bool(number)


def _misnamed(conn: Connection) -> Iterator[Finding]:
    rows = conn.execute(select(entry.c.guid, entry.c.public_id))
    wrong = [row.guid for row in rows if public_id(row.guid) != row.public_id]
    if wrong:
        yield Finding("an entry's public id is that of its guid", len(wrong), tuple(wrong[:EXAMPLES]))


def _unreadable(conn: Connection, table: Table) -> Iterator[Finding]:
    """The rows whose document does not decode."""
    broken = [number for number, document in _documents(conn, table.c.id, table.c.document) if not _reads(document)]
    if broken:
        examples = tuple(f"number {number}" for number in islice(broken, EXAMPLES))
        yield Finding(f"the text of every row of {table.name} can be read", len(broken), examples)


def _documents(conn: Connection, number: Column[int], document: Column[bytes]) -> Iterator[tuple[int, bytes]]:
    after = 0
    while rows := conn.execute(select(number, document).where(number > after).order_by(number).limit(_SLICE)).all():
        yield from ((row[0], row[1]) for row in rows)
        after = rows[-1][0]


def _reads(document: bytes) -> bool:
    try:
        codec.decode(document)
    except DamagedError:
        return False
    return True


def _shown(row: Row[Any]) -> str:
    return " ".join(printable(value) if isinstance(value, bytes) else str(value) for value in row)
