"""PostgreSQL as Seedwire uses it: how it is connected to, and for how long it is waited for.

A server that is stopped, or behind a network that drops packets, says nothing at all. The kernel waits for it for a
quarter of an hour, or, where its machine still acknowledges, for ever; so a connection gives up by itself.
"""

from __future__ import annotations

import time
import zlib
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.waiting import Ready
from sqlalchemy import Connection as Transaction
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.pool import ConnectionPoolEntry

Result = TypeVar("Result")

CONNECTING = 5
"""Seconds in which a connection has to come about."""

GREETING = 5.0
"""Seconds in which something has to be heard of a server before a transaction begins."""

READING, WRITING = 30, 60
"""Seconds that one statement may take: the server ends it then."""

_GRACE = 5.0
"""Seconds by which a server may be late with that."""

_WRITERS = zlib.crc32(b"seedwire writers")
"""Key of an advisory lock."""

_SESSION = (
    "timezone=UTC",
    # A process that is stopped in the middle of a transaction would keep all others from writing.
    "idle_in_transaction_session_timeout=30s",
)
"""Settings of a server's sessions."""


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that is closed, with an `OperationalError`, when nothing was heard of the server for too long."""

    silence = GREETING
    """Seconds."""

    def wait(self, gen: PQGen[Result], *args: Any, **options: Any) -> Result:
        """As the driver waits, which knows no limit."""
        return super().wait(self._listening(gen), *args, **options)

    def _listening(self, gen: PQGen[Result]) -> PQGen[Result]:
        heard = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                now = time.monotonic()
                if ready != Ready.NONE:
                    heard = now
                elif now - heard > self.silence:
                    self.pgconn.finish()  # what the server does about it is not known, nor can be asked
                    raise psycopg.OperationalError(f"the server said nothing for {self.silence:g} seconds")
                wanted = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result


def engine(url: URL, *, read_only: bool) -> Engine:
    """Connections to a server; each is asked whether it still works before it is used."""
    limit = READING if read_only else WRITING
    made = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=16,
        connect_args={
            "connect_timeout": CONNECTING,
            "options": " ".join(f"-c {setting}" for setting in (*_SESSION, f"statement_timeout={limit}s")),
        },
    )

    @event.listens_for(made, "do_connect")
    def connect(_: Dialect, __: ConnectionPoolEntry, args: list[Any], options: dict[str, Any]) -> Connection:
        return Connection.connect(*args, **options)

    @event.listens_for(made, "begin")
    def begin(transaction: Transaction) -> None:
        _raw(transaction).silence = limit + _GRACE
        if read_only:
            transaction.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    @event.listens_for(made, "checkin")
    def end(connection: Connection | None, _: ConnectionPoolEntry) -> None:
        if connection is not None:  # else it was broken
            connection.silence = GREETING

    return made


def await_turn(transaction: Transaction) -> None:
    """Let writers go one after the other, so that sequence numbers rise in the order of commits."""
    transaction.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})


def _raw(transaction: Transaction) -> Connection:
    """The driver's connection under a transaction of one of our engines."""
    connection = transaction.connection.driver_connection
    assert isinstance(connection, Connection)  # noqa: S101 - `connect` made it
    return connection
