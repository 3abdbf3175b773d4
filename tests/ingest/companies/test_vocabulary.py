"""Words of business, and verbs of what companies do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.vocabulary import has_unspaced_business, is_act, is_business


@pytest.mark.parametrize(
    "word", ["shareholders", "акциите", "akcie", "miliard", "konzern", "spółka", "milliárd", "entreprise"]
)
def test_words_of_business_are_known_in_many_languages(word: str) -> None:
    assert is_business(word)


def test_words_of_every_day_are_no_business() -> None:
    words = ["river", "forest", "apple", "strom", "řeka", "дърво", "baum", "arbre", "grandmother"]
    assert not any(map(is_business, words))


@given(st.sampled_from(["shareholder", "milliard", "инвест", "konzern", "spółk"]), st.text("abcčжз", max_size=8))
def test_what_begins_like_a_longer_word_of_business_is_one(word: str, ending: str) -> None:
    assert is_business(word + ending)


@pytest.mark.parametrize(
    "word", ["unveils", "stellt", "kündigt", "otevřela", "oznámil", "ogłosiła", "rachète", "anunció", "представи"]
)
def test_verbs_of_companies_are_known_in_many_languages(word: str) -> None:
    assert is_act(word)


@pytest.mark.parametrize("word", ["is", "opens", "grows", "wächst", "roste", "est", "е", "padá", "leży", ""])
def test_verbs_of_rivers_and_gaps_are_none(word: str) -> None:
    assert not is_act(word)


def test_business_is_seen_in_scripts_without_blanks() -> None:
    assert has_unspaced_business("新製品を発表した")
    assert not has_unspaced_business("川が流れる, business")
