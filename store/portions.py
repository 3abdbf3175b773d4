"""A list of entries in portions that stay: counted from the oldest, so that a new entry moves no other to a new page.

Portion *n* holds the entries (n - 1)·50 to n·50 in the order they were published in. It has a number once something
newer follows it; what is newer than the last portion is shown unnumbered, with as many of that portion as make fifty.
"""

from __future__ import annotations

from typing import Final

PORTION: Final = 50
"""Entries in each."""


def portions(entries: int) -> int:
    """How many portions of a list of so many entries have a number.

    >>> portions(0), portions(50), portions(51), portions(100), portions(101)
    (0, 0, 1, 1, 2)
    """
    return max(0, entries - 1) // PORTION


def newer_than(number: int, entries: int) -> int:
    """How many of so many entries are newer than all of a portion.

    >>> newer_than(1, 51), newer_than(1, 130), newer_than(2, 130)
    (1, 80, 30)
    """
    return entries - number * PORTION
