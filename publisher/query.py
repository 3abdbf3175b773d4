"""What the address of a feed asks for: its parameters as a value, and the one canonical address of that value.

``parse`` is generous (any order, repeats, blanks, typed names), ``canonical`` is strict, and the two are inverse:
``parse(canonical(query)) == query``. So all spellings of one wish share one self link, one id and one document.

Repeating a parameter means AND, commas mean OR, a leading ``-`` means NOT for the whole value (contract 4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote, urlencode

from publisher.feed import ContentForm, Format
from publisher.instant import BadInstantError, Edge, read_instant, write_instant
from publisher.parameters import BadParameterError, quoted, whole_number
from publisher.search import check_search, read_search, write_search
from store.entry import Slug
from store.selection import EVERYTHING, Clause, Selection
from store.slug import company_slug, slugify

MOST_TERMS = 50
"""Terms of all clauses of one query."""
LONGEST_TERM = 200
"""Characters."""
GREATEST_LIMIT = 500
GREATEST_IMPORTANCE = 5

DOCUMENT_NAMES: Mapping[Format, str] = MappingProxyType(
    {Format.RSS: "rss.xml", Format.ATOM: "atom.xml", Format.JSON: "feed.json"}
)

# RFC 4647 section 2.1, basic language range.
_LANGUAGE_RANGE = re.compile(r"\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*")
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FeedQuery:
    """Which entries, how many of them, and how much of each.

    As `parse` and `renamed` make it, equal wishes are equal values: clauses and terms are sorted, and nothing is
    said twice.
    """

    selection: Selection = EVERYTHING
    limit: int | None = None
    """Entries; None is the site's own ``feed_limit``."""
    content: ContentForm = ContentForm.FULL


def parse(pairs: Iterable[tuple[str, str]], *, company: Slug | None, default_limit: int) -> FeedQuery:
    """What percent-decoded parameters ask for, below ``/companies/COMPANY/`` where `company` is given.

    Unknown parameters and blank values are ignored. Raises `BadParameterError`.
    """
    given = _given(pairs)
    terms = {name: [_items(name, value) for value in given.get(name, ())] for name in _TERM_READERS}
    search = _search(given)
    asked = {name: sum(map(len, values)) for name, values in terms.items()} | {"q": sum(len(c.terms) for c in search)}
    if sum(asked.values()) + (company is not None) > MOST_TERMS:
        longest = max(asked, key=lambda name: asked[name])
        raise BadParameterError(longest, f"the filters together have more than {MOST_TERMS} terms")
    clauses = {name: [_clause(name, items) for items in values if items] for name, values in terms.items()}
    if company is not None:
        clauses["company"].append(Clause((company,)))
    limit = _number(given, "limit", GREATEST_LIMIT)
    selection = Selection(
        companies=_normal(clauses["company"]),
        categories=_normal(clauses["category"]),
        languages=_normal(clauses["language"]),
        sources=_normal(clauses["source"]),
        authors=_normal(clauses["author"]),
        search=search,
        min_importance=_number(given, "min_importance", GREATEST_IMPORTANCE),
        since=_instant(given, "since", Edge.FIRST),
        until=_instant(given, "until", Edge.LAST),
    )
    return FeedQuery(selection, None if limit == default_limit else limit, _content(given))


def canonical(query: FeedQuery, format: Format) -> str:  # noqa: A002 - the field's word
    """The path and query of the one address of this feed, below ``base_url``.

    One company that is asked for alone stands in the path; all else is a parameter, sorted, without defaults.
    """
    selection = query.selection
    folder, companies = "/", selection.companies
    match selection.companies:
        case (Clause((slug,), False),):
            folder, companies = f"/companies/{quote(slug, safe='')}/", ()
    pairs = [
        *(("company", _written(clause)) for clause in companies),
        *(("category", _written(clause)) for clause in selection.categories),
        *(("language", _written(clause)) for clause in selection.languages),
        *(("source", _written(clause)) for clause in selection.sources),
        *(("author", _written(clause)) for clause in selection.authors),
    ]
    if selection.search:
        pairs.append(("q", write_search(selection.search)))
    if selection.min_importance is not None:
        pairs.append(("min_importance", str(selection.min_importance)))
    if selection.since is not None:
        pairs.append(("since", write_instant(selection.since, Edge.FIRST)))
    if selection.until is not None:
        pairs.append(("until", write_instant(selection.until, Edge.LAST)))
    if query.limit is not None:
        pairs.append(("limit", str(query.limit)))
    if query.content is not ContentForm.FULL:
        pairs.append(("content", query.content.value))
    # RFC 3986 section 3.4 lets "," ":" and "*" stand in a query as they are.
    asked = urlencode(sorted(pairs), safe=",:*")
    return folder + DOCUMENT_NAMES[format] + ("?" + asked if asked else "")


def renamed(query: FeedQuery, present: Mapping[str, Slug]) -> FeedQuery:
    """The query with each company's slug replaced by its `present` one, where it has another."""
    companies = [
        Clause(tuple(sorted({present.get(term, term) for term in clause.terms})), clause.negated)
        for clause in query.selection.companies
    ]
    return replace(query, selection=replace(query.selection, companies=_normal(companies)))


def _language_range(term: str) -> str:
    wanted = term.lower().replace("_", "-")
    if _LANGUAGE_RANGE.fullmatch(wanted) is None:
        raise BadParameterError("language", f'{quoted(term)} is no language range such as "cs", "cs-CZ" or "*"')
    return wanted


_TERM_READERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "company": company_slug,
        "category": slugify,
        "language": _language_range,
        "source": slugify,
        "author": slugify,
    }
)
_SINGLE = frozenset({"min_importance", "since", "until", "limit", "content"})


def _given(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of the known parameters that are not blank, by name."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in _TERM_READERS and name not in _SINGLE and name != "q":
            continue
        if _UNUSABLE.search(value):
            raise BadParameterError(name, f"{quoted(value)} holds a control character")
        if not value.strip():
            continue
        if name in _SINGLE and name in given:
            raise BadParameterError(name, "is given twice, and only one value makes sense")
        given.setdefault(name, []).append(value.strip())
    return given


def _items(name: str, value: str) -> list[str]:
    """What stands between the commas of a value, without blank items; the leading ``-`` is kept."""
    items: list[str] = []
    for piece in value.split(","):
        item = piece.strip()
        if len(item) > LONGEST_TERM:
            raise BadParameterError(name, f"{quoted(item)} is longer than {LONGEST_TERM} characters")
        if name == "company" and items and _is_legal_form(items[-1], piece):
            continue
        if item.strip("-"):
            items.append(item)
    return items


def _is_legal_form(name: str, piece: str) -> bool:
    """Whether the comma belongs to a typed name, as in ``OpenAI, Inc.``; slugs are joined by bare commas."""
    return piece[:1].isspace() and bool(piece.strip()) and company_slug(f"{name},{piece}") == company_slug(name)


def _clause(name: str, items: list[str]) -> Clause:
    negated = items[0].startswith("-")
    if not negated and (odd := next((item for item in items if item.startswith("-")), None)):
        raise BadParameterError(
            name, f'a "-" at the front negates the whole value; say {name}={items[0]}&{name}={odd} instead'
        )
    read = _TERM_READERS[name]
    return Clause(tuple(sorted({read(item.lstrip("- ")) for item in items})), negated)


def _normal(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The same condition in its one form: neither (a or b) and not c is none of a, b and c."""
    clauses = list(clauses)
    unwanted = tuple(sorted({term for clause in clauses if clause.negated for term in clause.terms}))
    wanted = {clause for clause in clauses if not clause.negated}
    return tuple(sorted(wanted | {Clause(unwanted, negated=True)} if unwanted else wanted))


def _search(given: Mapping[str, list[str]]) -> tuple[Clause, ...]:
    """All that is to be searched for: ``q`` given twice is both together."""
    if "q" not in given:
        return ()
    clauses = [clause for value in given["q"] for clause in read_search(value)]
    if not clauses:
        raise BadParameterError("q", f"{quoted(given['q'][0])} holds no letter or digit to search for")
    search = _normal(Clause(tuple(sorted(set(clause.terms))), clause.negated) for clause in clauses)
    check_search(search)
    return search


def _written(clause: Clause) -> str:
    return ("-" if clause.negated else "") + ",".join(clause.terms)


def _number(given: Mapping[str, list[str]], name: str, greatest: int) -> int | None:
    return whole_number(name, given[name][0], greatest) if name in given else None


def _instant(given: Mapping[str, list[str]], name: str, edge: Edge) -> datetime | None:
    if name not in given:
        return None
    value = given[name][0]
    try:
        return read_instant(value, edge)
    except BadInstantError as error:
        raise BadParameterError(
            name, f'{quoted(value)} is no date such as "2026-01-30" or "2026-01-30T12:00:00Z"'
        ) from error


def _content(given: Mapping[str, list[str]]) -> ContentForm:
    value = given.get("content", [ContentForm.FULL.value])[0]
    try:
        return ContentForm(value.lower())
    except ValueError as error:
        raise BadParameterError("content", f'{quoted(value)} is neither "full" nor "summary"') from error
