"""A copy of a database to come back to, made while others read and write it.

A copy is another line of history from the moment that it was made: what the original stores afterwards has numbers
that the copy, put in its place, gives to other changes. So it has a name of its own (`store.meta.Provenance`), and no
subscriber's entity tag, which names the database, ever means one thing in the one and another in the other. Guids,
public ids and the ids of feeds are those of the original.
"""

from __future__ import annotations

import contextlib
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from store import lock, sqlite
from store.errors import ForeignDatabaseError, StoreError, UnavailableError
from store.scaffold import under_construction

_ORIGIN = "copied_from"
"""Under which a copy notes the name of the database that it was made of."""


class NoFileError(StoreError):
    """The database is a server's: its own tools copy it."""


class OccupiedError(StoreError):
    """At the place for the copy is something that a copy must not replace."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made."""

    place: Path
    size: int
    """Bytes."""
    head: int
    """The newest change in it (`store.history.Head`)."""


def back_up(url: str, place: Path) -> Backup:
    """Copy a SQLite database to `place`: one moment of it, whatever other processes do to it meanwhile.

    The copy is made beside its place, looked over, and moved there when it is whole and on the disk; until then what
    was there stays. That may be an older copy of this database, and nothing else. Any schema can be copied. Writers
    wait for nothing, but the write-ahead log grows while the copy is made (https://sqlite.org/backup.html).

    Raises `NoFileError`, `OccupiedError`, `UnavailableError`, and as `sqlite.inspect` what the original is refused
    for; a copy of a damaged database takes nothing's place.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        raise NoFileError(f"{address.render_as_string(hide_password=True)}: is a server's; its pg_dump copies it")
    original = sqlite.path_of(address)
    sqlite.inspect(original, thorough=False)
    module = sqlite.library()
    try:
        with sqlite.reading(original) as source, _room(place, original, source):
            with under_construction(place) as scaffold:
                scaffold.chmod(stat.S_IMODE(original.stat().st_mode))  # as private as the original
                with contextlib.closing(module.connect(scaffold, isolation_level=None)) as target:
                    source.backup(target)
                    head = _rename(target)
                with sqlite.reading(scaffold) as copy:
                    sqlite.require_sound(copy, original)  # what is wrong with it came from there
            return Backup(place, place.stat().st_size, head)
    except OSError as error:
        raise UnavailableError(f"{place}: the copy cannot be written ({error.strerror}); check its disk") from error
    except module.OperationalError as error:
        raise UnavailableError(f"{place}: the copy cannot be written ({error}); check both disks") from error
    except module.Error as error:
        raise ForeignDatabaseError(f"{original}: is damaged ({error}); restore a backup") from error


@contextlib.contextmanager
def _room(place: Path, original: Path, source: Any) -> Iterator[None]:
    """See that a copy may come to a place, and let no ingester begin with what is there meanwhile."""
    if not sqlite.exists(place):
        yield
        return
    if place.samefile(original):
        raise OccupiedError(f"{place}: is the database itself; name another file")
    if not place.is_file():
        raise OccupiedError(f"{place}: is no file; name one in it, or another place")
    ours, theirs = _facts(source), _kept(place)
    if not theirs or ours["database_id"] not in {theirs["database_id"], theirs.get(_ORIGIN)}:
        raise OccupiedError(f"{place}: is there already, and no backup of this database; name another file")
    if (more := int(theirs["head"]) - int(ours["head"])) > 0:
        raise OccupiedError(f"{place}: holds {more} changes more than the database does; name another file")
    with contextlib.ExitStack() as held:
        if Path(f"{place.resolve()}.lock").exists():  # somebody runs, or ran, on that copy
            held.enter_context(lock.take(place))
        yield


def _kept(place: Path) -> dict[str, str]:
    """What an existing file says of itself; nothing where it is no database of ours, or cannot say."""
    try:
        sqlite.inspect(place, thorough=False)
        with sqlite.reading(place) as connection:
            return _facts(connection)
    except (StoreError, sqlite.library().Error, KeyError):
        return {}


def _facts(connection: Any) -> dict[str, str]:
    """What tells one database from another, and how far its history goes, in every schema that ever was."""
    facts: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    (head,) = connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()
    return {"database_id": facts["database_id"], "head": str(head)} | {k: facts[k] for k in {_ORIGIN} & facts.keys()}


def _rename(copy: Any) -> int:
    """Give a copy a name of its own, and note whose it is; gives its newest change."""
    facts = _facts(copy)
    copy.execute("BEGIN IMMEDIATE")
    copy.execute("DELETE FROM meta WHERE key = ?", [_ORIGIN])
    copy.execute("INSERT INTO meta (key, value) VALUES (?, ?)", [_ORIGIN, facts["database_id"]])
    copy.execute("UPDATE meta SET value = ? WHERE key = 'database_id'", [secrets.token_hex(4)])
    copy.execute("COMMIT")
    return int(facts["head"])
