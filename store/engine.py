"""The database, whichever it is, and the two kinds of transaction on it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.engine import URL

from store import disk, foundation, lease, lock, migrate, postgresql, reader, sqlite
from store.errors import StoreError, UnavailableError
from store.faults import explained, show
from store.lease import Lease
from store.pulse import Pulse


class Database:
    """An open database. Does not watch, retry or cache: a transaction either happens or raises `UnavailableError`."""

    def __init__(self, url: URL, reader: Engine, writer: Engine | None) -> None:
        self.url = url
        self.pulse = Pulse.of(url, show(url))
        self._reader = reader
        self._writer = writer
        self._lease: Lease | None = None

    @classmethod
    def open_reader(cls, url: str) -> Database:
        """Open for reading alone: what web processes do.

        Raises `NoDatabaseError`, `ForeignDatabaseError`, `SchemaError` or `UnavailableError`.
        """
        return cls._open(make_url(url), writable=False)

    @classmethod
    def open_writer(cls, url: str) -> Database:
        """Open for reading and writing: what the one ingester does; looks the whole file over first.

        Raises as `open_reader`.
        """
        return cls._open(make_url(url), writable=True)

    @classmethod
    def create(cls, url: str, *, site: str) -> Database:
        """Make the database if there is none, and open it for writing. `site` names it (`store.meta.establish`)."""
        address = make_url(url)
        if not foundation.exists(address):
            foundation.create(address, site)
        return cls._open(address, writable=True)

    @classmethod
    def _open(cls, url: URL, *, writable: bool) -> Database:
        if url.get_backend_name() == "sqlite":
            sqlite.inspect(sqlite.path_of(url), thorough=writable)
        reader = foundation.engine_of(url, writable=False)
        database = cls(url, reader, foundation.engine_of(url, writable=True) if writable else None)
        try:
            with database.read() as conn:
                migrate.require_current(conn, database.name)
        except StoreError:
            database.close()
            raise
        return database

    @property
    def name(self) -> str:
        """The database as it may be shown: without its password."""
        return show(self.url)

    @property
    def path(self) -> Path | None:
        """The file of an embedded database; None for a server's."""
        return sqlite.path_of(self.url) if self.url.get_backend_name() == "sqlite" else None

    @property
    def hindrance(self) -> str:
        """Why nobody can write now, as far as the disk tells; a server tells of its own when it is written to."""
        return disk.hindrance(self.path) if self.path is not None else ""

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A short read transaction: one consistent view, never waiting for the writer."""
        with explained(self.name), self._reader.connect() as conn, conn.begin():
            yield conn

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction, the only one at its time; durable once the block has ended without an error.

        That of an ingester of a server raises `LockedError` where another one has taken its place.
        """
        try:
            with explained(self.name), self._require_writer().begin() as conn:
                if conn.dialect.name == "postgresql":
                    postgresql.await_turn(conn)
                with self._lease.guarding(conn) if self._lease else contextlib.nullcontext():
                    yield conn
        except UnavailableError as error:
            # Where nothing could be written. Else the log may hold all of what failed, and whoever opens the file anew
            # takes it for committed, while this process goes on as if it were not.
            if reader.is_forbidden(error):
                self.close()
            raise

    @contextlib.contextmanager
    def ingesting(self) -> Iterator[None]:
        """Be the only ingester on this database for the length of the block; raises `LockedError`."""
        if self.path is not None:
            with lock.take(self.path):
                yield
            return
        with explained(self.name):
            held = self._lease = lease.take(self._require_writer(), self.name)
        try:
            yield
        finally:
            self._lease = None
            held.end()

    def _require_writer(self) -> Engine:
        if self._writer is None:
            raise RuntimeError(f"{self.name} was opened for reading only")
        return self._writer

    def scrub(self) -> None:
        """Let nothing be found any more of what was deleted from the database; takes as long as to copy it.

        Of a server's tables the dead rows are taken out; its own log and its backups are its operator's. Raises
        `UnavailableError`, where readers or a full disk are in the way: what was deleted may be found as before then.
        """
        if self.path is not None:
            sqlite.scrub(self.path)
        elif self._writer is not None:
            with explained(self.name), self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                conn.execute(text("VACUUM"))

    def close(self) -> None:
        """Give all connections back; the next transactions make theirs anew.

        That is the way on after a fault. A disk that was read-only takes writes again, but of no process where one
        connection still has SQLite's shared memory open from before.
        """
        self.pulse.close()
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
