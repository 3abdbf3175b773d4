"""The command line: thin. Each command reads the settings, calls what does the work, and prints what came out.

Exit status: 0 done; 1 done, but some files were rejected; 2 wrong usage or configuration; 3 could not run.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from ingest import scan
from ingest.parsers import ParserError, Parsers
from ingest.report import Outcome, Report
from ingest.run import Ingester, Progress
from seedwire import checkup, daemon, output, status
from seedwire.config import ConfigError, Settings, load_settings, template
from seedwire.logs import configure_logging
from seedwire.web import PortTakenError, claim
from store import companies as registry
from store import engine, ledger
from store.engine import Database
from store.errors import StoreError

REJECTED, USAGE, FAILED = 1, 2, 3

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = {
    "config": click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The file of settings."),
    "seeds": click.option("--seeds", metavar="DIR", help="The folder of articles."),
    "database_url": click.option("--database", "database_url", metavar="URL", help="sqlite:///… or postgresql://…"),
    "listen": click.option("--listen", metavar="HOST:PORT", help="Where to serve."),
    "base_url": click.option("--base-url", metavar="URL", help="What the world calls that address."),
}


def _takes(*names: str) -> Callable[[Command], Command]:
    """Give a command the common options it uses; it receives the settings that come of them."""

    def decorate(command: Command) -> Command:
        for name in reversed(("config", *names)):
            command = _OPTIONS[name](command)
        return command

    return decorate


_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def _settings(config: Path | None, **flags: object) -> Settings:
    try:
        return load_settings(config, flags, os.environ)
    except ConfigError as error:
        output.say(str(error))
        sys.exit(USAGE)


def _fail(error: Exception) -> NoReturn:
    output.say(str(error))
    sys.exit(FAILED)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="seedwire")
def main() -> None:
    """Turn a folder of article files into RSS, Atom and JSON feeds, one for each company they name."""


@main.command()
@_takes("seeds", "database_url", "listen", "base_url")
def run(config: Path | None, **flags: object) -> None:
    """Watch the folder and publish its feeds, until Ctrl-C."""
    settings = _settings(config, **flags)
    configure_logging(settings)

    def announce(served: Settings) -> None:
        with closing(Database.open_reader(served.database_url)) as database, database.read() as conn:
            known = sorted(registry.counts(conn), key=lambda c: (-c.entries, c.slug))[:5]
        output.addresses(served.base_url, known)

    try:
        daemon.run(settings, announce)
    except (StoreError, PortTakenError) as error:
        _fail(error)


@main.command()
@_takes("seeds", "database_url", "base_url")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--accept-deletions", is_flag=True, help="Files that are gone were deleted on purpose, all of them.")
def ingest(paths: tuple[Path, ...], accept_deletions: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Read the folder once, or just these files of it."""
    settings = _settings(config, **flags)
    inside = {_inside(path, settings.seeds): path for path in paths}
    begun = time.monotonic()
    try:
        with (
            closing(Database.create(settings.database_url, site=daemon.site_of(settings))) as database,
            database.ingesting(),
            Parsers(settings.rules()) as parsers,
            output.progress_bar() as bar,
        ):
            parsers.start()  # they get ready while the folder is looked through
            ingester = Ingester(database, settings.rules(), parsers)
            task = bar.add_task("", total=None)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            ingester.release()
            if inside and b"." not in inside:
                report = ingester.look_at(_files(inside, settings, database), progress=progress)
            else:
                report = ingester.pass_over(accept_deletions=accept_deletions, progress=progress)
            report = _second_look(ingester, report, settings.settle_time, progress)
    except (StoreError, ParserError) as error:
        _fail(error)
    output.summary(report, time.monotonic() - begun)
    if report.trouble and not report.files:
        sys.exit(FAILED)
    sys.exit(REJECTED if report.counts[Outcome.REJECTED] or report.counts[Outcome.FAILING] else 0)


def _second_look(ingester: Ingester, report: Report, settle_time: float, progress: Progress) -> Report:
    """Wait for files that were written just now, or seem to be gone, and look at them once more."""
    soon = {path: pause for path, pause in report.again.items() if pause <= settle_time}
    if not soon:
        return report
    time.sleep(max(soon.values()) + 0.01)
    return report.followed_by(ingester.look_at(soon, progress=progress))


def _inside(path: Path, seeds: Path) -> bytes:
    place, root = Path(os.path.abspath(path)), Path(os.path.abspath(seeds))  # noqa: PTH100 - resolve() would follow links
    if not place.is_relative_to(root):
        raise click.BadParameter(f"{path} is not in the folder {seeds}", param_hint="PATH")
    return os.fsencode(place.relative_to(root))


def _files(inside: Mapping[bytes, Path], settings: Settings, database: Database) -> list[bytes]:
    """The articles that arguments mean: files, deleted ones too where they are known, and all that is in directories.

    Says of the others why they are left alone: a glob of the shell catches what is no article as well.
    """
    choice = scan.Choice.of(settings.suffixes, settings.exclude)
    with database.read() as conn:
        known = ledger.lines(conn, list(inside))
    files: list[bytes] = []
    for below, path in inside.items():
        if path.is_dir():
            files += scan.walk(settings.seeds, choice, below).files
        elif below not in known and not os.path.lexists(path):
            raise click.BadParameter(f"{path}: there is no such file", param_hint="PATH")
        elif choice.takes(below):
            files.append(below)
        else:
            output.say(f"{path}: is left alone; by its name it is no article (settings suffixes and exclude)")
    return files


@main.command()
@_takes("seeds", "database_url", "base_url")
def watch(config: Path | None, **flags: object) -> None:
    """Run the ingester alone, until Ctrl-C."""
    settings = _settings(config, **flags)
    try:
        daemon.ingest(settings)
    except StoreError as error:
        _fail(error)


@main.command()
@_takes("database_url", "listen", "base_url")
def serve(config: Path | None, **flags: object) -> None:
    """Run the publisher alone, until Ctrl-C."""
    settings = _settings(config, **flags)
    try:
        Database.open_reader(settings.database_url).close()
        daemon.publish(claim(settings))
    except (StoreError, PortTakenError) as error:
        _fail(error)


@main.command()
@_takes("seeds", "database_url")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_json
def check(files: tuple[Path, ...], as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Say what would become of files, and why. Writes nothing."""
    settings = _settings(config, **flags)
    try:
        with (
            closing(Database.open_reader(settings.database_url))
            if daemon.exists(settings)
            else nullcontext() as database
        ):
            found = [checkup.check(file, settings.rules(), database) for file in files]
    except StoreError as error:
        _fail(error)
    if as_json:
        output.as_json([one.as_json() for one in found])
    else:
        for one in found:
            output.checkup(one)
    sys.exit(REJECTED if any(one.verdict in checkup.PROBLEM_VERDICTS for one in found) else 0)


@main.command(name="status")
@_takes("database_url")
@_json
def status_(as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Say how things stand."""
    settings = _settings(config, **flags)
    try:
        with closing(Database.open_reader(settings.database_url)) as database:
            now = status.status(database)
    except StoreError as error:
        _fail(error)
    (output.as_json if as_json else output.facts)(now)


@main.command()
@_takes("database_url")
@_json
def problems(as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """List the files that are not published, each with its reason and what to do."""
    settings = _settings(config, **flags)
    try:
        with closing(Database.open_reader(settings.database_url)) as database, database.read() as conn:
            found = [status.problem(file) for file in ledger.problems(conn)]
    except StoreError as error:
        _fail(error)
    (output.as_json if as_json else output.problems)(found)


@main.command()
@_takes("database_url")
@_json
def companies(as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """List the companies with their slugs and the number of their entries."""
    settings = _settings(config, **flags)
    try:
        with closing(Database.open_reader(settings.database_url)) as database, database.read() as conn:
            found = registry.counts(conn)
    except StoreError as error:
        _fail(error)
    if as_json:
        output.as_json(
            [{"slug": c.slug, "name": c.name, "aliases": list(c.aliases), "entries": c.entries} for c in found]
        )
    else:
        output.companies(found)


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
@_takes("database_url", "base_url")
def upgrade(config: Path | None, **flags: object) -> None:
    """Make the database, or bring it to this version's schema after copying it."""
    settings = _settings(config, **flags)
    try:
        before, after, copy = engine.upgrade(settings.database_url, site=daemon.site_of(settings))
    except StoreError as error:
        _fail(error)
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
