"""Entries and companies in the order and the portions that a page shows them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate, groupby
from urllib.parse import urlencode

from publisher.pages.chart import Months
from publisher.pages.dates import day_of
from store.entry import CompanyCount, Slug, Stored

DIGITS = "0–9"
COMPANIES_ON_PAGE = 60
"""Companies on one page of their list, each with its chart: 32 KB with usual names, 45 KB with Cyrillic ones of 45
letters."""
LETTERS_FROM = 40
"""Companies from which on their list is divided by letters."""


class Order(StrEnum):
    """In which order companies are listed."""

    NAME = "name"
    ACTIVITY = "activity"
    """Those with most entries in the months of the charts first, of equals those with most entries at all."""


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

    companies: tuple[CompanyCount, ...]
    page: int
    pages: int
    letters: tuple[tuple[Letter, int], ...]
    """Every letter of the whole list, with the page where it begins; none in another order than by name."""


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


def portion(companies: Sequence[CompanyCount], page: int, order: Order = Order.NAME) -> Portion:
    """One page of companies; by activity, they come in that order already."""
    by_name = order is Order.NAME
    ordered = _ordered(companies) if by_name else companies
    letters = by_letter(ordered) if by_name and len(ordered) >= LETTERS_FROM else ()
    before = accumulate((len(letter.companies) for letter in letters), initial=0)
    first = (page - 1) * COMPANIES_ON_PAGE
    return Portion(
        companies=tuple(ordered[first : first + COMPANIES_ON_PAGE]),
        page=page,
        pages=last_page(len(ordered)),
        letters=tuple((letter, count // COMPANIES_ON_PAGE + 1) for letter, count in zip(letters, before, strict=False)),
    )


def companies_path(sought: str, order: Order, page: int) -> str:
    """The path of one page of the companies, without what goes without saying."""
    asked = {"q": sought, "sort": "" if order is Order.NAME else order.value, "page": str(page) if page > 1 else ""}
    return "/companies/" + ("?" if any(asked.values()) else "") + urlencode({k: v for k, v in asked.items() if v})


def anchors(portion: Portion) -> dict[Slug, str]:
    """The fragments that lead to the first company of each letter on this page."""
    if not portion.letters:
        return {}
    return {letter.companies[0].slug: letter.anchor for letter in by_letter(portion.companies)}


def _ordered(companies: Iterable[CompanyCount]) -> list[CompanyCount]:
    return sorted(companies, key=lambda company: (company.slug[0].isdigit(), company.slug))


def _initial(company: CompanyCount) -> str:
    return DIGITS if company.slug[0].isdigit() else company.slug[0].upper()


def most_written_about(companies: Sequence[CompanyCount], count: int) -> tuple[CompanyCount, ...]:
    """The `count` companies with the most entries, of equals the alphabetically first; none without any."""
    ranked = sorted((c for c in companies if c.entries), key=lambda company: (-company.entries, company.slug))
    return tuple(ranked[:count])


def most_active(companies: Sequence[CompanyCount], activity: Mapping[Slug, Months]) -> tuple[CompanyCount, ...]:
    """Companies as `Order.ACTIVITY` has them; of equals the alphabetically first comes first."""

    def rank(company: CompanyCount) -> tuple[int, int, str]:
        months = activity.get(company.slug)
        return (-months.total if months else 0, -company.entries, company.slug)

    return tuple(sorted(companies, key=rank))


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> counted(1, "entry", "entries"), counted(12500, "entry", "entries")
    ('1 entry', '12,500 entries')
    """
    return f"{number:,} {one if number == 1 else many}"
