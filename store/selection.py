"""Which entries are meant: the filters of a feed as values that the store understands.

A `Selection` with no clause means every published entry. All its clauses must hold (AND); inside a clause any term is
enough (OR); a negated clause holds when none of its terms does (NOT).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Clause:
    """Any of `terms`, or, negated, none of them.

    Terms are slugs, language ranges (RFC 4647), or, in `Selection.search`, words.
    """

    terms: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters of a feed.

    ``company=amazon,openai&company=-google`` is
    ``Selection(companies=(Clause(("amazon", "openai")), Clause(("google",), negated=True)))``.
    """

    companies: tuple[Clause, ...] = ()
    categories: tuple[Clause, ...] = ()
    languages: tuple[Clause, ...] = ()
    sources: tuple[Clause, ...] = ()
    authors: tuple[Clause, ...] = ()
    search: tuple[Clause, ...] = ()
    """What titles, summaries and texts hold. A term is folded words (`store.words.folded`): one, or several that follow
    each other; where ``*`` ends it, what its last word begins with."""
    min_importance: int | None = None
    since: datetime | None = None
    """Published at or after."""
    until: datetime | None = None
    """Published at or before."""


EVERYTHING = Selection()
