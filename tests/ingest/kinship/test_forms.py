from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.kinship.forms import inflected, misspelt, negates

letters = st.sampled_from("abcdeěéfghijklmnopřsštuvxyzžабвгдежз")
words = st.text(letters, max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("googlem", "googlu"),
        ("października", "październik"),
        ("google", "google"),
        ("москве", "москвы"),
        ("nvidie", "nvidií"),
        ("berlin", "berliner"),
    ],
)
def test_forms_of_one_word_have_a_stem_and_endings_with_a_vowel(one: str, other: str) -> None:
    assert inflected(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("iran", "iraq"), ("praha", "pravda"), ("is", "it"), ("", ""), ("leeds", "leader"), ("praze", "prahy")],
)
def test_neighbours_in_spelling_are_no_forms_of_one_word(one: str, other: str) -> None:
    assert not inflected(one, other)


@given(words, words)
def test_being_forms_of_one_word_is_mutual(one: str, other: str) -> None:
    assert inflected(one, other) is inflected(other, one)


@given(st.text(letters, min_size=5, max_size=12), st.data())
def test_any_one_letter_replaced_left_out_or_put_in_is_a_misspelling(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(letters)
    assert misspelt(word, word[:place] + letter + word[place + 1 :])
    assert misspelt(word, word[:place] + letter + word[place:])
    if len(word) > 5:
        assert misspelt(word, word[:place] + word[place + 1 :])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("spolecnost", "společnost", True),
        ("zpolečnozt", "společnost", False),
        ("společonst", "společnost", True),
        ("billion", "million", True),
        ("paris", "parma", False),
        ("iran", "iraq", False),
        ("june", "july", False),
    ],
)
def test_short_words_have_no_misspellings_and_long_ones_two_letters(one: str, other: str, *, expected: bool) -> None:
    assert misspelt(one, other) is expected


@given(words)
def test_czech_negates_by_a_prefix_whichever_comes_first(word: str) -> None:
    assert negates(word, f"ne{word}")
    assert negates(f"ne{word}", word)
    assert not negates(word, word)
