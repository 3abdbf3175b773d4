"""The filter page's form: what was typed into it, what of that can mean nothing, and the filter that is left.

The rules are those of `publisher.query`; what a form adds is that every field is read by itself, so that one mistake
does not hide another, and that nothing of what was typed is lost over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from publisher.feed import Format
from publisher.parameters import BadParameterError
from publisher.query import DOCUMENT_NAMES, FeedQuery, canonical, parse
from store.entry import Slug
from store.selection import Clause, Selection
from store.slug import company_slug

FIELDS = (
    "company", "category", "language", "source", "author",
    "min_importance", "since", "until", "q", "limit", "content",
)  # fmt: skip
"""The parameters of contract 4, in the order that a person is asked for them."""

WHOLE = "query"
"""Where a fault stands that belongs to no single field."""

_FOLDER = "/companies/"


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was filled in."""

    values: Mapping[str, tuple[str, ...]]
    """What was typed, by field; without the fields that were left blank."""
    faults: Mapping[str, str]
    """What cannot mean anything, by field or under `WHOLE`, as the end of a sentence."""
    query: FeedQuery
    """What the fields without a fault ask for."""

    def with_fault(self, field: str, message: str) -> Form:
        """The form with one more fault."""
        return replace(self, faults=MappingProxyType({**self.faults, field: message}))


def read_form(pairs: Iterable[tuple[str, str]], *, default_limit: int) -> Form:
    """The form of a request's parameters; never raises, and ignores what is no field."""
    typed = filled_in(pairs)
    faults: dict[str, str] = {}
    for field in FIELDS:
        own = [pair for pair in typed if pair[0] == field]
        try:
            parse(own, company=None, default_limit=default_limit)
        except BadParameterError as error:
            faults[field] = error.message
    sound = [pair for pair in typed if pair[0] not in faults]
    try:
        query = parse(sound, company=None, default_limit=default_limit)
    except BadParameterError as error:  # each field is right, and together they are too many
        faults[WHOLE] = error.message
        query = FeedQuery()
    values = {field: tuple(value for name, value in typed if name == field) for field in FIELDS}
    return Form(MappingProxyType({f: v for f, v in values.items() if v}), MappingProxyType(faults), query)


def filled_in(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that say something: a form sends every field, also those that were left blank."""
    return [(name, value) for name, value in pairs if name in FIELDS and value.strip()]


def corrected(pairs: Iterable[tuple[str, str]], wrong: str, right: str) -> list[tuple[str, str]]:
    """The pairs with a company that there is in the place of one that there is not; all else as it was typed.

    >>> corrected([("company", "-Amazn, Meta"), ("q", "amazn")], "amazn", "amazon")
    [('company', '-amazon, Meta'), ('q', 'amazn')]
    """

    def correct(piece: str) -> str:
        name = piece.lstrip("- ")
        return piece.removesuffix(name) + right if name.strip() and company_slug(name) == wrong else piece

    return [
        (field, ",".join(map(correct, value.split(","))) if field == "company" else value) for field, value in pairs
    ]


def toggled(query: FeedQuery, field: str, term: str) -> FeedQuery:
    """The query with a term added as one more that will do (OR), or without it where it is wanted already.

    Raises `KeyError` for a field that has no terms.
    """
    clauses = clauses_of(query.selection, field)
    left = [replace(clause, terms=tuple(t for t in clause.terms if t != term)) for clause in clauses]
    if not is_chosen(query, field, term):
        first = next((number for number, clause in enumerate(left) if not clause.negated), None)
        if first is None:
            left.append(Clause((term,)))
        else:
            left[first] = Clause(tuple(sorted({*left[first].terms, term})))
    return replace(query, selection=_with(query.selection, field, tuple(sorted({c for c in left if c.terms}))))


def is_chosen(query: FeedQuery, field: str, term: str) -> bool:
    """Whether a term is among those that are wanted."""
    return any(term in clause.terms for clause in clauses_of(query.selection, field) if not clause.negated)


def clauses_of(selection: Selection, field: str) -> tuple[Clause, ...]:
    """The clauses that a field stands for."""
    return {
        "company": selection.companies,
        "category": selection.categories,
        "language": selection.languages,
        "source": selection.sources,
        "author": selection.authors,
    }[field]


def _with(selection: Selection, field: str, clauses: tuple[Clause, ...]) -> Selection:
    match field:
        case "company":
            return replace(selection, companies=clauses)
        case "category":
            return replace(selection, categories=clauses)
        case "language":
            return replace(selection, languages=clauses)
        case "source":
            return replace(selection, sources=clauses)
        case _:
            return replace(selection, authors=clauses)


def filter_path(query: FeedQuery) -> str:
    """The path of the filter page with the form filled in as this query asks."""
    folder, _, asked = canonical(query, Format.ATOM).partition(DOCUMENT_NAMES[Format.ATOM])
    company = [f"company={folder.removeprefix(_FOLDER).rstrip('/')}"] if folder.startswith(_FOLDER) else []
    parameters = "&".join([*company, *([asked.removeprefix("?")] if asked else [])])
    return "/filter/" + ("?" + parameters if parameters else "")


def page_path(query: FeedQuery) -> str:
    """The path of the page that lists what this query selects: length and form of a feed are none of its business."""
    plain = replace(query, limit=None, content=FeedQuery().content)
    return canonical(plain, Format.ATOM).replace(DOCUMENT_NAMES[Format.ATOM], "", 1)


def company_slugs(selection: Selection) -> Sequence[Slug]:
    """The companies that a selection names, each once, in its order."""
    return list(dict.fromkeys(Slug(term) for clause in selection.companies for term in clause.terms))
