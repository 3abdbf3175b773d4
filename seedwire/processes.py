"""Processes that belong together: a child does not outlive its parent, and is started again when it dies."""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnProcess
from multiprocessing.process import BaseProcess

from seedwire.heartbeat import Heart, Pulse
from seedwire.notify import ALIVE, READY, STOPPING, Manager, manager

_log = logging.getLogger("seedwire.run")

_PR_SET_PDEATHSIG = 1
_BACKOFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before a child that died is started again; the last one for ever."""

_STEADY = 60.0
"""Seconds of life after which a child's earlier deaths are forgotten."""

_TICK = 0.1
"""Seconds between two looks at the children."""

_MISSED = 2 * _BACKOFF[-1]
"""Seconds without a child from which the program is no longer as it should be. One that dies again and again for want
of something outside is there in between, and ends nobody else."""

PATIENCE = 8.0
"""Seconds that children have to end by themselves: an orderly end takes at most 10 in all."""


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Let the kernel send this process a signal when its parent dies, however it dies; who does not end then is killed.

    Does nothing in a process that was not started by multiprocessing: a daemon outlives the shell it was started from.
    Linux: prctl(2), PR_SET_PDEATHSIG; the parent is the thread that started this process.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
    if number is not signal.SIGKILL:
        threading.Thread(target=_outlive, args=(parent,), daemon=True, name="orphan").start()
    # Died while this process began, too early for the kernel to be asked. Of forked brothers one holds the pipe that
    # would tell the other one of it (`multiprocessing.process.parent_process`): two such workers served for ever.
    if os.getppid() != parent.pid:
        os.kill(os.getpid(), number)


def _outlive(parent: BaseProcess) -> None:
    """A supervisor kills children that do not end. So does this, where there is no supervisor any more."""
    parent.join()
    time.sleep(PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(slots=True)
class _Child:
    name: str
    main: Callable[[], None]
    process: SpawnProcess | None = None
    started: float = 0.0
    deaths: int = 0
    start_at: float = 0.0
    heart: Heart | None = None
    pulse: Pulse | None = None
    kill_at: float | None = None
    """When it is killed if it has not ended by then: it was found to be hung, and asked to end."""
    well_at: float = field(default_factory=time.monotonic)
    """When it was seen alive and not hung."""


@dataclass(slots=True)
class Supervisor:
    """Keeps children alive until it is told to stop, then ends them in order."""

    mains: Sequence[tuple[str, Callable[[], None]]]
    hearts: Mapping[str, Heart] = field(default_factory=dict)
    """Of the children, by name, that are replaced when they hang."""
    began: Callable[[str], None] | None = None
    """Told of each child that is started, and started again, by its name."""
    # Not a threading.Event: its lock is not reentrant, and a second signal during the first one's handler would hang.
    _stopping: bool = False
    _manager: Manager = field(default_factory=manager)
    _reassured: float = -float("inf")
    """When the service manager was last told that all is well."""

    def stop(self) -> None:
        """End the children, and then `run`; safe to call from a signal handler."""
        self._stopping = True

    def run(self, ready: Callable[[], bool]) -> None:
        """Start the children and mind them until SIGTERM, SIGINT or `stop`; asks `ready` until it says yes.

        The service manager hears of that, of the end, and, where it watches, that the children are well.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        children = [_Child(name, main, heart=self.hearts.get(name)) for name, main in self.mains]
        told = False
        try:
            while not self._stopping:
                self._mind(children)
                if not told and (told := ready()):
                    self._manager.tell(READY)
                self._reassure(min((child.well_at for child in children), default=time.monotonic()))
                time.sleep(_TICK)
        finally:
            self._manager.tell(STOPPING)
            _end(children)

    def _mind(self, children: Sequence[_Child]) -> None:
        now = time.monotonic()
        for child in children:
            if child.process is not None and child.process.exitcode is not None:
                _bury(child, now)
            if child.process is None and now >= child.start_at:
                child.process = _start(child)
                child.started = now
                if self.began:
                    self.began(child.name)
                child.pulse = Pulse.begin(child.heart.counts, now) if child.heart else None
            _feel(child, now)
            if child.process is not None and child.kill_at is None:
                child.well_at = now

    def _reassure(self, well_at: float) -> None:
        """Tell the service manager three times in its patience that all is well, unless a child has long not been."""
        now = time.monotonic()
        patience = self._manager.patience
        if patience is not None and now - self._reassured >= patience / 3 and now - well_at < _MISSED:
            self._manager.tell(ALIVE)
            self._reassured = now


def _start(child: _Child) -> SpawnProcess:
    # Spawned, not forked: a child must not inherit connections, threads or handlers.
    process = multiprocessing.get_context("spawn").Process(target=child.main, name=child.name)
    # Ctrl-C reaches the whole process group. It is for the supervisor, which ends its children with SIGTERM, so they
    # are born with it blocked: by the time a child could install a handler it would have died with a traceback.
    # The resource tracker unblocks it when it is started, so that has to happen before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return process


def _feel(child: _Child, now: float) -> None:
    """Ask a child that hangs to end, and kill it where it does not."""
    if child.process is None or child.heart is None or child.pulse is None:
        return
    if child.kill_at is None and (trouble := child.pulse.feel(child.heart.counts, now)):
        _log.error("the %s %s and is replaced", child.name, trouble)
        child.kill_at = now + PATIENCE
        child.process.terminate()
    elif child.kill_at is not None and now >= child.kill_at:
        child.process.kill()


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
    child.process = child.kill_at = None


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
