"""Two sequences of words side by side: what both have in the same order. Pure.

Patience diff (Bram Cohen, https://bramcohen.livejournal.com/73318.html): what occurs once in each is laid side by side
first, runs of three words before single ones, and then what stands between; linear, where the longest common
subsequence is quadratic.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

_EFFORT: Final = 24
"""How often each word may be looked at before what is left counts as different: keeps hostile texts linear."""
_SMALL: Final = 900
"""Pairs of words that are compared one with another where nothing rare is left to hold on to."""


class Block(NamedTuple):
    """A run of words that both texts have: where it begins in each, and how long it is."""

    a: int
    b: int
    size: int


_Pair: TypeAlias = tuple[int, int]
"""A place in a and one in b."""
_Span: TypeAlias = tuple[int, int, int, int]
"""A part of a, from and to, and one of b."""


def aligned(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """The words that both have in the same order, as blocks in order, none of which touches another in both."""
    blocks: list[Block] = []
    todo: list[_Span] = [(0, len(a), 0, len(b))]
    effort = _EFFORT * (len(a) + len(b) + 1)
    while todo:
        a_from, a_to, b_from, b_to = todo.pop()
        start = a_from
        while a_from < a_to and b_from < b_to and a[a_from] == b[b_from]:
            a_from, b_from = a_from + 1, b_from + 1
        if a_from > start:
            blocks.append(Block(start, b_from - (a_from - start), a_from - start))
        end = a_to
        while a_from < a_to and b_from < b_to and a[a_to - 1] == b[b_to - 1]:
            a_to, b_to = a_to - 1, b_to - 1
        if a_to < end:
            blocks.append(Block(a_to, b_to, end - a_to))
        effort -= a_to - a_from + b_to - b_from
        if a_from == a_to or b_from == b_to or effort < 0 or a_to - a_from == b_to - b_from == 1:
            continue
        if anchors := _anchors(a, b, (a_from, a_to, b_from, b_to)):
            corners = [(a_from, b_from), *anchors, (a_to, b_to)]
            todo += [(x, x_to, y, y_to) for (x, y), (x_to, y_to) in pairwise(corners)]
    return _joined(sorted(blocks))


def _anchors(a: Sequence[str], b: Sequence[str], span: _Span) -> list[_Pair]:
    """Places in `span` of a and b that surely belong together, in order."""
    a_from, a_to, b_from, b_to = span
    for size in (3, 1):
        there = _once(b, b_from, b_to, size)
        pairs = [(x, there[run]) for run, x in _once(a, a_from, a_to, size).items() if run in there]
        if pairs:
            return _rising(pairs)
    if (a_to - a_from) * (b_to - b_from) <= _SMALL:
        return next(([(x, y)] for x in range(a_from, a_to) for y in range(b_from, b_to) if a[x] == b[y]), [])
    return []


def _once(words: Sequence[str], start: int, stop: int, size: int) -> dict[tuple[str, ...], int]:
    """The runs of so many words that occur once between two places, each with where it begins, in order."""
    places: dict[tuple[str, ...], int] = {}
    part = words[start:stop]
    for place, run in enumerate(zip(*(part[i:] for i in range(size)), strict=False), start):
        places[run] = -1 if run in places else place
    return {run: place for run, place in places.items() if place >= 0}


def _rising(pairs: Iterable[_Pair]) -> list[_Pair]:
    """The longest choice of pairs, which come by their first place, that rises in the second too.

    Patience sorting: each pair goes on the first pile whose top is not below it, and remembers the top of the pile
    before. From the top of the last pile the chain leads back.
    """
    tops: list[int] = []
    chain: list[tuple[_Pair, int]] = []
    links: list[int] = []
    for pair in pairs:
        pile = bisect_left(tops, pair[1])
        chain.append((pair, links[pile - 1] if pile else -1))
        tops[pile : pile + 1], links[pile : pile + 1] = [pair[1]], [len(chain) - 1]
    rising = []
    link = links[-1] if links else -1
    while link >= 0:
        pair, link = chain[link]
        rising.append(pair)
    return rising[::-1]


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, in order, with those that touch in both texts made one."""
    joined: list[Block] = []
    for block in blocks:
        if joined and joined[-1].a + joined[-1].size == block.a and joined[-1].b + joined[-1].size == block.b:
            joined[-1] = joined[-1]._replace(size=joined[-1].size + block.size)
        else:
            joined.append(block)
    return joined
