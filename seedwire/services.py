"""Commands that stay until they are told to end: ``run``, ``watch``, ``serve``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from seedwire import daemon, output
from seedwire.logs import configure_logging
from seedwire.options import fail, settings_of, takes
from seedwire.settings import Settings
from seedwire.stopping import end_in_order
from seedwire.web import PortTakenError, claim
from store import companies as registry
from store.engine import Database
from store.errors import StoreError


@click.command()
@takes("seeds", "database_url", "listen", "base_url")
def run(config: Path | None, **flags: object) -> None:
    """Watch the folder and publish its feeds, until Ctrl-C."""
    end_in_order()
    settings = settings_of(config, **flags)
    configure_logging(settings)

    def announce(served: Settings) -> None:
        with closing(Database.open_reader(served.database_url)) as database, database.read() as conn:
            known = sorted(registry.counts(conn), key=lambda c: (-c.entries, c.slug))[:5]
        output.addresses(served.base_url, known)

    try:
        daemon.run(settings, announce)
    except (StoreError, PortTakenError) as error:
        fail(error)


@click.command()
@takes("seeds", "database_url", "base_url")
def watch(config: Path | None, **flags: object) -> None:
    """Run the ingester without the server, until Ctrl-C."""
    end_in_order()
    settings = settings_of(config, **flags)
    try:
        daemon.watch(settings)
    except StoreError as error:
        fail(error)


@click.command()
@takes("database_url", "listen", "base_url")
def serve(config: Path | None, **flags: object) -> None:
    """Run the publisher alone, until Ctrl-C."""
    end_in_order()
    settings = settings_of(config, **flags)
    try:
        Database.open_reader(settings.database_url).close()
        daemon.serve(claim(settings))
    except (StoreError, PortTakenError) as error:
        fail(error)
