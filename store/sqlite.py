"""SQLite as Seedwire uses it: which library, how it is opened, and what it is refused for.

One process writes (`ingester_lock`), any number read. WAL, so that readers never wait; ``synchronous=FULL``, so that
what was acknowledged survives a power cut; ``BEGIN IMMEDIATE`` for writes, because the default mode lost 419 of 480
read-modify-writes silently in a test.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from store import disk, reader
from store.errors import ForeignDatabaseError, NoDatabaseError, UnavailableError

APPLICATION_ID = 0x53454544
"""``SEED``: marks a SQLite file as ours (https://sqlite.org/pragma.html#pragma_application_id)."""

BUSY_TIMEOUT = 5.0
"""Seconds that a connection waits for another one's lock."""

LONGEST_READ = 1_500_000_000
"""Steps of SQLite's that one question of a reader may take, half a minute or so: the log of writes grows meanwhile."""

_LOOK = 100_000
"""Steps between two looks at how many there were, 2 ms."""

_FIRST_SOUND = (3, 51, 3)


def library() -> ModuleType:
    """The SQLite module to use: the interpreter's own where it is sound, else the one that pysqlite3 carries.

    SQLite 3.7.0 to 3.51.2 can corrupt a database while its WAL is reset (https://sqlite.org/wal.html#walresetbug).
    """
    if sqlite3.sqlite_version_info >= _FIRST_SOUND:
        return sqlite3
    try:
        import pysqlite3  # noqa: PLC0415 - has no wheel on every platform
    except ImportError:
        return sqlite3
    return pysqlite3 if pysqlite3.sqlite_version_info > sqlite3.sqlite_version_info else sqlite3


def is_sound() -> bool:
    """Whether the SQLite in use is free of the WAL-reset bug; a platform without a wheel of pysqlite3 may have none."""
    return tuple(library().sqlite_version_info) >= _FIRST_SOUND


def path_of(url: URL) -> Path:
    """The file that a ``sqlite:///`` address names."""
    return Path(url.database or "")


def engine(path: Path, *, writable: bool) -> Engine:
    """Connections to an existing file; `writable` ones begin each transaction with the write lock."""
    module = library()
    address = f"file:{quote(os.fspath(path))}?mode=rw"

    def connect() -> DBAPIConnection:
        connection: DBAPIConnection = (
            module.connect(address, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
            if writable
            else reader.connect(module, path, BUSY_TIMEOUT)
        )
        return connection

    made = create_engine(
        "sqlite://",
        module=module,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=16,
        pool_timeout=BUSY_TIMEOUT,
    )

    @event.listens_for(made, "connect")
    def configure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        if writable:
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA wal_autocheckpoint = 4000")
            cursor.execute("PRAGMA journal_size_limit = 67108864")
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -16384")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.close()

    @event.listens_for(made, "handle_error")
    def drop(context: ExceptionContext) -> None:
        """Use no connection on that met a fault of the disk, nor one that is older than the fault.

        SQLite takes no failed fsync for a success: what it was about is written again. But descriptors on a disk that
        went away stay broken when it is back.
        """
        code = getattr(context.original_exception, "sqlite_errorcode", 0)
        if code & 0xFF == sqlite3.SQLITE_IOERR:  # the primary code of https://sqlite.org/rescode.html#extrc
            context.is_disconnect = True

    if not writable:
        event.listen(made, "before_cursor_execute", _limit)
        event.listen(made, "checkout", _renew)
        event.listen(made, "commit", lambda conn: _require_still(path, conn.connection.driver_connection))
    begin = "BEGIN IMMEDIATE" if writable else "BEGIN"
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql(begin))
    return made


def _renew(connection: DBAPIConnection, *_: object) -> None:
    """Have the pool make a connection anew that somebody has begun to write under."""
    if reader.is_outlived(connection):
        raise exc.DisconnectionError


def _require_still(path: Path, connection: Any) -> None:
    """Let nothing count as read while somebody began to write under it."""
    if reader.is_outlived(connection):
        raise UnavailableError(f"{path}: was changed while it was read; ask again")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Any]:
    """A connection that only reads (`store.reader`), outside a transaction, until the end of the block.

    Raises the library's errors, and `UnavailableError` where what was read may be neither old nor new.
    """
    with contextlib.closing(reader.connect(library(), path, BUSY_TIMEOUT)) as connection:
        yield connection
        _require_still(path, connection)


def _limit(transaction: Connection, *_: object) -> None:
    """Let SQLite break off what is about to be asked once it has taken `LONGEST_READ` steps.

    Steps and not seconds: whoever works through the rows of an answer slowly holds up nobody by that alone.
    """
    looks = itertools.count(1)
    connection: Any = transaction.connection.driver_connection  # of sqlite3 or pysqlite3: see `store.pulse`
    connection.set_progress_handler(lambda: next(looks) * _LOOK > LONGEST_READ, _LOOK)


def exists(path: Path) -> bool:
    """Whether there is anything at `path`; raises `UnavailableError` where that cannot be known."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise UnavailableError(
            f"{path}: cannot be reached ({error.strerror}); check the owner and mode of its directories"
        ) from error
    return True


def inspect(path: Path, *, thorough: bool) -> None:
    """Refuse what is no database of ours, and, `thorough`, what is damaged; a read of the whole file then.

    Raises `NoDatabaseError`, `ForeignDatabaseError` or `UnavailableError`.
    """
    if not exists(path):
        raise NoDatabaseError(f"{path}: there is no database here yet; `seedwire ingest` or `seedwire run` makes it")
    require_local(path)
    if path.stat().st_size == 0:
        raise ForeignDatabaseError(
            f"{path}: is an empty file, not a database; restore a backup, or delete it to begin a new one"
        )
    module = library()
    try:
        with reading(path) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            if application != APPLICATION_ID:
                raise ForeignDatabaseError(
                    f"{path}: is a database of another program; name another file with --database"
                )
            if thorough:
                require_sound(connection, path)
    except module.OperationalError as error:
        advice = reader.advice(path, error) or "check its owner, mode and disk"
        raise UnavailableError(f"{path}: cannot be read ({error}); {advice}") from error
    except module.DatabaseError as error:
        raise ForeignDatabaseError(
            f"{path}: is not a SQLite database, or is damaged ({error}); restore a backup"
        ) from error


def require_sound(connection: Any, path: Path) -> None:
    """Raise `ForeignDatabaseError`, of the file at `path`, where what a connection leads to is damaged."""
    if finding := _damage(connection):
        raise ForeignDatabaseError(f"{path}: is damaged ({finding}); restore a backup")


def _damage(connection: sqlite3.Connection) -> str | None:
    """What is found wrong with the first damaged table; None where all are sound.

    Table by table: a check of the whole file has FTS5 check each word of its index too, which takes three quarters of
    the time, 6 s for 100,000 articles. The tables that FTS5 keeps its index in are among these.
    """
    tables = "SELECT name FROM sqlite_schema WHERE rootpage > 0 AND type = 'table'"
    for (name,) in [("sqlite_schema",), *connection.execute(tables).fetchall()]:
        if (finding := connection.execute(f'PRAGMA quick_check("{name}")').fetchone()[0]) != "ok":
            return str(finding)
    return None


def require_local(path: Path) -> None:
    """Raise `ForeignDatabaseError` where a database is, or would be made, on a disk that cannot hold one safely."""
    if kind := disk.remote_file_system(path):
        raise ForeignDatabaseError(
            f"{path}: is on a network file system ({kind}), where SQLite loses data; "
            "put it on a local disk, or use PostgreSQL"
        )


def scrub(path: Path) -> None:
    """Write a database anew, so that nothing is left in its pages or its log of what was deleted.

    A deleted row stays readable in the file until something else is written over it, and in the log for longer
    (https://sqlite.org/pragma.html#pragma_secure_delete). Raises `UnavailableError` where that cannot be done.
    """
    module = library()
    try:
        with contextlib.closing(module.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)) as connection:
            for step in ("PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON", "VACUUM"):
                connection.execute(step)
            # Waits for readers that still look at the database as it was.
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except module.Error as error:
        raise UnavailableError(f"{path}: cannot be written anew ({error}); check its disk") from error
    if busy:
        raise UnavailableError(f"{path}: cannot be written anew (other programs are reading it for too long)")
