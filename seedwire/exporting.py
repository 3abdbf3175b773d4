"""The command that writes everything that is published as static files: ``export``."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

import click

from publisher.export import ExportError, Summary, export
from publisher.folder import BusyError
from seedwire import output
from seedwire.options import FAILED, fail, json_option, refuse, settings_of, takes
from seedwire.release import release
from store.engine import Database
from store.errors import StoreError


@click.command(name="export")
@takes("database_url", "base_url")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@json_option
def export_(folder: Path, as_json: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Write feeds and pages as files that any web server can send; only what changed since the last time.

    DIR must be empty, or one that was exported into before. base_url must be the address that the world has for it.
    """
    settings = settings_of(config, **flags)
    begun = time.monotonic()
    try:
        with (
            closing(Database.open_reader(settings.database_url)) as database,
            output.progress_bar("writing documents") as bar,
        ):
            task = bar.add_task("", total=None)
            summary = export(
                database,
                settings.site(),
                folder,
                version=release(),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except ExportError as error:
        refuse(str(error))
    except (StoreError, BusyError) as error:
        fail(error)
    except OSError as error:
        output.say(f"{error.filename or folder}: cannot be written ({error.strerror}); the next export makes it good")
        sys.exit(FAILED)
    if as_json:
        output.as_json({"folder": str(folder), **told(summary)})
    else:
        words = f"{summary.documents} documents, {summary.written} files written, {summary.removed} removed"
        output.results.print(f"{words}, in {time.monotonic() - begun:.1f} s")


def told(summary: Summary) -> dict[str, int]:
    """What an export did, as ``export --json`` prints it."""
    return {
        "seq": summary.head,
        "documents": summary.documents,
        "made": summary.made,
        "written": summary.written,
        "removed": summary.removed,
    }
