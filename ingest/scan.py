"""The folder as it is: which files there are, by what the file system says of them without reading any.

Scanning is the truth; events are a hint that a scan of a path should happen sooner. The walk goes by directory
descriptors and follows no symbolic link, so it cannot be led out of the folder or round in a circle.
"""

from __future__ import annotations

import contextlib
import fnmatch
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.rejection import Rejection
from store.file import Signature

_EDITORS_OWN = re.compile(rb"(?:[._#].*|.*~|.*\.(?:swp|tmp|part|crdownload)|4913)\Z", re.DOTALL | re.IGNORECASE)
"""Names that editors, browsers and copying programs give to what is not finished (``4913`` is vim's)."""

_BREATH = 1000
"""Names, a few milliseconds of a walk: a million files take it six seconds, and a slow disk minutes."""

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(slots=True)
class Folder:
    """What one walk saw. Paths are relative to the folder, in the bytes that the file system has them in."""

    files: dict[bytes, Signature] = field(default_factory=dict)
    odd: dict[bytes, str] = field(default_factory=dict)
    """Things named like articles that are no regular files, and what they are instead."""
    unreadable: dict[bytes, str] = field(default_factory=dict)
    """Directories that could not be looked into, and why: what is below them is unknown, not gone."""

    def lacks(self, known: Iterable[bytes]) -> list[bytes]:
        """The paths that are not there, of those that were known."""
        blind = tuple(as_directory(path) if path else b"" for path in self.unreadable)
        return [
            path
            for path in known
            if path not in self.files and path not in self.odd and not (blind and path.startswith(blind))
        ]


def unread(error: OSError) -> Folder:
    """What is seen of a folder that cannot be read at all."""
    return Folder(unreadable={b"": error.strerror or str(error)})


def as_directory(path: bytes) -> bytes:
    """The path of a directory in the ledger, where it is no file's."""
    return path + b"/"


def is_directory(path: bytes) -> bool:
    """Whether a path in the ledger is a directory's, which could not be looked into."""
    return path.endswith(b"/")


def refusal(kind: str) -> Rejection:
    """Why something odd is no article."""
    return Rejection(f"is a {kind}, not a file", "put the file itself into the folder")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which names are articles."""

    suffixes: tuple[bytes, ...]
    exclude: re.Pattern[str]

    @classmethod
    def of(cls, suffixes: Iterable[str], exclude: Iterable[str]) -> Choice:
        """From settings: suffixes with their dot, and globs for a name or for a path below the folder."""
        globs = "|".join(fnmatch.translate(glob) for glob in exclude)
        return cls(tuple(os.fsencode(suffix.lower()) for suffix in suffixes), re.compile(globs or r"(?!)"))

    def takes_directory(self, path: bytes) -> bool:
        """Whether a directory is walked. ``_tech_news`` is: a Jekyll site keeps its articles in such a one."""
        return not _name(path).startswith(b".") and not self._excluded(path)

    def takes_file(self, path: bytes) -> bool:
        """Whether a file is an article by its name alone, without regard to the directories above it."""
        name = _name(path)
        return name.lower().endswith(self.suffixes) and not _EDITORS_OWN.match(name) and not self._excluded(path)

    def takes(self, path: bytes) -> bool:
        """Whether a walk of the folder would come upon a file of this path."""
        parts = path.split(b"/")
        above = (b"/".join(parts[:depth]) for depth in range(1, len(parts)))
        return all(map(self.takes_directory, above)) and self.takes_file(path)

    def _excluded(self, path: bytes) -> bool:
        return any(self.exclude.match(os.fsdecode(form)) for form in (_name(path), path))


def walk(root: Path, choice: Choice, below: bytes = b"", *, stop: Callable[[], bool] = lambda: False) -> Folder:
    """Everything under `root`, or under one directory below it. Raises OSError where the root itself cannot be read.

    `stop` is asked at every directory and every `_BREATH` names; a walk that was stopped saw only a part.
    """
    folder = Folder()
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _walk(descriptor, below, choice, folder, stop)
    finally:
        os.close(descriptor)
    return folder


def look(root: Path, paths: Iterable[bytes], choice: Choice) -> Folder:
    """The same for single paths: those that are there, and are files of the folder."""
    folder = Folder()
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for path in filter(choice.takes, paths):
            _look(descriptor, path, folder)
    finally:
        os.close(descriptor)
    return folder


def kind_below(root: Path, path: bytes) -> str | None:
    """What is there instead of a file, whatever it is called; None of a file, a directory or nothing.

    Raises OSError where `root` cannot be read.
    """
    folder = Folder()
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _look(descriptor, path, folder)
    finally:
        os.close(descriptor)
    return folder.odd.get(path)


def open_below(root: int, path: bytes, flags: int) -> int:
    """Open a path below a directory without following any symbolic link on the way; gives a descriptor.

    Step by step, so that neither a link nor a path longer than the kernel takes at once (4,096 bytes) matters.
    """
    *above, name = path.split(b"/")
    here = os.dup(root)
    try:
        for part in above:
            deeper = os.open(part, _DIRECTORY, dir_fd=here)
            os.close(here)
            here = deeper
        return os.open(name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
    finally:
        os.close(here)


def signature(status: os.stat_result) -> Signature:
    """A file's signature from what stat said of it."""
    return Signature(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _walk(root: int, path: bytes, choice: Choice, folder: Folder, stop: Callable[[], bool]) -> None:
    """Look through a directory below an open one, and all below it, with one descriptor at a time.

    A site with a directory for each article has thousands side by side, more than a process may have open.
    """
    pending = [path]
    while pending:
        above = pending.pop()
        try:
            with _opened(root, above) as directory, os.scandir(directory) as listing:
                for number, entry in enumerate(listing):
                    if number % _BREATH == 0 and stop():
                        return
                    here = b"/".join(filter(None, (above, os.fsencode(entry.name))))
                    if not entry.is_dir(follow_symlinks=False):
                        _take(entry, here, choice, folder)
                    elif choice.takes_directory(here):
                        pending.append(here)
        except FileNotFoundError:
            continue  # gone since it was listed
        except OSError as error:
            folder.unreadable[above] = error.strerror or str(error)


def _take(entry: os.DirEntry[str], path: bytes, choice: Choice, folder: Folder) -> None:
    if choice.takes_file(path):
        with contextlib.suppress(FileNotFoundError):  # gone since it was listed
            _file(entry.stat(follow_symlinks=False), path, folder)


@contextlib.contextmanager
def _opened(root: int, path: bytes) -> Iterator[int]:
    descriptor = open_below(root, path, _DIRECTORY) if path else os.dup(root)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _look(root: int, path: bytes, folder: Folder) -> None:
    above, _, name = path.rpartition(b"/")
    try:
        with _opened(root, above) as directory:
            _file(os.stat(name, dir_fd=directory, follow_symlinks=False), path, folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        folder.unreadable[above] = error.strerror or str(error)


def _file(status: os.stat_result, path: bytes, folder: Folder) -> None:
    if stat.S_ISREG(status.st_mode):
        folder.files[path] = signature(status)
    elif not stat.S_ISDIR(status.st_mode):
        folder.odd[path] = _KINDS.get(stat.S_IFMT(status.st_mode), "special file")


def _name(path: bytes) -> bytes:
    return path.rpartition(b"/")[2]


_KINDS = {
    stat.S_IFLNK: "symbolic link",
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
