"""What an operator wants to know of rendering: how the cache did, and to which kind of document a time belongs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

OTHER: Final = "other"

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "application/rss+xml": "rss",
        "application/atom+xml": "atom",
        "application/feed+json": "json",
        "text/html": "html",
    }
)

KINDS: Final = (*_KINDS.values(), OTHER)
"""Kinds of documents; archives count as Atom."""


Observer: TypeAlias = Callable[[str, float], None]
"""Told of each document that is rendered: its kind, one of `KINDS`, and the seconds that it took."""


class CacheUse(NamedTuple):
    """What one cache, or several together, did so far and hold now. Made for each request, so of the lightest kind."""

    hits: int = 0
    """Documents that were there."""
    misses: int = 0
    """Those that were rendered."""
    evictions: int = 0
    """Those that had to go for want of room; what a stored change made stale is none."""
    documents: int = 0
    """Held now."""
    size: int = 0
    """Bytes charged for them now."""


def unobserved(_kind: str, _seconds: float) -> None:
    """The observer where nobody wants to know."""


def kind(content_type: str) -> str:
    """The kind of a document, one of `KINDS`.

    >>> kind("application/atom+xml; charset=utf-8"), kind("image/png")
    ('atom', 'other')
    """
    return _KINDS.get(content_type.partition(";")[0], OTHER)
