"""What a feed is called: its filters in the words of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher.instant import Edge, write_instant
from publisher.languages import language_name
from publisher.site import Site
from store.selection import EVERYTHING, Clause, Selection
from store.words import shown


def feed_title(site: Site, selection: Selection, names: Mapping[str, str]) -> str:
    """The site's title and the filters, as in ``Seedwire: Amazon or OpenAI, in Czech``.

    `names` holds the company names by slug; a slug that is not in it stands for itself.
    """
    if selection == EVERYTHING:
        return site.title
    return f"{site.title}: {_filters(selection, names, alone='articles')}"


def feed_description(site: Site, selection: Selection, names: Mapping[str, str]) -> str:
    """One sentence: the site's own for everything, else what the filters leave."""
    if selection == EVERYTHING:
        return site.description
    subject = "articles about " if any(not clause.negated for clause in selection.companies) else ""
    sentence = subject + _filters(selection, names, alone="articles")
    return sentence[0].upper() + sentence[1:].removesuffix(".") + "."


def _filters(selection: Selection, names: Mapping[str, str], *, alone: str) -> str:
    companies = [Clause(tuple(names.get(t, t) for t in c.terms), c.negated) for c in selection.companies]
    about = _joined([clause for clause in companies if not clause.negated])
    others = [
        *_without("without", companies),
        *_phrases("in category", "not in category", selection.categories),
        *_phrases("in", "not in", [_named(clause) for clause in selection.languages]),
        *_phrases("from", "not from", selection.sources),
        *_phrases("by", "not by", selection.authors),
        *_phrases("matching", "not matching", [_in_quotes(clause) for clause in selection.search]),
    ]
    match selection.min_importance:
        case None:
            pass
        case 5:
            others.append("of importance 5")
        case least:
            others.append(f"of importance {least} or more")
    if selection.since is not None:
        others.append(f"since {write_instant(selection.since, Edge.FIRST)}")
    if selection.until is not None:
        others.append(f"until {write_instant(selection.until, Edge.LAST)}")
    if about:
        return ", ".join([about, *others])
    return f"{alone} {', '.join(others)}"


def _phrases(positive: str, negative: str, clauses: Sequence[Clause]) -> list[str]:
    wanted = _joined([clause for clause in clauses if not clause.negated])
    return ([f"{positive} {wanted}"] if wanted else []) + _without(negative, clauses)


def _without(word: str, clauses: Sequence[Clause]) -> list[str]:
    return [f"{word} {' or '.join(clause.terms)}" for clause in clauses if clause.negated]


def _named(clause: Clause) -> Clause:
    ranges = ("any language" if range_ == "*" else language_name(range_) for range_ in clause.terms)
    return Clause(tuple(ranges), clause.negated)


def _in_quotes(clause: Clause) -> Clause:
    return Clause(tuple(f'"{shown(term)}"' for term in clause.terms), clause.negated)


def _joined(clauses: Sequence[Clause]) -> str:
    """AND of ORs; a comma keeps ``a or b, and c`` from being read as ``a, or b and c``."""
    alternatives = [" or ".join(clause.terms) for clause in clauses]
    conjunction = " and " if all(len(clause.terms) == 1 for clause in clauses) else ", and "
    return conjunction.join(alternatives)
