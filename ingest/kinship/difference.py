"""Where two texts differ: before what they share, behind it, or in its middle. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from ingest.kinship.alignment import Block, aligned
from ingest.kinship.words import Text

SOLID: Final = 5
"""Words in a row that are no chance."""
SENTENCE: Final = 10
"""Words from which something added is more than wording."""
_STUMP: Final = 6
"""Words that may stand where a text was cut off: the beginning of a word, "read more"."""


class Gap(NamedTuple):
    """What stands in one text where something else, or nothing, stands in the other: places of words."""

    a: Sequence[int]
    b: Sequence[int]


_NOTHING: Final = Gap((), ())


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts side by side: the edges that either has of its own, and the core between them."""

    common: int
    """Words that both have, moved ones among them."""
    core: int
    """Words of the first text between the edges."""
    gaps: tuple[Gap, ...]
    """In the core."""
    head: Gap
    """What stands before the text that both share."""
    tail: Gap
    """What stands behind it."""

    @classmethod
    def between(cls, a: Text, b: Text) -> Difference:
        """Where two texts differ."""
        blocks = aligned(a.words, b.words)
        gaps = [
            Gap(range(before.a + before.size, after.a), range(before.b + before.size, after.b))
            for before, after in pairwise([Block(0, 0, 0), *blocks, Block(len(a.words), len(b.words), 0)])
        ]
        gaps = _without_moved(a.words, b.words, gaps)
        head, tail = _head(a, b, blocks, gaps), _tail(a, b, blocks, gaps)
        core = len(a.words) - len(head.a) - len(tail.a)
        common = core - sum(len(gap.a) for gap in gaps)
        return cls(common, core, tuple(gap for gap in gaps if gap.a or gap.b), head, tail)

    @property
    def outside(self) -> tuple[int, int]:
        """Words at the edges, of each text."""
        return len(self.head.a) + len(self.tail.a), len(self.head.b) + len(self.tail.b)


def _head(a: Text, b: Text, blocks: Sequence[Block], gaps: list[Gap]) -> Gap:
    """What stands before the text that both share; taken out of the gaps."""
    solid = next((i for i, block in enumerate(blocks) if block.size >= SOLID), 0)
    for last in dict.fromkeys((solid, 0)) if blocks else ():
        edge = _merged(gaps[: last + 1])
        less = a if len(edge.a) <= len(edge.b) else b
        opens = a.opening[blocks[last].a] and b.opening[blocks[last].b]
        if _is_edge(edge, blocks[:last], at_a_stop=opens, cut=less.raw[0][0].islower()):
            gaps[: last + 1] = []
            return edge
    return _NOTHING


def _tail(a: Text, b: Text, blocks: Sequence[Block], gaps: list[Gap]) -> Gap:
    """What stands behind the text that both share; taken out of the gaps."""
    solid = next((i for i, block in enumerate(reversed(blocks)) if block.size >= SOLID), 0)
    for behind in dict.fromkeys((solid, 0)) if blocks else ():
        last = blocks[len(blocks) - 1 - behind]
        edge = _merged(gaps[-behind - 1 :])
        text, place = (a, last.a) if len(edge.a) <= len(edge.b) else (b, last.b)
        opens = place + last.size >= len(text.words) or text.opening[place + last.size]
        less, more = sorted(([a.raw[i] for i in edge.a], [b.raw[i] for i in edge.b]), key=len)
        cut = not text.whole or _ends_in_a_number(less, more)
        if _is_edge(edge, blocks[len(blocks) - behind :], at_a_stop=opens, cut=cut):
            gaps[-behind - 1 :] = []
            return edge
    return _NOTHING


def _ends_in_a_number(less: list[str], more: list[str]) -> bool:
    """Whether a text was cut off inside a number, behind its point: "3." of "3.1 billion" looks like an end."""
    return len(less) == 1 and less[0].isdecimal() and more[0].startswith(f"{less[0]}.")


def _is_edge(gap: Gap, inside: Sequence[Block], *, at_a_stop: bool, cut: bool) -> bool:
    """Whether this is a header or a footer of its own, not the first or last sentence in other words.

    What only one text has is one, and so is what was `cut` off, with what was put in its place. Where both have
    something, it is set off by a stop from the text that they share. Either way the two have no more than a few words
    `inside` in common.
    """
    less, more = sorted((len(gap.a), len(gap.b)))
    shared = sum(block.size for block in inside)
    if less == 0 or (cut and less <= _STUMP and more >= SENTENCE):
        return shared * 4 <= more
    return at_a_stop and shared * 4 < less + shared


def _merged(gaps: Sequence[Gap]) -> Gap:
    return Gap([place for gap in gaps for place in gap.a], [place for gap in gaps for place in gap.b])


def _without_moved(a: Sequence[str], b: Sequence[str], gaps: list[Gap]) -> list[Gap]:
    """The gaps without what stands in both texts, only elsewhere: sentences in another order."""
    runs = {tuple(a[i : i + SOLID]): i for gap in gaps for i in gap.a[: len(gap.a) - SOLID + 1]}
    moved_a: set[int] = set()
    moved_b: set[int] = set()
    for gap in gaps:
        for j in gap.b[: max(0, len(gap.b) - SOLID + 1)]:
            if (i := runs.get(tuple(b[j : j + SOLID]))) is not None:
                moved_a.update(range(i, i + SOLID))
                moved_b.update(range(j, j + SOLID))
    if not moved_a:
        return gaps
    return [Gap([i for i in gap.a if i not in moved_a], [j for j in gap.b if j not in moved_b]) for gap in gaps]
