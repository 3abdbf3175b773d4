"""The database, whichever it is: opened, made, migrated; and the two kinds of transaction on it."""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, exc, inspect, make_url, text
from sqlalchemy.engine import URL

from store import lease, meta, migrate, postgresql, scaffold, search, sqlite
from store.errors import DamagedError, RefusedError, SchemaError, StoreError, UnavailableError
from store.lease import Lease
from store.pulse import Pulse

_WRITERS = zlib.crc32(b"seedwire writers")
"""Key of an advisory lock of PostgreSQL's."""


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
        if not exists(address):
            _create(address, site)
        return cls._open(address, writable=True)

    @classmethod
    def _open(cls, url: URL, *, writable: bool) -> Database:
        if url.get_backend_name() == "sqlite":
            path = sqlite.path_of(url)
            sqlite.inspect(path, thorough=writable)
            reader = sqlite.engine(path, writable=False)
            writer = sqlite.engine(path, writable=True) if writable else None
        else:
            reader = postgresql.engine(url, read_only=True)
            writer = postgresql.engine(url, read_only=False) if writable else None
        database = cls(url, reader, writer)
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

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A short read transaction: one consistent view, never waiting for the writer."""
        with _faults(self.name), self._reader.connect() as conn, conn.begin():
            yield conn

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction, the only one at its time; durable once the block has ended without an error.

        That of an ingester of a server raises `LockedError` where another one has taken its place.
        """
        with _faults(self.name), self._require_writer().begin() as conn:
            if conn.dialect.name == "postgresql":
                # Writers go one after the other, so that sequence numbers rise in the order of commits.
                conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
            with self._lease.guarding(conn) if self._lease else contextlib.nullcontext():
                yield conn

    @contextlib.contextmanager
    def ingesting(self) -> Iterator[None]:
        """Be the only ingester on this database for the length of the block; raises `LockedError`."""
        if self.path is not None:
            with sqlite.ingester_lock(self.path):
                yield
            return
        with _faults(self.name):
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
            with _faults(self.name), self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                conn.execute(text("VACUUM"))

    def close(self) -> None:
        """Give all connections back."""
        self.pulse.close()
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()


def exists(url: URL) -> bool:
    """Whether there is anything at the address: a file, or a schema of ours on a server."""
    if url.get_backend_name() == "sqlite":
        return sqlite.exists(sqlite.path_of(url))
    engine = postgresql.engine(url, read_only=True)
    try:
        with _faults(show(url)), engine.connect() as conn:
            return migrate.revision(conn) is not None
    finally:
        engine.dispose()


def upgrade(url: str, *, site: str) -> tuple[str | None, str, Path | None]:
    """Bring the database to this program's schema, or make it.

    A file is copied first, to ``NAME.before-REVISION`` beside it. Gives the revision before (None for a new
    database), the revision after, and where the copy is. Raises `LockedError` while an ingester works on what would be
    changed under it, `SchemaError` where a newer program wrote it, and as `Database.open_writer`.
    """
    address = make_url(url)
    if not exists(address):
        _create(address, site)
        return None, migrate.HEAD, None
    is_file = address.get_backend_name() == "sqlite"
    if is_file:
        sqlite.inspect(sqlite.path_of(address), thorough=True)
    engine = (
        sqlite.engine(sqlite.path_of(address), writable=True)
        if is_file
        else postgresql.engine(address, read_only=False)
    )
    try:
        with _faults(show(address)):
            before, copy = _outdated(engine, show(address)), None
            if before == migrate.HEAD:
                return before, before, None
            with _without_ingester(address, engine):
                if _outdated(engine, show(address)) != migrate.HEAD:  # else somebody did it meanwhile
                    copy = scaffold.copy(sqlite.path_of(address), f"before-{migrate.HEAD}") if is_file else None
                    with engine.begin() as conn:
                        migrate.upgrade(conn)
                        search.fill(conn)
            return before, migrate.HEAD, copy
    finally:
        engine.dispose()


def _outdated(engine: Engine, name: str) -> str | None:
    """The revision of a database that can be upgraded, or need not be; raises `SchemaError` for one of the future."""
    with engine.connect() as conn:
        before = migrate.revision(conn)
        try:
            migrate.require_current(conn, name)
        except SchemaError as error:
            if error.newer:
                raise
    return before


@contextlib.contextmanager
def _without_ingester(url: URL, engine: Engine) -> Iterator[None]:
    """Keep ingesters away while the schema changes; raises `LockedError` where one, of whatever version, is at work.

    The first schemas of a server (before 0005) have no lease to ask for.
    """
    with contextlib.ExitStack() as held:
        if url.get_backend_name() == "sqlite":
            held.enter_context(sqlite.ingester_lock(sqlite.path_of(url)))
        elif inspect(engine).has_table("lease"):
            held.callback(lease.take(engine, show(url)).end)
        yield


def show(url: URL) -> str:
    """An address as it may be shown: a file's path, or a server's without its password."""
    return (
        os.fspath(sqlite.path_of(url))
        if url.get_backend_name() == "sqlite"
        else url.render_as_string(hide_password=True)
    )


def _create(url: URL, site: str) -> None:
    if url.get_backend_name() == "sqlite":
        _create_file(sqlite.path_of(url), site)
        return
    engine = postgresql.engine(url, read_only=False)
    try:
        with _faults(show(url)), engine.begin() as conn:
            conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
            if migrate.revision(conn) is None:
                migrate.upgrade(conn)
                meta.establish(conn, site)
    finally:
        engine.dispose()


def _create_file(path: Path, site: str) -> None:
    sqlite.require_local(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with sqlite.ingester_lock(path):
            if sqlite.exists(path):  # another process was faster, and may have written into it already
                return
            with scaffold.under_construction(path) as made:
                engine = sqlite.engine(made, writable=True)
                with engine.begin() as conn:
                    migrate.upgrade(conn)
                    meta.establish(conn, site)
                engine.dispose()
    except (OSError, exc.OperationalError, sqlite.library().Error) as error:
        raise UnavailableError(f"{path}: cannot be made ({_cause(error)}); check the directory and its disk") from error


@contextlib.contextmanager
def _faults(name: str) -> Iterator[None]:
    """Turn the faults of database and driver into `RefusedError` (of the content) or `UnavailableError` (all others).

    A damaged file and a missing privilege are no fault of what is being stored, though drivers class them with it.
    """
    try:
        yield
    except (exc.IntegrityError, exc.DataError) as error:
        raise RefusedError(f"{name}: {_cause(error)}") from error
    except (exc.DBAPIError, exc.TimeoutError) as error:
        state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
        # Too long for an index: https://www.postgresql.org/docs/current/errcodes-appendix.html, class 54.
        raise (RefusedError if state.startswith("54") else UnavailableError)(f"{name}: {_cause(error)}") from error
    except DamagedError as error:
        raise DamagedError(f"{name}: {error}") from error
    except UnicodeEncodeError as error:
        raise RefusedError(f"{name}: takes no text that is not Unicode ({error.reason})") from error


def _cause(error: BaseException) -> str:
    origin = getattr(error, "orig", None) or error
    return " ".join(str(origin).split()) or type(origin).__name__
