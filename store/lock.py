"""Who the one ingester of an embedded database is; `store.lease` is the same for a server's."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from store.errors import LockedError, UnavailableError


@contextlib.contextmanager
def take(path: Path) -> Iterator[None]:
    """Be the one ingester of this database, or raise `LockedError` with the pid of the one that is.

    The kernel gives the lock back when its holder dies, however it dies.
    """
    real = path.resolve()  # one database, one lock, by whatever name it is called
    place = real.with_name(real.name + ".lock")
    try:
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UnavailableError(
            f"{place}: cannot be written ({error.strerror}); check the directory of the database"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise LockedError(
                f"{path}: another ingester works on this database (pid {holder}); stop it first", holder=holder
            ) from None
        # Best effort: the lock holds without the name, which a full disk may not take.
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
