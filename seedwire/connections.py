"""How many connections a worker holds, and how long one that takes nothing of its answer."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MOST = 4_096
"""Open connections for each worker. Slow ones cost a descriptor and no thread; granian raises the limit on descriptors
as far as it may, for shells and systemd begin with 1,024."""

_UNREAD = 30_000
"""Milliseconds in which a client has to take something of its answer. What it has not taken is held here, and would be
for ever: to TCP a receiver is well that says again and again that it has no room."""

_LOOK = 0.01
"""Seconds between two looks for the socket that listens."""

_ACCEPTED = 2.0
"""Seconds in which a connection that came before the limit is accepted, on a busy machine too."""


def forsake_who_takes_nothing() -> None:
    """Let the kernel end this worker's connections on which nothing is taken (Linux: tcp(7), TCP_USER_TIMEOUT).

    Connections have it from the socket that listens. Granian makes that one itself, has no option for it and does not
    show it, and not before this returns; so it is looked for from beside, for as long as the worker takes to begin.
    """
    if sys.platform.startswith("linux"):
        threading.Thread(target=_limit, name="listening socket", daemon=True).start()


def _limit() -> None:
    while not (ports := {_limited(each) for each in _streams() if _listens(each)}):
        time.sleep(_LOOK)
    # Clients that were waiting for the port come between its opening and the look that found it: 1 to 7 of them where
    # one connected each millisecond, on a quiet machine and a busy one. They are not to be held for ever.
    time.sleep(_ACCEPTED)
    for each in _streams():
        if each.getsockname()[1] in ports:
            _limited(each)


def _limited(stream: socket.socket) -> int:
    """The port of a socket that has the limit now."""
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD)
    port: int = stream.getsockname()[1]
    return port


def _listens(stream: socket.socket) -> bool:
    return bool(stream.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _streams() -> Iterator[socket.socket]:
    """This process's sockets of TCP, each by a descriptor that is closed when the next is asked for."""
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # a file that was closed meanwhile
            if entry.is_socket():
                with socket.socket(fileno=os.dup(int(entry.name))) as found:
                    if found.type == socket.SOCK_STREAM and found.family in {socket.AF_INET, socket.AF_INET6}:
                        yield found
