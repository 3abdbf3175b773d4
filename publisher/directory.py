"""The companies as addresses name them: present slugs, old ones, and the nearest to what somebody typed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from store import companies
from store.entry import CompanyCount

MOST_SUGGESTIONS = 3
MOST_COMPARED = 500
"""Companies that a wrong name is compared with: among 10,000 like names 500 take 17 ms, and all of them 230 ms."""


class Directory:
    """The companies at one stored change; each is read once, when it is first asked for.

    Knows nothing of slugs that lead nowhere, so that no number of wrong addresses fills it.
    """

    def __init__(self, head: int) -> None:
        self.head = head
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
    return (company.slug, company.name, *company.aliases)
