"""The command line: thin. Each command reads the settings, calls what does the work, and prints what came out.

Exit status: 0 done; 1 done, but some files were rejected; 2 wrong usage or configuration; 3 could not run.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from seedwire import daemon, ingestion, listings, output
from seedwire.config import template
from seedwire.logs import configure_logging
from seedwire.options import FAILED, USAGE, fail, settings_of, takes
from seedwire.settings import Settings
from seedwire.web import PortTakenError, claim
from store import companies as registry
from store import engine
from store.engine import Database
from store.errors import StoreError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="seedwire")
def main() -> None:
    """Turn a folder of article files into RSS, Atom and JSON feeds, one for each company they name."""


@main.command()
@takes("seeds", "database_url", "listen", "base_url")
def run(config: Path | None, **flags: object) -> None:
    """Watch the folder and publish its feeds, until Ctrl-C."""
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


@main.command()
@takes("seeds", "database_url", "base_url")
def watch(config: Path | None, **flags: object) -> None:
    """Run the ingester alone, until Ctrl-C."""
    settings = settings_of(config, **flags)
    try:
        daemon.ingest(settings)
    except StoreError as error:
        fail(error)


@main.command()
@takes("database_url", "listen", "base_url")
def serve(config: Path | None, **flags: object) -> None:
    """Run the publisher alone, until Ctrl-C."""
    settings = settings_of(config, **flags)
    try:
        Database.open_reader(settings.database_url).close()
        daemon.publish(claim(settings))
    except (StoreError, PortTakenError) as error:
        fail(error)


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
@takes("database_url", "base_url")
def upgrade(config: Path | None, **flags: object) -> None:
    """Make the database, or bring it to this version's schema after copying it."""
    settings = settings_of(config, **flags)
    try:
        before, after, copy = engine.upgrade(settings.database_url, site=daemon.site_of(settings))
    except StoreError as error:
        fail(error)
    if before is None:
        output.say(f"made, with schema {after}")
    elif before == after:
        output.say(f"nothing to do: the schema is {after}")
    else:
        output.say(f"brought from schema {before} to {after}" + (f"; the copy from before is {copy}" if copy else ""))


@main.command()
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def init(force: bool) -> None:  # noqa: FBT001 - click's way of passing flags
    """Write a seedwire.toml with every setting explained."""
    place = Path("seedwire.toml")
    try:
        with place.open("w" if force else "x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError:
        output.say(f"{place}: is there already; --force replaces it")
        sys.exit(USAGE)
    except OSError as error:
        output.say(f"{place}: cannot be written ({error.strerror})")
        sys.exit(FAILED)
    output.say(f"{place} is written; every line in it shows a default")


for command in (
    ingestion.ingest,
    ingestion.reingest,
    ingestion.check,
    listings.status_,
    listings.problems,
    listings.companies,
    listings.merges,
):
    main.add_command(command)
