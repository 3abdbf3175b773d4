"""Whole words, and names in addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.boundaries import CAPITALISED, is_in_address, is_unspaced, stands_alone, stands_free


@pytest.mark.parametrize(
    ("before", "after", "free"),
    [
        ("", "", True),
        ("(", ").", True),
        ("“", "”", True),
        ("ge", "", False),
        ("", "plex", False),
        ("", "\u0301", False),
        ("日", "本", True),
        ("https://", ".org/x", False),
        ("me@", "", False),
        ("AMD/", "/Dell", True),
        ("ex-", "-owned", True),
    ],
)
def test_a_name_is_a_whole_word_outside_of_addresses(before: str, after: str, *, free: bool) -> None:
    text = f"{before}Google{after}"
    assert stands_free(text, len(before), len(before) + len("Google")) is free


@pytest.mark.parametrize(
    ("before", "after", "address"),
    [
        ("#", "", True),
        ("see www.", ".com/maps", True),
        ("C:\\", "\\log", True),
        ("x=", "", True),
        ("", "()", True),
        ("said ", ".", False),
        ("", ".com", True),
        ("either/", "", False),
    ],
)
def test_addresses_hashtags_paths_and_code_are_told_from_prose(before: str, after: str, *, address: bool) -> None:
    assert is_in_address(f"{before}Google{after}", len(before), len(before) + len("Google")) is address


def test_katakana_runs_on_and_korean_words_begin_at_a_blank() -> None:
    assert stands_alone("彼のアップルは", 2, 6)
    assert not stands_alone("アップルパイ", 0, 4)
    assert stands_alone("삼성은", 0, 2)
    assert not stands_alone("신삼성은", 1, 3)


@given(st.text(max_size=80))
def test_a_capitalised_word_begins_with_a_capital_or_a_digit_and_has_no_end_of_a_word_inside(text: str) -> None:
    for word in CAPITALISED.finditer(text):
        assert word[0][0].isupper() or word[0][0].isdigit()
        assert not any(map(is_unspaced, word[0]))
        assert all(letter.isalnum() or letter == "_" for letter in word[0])
