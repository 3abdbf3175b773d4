"""What there is to choose from: the companies as addresses name them, their months, and what filters can ask for.

A company is found by its present slug or an old one, by a part of its name, or by what is nearest to a wrong one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from publisher.pages.chart import Months
from store import activity, companies, facets, history
from store.entry import CompanyCount, Slug
from store.facets import Facets
from store.slug import slugify

MOST_SUGGESTIONS = 3
MOST_COMPARED = 500
"""Companies that a wrong name is compared with: among 10,000 like names 500 take 17 ms, and all of them 230 ms."""


class Directory:
    """What there is at one stored change; each is read once, when it is first asked for.

    Knows nothing of slugs that lead nowhere, so that no number of wrong addresses fills it.
    """

    def __init__(self, head: int) -> None:
        self.head = head
        self._activity: Mapping[Slug, Months] | None = None
        self._facets: Facets | None = None
        self._found: dict[str, CompanyCount] = {}
        self._all: tuple[CompanyCount, ...] | None = None

    def find(self, conn: Connection, slug: str) -> CompanyCount | None:
        """The company that a slug leads to, also one it had before."""
        if (known := self._found.get(slug)) is None and (known := companies.find(conn, slug)) is not None:
            self._found[slug] = known
        return known

    def all(self, conn: Connection) -> tuple[CompanyCount, ...]:
        """All companies by name."""
        if self._all is None:
            self._all = tuple(companies.counts(conn))
            self._found.update({company.slug: company for company in self._all})
        return self._all

    def search(self, conn: Connection, text: str) -> tuple[CompanyCount, ...]:
        """The companies that have this in a name, by name; ``sofarma`` finds Софарма, and ``skoda`` Škoda."""
        if not text:
            return self.all(conn)
        part = _run_together(slugify(text))
        return tuple(c for c in self.all(conn) if any(part in form for form in _searched(c)))

    def activity(self, conn: Connection) -> Mapping[Slug, Months]:
        """The last months of each company, the same months for all; without the companies that had nothing in them."""
        if self._activity is None:
            last = activity.last_month(conn, history.head(conn).at)
            counted = {} if last is None else activity.monthly(conn, last)
            starts = () if last is None else activity.months_to(last)
            self._activity = {slug: Months(starts, figures) for slug, figures in counted.items()}
        return self._activity

    def facets(self, conn: Connection) -> Facets:
        """What entries can be filtered by, with counts."""
        if self._facets is None:
            self._facets = facets.facets(conn)
        return self._facets


def nearest(wrong: str, known: Iterable[CompanyCount]) -> list[CompanyCount]:
    """The companies whose slug, name or alias is most like what was typed, best first; at most `MOST_SUGGESTIONS`."""
    # A typing error is seldom in the first letter; then those with most entries are the likeliest.
    likely = sorted(known, key=lambda company: (company.slug[:1] != wrong[:1].lower(), -company.entries, company.slug))
    forms = {form.casefold(): company for company in reversed(likely[:MOST_COMPARED]) for form in _forms(company)}
    close = difflib.get_close_matches(wrong.casefold(), forms, n=2 * MOST_SUGGESTIONS)
    return list({forms[form].slug: forms[form] for form in close}.values())[:MOST_SUGGESTIONS]


def suggestion(near: Sequence[CompanyCount], all_of_them: str) -> str:
    """The end of a message about a wrong name: which ones are near, or else where all of them stand."""
    if not near:
        return f"all companies are listed at {all_of_them}"
    return "nearest: " + ", ".join(f"{company.slug} ({company.name})" for company in near)


def _forms(company: CompanyCount) -> Sequence[str]:
    return (company.slug, *_names(company))


def _searched(company: CompanyCount) -> Iterable[str]:
    yield _run_together(company.slug)
    yield from (_run_together(slugify(name)) for name in _names(company))


def _run_together(slug: str) -> str:
    """Without hyphens: ``open ai`` is to find OpenAI."""
    return slug.replace("-", "")


def _names(company: CompanyCount) -> Sequence[str]:
    return (company.name, *company.aliases)
