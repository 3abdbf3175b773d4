"""New entries on their way into the database, gathered so that a hundred of them cost few statements more than one.

SQLAlchemy's share of a statement was three times SQLite's, at eight statements an article.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from store import edits, ledger, versions
from store.edits import Newcomer
from store.entry import Guid
from store.ledger import Sighting
from store.marks import Marks
from store.versions import Saying


@dataclass(slots=True)
class Intake:
    """What one transaction is to add. Whoever reads what it may hold flushes it first."""

    conn: Connection
    arrived: list[int] = field(default_factory=list)
    """The numbers of the entries that were flushed and are published."""
    _waiting: list[tuple[Newcomer, Saying, Sighting]] = field(default_factory=list)
    _marks: set[str | int] = field(default_factory=set)

    def add(self, newcomer: Newcomer, saying: Saying, sighting: Sighting) -> None:
        """Take in a new entry, its only source, and the source's file; which entry and version they are is to come."""
        self._waiting.append((newcomer, saying, sighting))
        self._marks.add(newcomer.guid)
        self._marks.update(saying.marks)

    def concerns(self, marks: Marks, guids: Collection[Guid]) -> bool:
        """Whether an article shares anything with those that wait here that it could be recognised by."""
        return not self._marks.isdisjoint((*marks, *guids))

    def flush(self) -> None:
        """Write down all that waits."""
        if not self._waiting:
            return
        newcomers, sayings, sightings = zip(*self._waiting, strict=True)
        ids = edits.add_all(self.conn, newcomers)
        said: Sequence[int] = versions.put_all(
            self.conn, [replace(saying, entry_id=number) for number, saying in zip(ids, sayings, strict=True)]
        )
        ledger.note_all(
            self.conn,
            [
                replace(sighting, finding=replace(sighting.finding, version_id=version_id))
                for sighting, version_id in zip(sightings, said, strict=True)
            ],
        )
        self.arrived += [i for i, newcomer in zip(ids, newcomers, strict=True) if newcomer.content.hold is None]
        self._waiting.clear()
        self._marks.clear()
