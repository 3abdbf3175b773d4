"""What a service manager is told (sd_notify(3)): that the program is ready, alive, ending.

The protocol is a datagram to the socket that ``NOTIFY_SOCKET`` names, so it takes no library. Without the variable
nobody asked, and nothing is sent.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

READY = "READY=1"
ALIVE = "WATCHDOG=1"
STOPPING = "STOPPING=1"


@dataclass(frozen=True, slots=True)
class Manager:
    """The service manager that started this process, or nobody."""

    address: str | None
    """Of its socket; one that begins with NUL is an abstract one of Linux."""
    patience: float | None
    """Seconds after which it takes a program that was not heard of for dead; None where it does not watch."""

    @classmethod
    def of(cls, environ: Mapping[str, str], pid: int) -> Manager:
        """The manager that the environment names; another process of the service (`pid`) is not the one it watches."""
        address = environ.get("NOTIFY_SOCKET", "")
        if not address.startswith(("/", "@")):  # of the other families of sd_notify(3), no manager of processes has one
            return cls(None, None)
        patience = environ.get("WATCHDOG_USEC", "")
        watches = patience.isdecimal() and environ.get("WATCHDOG_PID", str(pid)) == str(pid)
        return cls("\0" + address[1:] if address.startswith("@") else address, int(patience) / 1e6 if watches else None)

    def tell(self, *states: str) -> bool:
        """Send some assignments; whether they were taken. Never raises or waits: a manager that is gone ends nobody."""
        if self.address is None:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as way:
                way.sendto("\n".join(states).encode(), self.address)
        except OSError:
            return False
        return True


def manager() -> Manager:
    """The service manager of this process."""
    return Manager.of(os.environ, os.getpid())
