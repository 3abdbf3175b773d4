"""Small disks of a test's own, soon full: file systems in memory that go when the test does."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

BLOCK = 4096
"""Bytes in which a file system in memory gives its room away."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A file system in memory."""

    place: Path

    @property
    def ballast(self) -> Path:
        """What takes the room away."""
        return self.place / "ballast"

    def resize(self, size: int) -> None:
        """Let it hold so many bytes from now on."""
        _remount(self.place, f"remount,size={size}")

    def fill(self, *, free: int = 0) -> None:
        """Take all the room but for `free` bytes."""
        with self.ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\xaa" * BLOCK)
        if free:
            with self.ballast.open("r+b") as file:
                file.truncate(max(0, self.ballast.stat().st_size - free))

    def empty(self) -> None:
        """Give the room back."""
        self.ballast.unlink()


@contextlib.contextmanager
def volume(place: Path, size: int) -> Iterator[Volume]:
    """A disk of so many bytes at `place`, for the length of the block."""
    place.mkdir(parents=True, exist_ok=True)
    done = _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", place, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here ({done.stderr.strip()})")
    try:
        yield Volume(place)
    finally:
        # Lazily: a process that is just ending may have a file open yet.
        subprocess.run(["umount", "--lazy", place], check=True)


@contextlib.contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Let nothing below `place` be written for the length of the block, by nobody: root as well."""
    done = _mount("--bind", place, place, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here ({done.stderr.strip()})")
    try:
        _remount(place, "remount,bind,ro")
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def _remount(place: Path, options: str) -> None:
    """Look for the mount again where it is not found: the list of all changes while other tests mount and unmount."""
    for _ in range(4):
        if _mount("-o", options, place, check=False).returncode == 0:
            return
        time.sleep(0.2)
    _mount("-o", options, place)


def _mount(*arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["mount", *arguments], check=check, capture_output=True, text=True)
