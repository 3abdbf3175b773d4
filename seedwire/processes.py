"""Processes that belong together: a child does not outlive its parent, and is started again when it dies."""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess

_log = logging.getLogger("seedwire.run")

_PR_SET_PDEATHSIG = 1
_BACKOFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before a child that died is started again; the last one for ever."""

_STEADY = 60.0
"""Seconds of life after which a child's earlier deaths are forgotten."""

PATIENCE = 8.0
"""Seconds that children have to end by themselves: an orderly end takes at most 10 in all."""


def die_with_parent() -> None:
    """Let the kernel end this process when its parent dies, however it dies (Linux: prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class _Child:
    name: str
    main: Callable[[], None]
    process: SpawnProcess | None = None
    started: float = 0.0
    deaths: int = 0
    start_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Keeps children alive until it is told to stop, then ends them in order."""

    mains: Sequence[tuple[str, Callable[[], None]]]
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, ready: Callable[[], None]) -> None:
        """Start the children, call `ready`, and mind them until SIGTERM, SIGINT or `stopping`."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        children = [_Child(name, main) for name, main in self.mains]
        try:
            self._mind(children)
            ready()
            while not self.stopping.wait(0.2):
                self._mind(children)
        finally:
            _end(children)

    def _mind(self, children: Sequence[_Child]) -> None:
        now = time.monotonic()
        for child in children:
            if child.process is not None and child.process.exitcode is not None:
                _bury(child, now)
            if child.process is None and now >= child.start_at:
                # Spawned, not forked: a child must not inherit connections, threads or handlers.
                child.process = multiprocessing.get_context("spawn").Process(target=child.main, name=child.name)
                child.process.start()
                child.started = now


def _bury(child: _Child, now: float) -> None:
    process = child.process
    if process is None:
        return
    if now - child.started > _STEADY:
        child.deaths = 0
    pause = _BACKOFF[min(child.deaths, len(_BACKOFF) - 1)]
    _log.error("the %s ended (exit status %s); starting it again in %g s", child.name, process.exitcode, pause)
    child.deaths += 1
    child.start_at = now + pause
    process.close()
    child.process = None


def _end(children: Sequence[_Child]) -> None:
    alive = [child.process for child in children if child.process is not None]
    for process in alive:
        if process.exitcode is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in alive:
        process.join(timeout=max(0.0, deadline - time.monotonic()))
        if process.exitcode is None:
            _log.error("the %s did not end within %g s and is killed", process.name, PATIENCE)
            process.kill()
            process.join()
