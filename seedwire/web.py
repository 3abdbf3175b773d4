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
from granian.log import LogLevels

from publisher.counters import WEB_WORKER, Counters
from publisher.site import Site
from seedwire import connections
from seedwire.listen import Listen
from seedwire.logs import SERVERS, configure_logging
from seedwire.processes import die_with_parent
from seedwire.settings import Settings
from store.engine import Database

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_log = logging.getLogger("seedwire.web")

_HEADERS = 16_384
"""Bytes of request headers that are taken; granian's own limit let 500 KB through."""

_THREADS = 4
"""Requests that one worker answers at the same time."""


class PortTakenError(Exception):
    """The address to listen on cannot be had."""


def claim(settings: Settings) -> Settings:
    """Settings with the ports that will be served: for port 0 one that the system chose, in `base_url` too.

    Raises `PortTakenError` unless the addresses are free. Granian binds with SO_REUSEPORT and would share a taken port
    without a word, so a plain socket asks first.
    """
    listen = _free(settings.listen, "--listen")
    admin = settings.admin_listen and _free(settings.admin_listen, "admin_listen")
    base_url = settings.base_url if "base_url" in settings.model_fields_set else listen.url
    return settings.model_copy(update={"listen": listen, "admin_listen": admin, "base_url": base_url})


def _free(listen: Listen, by: str) -> Listen:
    """The address with the port that it will have; `by` is what chooses another."""
    try:
        family, host = _resolved(listen)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, listen.port))
            port: int = probe.getsockname()[1]
    except OSError as error:
        raise PortTakenError(
            f"{listen}: cannot listen there ({error.strerror}); stop what does, or choose another {by}"
        ) from error
    return Listen(listen.host, port)


def _resolved(listen: Listen) -> tuple[socket.AddressFamily, str]:
    """The address behind a host name; granian takes none but addresses."""
    family, _kind, _protocol, _name, address = socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM)[0]
    return family, str(address[0])


def serve(settings: Settings, counters: Counters | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Must run in the main thread of a process of its own.

    Requests are counted where somebody reads the `counters`.
    """
    # Takes 0.2 s, which the supervisor, the ingester and commands need not; its memory is shared by forked workers.
    from publisher.app import create_app  # noqa: PLC0415 - only workers need Flask
    from publisher.limiter import Limiter  # noqa: PLC0415 - likewise

    # Made here, so that all workers, also those that take the place of a dead one, count in the same memory.
    limiter = Limiter(settings.rate_limit, settings.trusted_proxies) if settings.rate_limit else None
    hosts = settings.hosts_at(settings.listen)
    publisher = partial(create_app, limiter=limiter, counters=counters, hosts=hosts)
    application = partial(_application, publisher, settings, counters)
    _log.info("serving %s/ at %s", settings.base_url, settings.listen)
    stand(settings.listen, settings.web_workers, application)


def stand(listen: Listen, workers: int, application: Callable[[], WSGIApplication]) -> None:
    """Serve an application, made anew in each worker, until SIGTERM or SIGINT; from the main thread of a process."""
    # Granian forks, and a worker has the main process's handler until it serves: a SIGTERM that came before would be
    # lost, and the end take all of `workers_kill_timeout`. So a worker is born with it blocked (`_application`).
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, {signal.SIGTERM}),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, {signal.SIGTERM}),
    )
    _family, address = _resolved(listen)
    Granian(
        target="seedwire.web",
        address=address,
        port=listen.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        backlog=connections.MOST,
        backpressure=connections.MOST,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=_HEADERS, header_read_timeout=10_000),
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=5,
        log_level=LogLevels.error,  # a worker that died, and what an application raised
        log_dictconfig=dict(SERVERS),
    ).serve(target_loader=application, wrap_loader=False)


def _application(
    create_app: Callable[[Database, Site], WSGIApplication], settings: Settings, counters: Counters | None
) -> WSGIApplication:
    begin_worker(settings)
    if counters is not None:
        counters.begin(WEB_WORKER)
    return create_app(Database.open_reader(settings.database_url), settings.site())


def begin_worker(settings: Settings) -> None:
    """What a worker of `stand` does first. Its server ends it in order; without one there is nothing to wait for."""
    die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    configure_logging(settings)
    connections.forsake_who_takes_nothing()
    _log.debug("worker started")
