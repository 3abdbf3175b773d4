from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.folding import folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Název", "NAZEV"),
        ("TYTUŁ", "tytul"),
        ("BAŞLIK", "başlık"),
        ("Τίτλος", "ΤΙΤΛΟΣ"),
        ("e\u0301t\u00e9", "ete"),
        ("Førde", "forde"),
        ("Съобщѐние", "съобщение"),
    ],
)
def test_case_and_accents_make_no_difference(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("कि", "की"), ("дата", "data"), ("か", "が")])
def test_what_is_another_letter_stays_one(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
