"""What a database says of files that were edited: which it ever knew, and what was ever done to their entries."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from store import tables
from store.change import ChangeKind
from store.engine import Database


def ever_known(home: Path, folder: bytes = b"") -> set[bytes]:
    """The files that were ever taken for articles, by their paths below a part of the folder."""
    with closing(Database.open_reader(_url(home))) as database, database.read() as conn:
        paths = conn.execute(select(tables.source_file.c.path)).scalars()
        return {path.removeprefix(folder) for path in paths if path.startswith(folder)}


def steps(home: Path) -> dict[str, list[ChangeKind]]:
    """What was done to each entry, by guid, in its order, but for what no subscriber need be told."""
    entry, change = tables.entry, tables.change
    chosen = (
        select(entry.c.guid, change.c.kind).join(change, change.c.entry_id == entry.c.id).order_by(change.c.seq.asc())
    )
    done: dict[str, list[ChangeKind]] = {}
    with closing(Database.open_reader(_url(home))) as database, database.read() as conn:
        for guid, kind in conn.execute(chosen):
            if kind != ChangeKind.NOTED:
                done.setdefault(guid, []).append(ChangeKind(kind))
    return done


def _url(home: Path) -> str:
    return f"sqlite:///{home / 'seedwire.db'}"
