"""A network that can go away: a proxy between a database's server and those who use it."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
from collections.abc import Iterator
from enum import StrEnum


class Network(StrEnum):
    """How it is."""

    WELL = "well"
    SILENT = "silent"
    """Connections stand, and come about, and nothing goes through them: what a firewall that forgot them does."""
    CUT = "cut"
    """Connections break, and new ones are refused."""


class Proxy:
    """Forwards connections to 127.0.0.1 to a socket in the file system, as the network allows."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._network = Network.WELL
        self._changed = threading.Condition()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._ended = False
        threading.Thread(target=self._accept, daemon=True).start()

    def turn(self, network: Network) -> None:
        """Let the network be so from now on, for connections that stand as well."""
        with self._changed:
            self._network = network
            if network is Network.CUT:
                for pair in self._pairs:
                    _shut(*pair)
            self._changed.notify_all()

    def close(self) -> None:
        self._ended = True
        self.turn(Network.CUT)
        self._listener.close()

    def _accept(self) -> None:
        while not self._ended:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._network is Network.CUT:
                _shut(client)
                continue
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._target)
        except OSError:
            _shut(client, server)
            return
        pair = (client, server)
        self._pairs.add(pair)
        with contextlib.suppress(OSError, ValueError):  # ValueError where it was closed before it is asked
            while ready := select.select(pair, [], [])[0]:
                with self._changed:
                    self._changed.wait_for(lambda: self._network is not Network.SILENT)
                if not all(self._forward(one, server if one is client else client) for one in ready):
                    break
        self._pairs.discard(pair)
        _shut(*pair)

    @staticmethod
    def _forward(source: socket.socket, target: socket.socket) -> bool:
        data = source.recv(65536)
        target.sendall(data)
        return bool(data)


def _shut(*sockets: socket.socket) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextlib.contextmanager
def proxy(directory: os.PathLike[str]) -> Iterator[Proxy]:
    """A proxy to the PostgreSQL server that has its socket in a directory."""
    made = Proxy(f"{os.fspath(directory)}/.s.PGSQL.5432")
    try:
        yield made
    finally:
        made.close()
