"""SIGTERM and Ctrl-C, for work that comes to an end of its own."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

_TICK = 0.1
"""Seconds between two looks at whether a wait is to end."""


class Stopping:
    """Whether this process was asked to stop. Called, it says so."""

    def __init__(self) -> None:
        self._asked = False  # not an Event: see `seedwire.processes.Supervisor`

    def __call__(self) -> bool:
        return self._asked

    def wait(self, seconds: float) -> None:
        """Wait so long, or until this process is asked to stop."""
        until = time.monotonic() + seconds
        while not self._asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(_TICK, left))

    def ask(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Stop when what is at hand is done; a signal handler."""
        self._asked = True


@contextlib.contextmanager
def stopping() -> Iterator[Stopping]:
    """Let the signals only ask to stop, for the length of the block."""
    made = Stopping()
    before = {number: signal.signal(number, made.ask) for number in _SIGNALS}
    try:
        yield made
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_in_order() -> None:
    """Let the signals end this process with 0 from now on: of what has not begun yet there is nothing to end."""
    for number in _SIGNALS:
        signal.signal(number, lambda *_: sys.exit(0))
