"""Words for and against a company: beginnings of words, whole short words, phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.sense import Beginnings, heads_of

WORDS = st.frozensets(st.text("abč", min_size=1, max_size=6), max_size=12)


@pytest.mark.parametrize(
    ("beginning", "word", "counts"),
    [
        ("river", "river", True),
        ("river", "rivers", True),
        ("river", "rive", False),
        ("river", "driver", False),
        ("aws", "aws", True),
        ("aws", "awsome", False),
        ("ai", "ai", False),
        ("řeka", "řekami", True),
    ],
)
def test_long_beginnings_begin_a_word_and_short_ones_are_one(beginning: str, word: str, *, counts: bool) -> None:
    words = frozenset({word, "other"})
    assert Beginnings.of([beginning]).among(words, heads_of(words)) == counts


@given(WORDS, WORDS)
def test_what_the_first_letters_dismiss_would_not_have_counted(
    beginnings: frozenset[str], words: frozenset[str]
) -> None:
    expected = sum(
        any(word.startswith(one) if len(one) > 3 else word == one for one in beginnings if len(one) > 2)
        for word in words
    )
    assert Beginnings.of(beginnings).among(words, heads_of(words)) == expected


def test_phrases_have_a_blank_or_a_hyphen_and_are_looked_for_as_they_are() -> None:
    beginnings = Beginnings.of(["apple watch", "ray-ban", "watch"])
    assert beginnings.within("an apple watchband")
    assert beginnings.within("his ray-bans")
    assert not beginnings.within("a watch, an apple")
