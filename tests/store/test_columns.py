"""A value that its column cannot hold: found wherever it stands, and never handed out as a time or a word."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Engine, Integer, LargeBinary, String, create_engine, insert, select, text
from sqlalchemy.dialects import sqlite as dialects
from sqlalchemy.exc import IntegrityError

from store import sqlite
from store.columns import Instant, Word, misfits
from store.errors import DamagedError
from store.tables import metadata

DIALECT = dialects.dialect()
NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)
COLUMNS = [column for table in metadata.sorted_tables for column in table.columns]

moments = st.datetimes(timezones=st.just(UTC))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """A database in which every table has one row, and nothing looks at what refers to what."""
    made = create_engine("sqlite://", module=sqlite.library())
    with made.begin() as conn:
        metadata.create_all(conn)
        for table in metadata.sorted_tables:
            conn.execute(insert(table).values({column.name: fitting(column) for column in table.columns}))
    yield made
    made.dispose()


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    """A transaction that is taken back."""
    with engine.connect() as conn:
        yield conn
        conn.rollback()


def fitting(column: Column[Any]) -> object:
    match column.type:
        case Instant():
            return NOW
        case Word(words=words):
            return next(iter(words))
        case LargeBinary():
            return b"a"
        case Integer():
            return 1
        case _:
            return "a"


def strangers(column: Column[Any]) -> list[object]:
    """What does not belong into a column. SQLite makes texts of numbers where texts are kept, and numbers of digits."""
    match column.type:
        case Instant():
            return ["x", b"\xff", 1 << 62, -(1 << 62)]
        case Word():
            return ["x", b"\xff", "", "PUBLISHED"]
        case LargeBinary():
            return ["x", 1, 0.5]
        case Integer():
            return ["x", b"\xff", 0.5]
        case String():
            return [b"\xff", b"a"]
        case other:
            pytest.fail(f"{column} is {other!r}")


def test_nothing_is_wrong_with_what_belongs_where_it_stands(conn: Connection) -> None:
    assert list(misfits(conn, metadata)) == []


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_what_does_not_belong_into_a_column_is_found_there(conn: Connection, column: Column[Any]) -> None:
    found = []
    for stranger in strangers(column):
        with contextlib.suppress(IntegrityError), conn.begin_nested() as attempt:
            put(conn, column, stranger)
            found.append(list(misfits(conn, metadata)))
            attempt.rollback()
    holds_nothing_else = column.primary_key and not found  # a key that is SQLite's own number of a row
    assert holds_nothing_else or found == [[(str(column), 1)]] * len(strangers(column))


@pytest.mark.parametrize("column", [c for c in COLUMNS if isinstance(c.type, Instant | Word)], ids=str)
def test_what_is_no_time_or_word_is_handed_out_as_none(conn: Connection, column: Column[Any]) -> None:
    for stranger in strangers(column):
        put(conn, column, stranger)
        with pytest.raises(DamagedError, match="db check"):
            conn.execute(select(column)).all()


@given(moments)
def test_a_time_comes_back_as_it_was_and_numbers_order_as_times_do(at: datetime) -> None:
    kind = Instant()
    number = kind.process_bind_param(at, DIALECT)
    assert number is not None
    assert kind.process_result_value(number, DIALECT) == at
    later = kind.process_result_value(number + 1, DIALECT) if at < datetime.max.replace(tzinfo=UTC) else None
    assert later is None or later > at


@given(st.integers() | st.text() | st.binary())
def test_whatever_stands_for_a_time_is_one_or_damaged(value: Any) -> None:
    try:
        at = Instant().process_result_value(value, DIALECT)
    except DamagedError:
        return
    assert at is not None
    assert Instant().process_bind_param(at, DIALECT) == value


def put(conn: Connection, column: Column[Any], value: object) -> None:
    conn.execute(text(f"UPDATE {column.table.name} SET {column.name} = :value"), {"value": value})  # noqa: S608 - ours
