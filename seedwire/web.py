"""The publisher as a server: granian's workers, each with a read-only view of the database."""

from __future__ import annotations

import logging
import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from publisher.site import Site
from seedwire.listen import Listen
from seedwire.logs import configure_logging
from seedwire.processes import die_with_parent
from seedwire.settings import Settings
from store.engine import Database

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_log = logging.getLogger("seedwire.web")

_HEADERS = 16_384
"""Bytes of request headers that are taken; granian's own limit let 500 KB through."""

_CONNECTIONS = 4_096
"""Open connections for each worker. Slow ones cost a descriptor and no thread."""

_THREADS = 4
"""Requests that one worker answers at the same time."""


class PortTakenError(Exception):
    """The address to listen on cannot be had."""


def claim(settings: Settings) -> Settings:
    """Settings with the port that will be served: for port 0 one that the system chose, in `base_url` too.

    Raises `PortTakenError` unless the address is free. Granian binds with SO_REUSEPORT and would share a taken port
    without a word, so a plain socket asks first.
    """
    try:
        family, host = _resolved(settings.listen)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, settings.listen.port))
            port: int = probe.getsockname()[1]
    except OSError as error:
        raise PortTakenError(
            f"{settings.listen}: cannot listen there ({error.strerror}); stop what does, or choose another --listen"
        ) from error
    listen = Listen(settings.listen.host, port)
    base_url = settings.base_url if "base_url" in settings.model_fields_set else listen.url
    return settings.model_copy(update={"listen": listen, "base_url": base_url})


def _resolved(listen: Listen) -> tuple[socket.AddressFamily, str]:
    """The address behind a host name; granian takes none but addresses."""
    family, _kind, _protocol, _name, address = socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM)[0]
    return family, str(address[0])


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Must run in the main thread of a process of its own."""
    # Takes 0.2 s, which the supervisor, the ingester and commands need not; its memory is shared by forked workers.
    from publisher.app import create_app  # noqa: PLC0415 - only workers need Flask

    # Granian forks, and a worker has the main process's handler until it serves: a SIGTERM that came before would be
    # lost, and the end take all of `workers_kill_timeout`. So a worker is born with it blocked (`_application`).
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, {signal.SIGTERM}),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, {signal.SIGTERM}),
    )
    _family, address = _resolved(settings.listen)
    _log.info("serving %s/ at %s", settings.base_url, settings.listen)
    Granian(
        target="seedwire.web",
        address=address,
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
    ).serve(target_loader=partial(_application, create_app, settings), wrap_loader=False)


def _application(create_app: Callable[[Database, Site], WSGIApplication], settings: Settings) -> WSGIApplication:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    die_with_parent()
    configure_logging(settings)
    _log.debug("worker started")
    return create_app(Database.open_reader(settings.database_url), settings.site())
