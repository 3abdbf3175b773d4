"""Entries and companies in the order and the portions that a page shows them in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from publisher.pages.dates import day_of
from store.entry import CompanyCount, Stored

DIGITS = "0–9"


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one UTC day, in the order they came."""

    day: date
    entries: tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The companies whose slugs begin alike: one Latin letter, or any digit."""

    letter: str
    companies: tuple[CompanyCount, ...]

    @property
    def anchor(self) -> str:
        """The fragment that leads here: ``letter-a``."""
        return "letter-0" if self.letter == DIGITS else f"letter-{self.letter.lower()}"


def by_day(entries: Iterable[Stored]) -> tuple[Day, ...]:
    """Runs of entries that were published on one day; their order is left as it is."""
    runs = groupby(entries, key=lambda stored: day_of(stored.entry.published))
    return tuple(Day(day, tuple(run)) for day, run in runs)


def by_letter(companies: Iterable[CompanyCount]) -> tuple[Letter, ...]:
    """Companies from A to Z by their slugs, so that ``Яндекс`` stands at Y as in its address; digits come last."""
    ordered = sorted(companies, key=lambda company: (company.slug[0].isdigit(), company.slug))
    runs = groupby(ordered, key=lambda company: DIGITS if company.slug[0].isdigit() else company.slug[0].upper())
    return tuple(Letter(letter, tuple(run)) for letter, run in runs)


def most_written_about(companies: Sequence[CompanyCount], count: int) -> tuple[CompanyCount, ...]:
    """The `count` companies with the most entries, of equals the alphabetically first; none without any."""
    ranked = sorted((c for c in companies if c.entries), key=lambda company: (-company.entries, company.slug))
    return tuple(ranked[:count])


def shortened(text: str, longest: int) -> str:
    """Text of at most `longest` characters: cut after a word where one ends in the last third, and marked with ``…``.

    >>> shortened("Amazon invests in OpenAI", 20), shortened("Amazon", 20)
    ('Amazon invests in…', 'Amazon')
    """
    if len(text) <= longest:
        return text
    head = text[:longest]
    words = head.rpartition(" ")[0]
    return (words if len(words) > longest * 2 // 3 else head[:-1]).rstrip() + "…"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> counted(1, "entry", "entries"), counted(12500, "entry", "entries")
    ('1 entry', '12,500 entries')
    """
    return f"{number:,} {one if number == 1 else many}"
