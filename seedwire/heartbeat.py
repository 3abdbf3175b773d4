"""By what the ingester is known to be alive: what it writes for others, and what its supervisor feels.

Others read the database. The supervisor must not: an ingester that waits for a full disk or a locked database is not
to be killed for that. It shares two counters in memory with its child, and looks whether they move.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

ROLE = "ingester"
"""Under which the ingester's heartbeat stands in the database."""

EXPORTER = "exporter"
"""The same of what keeps a folder of static files."""

HEARTBEAT = 10.0
"""Seconds between signs of life."""

SILENT = 3 * HEARTBEAT
"""Seconds without one from which the ingester counts as not running."""

BEAT = 1.0
"""Seconds between two beats of a heart."""

STILL = 30.0
"""Seconds without a beat from which a process is hung: it is stopped, or something holds it that lets no thread run."""

STUCK = 600.0
"""Seconds without a step of its work from which it is hung all the same. Every file is one, and so is a moment without
work; the longest between two is the walk through a folder, 10 s for a million files on a local disk."""

_ABSENCE = 5.0
"""Seconds between two looks from which it was the watcher that did not run: both were stopped, by Ctrl-Z say."""

Counts: TypeAlias = tuple[int, int]
"""Beats and steps so far."""


class Heart:
    """Two counters that a child moves and its supervisor reads; handed over when the child is started."""

    def __init__(self) -> None:
        self._counts = multiprocessing.get_context("spawn").RawArray(ctypes.c_ulonglong, 2)

    @property
    def counts(self) -> Counts:
        """Both as they are now."""
        beats, steps = self._counts
        return beats, steps

    def step(self) -> None:
        """The work goes on."""
        self._counts[1] += 1

    @contextlib.contextmanager
    def beating(self) -> Iterator[None]:
        """Beat by itself, from a thread of its own, for the length of the block."""
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(BEAT):
                self._counts[0] += 1

        thread = threading.Thread(target=beat, name="seedwire-heart", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@dataclass(slots=True)
class Pulse:
    """What is felt of a heart: since when each of its counters has stood still. Times are monotonic, in seconds."""

    counts: Counts
    beaten: float
    stepped: float
    looked: float

    @classmethod
    def begin(cls, counts: Counts, now: float) -> Pulse:
        """That of a process which has just been started."""
        return cls(counts, now, now, now)

    def feel(self, counts: Counts, now: float) -> str | None:
        """Look again; says what is wrong where the process is hung."""
        if now - self.looked > _ABSENCE:
            self.beaten = self.stepped = now
        if counts[0] != self.counts[0]:
            self.beaten = now
        if counts[1] != self.counts[1]:
            self.stepped = now
        self.counts, self.looked = counts, now
        if now - self.beaten > STILL:
            return f"gives no sign of life for {STILL:g} s"
        if now - self.stepped > STUCK:
            return f"is at the same thing for {STUCK:g} s"
        return None
