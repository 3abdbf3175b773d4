"""What is typed into a search box, as clauses."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.parameters import BadParameterError
from publisher.search import read_search, write_search
from store.selection import Clause

typed = st.lists(
    st.sampled_from(["OR", "AND", "or", "-", "Banka", "-Sazba", "ban*", '"Nová banka"', "-„úrok“", '"', "AT&T", "銀行"])
    | st.text(max_size=8),
    max_size=8,
).map(" ".join)


def wanted(*terms: str) -> Clause:
    return Clause(terms)


def unwanted(term: str) -> Clause:
    return Clause((term,), negated=True)


@pytest.mark.parametrize(
    ("value", "clauses"),
    [
        ("Příliš ŽLUŤOUČKÝ kůň", [wanted("prilis"), wanted("zlutoucky"), wanted("kun")]),
        ('"Příliš žluťoučký" kůň', [wanted("prilis zlutoucky"), wanted("kun")]),
        ("банка -лихва", [wanted("банка"), unwanted("лихва")]),
        ('sazby -"nulové sazby"', [wanted("sazby"), unwanted("nulove sazby")]),
        ("a b OR c OR d e", [wanted("a"), wanted("b", "c", "d"), wanted("e")]),
        ("bank* or bank", [wanted("bank*"), wanted("or"), wanted("bank")]),
        ("a AND b", [wanted("a"), wanted("b")]),
        (
            "„nová banka“ «новый банк» ”uusi pankki”",
            [wanted("nova banka"), wanted("новыи банк"), wanted("uusi pankki")],
        ),
        ('tisková "zpráva o', [wanted("tiskova"), wanted("zprava o")]),
        ("O'Neill AT&T COVID-19", [wanted("o neill"), wanted("at t"), wanted("covid 19")]),
        ("東京電力* 5G", [wanted("東 京 電 力"), wanted("5g")]),
        ("--sleva – a", [unwanted("sleva"), wanted("a")]),
        ('"" ... 🙂', []),
        ("", []),
    ],
)
def test_what_is_typed_means_what_was_meant(value: str, clauses: list[Clause]) -> None:
    assert read_search(value) == clauses


@given(typed)
def test_anything_typed_is_clauses_that_are_written_and_read_back_or_a_refusal(value: str) -> None:
    try:
        clauses = read_search(value)
    except BadParameterError:
        return
    assert read_search(write_search(clauses)) == clauses
    assert all(clause.terms and all(clause.terms) for clause in clauses)


@given(typed)
def test_case_and_the_form_of_accents_do_not_matter(value: str) -> None:
    spelled = unicodedata.normalize("NFD", value)
    try:
        clauses = read_search(value)
    except BadParameterError:
        with pytest.raises(BadParameterError):
            read_search(spelled)
        return
    assert read_search(spelled) == clauses
