"""Which of its sources an entry's content is, and since when it counts as published (contract 6). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

from store import codec
from store.entry import DateOrigin, Entry, Hold

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_OWN_WORD = frozenset({DateOrigin.DECLARED, DateOrigin.HEADER})
_Key: TypeAlias = tuple[object, ...]


def compose(sources: Sequence[Entry], now: datetime) -> Entry:
    """What an entry says that has these sources: the best of them, published when the earliest says it was.

    Which source came first plays no part; one that was erased counts only where there is no other.
    """
    sources = [source for source in sources if not source.is_erased] or sources
    if len(sources) == 1 and sources[0].hold is None:
        return sources[0]
    winner, first = _chosen(sources, max, _rank), _chosen(sources, min, _dated)
    return replace(
        winner, published=first.published, published_origin=first.published_origin, hold=_hold(winner, first, now)
    )


def _rank(source: Entry) -> _Key:
    """Newest declared ``updated``, then newest declared date, then undamaged, then longer; chance decides nothing."""
    return (
        source.updated or _NEVER,
        source.published if source.published_origin in _OWN_WORD else _NEVER,
        not (source.damaged or source.repairs),
        len(source.text),
        len(source.text.encode("utf-8", "surrogatepass")),  # of two alike, the one that has its diacritics
        source.identity.fingerprint,
    )


def _dated(source: Entry) -> _Key:
    """The article's own word before what was guessed, and the earliest of each: a copy makes nothing younger."""
    origin = source.published_origin
    return (origin not in _OWN_WORD, origin is DateOrigin.MTIME, source.published, origin)


def _chosen(sources: Sequence[Entry], extreme: Callable[[Iterable[_Key]], _Key], key: Callable[[Entry], _Key]) -> Entry:
    """The source with the highest or lowest key; of several, by documents: to write one costs ten times a key."""
    keys = [key(source) for source in sources]
    best = extreme(keys)
    found = [source for source, its in zip(sources, keys, strict=True) if its == best]
    return found[0] if len(found) == 1 else max(found, key=codec.encode)


def _hold(winner: Entry, first: Entry, now: datetime) -> Hold | None:
    """A draft is the winner's to call one; the time to wait for is that of the date which is shown."""
    if winner.hold and winner.hold.until is None:
        return winner.hold
    return first.hold if first.hold and first.hold.until and first.hold.until > now else None
