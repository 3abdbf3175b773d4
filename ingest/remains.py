"""What earlier ingesters left behind: the files that they were reading when they ended, not dealt with yet.

The table says which those were (`store.attempts`); this process need not ask it at each look.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from store import attempts
from store.attempts import Attempt
from store.engine import Database


class Remains:
    """The attempts that ended in the death of their ingester."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def attempts(self) -> dict[bytes, Attempt]:
        """Each by its file's path."""
        with self._database.read() as conn:
            return attempts.left(conn)

    def forget(self, paths: Iterable[bytes]) -> None:
        """These files are dealt with."""
        for path in paths:
            self.attempts.pop(path, None)
