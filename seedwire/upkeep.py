"""Commands that look after an installation: ``init`` and those of the database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from seedwire import daemon, output
from seedwire.config import template
from seedwire.options import FAILED, USAGE, fail, settings_of, takes
from store import engine
from store.errors import StoreError


@click.group()
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


@click.command()
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
