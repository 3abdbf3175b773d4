from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.kinship.alignment import Block, aligned

words = st.lists(st.sampled_from("abcdefgh"), max_size=40)
distinct = st.lists(st.integers(0, 10**6).map(str), unique=True, max_size=40)


@given(words, words)
def test_a_block_is_what_both_have_and_blocks_rise_in_both(a: list[str], b: list[str]) -> None:
    blocks = aligned(a, b)
    for block in blocks:
        assert block.size > 0
        assert a[block.a : block.a + block.size] == b[block.b : block.b + block.size]
    for one, other in pairwise(blocks):
        behind = one.a + one.size, one.b + one.size
        assert behind[0] <= other.a
        assert behind[1] <= other.b
        assert behind != (other.a, other.b)


@given(words)
def test_what_is_equal_is_one_block(a: list[str]) -> None:
    assert aligned(a, a) == ([Block(0, 0, len(a))] if a else [])


@given(words, words, words)
def test_a_common_beginning_and_end_are_always_found(start: list[str], a: list[str], end: list[str]) -> None:
    found = aligned([*start, *a, *end], [*start, *end])
    assert sum(block.size for block in found) == len(start) + len(end)


@given(distinct, st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["x", "y", "z"])), max_size=20))
def test_whatever_is_put_between_words_that_occur_once_they_find_each_other(
    a: list[str], added: list[tuple[int, str]]
) -> None:
    b = list(a)
    for place, word in added:
        b.insert(place, word)
    assert sum(block.size for block in aligned(a, b)) == len(a)


def test_of_two_paragraphs_that_changed_places_the_longer_is_aligned() -> None:
    short, long = [*"abcd"], [*"efghij"]
    assert aligned([*short, *long], [*long, *short]) == [Block(4, 0, 6)]


def test_where_nothing_is_rare_a_repeated_word_still_finds_its_like() -> None:
    assert sum(block.size for block in aligned(list("xaay"), list("vaaw"))) == 2
