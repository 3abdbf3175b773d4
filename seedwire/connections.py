"""How many connections a worker holds, and how long one that takes nothing of its answer."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

MOST = 4_096
"""Open connections for each worker. Slow ones cost a descriptor and no thread; granian raises the limit on descriptors
as far as it may, for shells and systemd begin with 1,024."""

_UNREAD = 30_000
"""Milliseconds in which a client has to take something of its answer. What it has not taken is held here, and would be
for ever: to TCP a receiver is well that says again and again that it has no room."""

_BINDING = 10.0
"""Seconds in which a worker listens, or never."""


def forsake_who_takes_nothing() -> None:
    """Let the kernel end this worker's connections on which nothing is taken (Linux: tcp(7), TCP_USER_TIMEOUT).

    Connections have it from the socket that listens. Granian makes that one itself, has no option for it and does not
    show it, and not before this returns; so it is looked for from beside.
    """
    if sys.platform.startswith("linux"):
        threading.Thread(target=_mark, name="listening socket", daemon=True).start()


def _mark() -> None:
    deadline = time.monotonic() + _BINDING
    while time.monotonic() < deadline:
        for entry in Path("/proc/self/fd").iterdir():
            with suppress(OSError):  # a file that was closed meanwhile
                if entry.is_socket() and _marked(os.dup(int(entry.name))):
                    return
        time.sleep(0.01)


def _marked(duplicate: int) -> bool:
    """Whether a socket, by a descriptor that is closed here, listens for TCP; if so it is given the limit."""
    with socket.socket(fileno=duplicate) as found:
        if found.family == socket.AF_UNIX or not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return False
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD)
        return True
