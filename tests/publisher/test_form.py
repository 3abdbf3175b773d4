from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.feed import Format
from publisher.form import (
    FIELDS,
    WHOLE,
    company_slugs,
    corrected,
    filled_in,
    filter_path,
    is_chosen,
    page_path,
    read_form,
    toggled,
)
from publisher.query import FeedQuery, canonical, parse
from store.selection import Clause, Selection

LIMIT = 50

terms = st.sampled_from(("amazon", "openai", "google", "skoda-auto"))
languages = st.sampled_from(("cs", "en", "bg", "*"))


def clauses(of: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """Values of a parameter: terms joined by commas, some of them negated."""
    joined = st.lists(of, min_size=1, max_size=3).map(",".join)
    return st.lists(st.builds(str.__add__, st.sampled_from(("", "-")), joined), max_size=3)


@st.composite
def queries(draw: st.DrawFn) -> FeedQuery:
    pairs = [
        *(("company", value) for value in draw(clauses(terms))),
        *(("category", value) for value in draw(clauses(terms))),
        *(("language", value) for value in draw(clauses(languages))),
        *(("source", value) for value in draw(clauses(terms))),
        *draw(
            st.lists(st.sampled_from((("limit", "7"), ("content", "summary"), ("since", "2026-01-30"))), unique=True)
        ),
    ]
    return parse(pairs, company=None, default_limit=LIMIT)


def asked(path: str) -> FeedQuery:
    return parse(parse_qsl(urlsplit(path).query), company=None, default_limit=LIMIT)


@given(queries())
def test_the_address_of_a_filter_fills_the_form_in_as_it_was(query: FeedQuery) -> None:
    form = read_form(parse_qsl(urlsplit(filter_path(query)).query), default_limit=LIMIT)
    assert (form.query, form.faults) == (query, {})


@given(queries(), st.sampled_from(("company", "category", "source", "author")), terms)
def test_a_click_adds_a_term_and_another_click_takes_it_away(query: FeedQuery, field: str, term: str) -> None:
    chosen = is_chosen(query, field, term)
    once = toggled(query, field, term)
    assert is_chosen(once, field, term) is not chosen
    assert is_chosen(toggled(once, field, term), field, term) is chosen
    assert asked(filter_path(once)) == once, "what is clicked together has one address"
    untouched = [name for name in ("company", "category", "language", "source", "author") if name != field]
    assert all(is_chosen(once, name, t) is is_chosen(query, name, t) for name in untouched for t in ("amazon", "cs"))


def test_a_second_click_means_or() -> None:
    query = toggled(toggled(FeedQuery(), "language", "cs"), "language", "bg")
    assert query.selection == Selection(languages=(Clause(("bg", "cs")),))
    assert filter_path(query) == "/filter/?language=bg,cs"


def test_a_click_on_what_was_excluded_includes_it() -> None:
    excluded = parse([("company", "-amazon,google")], company=None, default_limit=LIMIT)
    included = toggled(excluded, "company", "amazon")
    assert included.selection.companies == (Clause(("amazon",)), Clause(("google",), negated=True))


@given(queries())
def test_the_page_of_a_selection_has_the_filters_of_its_feed_and_not_its_length(query: FeedQuery) -> None:
    found = urlsplit(page_path(query))
    assert found.path.endswith("/")
    plain = FeedQuery(query.selection)
    assert page_path(query) == canonical(plain, Format.ATOM).replace("atom.xml", "")


@given(st.lists(st.tuples(st.sampled_from((*FIELDS, "page", "x")), st.text(max_size=12)), max_size=12))
def test_whatever_is_typed_is_kept_and_every_wrong_field_told(pairs: list[tuple[str, str]]) -> None:
    form = read_form(pairs, default_limit=LIMIT)
    typed = filled_in(pairs)
    assert sorted((name, value) for name, values in form.values.items() for value in values) == sorted(typed)
    assert all(form.faults.values())
    assert form.faults.keys() <= {*form.values, WHOLE}
    assert read_form(typed, default_limit=LIMIT) == form


def test_one_mistake_does_not_hide_another() -> None:
    pairs = [("since", "2026-02-30"), ("limit", "0"), ("company", "Škoda Auto"), ("language", "česky")]
    form = read_form(pairs, default_limit=LIMIT)
    assert set(form.faults) == {"since", "limit", "language"}
    assert company_slugs(form.query.selection) == ["skoda-auto"]


def test_too_much_altogether_is_a_fault_of_the_whole_form() -> None:
    many = ",".join(f"firma {n}" for n in range(30))
    form = read_form([("company", many), ("category", many)], default_limit=LIMIT)
    assert set(form.faults) == {WHOLE}
    assert form.query == FeedQuery()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Amazn", "amazon"),
        ("-amazn", "-amazon"),
        ("OpenAI, Amazn, Inc.", "OpenAI, amazon, Inc."),
        ("Amazon", "Amazon"),
        ("", ""),
        ("-", "-"),
    ],
)
def test_a_wrong_company_is_put_right_where_it_stands(typed: str, expected: str) -> None:
    pairs = [("company", typed), ("category", "amazn")]
    assert corrected(pairs, "amazn", "amazon") == [("company", expected), ("category", "amazn")]
