"""Parser processes: articles are read where they can be killed.

A file that crashes its parser, exhausts its memory or keeps it busy for too long costs that one file; the process is
replaced and the others go on. Files come back in the order in which they were given, so that a pass decides the same
whatever the number of processes.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Generator, Iterable
from itertools import islice
from multiprocessing.context import ForkServerContext
from types import ModuleType
from typing import Self

from ingest.outcry import Outcry
from ingest.parser import GREETING, Casualty, Job, Parsed, work
from ingest.rules import Rules
from store.file import printable

DEADLINE = 10.0
"""Seconds for one file. An ordinary article takes 0.002."""

START = 60.0
"""Seconds for a process to start."""

PAUSE = 0.5
"""Seconds in which one that waits for a file hears that there is nothing yet."""

_AHEAD = 64
"""Files that a parser is given before their results are taken: enough to keep it busy during a commit."""

_PIPE = 1024 * 1024
"""Bytes that are asked for each direction's pipe: what fits there is parsed while nobody takes it."""

_IN_PIPE = 32 * 1024
"""Bytes of paths that are sent ahead, for the kernel may grant 64 KB alone. When both directions are full, each side
waits for the other for ever."""

_log = logging.getLogger("seedwire.ingest")


class ParserError(Exception):
    """Parser processes cannot start: a fault of the installation or the machine, and of no file."""


class Parsers:
    """A few parser processes for one set of rules. Use as a context; they start when they are first needed."""

    def __init__(self, rules: Rules, *, processes: int | None = None, deadline: float = DEADLINE) -> None:
        self._rules = rules
        self._deadline = deadline
        # As many as there are cores: the process that decides and stores needs half of one.
        self._count = processes or max(1, min(4, os.cpu_count() or 1))
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([work.__module__, "ingest.nursery"])
        self._parsers: list[_Parser] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the processes now, so that the first file need not wait for them."""
        while len(self._parsers) < self._count:
            self._parsers.append(_Parser(self._context, self._rules, self._deadline))

    def close(self) -> None:
        """End the processes."""
        for parser in self._parsers:
            parser.end()
        self._parsers.clear()

    @property
    def ahead(self) -> int:
        """How many files are in the processes' hands at most."""
        return _AHEAD * self._count

    def parse(self, jobs: Iterable[Job]) -> Generator[tuple[Job, Parsed] | None]:
        """Read each file, in order; never raises for what a file contains, but `ParserError` for want of processes.

        Gives None each `PAUSE` for as long as one file takes: a moment to store what there is, or to end.
        """
        self.start()
        coming = iter(jobs)
        order: deque[_Parser] = deque()
        try:
            for parser in self._parsers:
                order.extend(parser.give(job) for job in islice(coming, _AHEAD))
            while order:
                parser = order[0]
                while not parser.has_result():
                    yield None
                taken = parser.take()
                order.popleft()
                yield taken
                if (job := next(coming, None)) is not None:
                    order.append(parser.give(job))
        finally:
            if order:  # the pass was broken off: what the parsers still hold is nobody's
                self.close()


class _Parser:
    """One process, the files it was given, and the means to replace it."""

    def __init__(self, context: ForkServerContext, rules: Rules, deadline: float) -> None:
        self._context = context
        self._rules = rules
        self._deadline = deadline
        self._given: deque[Job] = deque()
        self._start()

    def _start(self) -> None:
        self._sent = 0
        self._greeted = False
        self._waiting_since: float | None = None
        jobs, self._jobs = self._context.Pipe(duplex=False)
        self._results, results = self._context.Pipe(duplex=False)
        self._outcry = Outcry(self._context)
        for pipe in (self._jobs, results):
            with contextlib.suppress(OSError):  # more than this user may have; then it is 64 KB
                fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
        self._process = self._context.Process(
            target=work, args=(jobs, results, self._outcry.far, self._rules), daemon=True, name="seedwire-parser"
        )
        try:
            with _nobody_as_main():
                self._process.start()
        except (EOFError, OSError) as error:  # the nursery was killed while it was asked
            raise ParserError("parser processes cannot start (what they are forked from ended)") from error
        for far in (jobs, results, self._outcry.far):
            far.close()

    def give(self, job: Job) -> _Parser:
        self._given.append(job)
        self._send()
        return self

    def has_result(self) -> bool:
        """Whether there is something to be taken, after `PAUSE` at most: a result, or the end of the process."""
        self._greet()
        if self._waiting_since is None:
            self._waiting_since = time.monotonic()
        remaining = self._waiting_since + self._deadline - time.monotonic()
        return remaining <= 0 or self._results.poll(min(PAUSE, remaining))

    def take(self) -> tuple[Job, Parsed]:
        """The result of the oldest file; a casualty where the process did not survive it."""
        self._waiting_since = None
        try:
            if self._results.poll():
                outcome: Parsed = self._results.recv()
                self._sent -= 1
                job = self._given.popleft()
                self._tell(job)
                self._send()
                return job, outcome
            cause = f"kept its parser busy for more than {self._deadline:g} seconds"
        except (EOFError, OSError):  # OSError where it ended in the middle of its answer
            self._process.join(timeout=1)
            cause = f"ended its parser ({_death(self._process.exitcode)})"
        job = self._given.popleft()
        self._tell(job)
        self.end()
        self._start()
        self._send()
        return job, Casualty(cause)

    def end(self) -> None:
        self._jobs.close()
        self._results.close()
        self._outcry.close()
        if self._process.pid is not None:  # else it could not be started
            self._process.kill()
            self._process.join()

    def _greet(self) -> None:
        """Wait for the word of a new process: that it dies before it saw any file is no file's fault."""
        if self._greeted:
            return
        try:
            self._greeted = self._results.poll(START) and self._results.recv() == GREETING
        except (EOFError, OSError):
            self._process.join(timeout=1)
        if not self._greeted:
            death = _death(self._process.exitcode)
            raise ParserError(f"parser processes cannot start ({death}); nothing is read meanwhile")

    def _tell(self, job: Job) -> None:
        """Put into the log what the process said; it may be a file or two ahead of the one whose result is taken."""
        for line in self._outcry.lines():
            _log.warning("%s: the parser said, there or soon after: %s", printable(job.path), line)

    def _send(self) -> None:
        # A dead process is noticed, and its files sent to the next one, when the next result is taken.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while self._sent < len(self._given) and self._has_room():
                self._jobs.send(self._given[self._sent])
                self._sent += 1

    def _has_room(self) -> bool:
        return not self._sent or sum(len(job.path) for job in islice(self._given, self._sent + 1)) <= _IN_PIPE


@contextlib.contextmanager
def _nobody_as_main() -> Generator[None]:
    """Keep multiprocessing from importing the program that we run in into the parser, which needs nothing of it.

    That took half a second and 50 MB for each process (`multiprocessing.spawn.get_preparation_data`).
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit status {code}"
