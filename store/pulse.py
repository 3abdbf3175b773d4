"""The newest change, asked for at every request: as cheaply as each database allows, and never from memory alone."""

from __future__ import annotations

import contextlib
import time
from abc import ABC, abstractmethod
from threading import Lock
from typing import Any

import psycopg
from sqlalchemy.engine import URL

from store import reader, sqlite
from store.errors import UnavailableError
from store.postgresql import CONNECTING, Connection

_NEWEST = "SELECT coalesce(max(seq), 0) FROM change"


class Pulse(ABC):
    """Tells where history stands, over a connection of its own that is kept. Safe for threads.

    What it says is never older than the moment it is asked: a commit that was acknowledged is seen.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._failure = (-float("inf"), "")

    @staticmethod
    def of(url: URL, name: str) -> Pulse:
        """The pulse of a database that messages call `name`; connects when it is first asked."""
        return _FilePulse(url, name) if url.get_backend_name() == "sqlite" else _ServerPulse(url, name)

    def head(self) -> int:
        """The newest change's number, 0 where there is none; raises `UnavailableError`."""
        asked = time.monotonic()
        with self._lock:
            failed, why = self._failure
            if failed > asked:  # while this one waited for its turn: it need not wait for the same once more
                raise UnavailableError(why)
            try:
                return self._head()
            except UnavailableError as error:
                self._failure = (time.monotonic(), str(error))
                raise

    def close(self) -> None:
        """Give the connection back; it is made anew when there is another question."""
        with self._lock:
            self._close()

    @abstractmethod
    def _head(self) -> int: ...

    @abstractmethod
    def _close(self) -> None: ...


class _FilePulse(Pulse):
    """SQLite counts the commits of others for each connection (https://sqlite.org/pragma.html#pragma_data_version).

    That takes 3 µs, so the number of the newest change is read again only when it moved: an ingester also commits
    what readers do not see.
    """

    def __init__(self, url: URL, name: str) -> None:
        super().__init__()
        self._path = sqlite.path_of(url)
        self._name = name
        self._library = sqlite.library()
        self._connection: Any = None
        self._version = -1
        self._newest = 0

    def _head(self) -> int:
        try:
            if self._connection is not None and reader.is_outlived(self._connection):
                self._close()
            if self._connection is None:
                self._connection = reader.connect(self._library, self._path, sqlite.BUSY_TIMEOUT)
            version = self._connection.execute("PRAGMA data_version").fetchone()[0]
            if version != self._version:
                # Asked after the version: what is committed in between moves the version once more.
                self._newest = self._connection.execute(_NEWEST).fetchone()[0]
                self._version = version
        except self._library.Error as error:
            self._close()
            raise UnavailableError(f"{self._name}: {error}") from error
        return int(self._newest)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._version = None, -1


class _ServerPulse(Pulse):
    """One question to PostgreSQL, outside a transaction: its index answers from one page."""

    def __init__(self, url: URL, name: str) -> None:
        super().__init__()
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._name = name
        self._connection: Connection | None = None

    def _head(self) -> int:
        try:
            if self._connection is None:
                self._connection = Connection.connect(self._address, autocommit=True, connect_timeout=CONNECTING)
            row = self._connection.execute(_NEWEST).fetchone()
        except psycopg.Error as error:
            self._close()
            raise UnavailableError(f"{self._name}: {' '.join(str(error).split())}") from error
        return int(row[0]) if row else 0

    def _close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
        self._connection = None
