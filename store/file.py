"""A source file as the ledger knows it: how it stands, how it is recognised, and how its name is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FileState(StrEnum):
    """Where a source file stands in the ledger."""

    PUBLISHED = "published"
    """Its article is an entry, or one of an entry's sources."""
    HELD = "held"
    """Its article is understood and waits: a draft, or a date in the future."""
    WITHHELD = "withheld"
    """Its article is one that the operator keeps out of every feed."""
    WAITING = "waiting"
    """Not complete yet: empty, or still being written."""
    REJECTED = "rejected"
    """Cannot become an article as it is; tried again when it changes."""
    FAILING = "failing"
    """A fault outside the file (permission, disk); tried again with backoff."""
    GONE = "gone"
    """Was deleted; kept so that its entry's history is whole."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What the file system says of a file without reading it. Two equal ones mean, for a scan, an unchanged file.

    Never an identity: inode numbers are used again (199 of 199 deleted and re-created files had the same one).
    """

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One line of the ledger: a file that was seen, and what became of it."""

    path: bytes
    """Below the seeds directory, as the file system spells it."""
    signature: Signature | None
    sha256: str | None
    state: FileState
    reason: str = ""
    """What is wrong, in one line, where the file is not published."""
    advice: str = ""
    """What to do about it."""
    since: datetime
    """Since when it is in this state for this reason."""
    attempts: int = 0
    retry_at: datetime | None = None
    entry_id: int | None = None


def printable(path: bytes) -> str:
    r"""A path as it may be shown on a terminal, in a log or on a page: on one line, bytes that are no UTF-8 as escapes.

    >>> printable(b"a\nb\xff.txt")
    'a\\nb\\xff.txt'
    """
    return escaped(path.decode("utf-8", "backslashreplace"))


def escaped(text: str) -> str:
    """Text on one line: control characters, line ends and all else that does not print come as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
