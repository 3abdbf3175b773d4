"""New database files, made beside their places and moved there only when they are whole.

So a process that is killed while it makes one leaves nothing that looks like a database. What it does leave is taken
away by the next that makes one at that place.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from store.errors import UnavailableError
from store.sqlite import APPLICATION_ID, library

_COMPANIONS = ("-journal", "-wal", "-shm")


@contextlib.contextmanager
def under_construction(path: Path) -> Iterator[Path]:
    """An empty database of ours to be filled; it takes the place of what is at `path` at the end of the block.

    Nobody else may use what is there meanwhile (`store.lock.take`).
    """
    _sweep(path)
    scaffold, descriptor = _begun(path)
    try:
        with contextlib.closing(library().connect(scaffold, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        yield scaffold
        with contextlib.closing(library().connect(scaffold, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        os.fsync(descriptor)
        # The log of a database that was deleted would be played into the new one:
        # https://sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
        _clear(path, *_COMPANIONS)
        scaffold.replace(path)
        _sync_directory(path.parent)
    finally:
        _clear(scaffold, *_COMPANIONS, "")
        os.close(descriptor)  # last: closing any descriptor drops SQLite's locks on the file (fcntl(2), F_SETLK)


def copy(path: Path, suffix: str) -> Path:
    """A consistent copy of a database beside it, whatever other processes do to it meanwhile; gives its place.

    Raises `UnavailableError` where the disk does not take it.
    """
    place = path.with_name(f"{path.name}.{suffix}")
    module = library()
    try:
        with (
            under_construction(place) as scaffold,
            contextlib.closing(module.connect(path)) as source,
            contextlib.closing(module.connect(scaffold)) as target,
        ):
            source.backup(target)
    except (OSError, module.Error) as error:
        raise UnavailableError(f"{place}: the copy cannot be written ({error}); check the disk") from error
    return place


def _begun(path: Path) -> tuple[Path, int]:
    """An empty file beside a place, and a descriptor that holds it for as long as its maker lives."""
    while True:
        scaffold = path.with_name(f"{_prefix(path)}{secrets.token_hex(4)}")
        descriptor = os.open(scaffold, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return scaffold, descriptor
        os.close(descriptor)  # somebody swept before it was held


def _sweep(path: Path) -> None:
    """Take away what was begun for this place and never finished: files that nobody holds."""
    for left in path.parent.iterdir():
        if left.name.startswith(_prefix(path)) and not left.name.endswith(_COMPANIONS):
            with contextlib.suppress(OSError):
                _clear_abandoned(left)


def _clear_abandoned(scaffold: Path) -> None:
    descriptor = os.open(scaffold, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(scaffold, *_COMPANIONS, "")
    finally:
        os.close(descriptor)


def _prefix(path: Path) -> str:
    return f".{path.name}.new-"


def _clear(path: Path, *endings: str) -> None:
    for ending in endings:
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
