"""How many requests were answered, how, and how fast: counted over all workers, in memory that they share.

Made before the processes that count and the one that tells, and handed to each of them, as the limiter's table is
(`publisher.limiter`); a worker that takes the place of a dead one goes on in the same numbers. What is stored tells
nothing of requests, and to store them would let readers write. Counting takes 6 µs for each.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable
from multiprocessing.reduction import DupFd
from threading import Lock
from typing import TYPE_CHECKING, Any

from publisher.traffic import BOUNDS, Times, Traffic
from publisher.usage import KINDS, CacheUse

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WEB_WORKER = "web worker"

PROCESSES = ("ingester", "web server", WEB_WORKER, "herald", "exporter", "operator's page")
"""Whose starts are counted, by the names that the log has for them."""

_FIRST, _LAST = 100, 599
"""Status codes that HTTP has (RFC 9110 section 15)."""

_WIDTH = 8
"""Bytes of a number. The table is one row of them:"""
_TIMES = len(BOUNDS) + 2
"""Numbers of a histogram: a class each, one for what is longer than all, and nanoseconds in all."""
_ANSWERED = _LAST - _FIRST + 1
"""Behind the answers by status code: their times,"""
_RENDERED = _ANSWERED + _TIMES
"""those of each kind of document,"""
_STARTS = _RENDERED + len(KINDS) * _TIMES
"""starts of processes,"""
_WORKERS = _STARTS + len(PROCESSES)
"""and a line for each worker: whose it is, and what its cache did and holds, as `CacheUse` has it."""
_LINE = 6
_LINES = 64
"""As many as `web_workers` may be; one more than that would not be counted."""
_SIZE = (_WORKERS + _LINES * _LINE) * _WIDTH


_USE = struct.Struct(f"{_LINE - 1}Q")
"""The rest of such a line."""


class _Held:
    """The lock between processes, for the length of a block; a process that is killed gives it back (the kernel does).

    It belongs to a whole process, so its threads need another one.
    """

    __slots__ = ("_file",)

    def __init__(self, file: int) -> None:
        self._file = file

    def __enter__(self) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_EX)

    def __exit__(self, *exc_info: object) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN)


class Counters:
    """The numbers of one server. Safe for threads and processes."""

    def __init__(self) -> None:
        self._file = _anonymous_file()
        os.ftruncate(self._file, _SIZE)
        self._attach()

    def _attach(self) -> None:
        self._bytes = memoryview(mmap.mmap(self._file, _SIZE))
        self._table = self._bytes.cast("Q")
        self._lock = Lock()
        self._held = _Held(self._file)
        self._worker = 0
        self._line: int | None = None
        self._before = CacheUse()

    def __getstate__(self) -> dict[str, Any]:
        """For another process: it gets the same memory, by a descriptor of its own."""
        return {"_file": DupFd(self._file)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """In that process."""
        self._file = state["_file"].detach()
        self._attach()

    def count(self, status: int, seconds: float, use: Callable[[], CacheUse] | None = None) -> None:
        """An answer was given after so long, by a worker whose cache tells its `use` so far.

        A status code that HTTP does not have counts as 500.
        """
        place = (status if _FIRST <= status <= _LAST else 500) - _FIRST
        with self._lock, self._held:
            self._add(place, 1)
            self._time(_ANSWERED, seconds)
            if use is not None:
                self._note(use())

    def render(self, kind: str, seconds: float) -> None:
        """A document of one of `publisher.usage.KINDS` was rendered."""
        with self._lock, self._held:
            self._time(_RENDERED + KINDS.index(kind) * _TIMES, seconds)

    def begin(self, process: str) -> None:
        """One of `PROCESSES` was started, for the first time or again."""
        with self._lock, self._held:
            self._add(_STARTS + PROCESSES.index(process), 1)

    def traffic(self) -> Traffic:
        """All numbers, as they are at one moment."""
        with self._lock, self._held:
            numbers = self._table.tolist()
        answers = {_FIRST + place: count for place, count in enumerate(numbers[:_ANSWERED]) if count}
        rendered = {kind: _times(numbers, _RENDERED + place * _TIMES) for place, kind in enumerate(KINDS)}
        starts = {name: count for place, name in enumerate(PROCESSES) if (count := numbers[_STARTS + place])}
        return Traffic(answers, _times(numbers, _ANSWERED), rendered, starts, _cache(numbers))

    def _add(self, where: int, amount: int) -> None:
        self._table[where] += amount

    def _time(self, where: int, seconds: float) -> None:
        self._add(where + bisect_left(BOUNDS, seconds), 1)
        self._add(where + _TIMES - 1, max(0, round(seconds * 1e9)))

    def _note(self, use: CacheUse) -> None:
        """Write down the use of this process's cache; numbers that only rise go on from its dead predecessor's."""
        if self._worker != os.getpid():
            self._worker, self._line = os.getpid(), self._claim()
        if (line := self._line) is not None:
            hits, misses, evictions, documents, size = use
            before = self._before
            _USE.pack_into(
                self._bytes,
                (line + 1) * _WIDTH,
                before.hits + hits,
                before.misses + misses,
                before.evictions + evictions,
                documents,
                size,
            )

    def _claim(self) -> int | None:
        """The line of nobody, or of a worker that is dead."""
        lines = range(_WORKERS, len(self._table), _LINE)
        found = next((line for line in lines if not _lives(self._table[line])), None)
        if found is not None:
            self._table[found] = os.getpid()
            self._before = CacheUse(*self._table[found + 1 : found + 4])
        return found


def counted(
    inner: WSGIApplication,
    counters: Counters,
    use: Callable[[], CacheUse] = CacheUse,
    clock: Callable[[], float] = time.perf_counter,
) -> WSGIApplication:
    """The application, with each of its answers counted; one that it fails to give is a 500, as the server answers.

    `use` tells what the application's cache did so far.
    """

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun, status = clock(), 500

        def start(line: str, fields: list[tuple[str, str]], *fault: Any) -> Callable[[bytes], object]:
            nonlocal status
            status = int(line[:3])
            return start_response(line, fields, *fault)

        try:
            return inner(environ, start)
        finally:
            counters.count(status, clock() - begun, use)

    return outer


def _times(numbers: list[int], where: int) -> Times:
    *classes, nanoseconds = numbers[where : where + _TIMES]
    return Times(tuple(classes), nanoseconds / 1e9)


def _cache(numbers: list[int]) -> CacheUse:
    """All lines together; a dead worker's cache did what it did, and holds nothing."""
    hits = misses = evictions = documents = size = 0
    for line in range(_WORKERS, len(numbers), _LINE):
        worker, *did, held, weighs = numbers[line : line + _LINE]
        hits, misses, evictions = hits + did[0], misses + did[1], evictions + did[2]
        if _lives(worker):
            documents, size = documents + held, size + weighs
    return CacheUse(hits, misses, evictions, documents, size)


def _lives(pid: int) -> bool:
    """Whether there is such a process; 0 is nobody."""
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _anonymous_file() -> int:
    """A descriptor of a file without a name: in memory where the system knows that."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("seedwire counters", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
