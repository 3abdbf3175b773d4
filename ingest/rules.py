"""The settings that decide what becomes of files, as the ingester needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path


class OnDelete(StrEnum):
    """What becomes of an entry whose last file was deleted."""

    KEEP = "keep"
    WITHDRAW = "withdraw"


class Future(StrEnum):
    """What becomes of an article whose date has not come."""

    HOLD = "hold"
    PUBLISH = "publish"


SUFFIXES = (".md", ".markdown", ".txt")
EXCLUDE = ("README*", "LICENSE*", "CHANGELOG*", "CONTRIBUTING*", "robots.txt", "node_modules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How files are chosen and read."""

    seeds: Path
    suffixes: tuple[str, ...] = SUFFIXES
    exclude: tuple[str, ...] = EXCLUDE
    settle_time: float = 2.0
    """Seconds for which a file must have been left alone, unless its writer is known to have ended."""
    max_file_size: int = 1024 * 1024
    """Bytes."""
    zone: tzinfo = UTC
    """For dates without one."""
    future: Future = Future.HOLD
    on_delete: OnDelete = OnDelete.KEEP
    feed_limit: int = 50
    """A pass that adds or changes more than half of this is a backfill."""
    detect_companies: bool = True
    """Whether articles that say nothing of companies are searched for them."""
    companies_file: Path | None = None
    """The operator's own list of companies."""
    unrepaired: tuple[str, ...] = ()
    """Patterns of names, or of paths below the folder: files whose text is right as it is, however damaged it looks."""

    def leaves_unrepaired(self, path: str) -> bool:
        """Whether the text of this file, below the folder, is to be taken as it is."""
        name = path.rpartition("/")[2]
        return any(fnmatchcase(path, pattern) or fnmatchcase(name, pattern) for pattern in self.unrepaired)
