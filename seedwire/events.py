"""What the file system tells of its own accord: a hint that a scan of a path should happen sooner.

Never more than a hint: inotify lost 11,808 of 20,000 creates in one test, and sees nothing on network disks. The
scheduled scan of the whole folder is the truth and repairs everything.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyObserver

_log = logging.getLogger("seedwire.watch")

_HEARD: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileClosedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]


@dataclass(frozen=True, slots=True)
class Touched:
    """A file that something happened to. `complete`: its writer closed it, or it was renamed into place."""

    path: bytes
    complete: bool
    at: int = field(default_factory=time.time_ns, compare=False)
    """When that was told, in nanoseconds of the wall clock, as files have them."""


@dataclass(frozen=True, slots=True)
class Shaken:
    """A directory came or went: only a scan of everything can tell what that means."""


Hint: TypeAlias = Touched | Shaken


class Hints:
    """Listens to a folder, as well as the system lets it; `tell` is called from a thread of its own."""

    def __init__(self, root: Path, tell: Callable[[Hint], None]) -> None:
        self._root = root
        self._tell = tell
        self._observer: BaseObserver | None = None
        self._place: tuple[int, int] | None = None
        """What was at the root when it was last looked for, by device and inode."""

    def are_stale(self) -> bool:
        """Whether something else is at the root than what is listened to: it was replaced, mounted, made, deleted."""
        return self._here() != self._place or self._is_deaf()

    def refresh(self) -> None:
        """Listen to what is at the root now."""
        place = self._here()
        if self._observer is not None and place == self._place and not self._is_deaf():
            return
        self.close()
        self._place = place
        if place is not None:
            self._listen()

    def close(self) -> None:
        """Listen no longer."""
        if self._observer is not None:
            with contextlib.suppress(RuntimeError):
                self._observer.stop()
                self._observer.join(timeout=2)
        self._observer = None

    def _here(self) -> tuple[int, int] | None:
        try:
            status = self._root.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _is_deaf(self) -> bool:
        """Whether the listening ended by itself, as it does with the directory; one made anew may have its inode."""
        return self._observer is not None and not all(emitter.is_alive() for emitter in self._observer.emitters)

    def _listen(self) -> None:
        # Full events tell a file that was renamed in from elsewhere, and so is complete, from one that was created.
        observer = InotifyObserver(generate_full_events=True)
        try:
            observer.schedule(_Handler(self._root, self._tell), str(self._root), recursive=True, event_filter=_HEARD)
            observer.start()
        except OSError as error:
            _log.warning(
                "%s: the system tells of no changes (%s); they are found by the scan every scan_interval",
                self._root,
                error.strerror or error,
            )
            return
        self._observer = observer


class _Handler(FileSystemEventHandler):
    def __init__(self, root: Path, tell: Callable[[Hint], None]) -> None:
        self._root = os.fsencode(root)
        self._tell = tell

    def dispatch(self, event: FileSystemEvent) -> None:
        match event:
            case FileMovedEvent():
                self._touched(event.src_path, complete=False)
                self._touched(event.dest_path, complete=True)
            case FileClosedEvent():
                self._touched(event.src_path, complete=True)
            case FileCreatedEvent() | FileModifiedEvent() | FileDeletedEvent():
                self._touched(event.src_path, complete=False)
            case _:
                self._tell(Shaken())

    def _touched(self, path: str | bytes, *, complete: bool) -> None:
        if below := os.path.relpath(os.fsencode(path), self._root) if path else b"":
            self._tell(Touched(below, complete))
