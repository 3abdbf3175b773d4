from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair.lexicon import lexicons
from ingest.repair.spelling import UNKNOWN, frequency, score

CZECH, ITALIAN = lexicons()["cs"], lexicons()["it"]
WORDS = ("číst", "žena", "řeka", "můžeš", "příští", "který")


def test_a_known_word_outweighs_every_unknown_one() -> None:
    assert score("příští", {}, CZECH, starts=False) > UNKNOWN > score("přňští", {}, CZECH, starts=False) - 0.01


def test_of_unknown_words_the_one_with_the_usual_letters_weighs_more() -> None:
    usual, odd = (score(f"Krapluš{letter}", {7: "íďň"}, CZECH, starts=True) for letter in "íď")
    assert usual > odd


@pytest.mark.parametrize(("apart", "together"), [("avrà un", "avràun"), ("società pagherà", "societàpagherà")])
def test_two_known_words_outweigh_the_one_that_they_would_make(apart: str, together: str) -> None:
    assert score(apart, {}, ITALIAN, starts=False) > score(together, {}, ITALIAN, starts=False)


@pytest.mark.parametrize("word", WORDS)
def test_a_capital_is_for_the_start_and_capitals_are_for_loud_text(word: str) -> None:
    small, title, upper = word, word.capitalize(), word.upper()

    def best(*, starts: bool, loud: bool = False) -> str:
        return max((small, title, upper), key=lambda each: score(each, {}, CZECH, starts=starts, loud=loud))

    assert best(starts=False) == small
    assert best(starts=True) == title
    assert best(starts=False, loud=True) == best(starts=True, loud=True) == upper


def test_a_name_from_abroad_weighs_more_than_an_unknown_word_and_a_small_word_does_not() -> None:
    english = lexicons()["en"]
    abroad = frequency("Kraków", english)
    assert abroad is not None
    assert english.frequency("Kraków") is None
    assert frequency("który", english) is None


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), st.sampled_from(", .”-"))
def test_the_weight_of_words_is_the_sum_of_theirs_whatever_parts_them(words: list[str], sign: str) -> None:
    whole = score(sign.join(words), {}, CZECH, starts=False)
    assert whole == pytest.approx(sum(score(word, {}, CZECH, starts=False) for word in words))
