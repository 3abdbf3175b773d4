"""When a file is complete: when its writer closed it, when it was renamed into place, or when it has been quiet."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from store.disk import remote_file_system
from store.file import Signature

_SECOND = 1_000_000_000


class Quiet:
    """Tells files that were left alone for long enough from those that may still be written.

    By the file system's own clock: a file is quiet when its ctime is `settle_time` older than that of a probe file
    made now. Where that cannot be known (another clock on a network disk, a ctime in the future, no place for a
    probe), by our monotonic clock: when two looks that far apart see the same signature.
    """

    def __init__(self, settle_time: float, *, beside: Path | None, monotonic: Callable[[], float]) -> None:
        self._settle = settle_time
        self._beside = beside
        self._monotonic = monotonic
        self._first_looks: dict[bytes, tuple[Signature, float]] = {}

    def clock(self, root: Path) -> int | None:
        """The time on a probe file's ctime, in nanoseconds; None where it says nothing about files in `root`."""
        place = self._beside or Path(tempfile.gettempdir())
        try:
            if remote_file_system(root) or remote_file_system(place):
                return None
            descriptor, name = tempfile.mkstemp(prefix=".seedwire-probe-", dir=place)
        except OSError:
            return None
        try:
            return os.fstat(descriptor).st_ctime_ns
        finally:
            os.close(descriptor)
            Path(name).unlink(missing_ok=True)

    def wait(self, path: bytes, signature: Signature, clock: int | None) -> float:
        """Seconds until the file is quiet if it is left alone; 0 when it is."""
        now = self._monotonic()
        seen, since = self._first_looks.get(path, (None, now))
        if seen != signature:
            since = now
            self._first_looks[path] = (signature, now)
        remaining = self._settle - (now - since)
        if clock is not None and signature.ctime_ns <= clock:
            remaining = min(remaining, self._settle - (clock - signature.ctime_ns) / _SECOND)
        if remaining <= 0:
            self.forget(path)
            return 0.0
        return remaining

    def forget(self, path: bytes) -> None:
        """The file was read, or is gone."""
        self._first_looks.pop(path, None)
