"""What can go wrong with the database, as one tree.

StoreError
 ├─ NoDatabaseError        there is none yet, and this command does not make one
 ├─ ForeignDatabaseError   there is something, but it is not ours, or not whole
 ├─ SchemaError            it is ours, of another version
 ├─ LockedError            another ingester works on it
 ├─ RefusedError           it does not take this content; the same call will fail again
 └─ UnavailableError       it cannot be reached, read or written now; the same call may succeed later
     └─ DamagedError       what it gave back is not what was stored

Every message names the database, says what is wrong and what to do.
"""

from __future__ import annotations


class StoreError(Exception):
    """Base of all errors that the store raises on purpose."""


class NoDatabaseError(StoreError):
    """There is no database at the address."""


class ForeignDatabaseError(StoreError):
    """What stands at the address is damaged, empty, of another program, or on a disk that cannot hold it safely."""


class SchemaError(StoreError):
    """The database is older or newer than this program."""

    def __init__(self, message: str, *, newer: bool) -> None:
        super().__init__(message)
        self.newer = newer


class LockedError(StoreError):
    """Another ingester holds the database; `holder` says which."""

    def __init__(self, message: str, *, holder: str) -> None:
        super().__init__(message)
        self.holder = holder


class RefusedError(StoreError):
    """The database does not take what it was given: a value that it cannot hold, or a broken constraint."""


class UnavailableError(StoreError):
    """A fault from outside: disk full, read-only, locked for too long, server gone."""


class DamagedError(UnavailableError):
    """An article was damaged on the disk; only a backup brings it back."""
