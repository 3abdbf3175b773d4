"""A worker's connections on which nothing is taken are ended by the kernel; row 33 shows it with a server."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from seedwire import connections

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="TCP_USER_TIMEOUT is Linux's")


def limit(stream: socket.socket) -> int:
    """Milliseconds; nothing where there is no limit."""
    return stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)


def test_who_came_before_the_limit_has_it_too(eventually: Callable[..., Any]) -> None:
    with ExitStack() as opened:
        elsewhere = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        client = opened.enter_context(socket.create_connection(elsewhere.getsockname()))
        listening = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        clients = [opened.enter_context(socket.socket()) for _ in range(2)]
        clients[0].connect(listening.getsockname())
        early = opened.enter_context(listening.accept()[0])
        assert not limit(early)
        connections.forsake_who_takes_nothing()
        eventually(lambda: limit(listening), "a limit on who listens")
        clients[1].connect(listening.getsockname())
        late = opened.enter_context(listening.accept()[0])
        assert limit(late) == 30_000
        eventually(lambda: limit(early) == 30_000, "a limit on who came before")
        assert not limit(client), "a connection to another server, such as the database, is none of them"
