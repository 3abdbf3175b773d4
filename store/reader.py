"""A SQLite file that is opened for reading: beside a writer, or, on a disk that takes nothing, as it lies.

SQLite shares a database by files beside it, which it makes where they are not there (https://sqlite.org/wal.html,
"Read-Only Databases"). On a disk that was mounted read-only after a fault, in a directory of somebody else, there is
none as soon as nothing holds the database open; it is served all the same. SQLite is told then that the file does not
change (``immutable``), and looks neither for a log of writes nor at locks. That it does not change is for us to see:
a writer that comes makes its log first, and leaves another file behind.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

_FORBIDDEN = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})
"""What SQLite says where it cannot make the files beside the database: the one of a disk, the other of a directory."""


@dataclass(frozen=True, slots=True)
class Stillness:
    """A file at the moment from which it was taken not to change."""

    path: Path
    facts: tuple[int, ...]

    @classmethod
    def of(cls, path: Path) -> Stillness | None:
        """None where there is a log, which holds what the file itself does not; raises `OSError`."""
        return None if _has_log(path) else cls(path, _facts(path))

    def is_over(self) -> bool:
        """Whether somebody has opened the file for writing, or has changed it, since then."""
        try:
            return _has_log(self.path) or _facts(self.path) != self.facts
        except OSError:
            return True


def _has_log(path: Path) -> bool:
    try:
        return Path(f"{path.resolve()}-wal").stat().st_size > 0  # SQLite puts it beside the file that a link leads to
    except FileNotFoundError:
        return False


def _facts(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def connect(library: ModuleType, path: Path, timeout: float) -> Any:
    """A connection that only reads, for any thread, outside a transaction; raises the errors of `library`.

    It waits `timeout` seconds for locks. Its class is sqlite3's or pysqlite3's, whichever is sound: two classes with
    one protocol.
    """
    shared = _opened(library, path, timeout)
    try:
        shared.execute("PRAGMA schema_version").fetchone()  # opens nothing before it is asked something
    except library.Error as error:
        shared.close()
        still = _stillness(path) if is_forbidden(error) else None
        if still is None:
            raise
        alone = _opened(library, path, timeout, "&immutable=1")
        alone.still = still
        return alone
    return shared


def is_outlived(connection: Any) -> bool:
    """Whether what a connection took not to change has changed: what it reads now may be neither old nor new."""
    still: Stillness | None = connection.still
    return still is not None and still.is_over()


def is_forbidden(error: BaseException | None) -> bool:
    """Whether an error comes of a file that SQLite may not make or write.

    By the primary code (https://sqlite.org/rescode.html#extrc).
    """
    while error is not None:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _FORBIDDEN:
            return True
        error = error.__cause__
    return False


def advice(path: Path, error: Exception) -> str:
    """What to do where a file cannot be read for its log alone; nothing where `error` has another reason."""
    with contextlib.suppress(OSError):
        if is_forbidden(error) and _has_log(path):
            return f"what {path}-wal holds can be taken in only where its directory can be written: copy both there"
    return ""


def _stillness(path: Path) -> Stillness | None:
    try:
        return Stillness.of(path)
    except OSError:
        return None


def _opened(library: ModuleType, path: Path, timeout: float, how: str = "") -> Any:
    return library.connect(
        f"file:{quote(os.fspath(path))}?mode=ro{how}",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
        factory=type("Reader", (library.Connection,), {"still": None}),
    )
