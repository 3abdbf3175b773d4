"""Files in a folder that others read meanwhile: each is there whole or not at all, whatever happens."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Self

_ASIDE = ".seedwire-new-"
"""Files that are being written, before they go to their places; web servers are told to hide names with a dot."""

_THREADS = 8
_AHEAD = 64
"""Files that wait to be written."""


class BusyError(Exception):
    """Another process writes into the folder."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that one process at a time writes into."""

    root: Path

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only writer for the length of the block; raises `BusyError`. A folder that is missing is made."""
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(f"{self.root}: another export writes into this folder") from None
        else:
            for left_over in self.root.glob(f"{_ASIDE}*"):
                left_over.unlink()
            yield
        finally:
            os.close(descriptor)

    def size(self, name: str) -> int | None:
        """Bytes of a file; None where there is none."""
        try:
            return (self.root / name).lstat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def holds(self, name: str, body: bytes) -> bool:
        """Whether a file says just this."""
        return self.size(name) == len(body) and (self.root / name).read_bytes() == body

    def write(self, name: str, body: bytes, mtime: int) -> None:
        """Put a file into the place of what was there, whole; `mtime` in seconds since 1970.

        The time moves on with the bytes, whatever it is: web servers make validators of it.
        """
        place, aside = self.root / name, self.root / f"{_ASIDE}{get_ident()}"
        place.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            mtime = max(mtime, int(place.stat().st_mtime) + 1)
        with aside.open("wb") as file:
            file.write(body)
            file.flush()
            os.utime(file.fileno(), (mtime, mtime))
            os.fsync(file.fileno())
        aside.replace(place)

    def remove(self, name: str) -> None:
        """Take a file away, and the directories below the root that are empty without it."""
        place = self.root / name
        place.unlink(missing_ok=True)
        for above in place.relative_to(self.root).parents[:-1]:
            try:
                (self.root / above).rmdir()
            except OSError:
                return

    def foreign(self) -> str | None:
        """The name of anything in the folder; None where it is empty."""
        return min((path.name for path in self.root.iterdir()), default=None)


class Writers:
    """Write files of a folder side by side: on a busy disk each waits 8 ms to be durable, and eight at once no longer.

    What cannot be written raises `OSError`, at one of the next calls.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._threads = ThreadPoolExecutor(_THREADS)
        self._writing: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def write(self, name: str, body: bytes, mtime: int) -> None:
        """As `Folder.write`, but durable only after `finish`."""
        while len(self._writing) >= _AHEAD:
            self._writing.popleft().result()
        self._writing.append(self._threads.submit(self._folder.write, name, body, mtime))

    def finish(self) -> None:
        """Wait until all is written."""
        while self._writing:
            self._writing.popleft().result()
