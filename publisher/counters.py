"""How many requests were answered, how, and how fast: counted over all workers, in memory that they share.

Made before the processes that count and the one that tells, and handed to each of them, as the limiter's table is
(`publisher.limiter`); a worker that takes the place of a dead one goes on in the same numbers. What is stored tells
nothing of requests, and to store them would let readers write. Counting takes 4 µs for each.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from multiprocessing.reduction import DupFd
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BOUNDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper ends of the classes of durations, in seconds: a 304 takes 12 µs, a feed that is rendered some 10 ms."""

_FIRST, _LAST = 100, 599
"""Status codes that HTTP has (RFC 9110 section 15)."""

_LAYOUT = struct.Struct(f"<{_LAST - _FIRST + 1}Q{len(BOUNDS) + 1}QQ")
"""Answers by status code; answers by class of duration, the last one without an end; nanoseconds in all."""
_CLASSES = (_LAST - _FIRST + 1) * 8
_SUM = _CLASSES + (len(BOUNDS) + 1) * 8
_NUMBER = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was counted since the server began."""

    answers: Mapping[int, int]
    """By status code; only those that there were."""
    durations: tuple[int, ...]
    """Answers that took at most as long as each of `BOUNDS` and longer than the one before; those beyond come last."""
    seconds: float
    """All durations together."""


class Counters:
    """The numbers of one server. Safe for threads and processes."""

    def __init__(self) -> None:
        self._file = _anonymous_file()
        os.ftruncate(self._file, _LAYOUT.size)
        self._attach()

    def _attach(self) -> None:
        self._table = mmap.mmap(self._file, _LAYOUT.size)
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """For another process: it gets the same memory, by a descriptor of its own."""
        return {"_file": DupFd(self._file)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """In that process."""
        self._file = state["_file"].detach()
        self._attach()

    def count(self, status: int, seconds: float) -> None:
        """An answer was given after so long. A status code that HTTP does not have counts as 500."""
        place = (status if _FIRST <= status <= _LAST else 500) - _FIRST
        # The kernel takes the lock back from a worker that is killed. It belongs to a process, so threads need another.
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                self._add(place * 8, 1)
                self._add(_CLASSES + bisect_left(BOUNDS, seconds) * 8, 1)
                self._add(_SUM, max(0, round(seconds * 1e9)))
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _add(self, where: int, amount: int) -> None:
        (now,) = _NUMBER.unpack_from(self._table, where)
        _NUMBER.pack_into(self._table, where, now + amount)

    def traffic(self) -> Traffic:
        """All numbers, as they are at one moment."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                numbers = _LAYOUT.unpack_from(self._table)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
        codes, rest = numbers[: _LAST - _FIRST + 1], numbers[_LAST - _FIRST + 1 :]
        answers = {_FIRST + place: count for place, count in enumerate(codes) if count}
        return Traffic(answers, rest[:-1], rest[-1] / 1e9)


def counted(
    inner: WSGIApplication, counters: Counters, clock: Callable[[], float] = time.perf_counter
) -> WSGIApplication:
    """The application, with each of its answers counted; one that it fails to give is a 500, as the server answers."""

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun, status = clock(), 500

        def start(line: str, fields: list[tuple[str, str]], *fault: Any) -> Callable[[bytes], object]:
            nonlocal status
            status = int(line[:3])
            return start_response(line, fields, *fault)

        try:
            return inner(environ, start)
        finally:
            counters.count(status, clock() - begun)

    return outer


def _anonymous_file() -> int:
    """A descriptor of a file without a name: in memory where the system knows that."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("seedwire counters", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
