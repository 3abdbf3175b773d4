"""Commands that take entries out of every feed, and put them back: ``withdraw``, ``restore``."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import Connection

from ingest.withholding import WithholdingError
from ingest.withholding import restore as put_back
from ingest.withholding import withdraw as take_out
from seedwire import output
from seedwire.options import fail, refuse, settings_without_list, takes
from seedwire.settings import Settings
from store import entries, history, ledger, versions
from store.engine import Database
from store.entry import EntryState, Stored
from store.errors import StoreError
from store.file import printable

_REASON = "withdrawn by the publisher"
_NEAR = 3

_names = click.argument("names", metavar="ENTRY...", nargs=-1, required=True)


@click.command()
@takes("seeds", "database_url")
@_names
@click.option("--reason", default=_REASON, show_default=True, help="Why; feed readers may show it.")
@click.option("--purge", is_flag=True, help="Erase the text too, wherever it is stored.")
def withdraw(names: tuple[str, ...], reason: str, purge: bool, config: Path | None, **flags: object) -> None:  # noqa: FBT001 - click's way of passing flags
    """Take entries out of every feed, and keep them out whatever their files do.

    An ENTRY is the id in its page's address, that address, its guid, or the path of one of its files.
    """
    settings = settings_without_list(config, flags)
    why = " ".join(reason.split()) or _REASON
    with _editing(settings, names) as (conn, found, now):
        told = [_withdraw(conn, stored, why, now, purge=purge) for stored in found]
    if purge:
        _scrub(settings)
    _tell(told)


@click.command()
@takes("seeds", "database_url")
@_names
def restore(names: tuple[str, ...], config: Path | None, **flags: object) -> None:
    """Put entries back that were withdrawn, with what their files say now.

    An ENTRY is named as for withdraw.
    """
    settings = settings_without_list(config, flags)
    with _editing(settings, names) as (conn, found, now):
        told = [_restore(conn, stored, settings, now) for stored in found]
    _tell(told)


def _withdraw(conn: Connection, stored: Stored, reason: str, now: datetime, *, purge: bool) -> str:
    take_out(conn, stored, reason=reason, purge=purge, now=now)
    name = stored.entry.title or stored.guid
    erased = "; its text is erased, but for its files and the backups of the database" if purge else ""
    match stored.state:
        case EntryState.PUBLISHED:
            return f"{name}: is withdrawn from every feed{erased}; to put it back: seedwire restore {stored.public_id}"
        case _ if stored.withheld is not None:
            return f"{name}: is withheld already ({stored.withheld}){erased}"
        case _:
            return f"{name}: is in no feed, and will not be{erased}"


def _restore(conn: Connection, stored: Stored, settings: Settings, now: datetime) -> str:
    unread = put_back(conn, stored, on_delete=settings.on_delete, now=now)
    if unread:
        files = ", ".join(map(printable, unread))
        return f"{stored.guid}: is back when {files} is read anew: by the daemon's next scan, or with seedwire ingest"
    (after,) = entries.by_ids(conn, [stored.id])
    if after.entry.hold is not None:
        return f"{after.entry.title}: is withheld no longer, but held back by its file ({after.entry.hold.reason})"
    return f"{after.entry.title}: is published again"


@contextmanager
def _editing(settings: Settings, names: Sequence[str]) -> Iterator[tuple[Connection, list[Stored], datetime]]:
    """One transaction over the entries that these names mean: where anything is wrong with one, none is changed."""
    try:
        with closing(Database.open_writer(settings.database_url)) as database, database.write() as conn:
            found = {name: _find(conn, name, settings) for name in names}
            if missing := [name for name, stored in found.items() if stored is None]:
                refuse("\n".join(_unknown(conn, name) for name in missing))
            at = history.moment(conn, datetime.now(UTC))
            yield conn, list({one.id: one for one in found.values() if one}.values()), at
    except WithholdingError as error:
        refuse(str(error))
    except StoreError as error:
        fail(error)


def _find(conn: Connection, name: str, settings: Settings) -> Stored | None:
    """The entry of a public id, a guid, the address of its page, or one of its files; in this order."""
    ways: tuple[Callable[[], Stored | None], ...] = (
        lambda: entries.find(conn, _page_id(name)),
        lambda: entries.by_guid(conn, name),
        lambda: _of_file(conn, name, settings.seeds),
    )
    return next((stored for way in ways if (stored := way()) is not None), None)


def _page_id(name: str) -> str:
    """The public id that an address of a page ends with; anything else as it is.

    >>> _page_id("https://feeds.example.org/news/entries/abcdefghij234567/")
    'abcdefghij234567'
    """
    _, is_page, rest = urlsplit(name).path.rpartition("/entries/")
    return rest.rstrip("/") if is_page else name


def _of_file(conn: Connection, name: str, seeds: Path) -> Stored | None:
    """The entry of a file, by its path as the shell has it or below the folder; the file may be gone."""
    place = os.path.relpath(os.path.abspath(name), os.path.abspath(seeds))  # noqa: PTH100 - resolve() would follow links
    for path in (place, name):
        line = ledger.lines(conn, [os.fsencode(path)]).get(os.fsencode(path))
        if line is not None and line.version_id is not None and (known := versions.entry_of(conn, line.version_id)):
            return known.stored
    return None


def _unknown(conn: Connection, name: str) -> str:
    near = difflib.get_close_matches(_page_id(name), entries.names(conn), n=_NEAR)
    advice = f"; nearest: {', '.join(near)}" if near else "; the address of its page ends with an entry's id"
    return f"{name}: there is no such entry{advice}"


def _scrub(settings: Settings) -> None:
    try:
        with closing(Database.open_writer(settings.database_url)) as database:
            database.scrub()
    except StoreError as error:
        output.say("the entries are withdrawn and erased, but their bytes may still be found in the database's file;")
        output.say("run the same command again")
        fail(error)


def _tell(told: Sequence[str]) -> None:
    for line in told:
        output.say(line)
