"""What is to be done with an article, given what the store knew: one pure function, and the rules it is made of.

The pipeline obeys the decision and adds nothing to it (`ingest.run`); the store does what it says (`store.edits`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from ingest.identity import guids
from ingest.merit import compose
from ingest.sameness import IDENTICAL, is_edit, is_translation, sameness
from store.entry import Entry, EntryState, Guid
from store.marks import ENOUGH_KEYS, Marks
from store.versions import Known, Version

_CLOSEST = 5
"""Sources of one entry that an article is compared with word for word, at 1 to 3 ms each."""

_PRECEDENCE = (EntryState.PUBLISHED, EntryState.WITHDRAWN, EntryState.HELD)


@dataclass(frozen=True, slots=True)
class Ending:
    """An entry that proves to be another one, which goes on in its place."""

    known: Known
    because: str


@dataclass(frozen=True, slots=True)
class New:
    """An article that nobody has seen."""

    guid: Guid
    content: Entry
    translates: bool = False
    """Some stored entry is the same article in another language."""


@dataclass(frozen=True, slots=True)
class Update:
    """The file says something else about the same article than it said before, or the same, read by better rules."""

    known: Known
    content: Entry
    endings: tuple[Ending, ...] = ()
    because: str = ""
    """Why the entry is the same article as those that end; empty where none does."""
    spent: tuple[int, ...] = ()
    """The versions that are sources no more: see `_is_spent`."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another file of an article that is stored; `content` is what the entry says with this source among the others."""

    known: Known
    content: Entry
    because: str
    """Why it is the same article, in words for an editor."""
    endings: tuple[Ending, ...] = ()
    spent: tuple[int, ...] = ()
    """The versions that are sources no more: see `_is_spent`."""


Decision: TypeAlias = New | Update | Duplicate


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that a file holds, of which nothing is decided yet."""

    entry: Entry
    marks: Marks
    version_id: int | None = None
    """What the same file said before, if anything."""
    same_bytes: bool = False
    """The file is as it was: it is only read again, by better rules."""


def decide(candidate: Candidate, known: Sequence[Known], taken: AbstractSet[Guid], now: datetime) -> Decision:
    """Say what becomes of an article.

    `known` are the entries that share any of its marks, oldest first; `taken` are those of its possible guids that
    other entries have.
    """
    entry, version_id = candidate.entry, candidate.version_id
    ties = _ties(candidate, known)
    own = next((one for one in known if any(version.id == version_id for version in one.versions)), None)
    if own is not None and not _stays(candidate, own, ties):
        own = None
    members = _together([one for one in known if one is own or one.stored.id in ties], own, ties)
    if (erased := next((one for one in members if one.stored.entry.is_erased), None)) is not None:
        # It takes in files and no entries: nothing is left of it to compare, and no merger could be taken back.
        members, own = [erased], own if own is erased else None
    if not members:
        guid = first_free(entry, taken)
        translates = any(is_translation(candidate.marks, source.marks) for one in known for source in one.versions)
        return New(guid, compose([entry], now), translates)
    heir = min(members, key=_seniority)
    others = [(one, other) for one in members for other in one.versions if other.id != version_id]
    spent = tuple(other.id for one, other in others if _is_spent(one, other, entry))
    content = compose([*(other.entry for _, other in others if other.id not in spent), entry], now)
    reasons = {one.stored.id: ties.get(one.stored.id, "this file spoke of that article before") for one in members}
    endings = tuple(Ending(one, reasons[one.stored.id]) for one in members if one is not heir)
    if own is not None:
        return Update(heir, content, endings, reasons[heir.stored.id] if endings else "", spent)
    return Duplicate(heir, content, reasons[heir.stored.id], endings, spent)


def _is_spent(one: Known, source: Version, said: Entry) -> bool:
    """Whether a source ends with what a file says now: it was renamed, or its article was withdrawn with its file."""
    renamed = source.entry.identity.fingerprint == said.identity.fingerprint
    with_its_file = one.stored.state is EntryState.WITHDRAWN and one.stored.withheld is None
    return not source.present and (renamed or with_its_file)


def first_free(entry: Entry, taken: AbstractSet[Guid]) -> Guid:
    """The best guid for an article that is not taken (contract 6)."""
    return next(guid for guid in (*guids(entry.identity), _spare(entry, taken)) if guid not in taken)


def _ties(candidate: Candidate, known: Sequence[Known]) -> dict[int, str]:
    """The entries that are the same article by any of their other sources, each with the reason."""
    ties = {}
    for one in known:
        others = [source for source in one.versions if source.id != candidate.version_id]
        akin = _closest(candidate, others)
        for source in others:
            if because := sameness(source.entry, candidate.entry, akin=source.id in akin):
                ties[one.stored.id] = because
                break
        if one.stored.id not in ties and _is_of_erased(candidate.entry, one):
            ties[one.stored.id] = "same guid and date as an article whose text was erased"
    return ties


def _is_of_erased(said: Entry, one: Known) -> bool:
    """Whether a file is of an article of which only guid, dates and fingerprints are left."""
    if not one.stored.entry.is_erased or one.stored.guid not in guids(said.identity):
        return False
    return any(source.entry.published == said.published for source in one.versions)


def _closest(candidate: Candidate, sources: Sequence[Version]) -> set[int]:
    """The numbers of those sources of an entry that are worth comparing word for word with an article."""
    shared = {source.id: candidate.marks.shared_keys(source.marks) for source in sources}
    akin = [number for number, keys in shared.items() if keys >= ENOUGH_KEYS]
    return set(sorted(akin, key=lambda number: (-shared[number], number))[:_CLOSEST])


def _stays(candidate: Candidate, own: Known, ties: dict[int, str]) -> bool:
    """Whether a file goes on as a source of its entry.

    One source of several that says what another entry says now has gone over to that one, and takes nobody along.
    """
    said = next(version.entry for version in own.versions if version.id == candidate.version_id)
    if candidate.same_bytes or said.is_erased:  # nothing is left of it that could be another article
        return True
    alone = all(version.id == candidate.version_id for version in own.versions)
    return is_edit(said, candidate.entry) and (not ties or own.stored.id in ties or alone)


def _together(members: Sequence[Known], own: Known | None, ties: Mapping[int, str]) -> list[Known]:
    """Those that may be one: none that was called different from the file's own entry, or from one before it.

    Of two that were called different, a file belongs to the one that says just the same, else to the senior one.
    """
    kept: list[Known] = []
    for one in sorted(members, key=lambda one: (one is not own, ties.get(one.stored.id) != IDENTICAL, _seniority(one))):
        if all(other.stored.id not in one.apart for other in kept):
            kept.append(one)
    return kept


def _seniority(one: Known) -> tuple[bool, int, int]:
    """The entry that arrived first goes on; but one that readers have, before one that they do not.

    One that an operator withholds goes before all: the article stays out, whatever else proves to be it.
    """
    return one.stored.withheld is None, _PRECEDENCE.index(one.stored.state), one.stored.id


def _spare(entry: Entry, taken: Iterable[Guid]) -> Guid:
    """A guid for an article whose every other one is taken: its text under the guids that were in the way."""
    return next(guids(replace(entry.identity, declared=None, link=" ".join(sorted(taken)) or None)))
