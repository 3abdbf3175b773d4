"""Commands that tell what is stored, and those that an editor corrects it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from ingest.companies.listing import Statement
from ingest.companies.registry import Registry
from ingest.companies.statements import ListingError, shipped
from ingest.tagging import house_list
from ingest.union import SeparationError, separate
from seedwire import output, status
from seedwire.options import fail, json_option, refuse, settings_of, takes
from seedwire.settings import Settings
from store import companies as registry
from store import entries, history, ledger, mergers, tags
from store.engine import Database
from store.errors import StoreError
from store.slug import slugify


@contextmanager
def _opened(open_: Callable[[str], Database], settings: Settings) -> Iterator[Database]:
    """The database for as long as a command needs it; ends the program where it cannot be had."""
    try:
        with closing(open_(settings.database_url)) as database:
            yield database
    except StoreError as error:
        fail(error)


@click.command(name="status")
@takes("database_url")
@json_option
def status_(as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Say how things stand."""
    settings = settings_of(config, **flags)
    with _opened(Database.open_reader, settings) as database:
        now = status.status(database)
    (output.as_json if as_json else output.facts)(now)


@click.command()
@takes("database_url")
@json_option
def problems(as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """List the files that are not published, each with its reason and what to do."""
    settings = settings_of(config, **flags)
    with _opened(Database.open_reader, settings) as database, database.read() as conn:
        found = [status.problem(file) for file in ledger.problems(conn)]
    (output.as_json if as_json else output.problems)(found)


@click.group(invoke_without_command=True)
@takes("database_url")
@json_option
@click.pass_context
def companies(context: click.Context, /, as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """List the companies with their slugs, names and the number of their entries."""
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(config, **flags)
    listed = Registry.of(shipped(), _house(settings))
    with _opened(Database.open_reader, settings) as database, database.read() as conn:
        found = registry.counts(conn)
    names = {company.slug: company.names for company in listed.companies}
    told = [status.company(one, names.get(one.slug, ())) for one in found]
    if as_json:
        output.as_json(told)
    else:
        output.companies(told, {one.name: listed.proposals(one.name) for one in found})


def _house(settings: Settings) -> tuple[Statement, ...]:
    """The operator's list; none, with a word about it, where it cannot be used."""
    try:
        return house_list(settings.rules())
    except ListingError as error:
        output.say(str(error))
        return ()


@companies.command(name="merge")
@takes("database_url")
@click.argument("one", metavar="FROM")
@click.argument("into", metavar="INTO")
def merge_companies(one: str, into: str, config: Path | None, **flags: object) -> None:
    """Make one company of two; the slug of the first leads to the second from then on."""
    settings = settings_of(config, **flags)
    try:
        with _opened(Database.open_writer, settings) as database, database.write() as conn:
            at = history.moment(conn, datetime.now(UTC))
            tagged = tags.merge_companies(conn, slugify(one), slugify(into), at)
    except KeyError as error:
        refuse(f"there is no company {error}; `seedwire companies` lists them with their slugs")
    except ValueError as error:
        refuse(str(error))
    output.say(f"{slugify(one)} is {slugify(into)} now, with {tagged} entries that were under the old name")


@click.group(invoke_without_command=True)
@takes("database_url")
@json_option
@click.pass_context
def merges(context: click.Context, /, as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """List which files and entries were found to be the same article, and why; newest first."""
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(config, **flags)
    with _opened(Database.open_reader, settings) as database, database.read() as conn:
        found = status.mergers(conn)
    (output.as_json if as_json else output.mergers)(found)


@merges.command()
@takes("database_url")
@click.argument("number", type=click.IntRange(min=1))
def undo(number: int, config: Path | None, **flags: object) -> None:
    """Take one of them back, for good: the two are never found to be the same again."""
    settings = settings_of(config, **flags)
    try:
        with _opened(Database.open_writer, settings) as database, database.write() as conn:
            if (merger := mergers.find(conn, number)) is None:
                refuse(f"there is no merger {number}; `seedwire merges` lists them with their numbers")
            entry_id = separate(conn, merger, history.moment(conn, datetime.now(UTC)))
            (entry,) = entries.by_ids(conn, [entry_id])
    except SeparationError as error:
        refuse(str(error))
    output.say(f"{entry.entry.title}: stands for itself again, as {entry.guid}")
