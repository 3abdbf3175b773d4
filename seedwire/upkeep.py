"""Commands that look after an installation: ``init`` and those of the database."""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from sqlalchemy import URL, make_url

from seedwire import daemon, output
from seedwire.config import template
from seedwire.options import FAILED, REJECTED, USAGE, fail, json_option, refuse, settings_of, takes
from store import backup as copying
from store import foundation, integrity
from store.errors import StoreError
from store.file import escaped
from store.integrity import Examination


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@takes("database_url", "base_url")
def upgrade(config: Path | None, **flags: object) -> None:
    """Make the database, or bring it to this version's schema after copying it."""
    settings = settings_of(config, **flags)
    try:
        before, after, copy = foundation.upgrade(settings.database_url, site=daemon.site_of(settings))
    except StoreError as error:
        fail(error)
    if before is None:
        output.say(f"made, with schema {after}")
    elif before == after:
        output.say(f"nothing to do: the schema is {after}")
    else:
        output.say(f"brought from schema {before} to {after}" + (f"; the copy from before is {copy}" if copy else ""))


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@takes("database_url")
def backup(file: Path, config: Path | None, **flags: object) -> None:
    """Copy the database to FILE, as it is at one moment, while others use it.

    FILE may be an older backup of the same database. A PostgreSQL server has its own tool for this, which is named.
    """
    settings = settings_of(config, **flags)
    try:
        made = copying.back_up(settings.database_url, file)
    except copying.NoFileError as error:
        refuse(f"{error}: {_server_backup(settings.database_url, file)}")
    except copying.OccupiedError as error:
        refuse(str(error))
    except StoreError as error:
        fail(error)
    output.say(f"{made.place}: {made.size:,} bytes, with all {made.head} changes so far")


def _server_backup(url: str, file: Path) -> str:
    """The command that copies a server's database; libpq asks for the password, or has it from ``~/.pgpass``."""
    server = make_url(url)
    address = URL.create("postgresql", server.username, None, server.host, server.port, server.database, server.query)
    return shlex.join(["pg_dump", "--format=custom", f"--file={file}", f"--dbname={address}"])


@db.command()
@json_option
@takes("database_url")
def check(as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Look over the whole database, while others use it; exit status 1 where something is wrong."""
    settings = settings_of(config, **flags)
    try:
        found = integrity.examine(settings.database_url)
    except StoreError as error:
        fail(error)
    if as_json:
        output.as_json({"database": found.name, "ok": not found.findings} | _told(found))
    else:
        _tell(found)
    if found.findings:
        sys.exit(REJECTED)


def _told(found: Examination) -> dict[str, Any]:
    """What ``db check --json`` prints of an examination, beside ``database`` and ``ok``."""
    return {"counts": dict(found.counts), "findings": [asdict(finding) for finding in found.findings]}


def _tell(found: Examination) -> None:
    """The same for people; examples are named in case somebody wants to look for them in a backup."""
    for finding in found.findings:
        output.results.print(escape(f"broken: {finding.rule} ({finding.broken} times)"))
        for example in finding.examples:
            output.results.print(escape(f"  {escaped(example)}"))
    if found.findings:
        output.say(f"{found.name}: is not whole; restore a backup (docs/operations.md)")
    else:
        counted = ", ".join(f"{count} in {name}" for name, count in found.counts.items())
        output.results.print(escape(f"{found.name}: nothing is wrong ({counted})"))


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
