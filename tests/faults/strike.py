"""A signal, or an error, at the n-th call of a kind that a process makes to the kernel, by strace's injection."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from signal import SIGKILL, Signals

import pytest

PATIENCE = 5.0
"""Seconds in which strace lets a process go."""


class Calls(Enum):
    """Kinds of calls, as strace names them; where it knows none of a name (``?``), it goes on without."""

    WRITES = "write,writev,pwrite64,pwritev,?pwritev2,sendto,sendmsg,?sendfile"
    SYNCS = "fsync,fdatasync"
    RENAMES = "?rename,?renameat,renameat2"
    REMOVALS = "?unlink,unlinkat,truncate,ftruncate"

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Strike:
    """What happens to a process, and when: before it makes the n-th of any one of these calls."""

    calls: Calls
    number: int
    signal: Signals = SIGKILL

    def command(self, log: Path = Path(os.devnull)) -> list[str]:
        """What to put before a command whose own process is meant, from its first call on; strace goes out of its way.

        A session of its own for strace (``-DDD``) leaves the command the child of who starts it, and alone.
        """
        return ["strace", "-DDD", "-qq", *self._options, "-o", str(log)]

    @property
    def _options(self) -> Sequence[str]:
        inject = f"inject={self.calls.value}:signal={self.signal.name}:when={self.number}"
        return ("-e", f"trace={self.calls.value}", "-e", inject)


@dataclass(frozen=True, slots=True)
class Injection:
    """An error at some calls; the kernel never hears of them."""

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
        require()
        paths = [argument for file in self.files for argument in ("-P", str(file))]
        inject = f"inject={self.calls}:error={self.error}:when={self.when}"
        return ["strace", "-f", "-qq", "-y", "-o", str(log), "-e", f"trace={self.calls}{also}", "-e", inject, *paths]


def database_files(path: Path) -> tuple[Path, ...]:
    """The file of a database, and those that SQLite keeps beside it and writes to."""
    return tuple(path.with_name(path.name + ending) for ending in ("", "-wal", "-journal"))


def injected(log: Path) -> int:
    """How many calls were made to fail."""
    return log.read_text("utf-8", "replace").count("(INJECTED)")


@contextlib.contextmanager
def failing(pid: int, injection: Injection, log: Path) -> Iterator[None]:
    """Let calls of a process that runs, of all its threads, fail for the length of the block."""
    with _tracing(pid, [*injection.command(log), "-p", str(pid)]):
        yield


@contextlib.contextmanager
def awaiting(pid: int, strike: Strike, *, threads: bool = False, log: Path = Path(os.devnull)) -> Iterator[None]:
    """Have a process struck; each thread, where all of them are meant, counts its calls for itself.

    The calls and the signals that it gets are in the log. On the way out it is left alone, if it lives.
    """
    command: list[str | Path] = [
        *("strace", "-qq", "-p", str(pid), *(["-f"] if threads else [])),
        *strike._options,
        *("-o", log),
    ]
    with _tracing(pid, command):
        yield


@contextlib.contextmanager
def watching(pid: int, calls: str, log: Path) -> Iterator[None]:
    """Write a process's calls of these names into a log, each with the paths of its descriptors."""
    with _tracing(pid, ["strace", "-qq", "-y", "-p", str(pid), "-e", f"trace={calls}", "-o", log]):
        yield


@contextlib.contextmanager
def _tracing(pid: int, command: Sequence[str | Path]) -> Iterator[None]:
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        try:
            _attached(tracer, pid, every="-f" in command)
            yield
        finally:
            tracer.terminate()
            try:
                tracer.wait(PATIENCE)
            except subprocess.TimeoutExpired:  # once in a thousand it waits for a thread that died with the struck one
                tracer.kill()


def _attached(tracer: subprocess.Popen[str], pid: int, *, every: bool) -> None:
    """Wait until it traces the process, or all of its threads."""
    for task in Path(f"/proc/{pid}/task").iterdir() if every else [Path(f"/proc/{pid}")]:
        while f"TracerPid:\t{tracer.pid}\n" not in _status(task):
            if tracer.poll() is not None:
                assert tracer.stderr is not None
                pytest.fail(f"strace ended: {tracer.stderr.read()}")
            if not task.exists():
                break


def _status(task: Path) -> str:
    try:
        return (task / "status").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def require() -> None:
    """Skip where strace is not installed or may not trace; in CI it has to be there."""
    lacking = _lacking()
    if lacking and "CI" in os.environ:
        pytest.fail(lacking)
    if lacking:
        pytest.skip(lacking)


@cache
def _lacking() -> str:
    if shutil.which("strace") is None:
        return "strace is not installed (Debian: the package strace)"
    with subprocess.Popen(["sleep", "60"]) as other:
        try:
            tried = subprocess.run(
                ["strace", "-qq", "-o", os.devnull, "-e", "trace=none", "-p", str(other.pid)],
                capture_output=True,
                text=True,
                timeout=0.5,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return ""
        finally:
            other.kill()
    return f"strace may not trace here ({tried.stderr.strip()})"
