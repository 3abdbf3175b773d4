"""System calls that fail on purpose: `strace` lets chosen ones end with an error, without touching the disk."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_OF_SQLITE = ("", "-wal", "-journal")


@dataclass(frozen=True, slots=True)
class Injection:
    """An error at some calls."""

    calls: str
    """Their names, with commas between them."""
    error: str
    """As in errno(3)."""
    when: str
    """Which of them, counted from 1 for each thread: ``3``, or ``2+`` from the second on."""
    files: tuple[Path, ...] = ()
    """Only of calls that concern these; none means all."""

    def command(self, log: Path, *, also: str = "") -> list[str]:
        """What to put before a command; these calls, and others that are to be told of `also`, go to `log`."""
        if shutil.which("strace") is None:
            pytest.skip("strace is not installed (Debian: the package strace)")
        paths = [argument for file in self.files for argument in ("-P", str(file))]
        inject = f"inject={self.calls}:error={self.error}:when={self.when}"
        return ["strace", "-f", "-y", "-o", str(log), "-e", f"trace={self.calls}{also}", "-e", inject, *paths]


def database_files(path: Path) -> tuple[Path, ...]:
    """The file of a database, and those that SQLite keeps beside it and writes to."""
    return tuple(path.with_name(path.name + ending) for ending in _OF_SQLITE)


def injected(log: Path) -> int:
    """How many calls were made to fail."""
    return log.read_text("utf-8", "replace").count("(INJECTED)")


@contextlib.contextmanager
def attached(injection: Injection, log: Path, pid: int) -> Iterator[None]:
    """Let calls of a process that runs, of all its threads, fail for the length of the block."""
    with subprocess.Popen([*injection.command(log), "-p", str(pid)], stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        if "attached" not in said:
            tracer.wait()
            pytest.skip(f"strace cannot attach to a process here ({said.strip()})")
        try:
            yield
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.communicate(timeout=20)
