"""What is to be done with an article, given what the store knew: one pure function, and the rules it is made of.

The pipeline obeys the decision and adds nothing to it (`ingest.run`); the store does what it says (`store.edits`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from ingest.identity import collapse, guids, likeness
from store import codec
from store.entry import DateOrigin, Entry, Guid, Hold
from store.versions import Known

_ALIKE = 0.3
"""`ingest.identity.likeness` from which two texts under one link, or one path, are the same article.

Two articles about one event had at most 0.12 in the sample articles; an article with every second sentence rewritten
has about 0.45.
"""

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_OWN_WORD = frozenset({DateOrigin.DECLARED, DateOrigin.HEADER})


@dataclass(frozen=True, slots=True)
class New:
    """An article that nobody has seen."""

    guid: Guid
    content: Entry


@dataclass(frozen=True, slots=True)
class Update:
    """The file says something else about the same article than it said before."""

    known: Known
    content: Entry


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another file of an article that is stored; `content` is what the entry says with this source among the others."""

    known: Known
    content: Entry
    because: str
    """Why it is the same article, in words for an editor."""


Decision: TypeAlias = New | Update | Duplicate


def decide(
    entry: Entry, known: Sequence[Known], version_id: int | None, taken: AbstractSet[Guid], now: datetime
) -> Decision:
    """Say what becomes of an article.

    `known` are the entries that share anything with it, oldest first; `version_id` is what the same file said before;
    `taken` are those of the article's possible guids that other entries have.
    """
    for candidate in known:
        for version in candidate.versions:
            if version.id == version_id and is_edit(version.entry, entry):
                return Update(candidate, compose([*_others(candidate, version_id), entry], now))
    for candidate in known:
        for source in _others(candidate, version_id):
            if because := sameness(source, entry):
                return Duplicate(candidate, compose([*_others(candidate, version_id), entry], now), because)
    guid = next(guid for guid in (*guids(entry.identity), _spare(entry, taken)) if guid not in taken)
    return New(guid, compose([entry], now))


def is_edit(before: Entry, after: Entry) -> bool:
    """Whether a file that said `before` and says `after` speaks of the same article still."""
    return (
        _shared(before.identity.declared, after.identity.declared)
        or _shared(before.identity.link, after.identity.link)
        or (_shared(_folded(before.title), _folded(after.title)) and not _link_differs(before, after))
        or likeness(before.text, after.text) >= _ALIKE
    )


def sameness(one: Entry, other: Entry) -> str | None:
    """Why the articles of two files are the same, in words; None where they are not (contract 6)."""
    if one.identity.fingerprint == other.identity.fingerprint:
        return "identical text"
    if _language(one) != _language(other) or not _agree(one, other):
        return None
    if _shared(one.identity.declared, other.identity.declared):
        return "same guid in the same language"
    if _shared(one.identity.link, other.identity.link):
        return "same link in the same language"
    return None


def compose(sources: Sequence[Entry], now: datetime) -> Entry:
    """What an entry says that has these sources: the best of them, published when the earliest says it was.

    Which source came first plays no part.
    """
    if len(sources) == 1 and sources[0].hold is None:
        return sources[0]
    winner, first = max(sources, key=_rank), min(sources, key=_dated)
    return replace(
        winner, published=first.published, published_origin=first.published_origin, hold=_hold(winner, first, now)
    )


def _rank(source: Entry) -> tuple[object, ...]:
    """Newest declared ``updated``, then newest declared date, then undamaged, then longer; chance decides nothing."""
    return (
        source.updated or _NEVER,
        source.published if source.published_origin in _OWN_WORD else _NEVER,
        not (source.damaged or source.repairs),
        len(source.text),
        source.identity.fingerprint,
        codec.encode(source),
    )


def _dated(source: Entry) -> tuple[object, ...]:
    """The article's own word before what was guessed, and the earliest of each: a copy makes nothing younger."""
    origin = source.published_origin
    return (origin not in _OWN_WORD, origin is DateOrigin.MTIME, source.published, origin, codec.encode(source))


def _hold(winner: Entry, first: Entry, now: datetime) -> Hold | None:
    """A draft is the winner's to call one; the time to wait for is that of the date which is shown."""
    if winner.hold and winner.hold.until is None:
        return winner.hold
    return first.hold if first.hold and first.hold.until and first.hold.until > now else None


def _agree(one: Entry, other: Entry) -> bool:
    """Whether two articles under one link are not plainly two: a shared link may be a section's front page."""
    return (
        _shared(_folded(one.original_title), _folded(other.original_title))
        or _shared(_folded(one.title), _folded(other.title))
        or one.published == other.published
        or likeness(one.text, other.text) >= _ALIKE
    )


def _others(known: Known, version_id: int | None) -> list[Entry]:
    return [version.entry for version in known.versions if version.id != version_id]


def _link_differs(one: Entry, other: Entry) -> bool:
    """Two links are two pages: a file that is used again for each week's issue keeps its title only."""
    links = {one.identity.link, other.identity.link}
    return len(links) > 1 and None not in links


def _shared(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _folded(title: str | None) -> str | None:
    return collapse(title).casefold() if title else None


def _language(entry: Entry) -> str:
    return entry.identity.language or (entry.language or "").partition("-")[0]


def _spare(entry: Entry, taken: Iterable[Guid]) -> Guid:
    """A guid for an article whose every other one is taken: its text under the guids that were in the way."""
    return next(guids(replace(entry.identity, declared=None, link=" ".join(sorted(taken)) or None)))
