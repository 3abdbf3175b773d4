"""The real way of one file, with everything that is not its bytes held still."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingest.composition import Circumstances
from ingest.reading import entry_from
from ingest.rejection import Rejection
from ingest.rules import Rules
from store.entry import Entry

FIRST_SEEN = datetime(2026, 2, 20, 8, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class RefusedFileError(Exception):
    """A file of the sets was rejected: there is no entry to look at."""


def read(data: bytes, name: str = "article.txt") -> Entry:
    """The entry that a file of this name becomes. Raises `RefusedFileError` where it becomes none."""
    entry = entry_from(data, Circumstances(name, FIRST_SEEN, NOW), Rules(seeds=Path()))
    if isinstance(entry, Rejection):
        raise RefusedFileError(f"{name}: {entry.reason}")
    return entry


def is_whole(entry: Entry, words: Sequence[str]) -> bool:
    """Whether an entry says exactly these words: in its text, or in its title and its text, as its file has them.

    Words are compared in NFC, which all text of an entry is in.
    """
    composed = [unicodedata.normalize("NFC", word) for word in words]
    return any(text.split() == composed for text in (entry.text, f"{entry.title}\n{entry.text}"))
