"""How a database begins, and how it comes to this program's schema."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, exc, inspect, make_url
from sqlalchemy.engine import URL

from store import lease, lock, meta, migrate, postgresql, scaffold, search, sqlite
from store.errors import SchemaError, UnavailableError
from store.faults import cause, explained, show


def exists(url: URL) -> bool:
    """Whether there is anything at the address: a file, or a schema of ours on a server."""
    if url.get_backend_name() == "sqlite":
        return sqlite.exists(sqlite.path_of(url))
    engine = engine_of(url, writable=False)
    try:
        with explained(show(url)), engine.connect() as conn:
            return migrate.revision(conn) is not None
    finally:
        engine.dispose()


def engine_of(url: URL, *, writable: bool) -> Engine:
    """Connections to the database at an address, whichever it is; none is made yet."""
    if url.get_backend_name() == "sqlite":
        return sqlite.engine(sqlite.path_of(url), writable=writable)
    return postgresql.engine(url, read_only=not writable)


def create(url: URL, site: str) -> None:
    """Make the database where there is none; `site` names it (`store.meta.establish`). Raises `UnavailableError`."""
    if url.get_backend_name() == "sqlite":
        _create_file(sqlite.path_of(url), site)
        return
    engine = engine_of(url, writable=True)
    try:
        with explained(show(url)), engine.begin() as conn:
            postgresql.await_turn(conn)
            if migrate.revision(conn) is None:
                migrate.upgrade(conn)
                meta.establish(conn, site)
    finally:
        engine.dispose()


def _create_file(path: Path, site: str) -> None:
    sqlite.require_local(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock.take(path):
            if sqlite.exists(path):  # another process was faster, and may have written into it already
                return
            with scaffold.under_construction(path) as made:
                engine = sqlite.engine(made, writable=True)
                with engine.begin() as conn:
                    migrate.upgrade(conn)
                    meta.establish(conn, site)
                engine.dispose()
    except (OSError, exc.OperationalError, sqlite.library().Error) as error:
        raise UnavailableError(f"{path}: cannot be made ({cause(error)}); check the directory and its disk") from error


def upgrade(url: str, *, site: str) -> tuple[str | None, str, Path | None]:
    """Bring the database to this program's schema, or make it.

    A file is copied first, to ``NAME.before-REVISION`` beside it. Gives the revision before (None for a new
    database), the revision after, and where the copy is. Raises `LockedError` while an ingester works on what would be
    changed under it, `SchemaError` where a newer program wrote it, and as `Database.open_writer`.
    """
    address = make_url(url)
    if not exists(address):
        create(address, site)
        return None, migrate.HEAD, None
    is_file = address.get_backend_name() == "sqlite"
    if is_file:
        sqlite.inspect(sqlite.path_of(address), thorough=True)
    reader, engine = engine_of(address, writable=False), engine_of(address, writable=True)
    try:
        with explained(show(address)):
            # Asked of the one that only reads: what needs no upgrade needs no disk that can be written either.
            before, copy = _outdated(reader, show(address)), None
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
        reader.dispose()
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
            held.enter_context(lock.take(sqlite.path_of(url)))
        elif inspect(engine).has_table("lease"):
            held.callback(lease.take(engine, show(url)).end)
        yield
