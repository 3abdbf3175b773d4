"""A process that has loaded everything and forks another for each trial, so that a trial takes no second to begin.

Who asks for a process is told its number before it does anything, and says when it may go: time to attach strace.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from store import lease

CHECKOUT = Path(__file__).resolve().parents[2]
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
LEASE = 1.0
"""Seconds: less than the true one, so that a trial need not wait for the lease of an ingester that was killed."""
FAULT = 70
"""Exit status of a process whose work raised (EX_SOFTWARE of sysexits.h)."""


@dataclass(frozen=True, slots=True)
class Hatchery:
    """The process, as its user has it; one child at a time."""

    process: subprocess.Popen[str]
    log: Path

    def hatch(self, work: str, *arguments: object) -> int:
        """Fork a process that will call ``module:function`` with these arguments; gives its pid. It waits."""
        return int(self._say({"work": work, "arguments": arguments}))

    def release(self) -> None:
        """Let the one that was forked begin."""
        self._write("go")

    def outcome(self) -> int:
        """Wait until it has ended: its exit status, or the signal that it died of, negated."""
        return int(self._read())

    def run(self, work: str, *arguments: object) -> int:
        """All three."""
        self.hatch(work, *arguments)
        self.release()
        return self.outcome()

    @property
    def told(self) -> str:
        """The end of what its processes printed."""
        return self.log.read_text("utf-8")[-3000:]

    def _say(self, order: object) -> str:
        self._write(json.dumps(order))
        return self._read()

    def _write(self, line: str) -> None:
        _pipe(self.process.stdin).write(f"{line}\n")
        _pipe(self.process.stdin).flush()

    def _read(self) -> str:
        line = _pipe(self.process.stdout).readline()
        assert line, f"the hatchery ended: {self.told}"
        return line


@contextlib.contextmanager
def opened(place: Path) -> Iterator[Hatchery]:
    """A hatchery, with a file for what its processes print."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SEEDWIRE_")}
    log = place / "hatchery.log"
    with (
        log.open("wb") as told,
        subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=CHECKOUT,
            env=plain,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        try:
            yield Hatchery(process, log)
        finally:
            process.kill()


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def _serve() -> None:
    """Fork a process for each order that comes, until no more do."""
    _fork_for_parsers()
    setattr(lease, "LEASE", LEASE)  # noqa: B010 - a constant, for a type checker
    setattr(lease, "RENEWAL", LEASE / 5)  # noqa: B010 - likewise
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    for line in sys.stdin:
        order = json.loads(line)
        work = _found(order["work"])
        waiting, go = os.pipe()
        pid = os.fork()
        if not pid:
            _live(waiting, work, order["arguments"])
        print(pid, flush=True)  # noqa: T201 - the answer
        sys.stdin.readline()
        os.write(go, b"!")
        _, status = os.waitpid(pid, 0)
        _end_group(pid)
        os.close(waiting)
        os.close(go)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _live(waiting: int, work: Any, arguments: list[Any]) -> None:
    """A child's whole life."""
    status = FAULT
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        os.read(waiting, 1)
        work(*arguments)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - whatever it is, it must not go on as a second hatchery
        traceback.print_exc()
    finally:
        os._exit(status)


def _end_group(group: int) -> None:
    """Wait until what it had forked is gone too: a parser that was forked holds the ingester's lock with it.

    In the product none does, for the nursery of parsers is another program.
    """
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _found(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _fork_for_parsers() -> None:
    """Let ingesters fork parsers from themselves: what the fork server would load for two seconds is here already."""
    importlib.import_module("ingest.nursery")
    kinds = multiprocessing.get_context
    setattr(multiprocessing, "get_context", lambda kind: kinds("fork" if kind == "forkserver" else kind))  # noqa: B010 - its two overloads are more than a type checker lets us replace


if __name__ == "__main__":
    _serve()
