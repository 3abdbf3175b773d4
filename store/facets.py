"""What the published entries offer to choose from: languages, categories, sources, authors, each with its count.

Bounded lists, the most frequent first. Over 100,000 entries all of them take 0.15 s; who shows them keeps them until
the next change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from store import entries
from store.entry import Entry, EntryState
from store.slug import slugify
from store.tables import entry, entry_term

MOST = 20
"""Choices of one kind."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that entries can be filtered by."""

    term: str
    """As it stands in a filter: a slug, or the primary subtag of a language."""
    name: str
    """As an entry spells it; of a language, the subtag."""
    entries: int
    """Published ones."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Choices of each kind, most frequent first, of equals the alphabetically first."""

    languages: tuple[Choice, ...] = ()
    categories: tuple[Choice, ...] = ()
    sources: tuple[Choice, ...] = ()
    authors: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tally:
    term: str
    entries: int
    example: int
    """The number of an entry that has it, for its spelling."""


def facets(conn: Connection) -> Facets:
    """The choices among all published entries, at most `MOST` of each kind."""
    categories, authors, sources = _terms(conn, "category"), _terms(conn, "author"), _sources(conn)
    examples = sorted({tally.example for tally in (*categories, *authors, *sources)})
    contents = {stored.id: stored.entry for stored in entries.by_ids(conn, examples)}
    return Facets(
        languages=_languages(conn),
        categories=tuple(_spelled(tally, contents[tally.example].categories) for tally in categories),
        sources=tuple(_spelled(tally, _source_names(contents[tally.example])) for tally in sources),
        authors=tuple(_spelled(tally, (a.name for a in contents[tally.example].authors)) for tally in authors),
    )


def _terms(conn: Connection, kind: str) -> list[_Tally]:
    """By all entries, less those that are not published: few, while a look at each of the others would take 0.2 s."""
    every = conn.execute(
        select(entry_term.c.slug, func.count(), func.max(entry_term.c.entry_id))
        .where(entry_term.c.kind == kind)
        .group_by(entry_term.c.slug)
    ).all()
    # Asked for by number in parts: left to itself, SQLite looks up the entry of every term.
    numbers = list(conn.execute(select(entry.c.id).where(entry.c.state.in_(_HIDDEN))).scalars())
    hidden: Counter[str] = Counter()
    for start in range(0, len(numbers), _PART):
        theirs = entry_term.c.entry_id.in_(numbers[start : start + _PART])
        hidden.update(conn.execute(select(entry_term.c.slug).where(entry_term.c.kind == kind, theirs)).scalars())
    return _most(_Tally(slug, count - hidden[slug], example) for slug, count, example in every)


_HIDDEN = [state for state in EntryState if state is not EntryState.PUBLISHED]
_PART = 500
"""Numbers in one statement."""


def _sources(conn: Connection) -> list[_Tally]:
    named = (
        select(entry.c.source, func.count(), func.max(entry.c.id))
        .where(entry.c.state == EntryState.PUBLISHED, entry.c.source.is_not(None))
        .group_by(entry.c.source)
    )
    return _most(_Tally(*row) for row in conn.execute(named))


def _languages(conn: Connection) -> tuple[Choice, ...]:
    """By primary subtag, for a filter for ``cs`` finds ``cs-CZ`` too (RFC 4647, 3.3.1)."""
    tags = (
        select(entry.c.language, func.count())
        .where(entry.c.state == EntryState.PUBLISHED, entry.c.language.is_not(None))
        .group_by(entry.c.language)
    )
    primary: Counter[str] = Counter()
    for tag, count in conn.execute(tags):
        primary[tag.partition("-")[0]] += count
    return tuple(Choice(t.term, t.term, t.entries) for t in _most(_Tally(term, n, 0) for term, n in primary.items()))


def _most(tallies: Iterable[_Tally]) -> list[_Tally]:
    return sorted((t for t in tallies if t.entries > 0), key=lambda tally: (-tally.entries, tally.term))[:MOST]


def _spelled(tally: _Tally, names: Iterable[str]) -> Choice:
    name = next((name for name in names if slugify(name) == tally.term), tally.term)
    return Choice(tally.term, name, tally.entries)


def _source_names(content: Entry) -> tuple[str, ...]:
    return () if content.source is None else (content.source.name,)
