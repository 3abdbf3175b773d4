from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair.punctuation import EMOJI, LOW_QUOTING, SIGNS, Position, cost, emoji_cost


@pytest.mark.parametrize(
    ("left", "position", "language", "likeliest"),
    [
        ("”‐", Position.CLOSING, "en", "”"),
        ("”‐", Position.INSIDE, "fr", "‐"),
        ("„”", Position.OPENING, "sh", "„"),
        ("„”", Position.CLOSING, "sh", "”"),
        ("„”", Position.OPENING, "sv", "”"),
        ("‘‐", Position.OPENING, "nl", "‘"),
        ("“‘", Position.CLOSING, "lt", "“"),
        ("†”", Position.ALONE, "de", "”"),
    ],
)
def test_of_signs_that_leave_the_same_the_place_tells_the_likeliest(
    left: str, position: Position, language: str, likeliest: str
) -> None:
    assert min(left, key=lambda sign: cost(sign, position, language)) == likeliest


@given(st.sampled_from(sorted(SIGNS)), st.sampled_from(Position), st.sampled_from(["en", *sorted(LOW_QUOTING)]))
def test_no_place_makes_a_sign_likelier_than_its_own(sign: str, position: Position, language: str) -> None:
    assert min(cost(sign, other, language) for other in Position) <= cost(sign, position, language)


@given(before=st.booleans(), after=st.booleans())
def test_a_position_is_told_by_the_words_on_both_sides(*, before: bool, after: bool) -> None:
    position = Position.of(word_before=before, word_after=after)
    assert before is (position in {Position.INSIDE, Position.CLOSING})
    assert after is (position in {Position.INSIDE, Position.OPENING})


def test_the_commoner_an_emoji_the_likelier_and_none_is_listed_twice() -> None:
    costs = [emoji_cost(emoji) for emoji in EMOJI]
    assert None not in costs
    assert costs == sorted(set(costs), key=lambda value: value or 0.0)
