"""The kinds of values that columns hold, and whether what stands there is one.

SQLite keeps any value in any column (https://sqlite.org/flexibletypegood.html), and a damaged page can have a letter
where a time belongs. Such a value is never handed out: whoever reads it gets a `DamagedError`, and `misfits` finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    and_,
    func,
    not_,
    select,
    type_coerce,
)

from store.errors import DamagedError

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware time, kept as microseconds since 1970 in UTC: exact for the years 1 to 9999."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Aware time to number."""
        return None if value is None else _number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Number to aware time."""
        try:
            return None if value is None else _EPOCH + value * _MICROSECOND
        except (TypeError, OverflowError) as error:
            raise _damaged("time", value) from error


class Word(TypeDecorator[StrEnum]):
    """A word of an enumeration, kept as it is spelled."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words
        self._known: Mapping[object, StrEnum] = {word.value: word for word in words}  # a third of what `words()` takes

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Text to word."""
        try:
            return None if value is None else self._known[value]
        except KeyError as error:
            raise _damaged(self.words.__name__, value) from error


def misfits(conn: Connection, tables: MetaData) -> Iterator[tuple[str, int]]:
    """The columns in which something stands that does not belong there, as ``table.column``, and how many times.

    Reads each table once, and of long values only what they are.
    """
    for table in tables.sorted_tables:
        named = {f"{table.name}.{column.name}": _belongs(column, conn.dialect) for column in table.columns}
        wrong = [func.count().filter(not_(fits)).label(name) for name, fits in named.items() if fits is not None]
        if wrong:
            found = conn.execute(select(*wrong).select_from(table)).one()
            yield from ((name, count) for name, count in found._mapping.items() if count)  # noqa: SLF001 - SQLAlchemy's public name


def _belongs(column: Column[Any], dialect: Dialect) -> ColumnElement[bool] | None:
    """Whether a value is one of its column; None where the database itself sees to that."""
    asked: list[ColumnElement[bool]] = []
    if dialect.name == "sqlite":
        kept = type_coerce(func.typeof(column), String)
        asked.append(kept.in_([_storage(column), "null"] if column.nullable else [_storage(column)]))
    match column.type:
        case Instant():
            asked.append(type_coerce(column, BigInteger).between(_number(_FIRST), _number(_LAST)))
        case Word(words=words):
            asked.append(type_coerce(column, String).in_([word.value for word in words]))
    return and_(*asked) if asked else None


def _storage(column: Column[Any]) -> str:
    """By what SQLite's ``typeof`` calls it."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    match kind:
        case Integer():
            return "integer"
        case LargeBinary():
            return "blob"
        case String():
            return "text"
    raise TypeError(f"{column}: as what SQLite keeps {kind!r} is not said here")


def _number(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def _damaged(what: str, value: object) -> DamagedError:
    return DamagedError(f"a stored {what} is damaged ({value!r}); `seedwire db check` says more")
