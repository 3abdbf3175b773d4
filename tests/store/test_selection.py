from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.selection import EVERYTHING, Clause, Selection

clauses = st.builds(Clause, st.lists(st.sampled_from(["amazon", "openai", "google"]), max_size=3).map(tuple))


@given(st.lists(clauses))
def test_equal_selections_are_one_key_of_a_cache(drawn: list[Clause]) -> None:
    copies = tuple(Clause(tuple(c.terms), c.negated) for c in drawn)
    assert {Selection(companies=tuple(drawn)): 1}[Selection(companies=copies)] == 1


@given(st.lists(st.builds(Clause, st.tuples(st.text(max_size=3)), st.booleans())))
def test_clauses_have_one_canonical_order_from_whichever_they_come_in(drawn: list[Clause]) -> None:
    backwards = drawn[::-1]
    assert sorted(drawn) == sorted(backwards)


def test_the_selection_without_a_clause_is_everything() -> None:
    assert Selection() == EVERYTHING
    assert Selection(companies=(Clause(("amazon",)),)) != EVERYTHING
