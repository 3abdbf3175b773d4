"""What stands beside a place in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.surroundings import goes_on, is_headline, word_after, word_before


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("of the ", "the"),
        ("(the ", "the"),
        ("„Velký ", "Velký"),
        ("one\ntwo ", "two"),
        ("the", ""),
        ("the\n", ""),
        ("", ""),
    ],
)
def test_the_word_before_has_only_a_blank_between(before: str, word: str) -> None:
    assert word_before(f"{before}Apple", len(before)) == word


@pytest.mark.parametrize(
    ("after", "word"),
    [(" pie is", "pie"), ("-Aktie.", "Aktie"), (" don't", "don't"), (", pie", ""), ("  pie", ""), ("", ""), (" ", "")],
)
def test_the_word_after_has_only_a_blank_or_a_hyphen_between(after: str, word: str) -> None:
    assert word_after(f"Apple{after}", len("Apple")) == word


@pytest.mark.parametrize(
    ("before", "under_way"),
    [
        ("said ", True),
        ("So, ", True),
        ("the “", True),
        ("end. ", False),
        ("is: ", False),
        ("why? „", False),
        ("", False),
    ],
)
def test_a_sentence_goes_on_behind_a_word_or_a_comma(before: str, *, under_way: bool) -> None:
    assert goes_on(before) is under_way


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Google Closes Wide Gap With Rivals", True),
        ("Google closes the gap with its rivals", False),
        ("Google Cloud", False),
        ("", False),
    ],
)
def test_a_headline_capitalises_most_of_its_longer_words(title: str, *, headline: bool) -> None:
    assert is_headline(title) is headline


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_words_beside_a_name_are_in_the_text(before: str, after: str) -> None:
    text = f"{before}Apple{after}"
    assert word_before(text, len(before)) in before
    assert word_after(text, len(before) + len("Apple")) in after
