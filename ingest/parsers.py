"""Parser processes: articles are read where they can be killed.

A file that crashes its parser, exhausts its memory or keeps it busy for too long costs that one file; the process is
replaced and the others go on. Files come back in the order in which they were given, so that a pass decides the same
whatever the number of processes.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Self, TypeAlias

from ingest.composition import Circumstances
from ingest.read import Changing, Contents, Reading, read
from ingest.reading import entry_from
from ingest.rejection import Rejection
from ingest.rules import Rules
from store.entry import Entry, printable

DEADLINE = 10.0
"""Seconds for one file. An ordinary article takes 0.002."""

MEMORY = 2 * 1024**3
"""Bytes of address space for one parser process."""

_AHEAD = 32
"""Files that a parser is given before their results are taken: enough to keep it busy."""

_IN_PIPE = 64 * 1024
"""Bytes of their paths that are sent ahead. A pipe holds some 200 KB; when both directions are full, each side waits
for the other for ever."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read: these bytes, and no others."""

    path: bytes
    sha256: str
    first_seen: datetime
    now: datetime


Parsed: TypeAlias = Entry | Rejection | Reading


class Parsers:
    """A few parser processes for one set of rules. Use as a context; they start when they are first needed."""

    def __init__(self, rules: Rules, *, processes: int | None = None, deadline: float = DEADLINE) -> None:
        self._rules = rules
        self._deadline = deadline
        # One core is left for the process that decides and stores.
        self._count = processes or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._parsers: list[_Parser] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for parser in self._parsers:
            parser.end()
        self._parsers.clear()

    def parse(self, jobs: Iterable[Job]) -> Generator[tuple[Job, Parsed]]:
        """Read each file, in order; never raises for what a file contains."""
        while len(self._parsers) < self._count:
            self._parsers.append(_Parser(self._context, self._rules, self._deadline))
        coming = iter(jobs)
        order: deque[_Parser] = deque()
        try:
            for parser in self._parsers:
                order.extend(parser.give(job) for job in islice(coming, _AHEAD))
            while order:
                parser = order.popleft()
                yield parser.take()
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

    def give(self, job: Job) -> _Parser:
        self._given.append(job)
        self._send()
        return self

    def take(self) -> tuple[Job, Parsed]:
        """The result of the oldest file; a rejection where the process did not survive it."""
        try:
            if self._pipe.poll(self._deadline):
                outcome: Parsed = self._pipe.recv()
                self._sent -= 1
                job = self._given.popleft()
                self._send()
                return job, outcome
            cause = f"kept its parser busy for more than {self._deadline:g} seconds"
        except (EOFError, OSError):  # OSError where it ended in the middle of its answer
            self._process.join(timeout=1)
            cause = f"ended its parser ({_death(self._process.exitcode)})"
        job = self._given.popleft()
        self.end()
        self._start()
        self._send()
        return job, Rejection(cause, "simplify the article; it is read again when it changes")

    def end(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()

    def _send(self) -> None:
        # A dead process is noticed, and its files sent to the next one, when the next result is taken.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while self._sent < len(self._given) and self._has_room():
                self._pipe.send(self._given[self._sent])
                self._sent += 1

    def _has_room(self) -> bool:
        return not self._sent or sum(len(job.path) for job in islice(self._given, self._sent + 1)) <= _IN_PIPE

    def _start(self) -> None:
        self._sent = 0
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=_work, args=(theirs, self._rules), daemon=True, name="seedwire-parser"
        )
        self._process.start()
        theirs.close()


def _work(pipe: Connection, rules: Rules) -> None:
    """What a parser process does until its pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the ingester, which then ends its parsers
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()  # the modules stay; looking through them again and again took 8 % of the time
    gc.set_threshold(20_000)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            pipe.send(_outcome(pipe.recv(), rules))


def _outcome(job: Job, rules: Rules) -> Parsed:
    found = read(rules.seeds, job.path, rules.max_file_size)
    if not isinstance(found, Contents):
        return found
    if found.sha256 != job.sha256:
        return Changing()
    return entry_from(found.data, Circumstances(printable(job.path), job.first_seen, job.now), rules)


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit status {code}"
