"""The entries that a file may belong to: those that share a mark with its article, in one question to the database."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import zip_longest
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from store.entry import Guid
from store.marks import ENOUGH_KEYS, MOST_KEYS, Marks
from store.tables import band, entry, version
from store.versions import Known, known

MOST_AKIN = 20
"""Entries that share keys with one article and are compared with it, those first that share most of them.

Of 2,000 articles made from one template each shares keys with all: to compare all pairs took an hour.
"""

CROWD = 100
"""Files that share a guid, a link, or source and original title, past which these say nothing any more.

A section's page that 3,000 articles link to made 4.5 million pairs to look at.
"""

_MOST_GUIDS = 4


def _any_of(name: str, count: int) -> list[BindParameter[Any]]:
    """As many parameters as there can be values: SQLAlchemy writes a statement with a list of any length anew."""
    return [bindparam(f"{name}{number}") for number in range(count)]


def _at_most(number: int, query: Select[Any]) -> Select[Any]:
    """The first rows of a query, with the number written into the statement.

    SQLite prepares a statement anew each time that a limit is bound to it, for it plans by the number
    (https://sqlite.org/c3ref/prepare.html, on SQLITE_ENABLE_STAT4): that took 107 of the 125 µs of `_SHARING`.
    """
    return query.limit(literal_column(str(number)))


def _tells(column: Column[Any], value: BindParameter[Any]) -> ColumnElement[bool]:
    """Whether a version has this value, and no crowd of others has it too."""
    others = version.alias()
    crowd = _at_most(CROWD + 1, select(others.c.id).where(others.c[column.name] == value)).subquery()
    return and_(column == value, select(func.count()).select_from(crowd).scalar_subquery() <= CROWD)


_SHARED = (
    select(band.c.version_id, func.count().label("keys"))
    .where(band.c.key.in_(_any_of("key", MOST_KEYS)))
    .group_by(band.c.version_id)
    .having(func.count() >= ENOUGH_KEYS)
    .subquery()
)
_AKIN = _at_most(
    MOST_AKIN,
    select(version.c.entry_id)
    .join(_SHARED, _SHARED.c.version_id == version.c.id)
    .group_by(version.c.entry_id)
    .order_by(func.max(_SHARED.c["keys"]).desc(), version.c.entry_id),
)
# A comparison with NULL holds for no row, so one statement serves articles with and without link and guid.
_SHARING = select(entry.c.id, entry.c.guid).where(
    or_(
        entry.c.guid.in_(_any_of("guid", _MOST_GUIDS)),
        entry.c.id.in_(
            select(version.c.entry_id).where(
                or_(
                    version.c.fingerprint == bindparam("fingerprint"),
                    _tells(version.c.declared_guid, bindparam("declared")),
                    _tells(version.c.link, bindparam("link")),
                    _tells(version.c.work, bindparam("work")),
                    version.c.id == bindparam("version_id"),
                )
            )
        ),
        entry.c.id.in_(_AKIN),
    )
)


def sharing(
    conn: Connection, marks: Marks, guids: Collection[Guid], version_id: int | None
) -> tuple[list[Known], frozenset[Guid]]:
    """The entries that share any mark with an article, oldest first.

    `guids` are those that the article may be given, and `version_id` is what the same file said before, if it said
    anything. Gives those of the guids too that are taken, be it by an entry that was merged into another.
    """
    statement, names, constants = _prepared(conn.dialect)
    wanted = {
        **constants,
        "fingerprint": marks.identity.fingerprint,
        "declared": marks.identity.declared,
        "link": marks.identity.link,
        "work": marks.work,
        "version_id": version_id,
        **_numbered("key", marks.keys, MOST_KEYS),
        **_numbered("guid", guids, _MOST_GUIDS),
    }
    found = conn.exec_driver_sql(statement, tuple(wanted[name] for name in names) if names else wanted).all()
    return known(conn, [row.id for row in found]), frozenset(Guid(row.guid) for row in found).intersection(guids)


@cache
def _prepared(dialect: Dialect) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """The statement as the driver takes it, the names of its parameters by their places, if they have any, and limits.

    With thirty parameters, SQLAlchemy's share of each execution was as long as SQLite's.
    """
    compiled = _SHARING.compile(dialect=dialect)
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    return str(compiled), tuple(compiled.positiontup or ()), constants


def taken(conn: Connection, guids: Collection[Guid]) -> frozenset[Guid]:
    """Those of these guids that entries have, be it one that was merged into another."""
    return frozenset(Guid(guid) for guid in conn.execute(select(entry.c.guid).where(entry.c.guid.in_(guids))).scalars())


def _numbered(name: str, values: Collection[Any], count: int) -> dict[str, Any]:
    return {f"{name}{number}": value for number, value in zip_longest(range(count), values)}
