"""The counting of words: what is right, wrong, left and spoiled is called so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.damage import lossless
from benchmarks.quality.wording import Tally, harmed, judge, kept


def read_as_cp1252(text: str) -> str:
    return lossless(text, "cp1252")


def without_no_break_spaces(text: str) -> str:
    return text.replace("\u00a0", "")


CLEAN = "Město staví most přes řeku"


@pytest.mark.parametrize(
    ("got", "right", "spoiled"),
    [
        ("Město staví most přes řeku", 4, 0),
        ("Město staví most přes řeka", 3, 0),
        ("Město staví pes přes řeku", 4, 1),
        (read_as_cp1252("Město staví most přes řeku"), 0, 0),
        ("", 0, 1),
    ],
    ids=["perfect", "a word repaired wrongly", "a word spoiled that was fine", "left as it was", "all text lost"],
)
def test_a_repair_is_counted_by_what_it_made_of_the_words(got: str, right: int, spoiled: int) -> None:
    tally = judge(CLEAN, got, read_as_cp1252, repaired=True)

    assert (tally.words, tally.damaged, tally.right, tally.spoiled) == (5, 4, right, spoiled)


def test_a_damaged_article_without_repairs_was_left_alone() -> None:
    assert judge(CLEAN, read_as_cp1252(CLEAN), read_as_cp1252, repaired=False).left_alone == 1
    assert judge(CLEAN, CLEAN, read_as_cp1252, repaired=True).left_alone == 0


def test_an_article_that_no_damage_touches_is_not_left_alone() -> None:
    assert judge("plain words", "plain words", read_as_cp1252, repaired=False) == Tally(words=2, articles=1)


def test_a_lost_word_does_not_make_the_words_behind_it_wrong() -> None:
    assert kept(["a", "b", "c", "d"], ["a", "c", "d"]) == (True, False, True, True)


def test_neither_neighbour_of_a_lost_blank_was_spared() -> None:
    assert harmed("cena 10\u00a0euro dnes", without_no_break_spaces) == (False, True, True, False)
    tally = judge("cena 10\u00a0euro dnes", "cena 10euro dnes", without_no_break_spaces, repaired=False)
    assert (tally.damaged, tally.right, tally.spoiled) == (2, 0, 0)


@pytest.mark.parametrize(
    ("got", "told"),
    [
        (CLEAN, []),
        ("Město staví most přes řeka", ["řeku → řeka"]),
        ("Město stavímost přes řeku", ["staví most → stavímost"]),
        ("Město staví přes řeku", ["most → nothing"]),
        ("Nic", ["Město staví most přes řeku → Nic"]),
    ],
)
def test_each_mistake_is_told_as_it_should_be_and_as_it_is(got: str, told: list[str]) -> None:
    assert list(judge(CLEAN, got, read_as_cp1252, repaired=True).mistakes) == told


words = st.lists(st.sampled_from(["most", "řeka", "Île", "über", "я"]), max_size=12)


@given(words)
def test_what_is_equal_is_all_right(text: list[str]) -> None:
    tally = judge(" ".join(text), " ".join(text), read_as_cp1252, repaired=True)
    assert (tally.words, tally.right, tally.spoiled) == (len(text), tally.damaged, 0)


@given(words, words)
def test_no_more_is_right_than_stands_there(truth: list[str], got: list[str]) -> None:
    assert sum(kept(truth, got)) <= min(len(truth), len(got))


@given(st.lists(st.builds(Tally, *[st.integers(0, 9)] * 6), max_size=5))
def test_tallies_add_up(tallies: list[Tally]) -> None:
    total = sum(tallies, Tally())
    assert total.damaged == sum(tally.damaged for tally in tallies)
    assert total.share == (total.right / total.damaged if total.damaged else None)
