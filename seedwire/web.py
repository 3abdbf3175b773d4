"""The publisher as a server: granian's workers, each with a read-only view of the database."""

from __future__ import annotations

import logging
import socket
from functools import partial
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from publisher.app import create_app
from seedwire.logs import configure_logging
from seedwire.processes import die_with_parent
from seedwire.settings import Settings
from store.engine import Database

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_HEADERS = 16_384
"""Bytes of request headers that are taken; granian's own limit let 500 KB through."""

_CONNECTIONS = 4_096
"""Open connections for each worker. Slow ones cost a descriptor and no thread."""

_THREADS = 4
"""Requests that one worker answers at the same time."""


class PortTakenError(Exception):
    """The address to listen on cannot be had."""


def claim(settings: Settings) -> None:
    """Raise `PortTakenError` unless the address is free.

    Granian binds with SO_REUSEPORT and would share a taken port without a word, so a plain socket asks first.
    """
    host, port = settings.listen.host, settings.listen.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(
                f"{settings.listen}: cannot listen there ({error.strerror}); stop what does, or choose another --listen"
            ) from error


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Must run in the main thread of a process of its own."""
    Granian(
        target="seedwire.web",
        address=settings.listen.host,
        port=settings.listen.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=_THREADS,
        backlog=_CONNECTIONS,
        backpressure=_CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=_HEADERS, header_read_timeout=10_000),
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=5,
        log_enabled=False,
    ).serve(target_loader=partial(_application, settings), wrap_loader=False)


def _application(settings: Settings) -> WSGIApplication:
    die_with_parent()
    configure_logging(settings)
    logging.getLogger("seedwire.web").debug("worker started")
    return create_app(Database.open_reader(settings.database_url), settings.site())
