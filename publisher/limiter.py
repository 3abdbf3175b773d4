"""How many full answers a client had of a feed in this minute, counted over all workers.

A piece of memory without a name is made before the workers are, and handed to each of them. The libraries for this
(``limits``, Flask-Limiter) count in the memory of one process, or ask a server that would have to be run beside this
one. What is shared is a table of fixed size, so that no number of clients makes it grow; and the lock is the kernel's,
which takes it back from a worker that is killed while it holds it, where a semaphore would stay taken.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import math
import mmap
import os
import secrets
import struct
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.reduction import DupFd
from threading import Lock
from typing import Any

from publisher.visitors import Network, visitor

MINUTE = 60.0
"""Seconds, from the first full answer on."""

_SLOT = struct.Struct("<QdQ")
"""A counter: whose (0 for nobody's), when its minute began (seconds), and how many answers."""
_WAYS = 8
"""Counters that a client and feed can have; where others have them all, the one that began first is given up."""
_BUCKET = _SLOT.size * _WAYS
_BUCKETS = 8_192
"""64 k counters, 1.6 MB."""
_WARNED = _BUCKET * _BUCKETS
"""Where the byte is that says whether the operator was warned."""

_log = logging.getLogger(__name__)


class Limiter:
    """The counters of one server. Make it before the workers are; safe for threads and processes.

    A client that floods the table with addresses can make it forget others; it forgets, at worst, to limit.
    """

    def __init__(
        self, limit: int, trusted_proxies: Sequence[Network] = (), *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`limit` full answers a minute for a client and a feed; `clock` gives seconds, the same to all processes."""
        self._limit = limit
        self._trusted = tuple(trusted_proxies)
        self._clock = clock
        # Nobody can choose addresses that meet in one bucket without it.
        self._secret = secrets.token_bytes(16)
        self._file = _anonymous_file()
        os.ftruncate(self._file, _WARNED + 1)
        self._attach()

    def _attach(self) -> None:
        self._table = mmap.mmap(self._file, _WARNED + 1)
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """For a worker that is not forked but started anew: it gets the same file, by a descriptor of its own."""
        own = {name: value for name, value in vars(self).items() if name not in {"_table", "_lock"}}
        return own | {"_file": DupFd(self._file)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """In the worker."""
        vars(self).update(state | {"_file": state["_file"].detach()})
        self._attach()

    def retry_after(self, environ: Mapping[str, str], feed: str) -> int | None:
        """Count a full answer of the feed at a canonical path; whole seconds to wait where it is one too many."""
        who = visitor(environ, self._trusted)
        if who.is_unproved:
            self._warn(environ.get("REMOTE_ADDR", ""))
        return None if who.group is None else self._count(f"{who.group} {feed}")

    def _count(self, name: str) -> int | None:
        digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8, key=self._secret).digest()
        key = int.from_bytes(digest, "little") or 1
        place = key % _BUCKETS * _BUCKET
        with self._held(place):
            now = self._clock()  # in here: who asked the clock first may come second, and would find a minute to come
            slots: dict[int, tuple[int, float, int]] = {
                place + i * _SLOT.size: _SLOT.unpack_from(self._table, place + i * _SLOT.size) for i in range(_WAYS)
            }
            mine = next((where for where, (whose, _, _) in slots.items() if whose == key), None)
            if mine is not None and 0 <= now - (begun := slots[mine][1]) < MINUTE:
                count = slots[mine][2] + 1
                if count > self._limit:
                    return max(1, math.ceil(begun + MINUTE - now))
                _SLOT.pack_into(self._table, mine, key, begun, count)
            else:
                oldest = min(slots, key=lambda where: (slots[where][0] != 0, slots[where][1]))
                _SLOT.pack_into(self._table, oldest if mine is None else mine, key, now, 1)
        return None

    @contextmanager
    def _held(self, place: int) -> Iterator[None]:
        """Keep other threads and processes off one bucket.

        Locks of fcntl(2) belong to a process: two threads of one would both have it.
        """
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, _BUCKET, place)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, _BUCKET, place)

    def _warn(self, peer: str) -> None:
        with self._held(_WARNED):
            if first := not self._table[_WARNED]:
                self._table[_WARNED] = 1
        if first:
            _log.warning(
                "%s asks on behalf of others, and is not among trusted_proxies: such requests are not limited. "
                "If it is your proxy, name it there",
                peer,
            )


def _anonymous_file() -> int:
    """A descriptor of a file without a name: in memory where the system knows that."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("seedwire limiter", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
