"""Who may write as the ingester of a server's database: a lease that runs out, with a token that fences off its loser.

A lock of the server's alone would not do. A process that is stopped for a while loses it and, when it goes on, writes
what it was about to. So each transaction of an ingester asks first whether its token is still the newest, and keeps
the row locked until it ends: nobody can take the lease over in between
(https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html). Time is the server's alone.
"""

from __future__ import annotations

import contextlib
import os
import platform
import threading
import time
from collections.abc import Iterator

from sqlalchemy import BigInteger, ColumnElement, Connection, Engine, cast, exc, extract, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from store.errors import LockedError
from store.tables import lease

LEASE = 15.0
"""Seconds that a lease lasts without being renewed: what an ingester may be silent for."""

RENEWAL = 3.0
"""Seconds between two renewals."""

_PATIENCE = "5s"
"""How long the transaction of the present holder is waited for: it has the row locked while it writes."""

_LOCK_NOT_AVAILABLE = "55P03"
_ROLE = "ingester"


class Lease:
    """The right to write, until it is lost; renewed by a thread, which shows that the process is not stopped."""

    def __init__(self, engine: Engine, name: str, token: int) -> None:
        self._engine = engine
        self._name = name
        self._token = token
        self._ended = threading.Event()
        self._renewal = threading.Thread(target=self._renew_until_ended, name="seedwire-lease", daemon=True)
        self._renewal.start()

    @contextlib.contextmanager
    def guarding(self, conn: Connection) -> Iterator[None]:
        """Let a transaction happen only while the lease is held; raises `LockedError`."""
        begun = time.monotonic()
        self._require(conn)
        yield
        if time.monotonic() - begun > RENEWAL:
            self._require(conn)  # else a long one would end with a lease that has run out

    def end(self) -> None:
        """Leave it to the next one at once, where the server can be told."""
        self._ended.set()
        self._renewal.join(timeout=RENEWAL)  # a server that does not answer keeps nobody from ending
        with contextlib.suppress(exc.DBAPIError, exc.TimeoutError), self._engine.begin() as conn:
            conn.execute(update(lease).where(self._is_ours()).values(until=0 * _now()))

    def _require(self, conn: Connection) -> None:
        if self._renew(conn):
            return
        holder = _holder(conn)
        raise LockedError(
            f"{self._name}: another ingester ({holder}) has taken over, for this one was not heard of for "
            f"{LEASE:g} seconds; what it was about to write is refused",
            holder=holder,
        )

    def _renew(self, conn: Connection) -> bool:
        """Whether it is still ours; then it lasts from now on. Of one that ran out, too, while nobody wanted it."""
        return conn.execute(update(lease).where(self._is_ours()).values(until=_now() + _lasting())).rowcount > 0

    def _renew_until_ended(self) -> None:
        while not self._ended.wait(RENEWAL):
            # A server that is away takes no writes either; when it is back, the lease is asked for again.
            with contextlib.suppress(exc.DBAPIError, exc.TimeoutError), self._engine.begin() as conn:
                if not self._renew(conn):
                    return

    def _is_ours(self) -> ColumnElement[bool]:
        return (lease.c.role == _ROLE) & (lease.c.token == self._token)


def take(engine: Engine, name: str) -> Lease:
    """Become the ingester of the database; raises `LockedError`, with the holder, where there is one."""
    with engine.begin() as conn:
        if (token := _acquire(conn)) is not None:
            return Lease(engine, name, token)
    with engine.begin() as conn:
        holder = _holder(conn)
    raise LockedError(f"{name}: another ingester works on this database ({holder}); stop it first", holder=holder)


def _acquire(conn: Connection) -> int | None:
    """The token of a new lease, one more than any before; None where the present one has not run out."""
    fresh = {"holder": f"pid {os.getpid()} on {platform.node()}", "until": _now() + _lasting()}
    asked = (
        insert(lease)
        .values(role=_ROLE, token=1, **fresh)
        .on_conflict_do_update(
            index_elements=[lease.c.role], set_=fresh | {"token": lease.c.token + 1}, where=lease.c.until <= _now()
        )
        .returning(lease.c.token)
    )
    conn.execute(text("SELECT set_config('lock_timeout', :patience, true)"), {"patience": _PATIENCE})
    try:
        with conn.begin_nested():
            token: int | None = conn.execute(asked).scalar()
    except exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return None
    return token


def _holder(conn: Connection) -> str:
    return conn.execute(select(lease.c.holder).where(lease.c.role == _ROLE)).scalar() or "unknown"


def _now() -> ColumnElement[int]:
    """The server's time as `store.tables.Instant` keeps it; not that of the transaction's begin."""
    return cast(extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger)


def _lasting() -> int:
    return int(LEASE * 1_000_000)
