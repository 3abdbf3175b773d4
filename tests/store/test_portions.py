"""Portions that stay, whatever comes after them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.portions import PORTION, newer_than, portions

totals = st.integers(0, 12 * PORTION)


def shown(number: int, total: int) -> range:
    """The entries of a portion, newest first; entry 0 is the oldest of the list."""
    newest_first = range(total - 1, -1, -1)
    first = newer_than(number, total)
    return newest_first[first : first + PORTION]


@given(totals, totals)
def test_what_is_added_changes_no_portion(total: int, added: int) -> None:
    for number in range(1, portions(total) + 1):
        assert shown(number, total) == shown(number, total + added)
    assert portions(total) <= portions(total + added)


@given(totals)
def test_each_portion_is_full_and_something_newer_follows_it(total: int) -> None:
    for number in range(1, portions(total) + 1):
        assert len(shown(number, total)) == PORTION
        assert newer_than(number, total) > 0


@given(totals)
def test_the_newest_fifty_and_the_portions_are_all_there_is(total: int) -> None:
    front = range(total - 1, -1, -1)[:PORTION]
    numbered = [entry for number in range(portions(total), 0, -1) for entry in shown(number, total)]
    assert sorted({*front, *numbered}) == list(range(total))
    assert len(numbered) == len(set(numbered))
    assert not numbered or len(front) + len(numbered) < total + PORTION, "no whole page is one that was read already"
