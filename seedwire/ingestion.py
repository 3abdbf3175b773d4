"""Commands that read files: ``ingest``, ``reingest``, ``check``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click

from ingest import scan
from ingest.parsers import ParserError, Parsers
from ingest.report import Outcome, Report
from ingest.run import Ingester
from ingest.workload import Progress
from seedwire import checkup, daemon, output, wishes
from seedwire.options import FAILED, REJECTED, fail, json_option, settings_of, takes
from seedwire.settings import Settings
from seedwire.stopping import Stopping, stopping
from seedwire.wishes import ACCEPT_DELETIONS, REINGEST, Wish
from store import ledger
from store.engine import Database
from store.errors import LockedError, StoreError

_RETAG = 1.0
"""Seconds of tagging between two looks at whether it is to end."""

Work = Callable[[Ingester, Database, Progress, Stopping], Report]


@click.command()
@takes("seeds", "database_url", "base_url")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--accept-deletions", is_flag=True, help="Files that are gone were deleted on purpose, all of them.")
def ingest(paths: tuple[Path, ...], accept_deletions: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Read the folder once, or just these files of it."""
    settings = settings_of(config, **flags)
    inside = {_inside(path, settings.seeds): path for path in paths}

    def work(ingester: Ingester, database: Database, progress: Progress, stop: Stopping) -> Report:
        ingester.release()
        if inside and b"." not in inside:
            report = ingester.look_at(_files(inside, settings, database), progress=progress)
        else:
            report = ingester.pass_over(accept_deletions=accept_deletions, progress=progress)
        return _second_look(ingester, report, settings.settle_time, progress, stop)

    try:
        _read(settings, work)
    except LockedError as error:
        if paths or not accept_deletions:
            fail(error)
        _ask(settings, ACCEPT_DELETIONS)


@click.command()
@takes("seeds", "database_url", "base_url")
def reingest(config: Path | None, **flags: object) -> None:
    """Read every file again with today's rules. No guid changes."""
    settings = settings_of(config, **flags)
    try:
        _read(settings, lambda ingester, _, progress, __: ingester.pass_over(anew=True, progress=progress))
    except LockedError:
        _ask(settings, REINGEST)


def _ask(settings: Settings, wish: Wish) -> None:
    """Leave a wish to the ingester that is running."""
    try:
        with closing(Database.open_writer(settings.database_url)) as database, database.write() as conn:
            wishes.leave(conn, wish, datetime.now(UTC))
    except StoreError as error:
        fail(error)
    output.say(f"asked the ingester that is running {wish.asked}; its log tells when it has")


def _read(settings: Settings, work: Work) -> None:
    """Be the ingester for as long as this work takes, and tell what it did; raises `LockedError`."""
    begun = time.monotonic()
    try:
        with (
            closing(Database.create(settings.database_url, site=daemon.site_of(settings))) as database,
            database.ingesting(),
            Parsers(settings.rules()) as parsers,
            output.progress_bar() as bar,
            stopping() as stop,
        ):
            parsers.start()  # they get ready while the folder is looked through
            ingester = Ingester(database, settings.rules(), parsers, stop=stop)
            task = bar.add_task("", total=None)
            report = work(ingester, database, lambda done, total: bar.update(task, completed=done, total=total), stop)
            while ingester.retag(seconds=_RETAG) and not stop():
                pass
    except LockedError:
        raise
    except (StoreError, ParserError) as error:
        fail(error)
    output.summary(report, time.monotonic() - begun)
    if report.broken_off:
        sys.exit(0)
    if report.trouble and not report.files:
        sys.exit(FAILED)
    sys.exit(REJECTED if report.counts[Outcome.REJECTED] or report.counts[Outcome.FAILING] else 0)


def _second_look(ingester: Ingester, report: Report, settle_time: float, progress: Progress, stop: Stopping) -> Report:
    """Wait for files that were written just now, or seem to be gone, and look at them once more."""
    soon = {path: pause for path, pause in report.again.items() if pause <= settle_time}
    if not soon:
        return report
    stop.wait(max(soon.values()) + 0.01)
    return report.followed_by(ingester.look_at(soon, progress=progress))


def _inside(path: Path, seeds: Path) -> bytes:
    below = checkup.inside(path, seeds)
    if below is None:
        raise click.BadParameter(f"{path} is not in the folder {seeds}", param_hint="PATH")
    return os.fsencode(below)


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


@click.command()
@takes("seeds", "database_url")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def check(files: tuple[Path, ...], as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Say what would become of files, and why. Writes nothing."""
    settings = settings_of(config, **flags)
    try:
        with (
            closing(Database.open_reader(settings.database_url))
            if daemon.exists(settings)
            else nullcontext() as database
        ):
            found = [checkup.check(file, settings.rules(), database) for file in files]
    except StoreError as error:
        fail(error)
    if as_json:
        output.as_json([one.as_json() for one in found])
    else:
        for one in found:
            output.checkup(one)
    sys.exit(REJECTED if any(one.verdict in checkup.PROBLEM_VERDICTS for one in found) else 0)
