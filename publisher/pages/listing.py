"""Entries and companies in the order and the portions that a page shows them in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby

from publisher.pages.dates import day_of
from store.entry import CompanyCount, Stored

DIGITS = "0–9"
COMPANIES_ON_PAGE = 250
"""Companies on one page of their list: 20 KB with usual names, 45 KB with Cyrillic ones of 45 letters."""


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


@dataclass(frozen=True, slots=True)
class Portion:
    """One page of the list of companies, and the way to all others. Pages count from 1."""

    letters: tuple[Letter, ...]
    page: int
    pages: int
    index: tuple[tuple[Letter, int], ...]
    """Every letter of the whole list, with the page where it begins."""


def by_day(entries: Iterable[Stored]) -> tuple[Day, ...]:
    """Runs of entries that were published on one day; their order is left as it is."""
    runs = groupby(entries, key=lambda stored: day_of(stored.entry.published))
    return tuple(Day(day, tuple(run)) for day, run in runs)


def by_letter(companies: Iterable[CompanyCount]) -> tuple[Letter, ...]:
    """Companies from A to Z by their slugs, so that ``Яндекс`` stands at Y as in its address; digits come last."""
    runs = groupby(_ordered(companies), key=_initial)
    return tuple(Letter(letter, tuple(run)) for letter, run in runs)


def last_page(companies: int) -> int:
    """How many pages the list of this many companies has; one where there are none."""
    return max(1, -(-companies // COMPANIES_ON_PAGE))


def portion(companies: Iterable[CompanyCount], page: int) -> Portion:
    """One page of all companies; a letter may begin on one page and go on on the next."""
    ordered = _ordered(companies)
    letters = by_letter(ordered)
    begins = accumulate((len(letter.companies) for letter in letters), initial=0)
    first = (page - 1) * COMPANIES_ON_PAGE
    return Portion(
        letters=by_letter(ordered[first : first + COMPANIES_ON_PAGE]),
        page=page,
        pages=last_page(len(ordered)),
        index=tuple((letter, before // COMPANIES_ON_PAGE + 1) for letter, before in zip(letters, begins, strict=False)),
    )


def _ordered(companies: Iterable[CompanyCount]) -> list[CompanyCount]:
    return sorted(companies, key=lambda company: (company.slug[0].isdigit(), company.slug))


def _initial(company: CompanyCount) -> str:
    return DIGITS if company.slug[0].isdigit() else company.slug[0].upper()


def most_written_about(companies: Sequence[CompanyCount], count: int) -> tuple[CompanyCount, ...]:
    """The `count` companies with the most entries, of equals the alphabetically first; none without any."""
    ranked = sorted((c for c in companies if c.entries), key=lambda company: (-company.entries, company.slug))
    return tuple(ranked[:count])


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> counted(1, "entry", "entries"), counted(12500, "entry", "entries")
    ('1 entry', '12,500 entries')
    """
    return f"{number:,} {one if number == 1 else many}"
