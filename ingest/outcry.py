"""What a parser process says on its stderr, which is no log: a panic of a library in Rust, a fatal error of Python.

It goes into a pipe that neither side ever waits for. What does not fit there is lost, so that no file can fill a disk
with it; what fits is told as events, a line each, by who takes the parser's results.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext

_MOST = 20
"""Lines that are told of one file."""

_LONGEST = 500
"""Characters of a line that are told."""

_ROOM = 65_536
"""Bytes that a pipe holds (pipe(7))."""

_STDERR = 2


class Outcry:
    """The near end of the pipe, and the far one until a process has it."""

    def __init__(self, context: BaseContext) -> None:
        self._near, self.far = context.Pipe(duplex=False)
        os.set_blocking(self._near.fileno(), False)

    def lines(self) -> Sequence[str]:
        """What was said since this was asked last, as far as it is told; bytes that are no UTF-8 come as escapes."""
        try:
            said = os.read(self._near.fileno(), _ROOM)
        except OSError:  # nothing, as a rule
            return ()
        lines = [line for line in said.decode("utf-8", "backslashreplace").splitlines() if line.strip()]
        more = (f"and {len(lines) - _MOST} more lines",) if len(lines) > _MOST else ()
        return *(line[:_LONGEST] for line in lines[:_MOST]), *more

    def close(self) -> None:
        """Hear no more of it."""
        self._near.close()


def cry_into(far: Connection) -> None:
    """Let all that this process says on its stderr go there from now on."""
    with contextlib.closing(far):
        os.set_blocking(far.fileno(), False)
        os.dup2(far.fileno(), _STDERR)
