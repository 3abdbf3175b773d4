"""Word for word: what a repair got right, what it left, and what it spoiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

Damage = Callable[[str], str]
"""What happened to a text, character by character."""

_SHOWN = 6
"""Words of one mistake."""

_PIECE = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Tally:
    """Words counted. Tallies add up."""

    words: int = 0
    damaged: int = 0
    """Words that the damage changed, or whose neighbouring blank it changed."""
    right: int = 0
    """Damaged words that are as they were."""
    spoiled: int = 0
    """Words that were never damaged and are not as they were."""
    articles: int = 0
    left_alone: int = 0
    """Damaged articles in which nothing was repaired."""
    mistakes: tuple[str, ...] = field(default=(), compare=False)
    """Each wrong place, as it should be and as it is."""

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.words + other.words,
            self.damaged + other.damaged,
            self.right + other.right,
            self.spoiled + other.spoiled,
            self.articles + other.articles,
            self.left_alone + other.left_alone,
            self.mistakes + other.mistakes,
        )

    @property
    def share(self) -> float | None:
        """Of the damaged words, those that are right; None where nothing was damaged."""
        return self.right / self.damaged if self.damaged else None


def harmed(text: str, damage: Damage) -> tuple[bool, ...]:
    """For each word of `text`, whether `damage` changes it or the blank beside it.

    A no-break space that is lost takes a word boundary along: neither of its neighbours can be held against a repair.
    """
    pieces = _PIECE.findall(text.strip())
    changed = [damage(piece) != piece for piece in pieces]
    return tuple(any(changed[max(0, at - 1) : at + 2]) for at in range(0, len(pieces), 2))


def kept(truth: Sequence[str], got: Sequence[str]) -> tuple[bool, ...]:
    """For each word of `truth`, whether it stands in `got`, in its place."""
    standing = [False] * len(truth)
    for what, start, stop, _, _ in _operations(truth, got):
        standing[start:stop] = [what == "equal"] * (stop - start)
    return tuple(standing)


def judge(truth: str, got: str, damage: Damage, *, repaired: bool) -> Tally:
    """What became of one article: `truth` was damaged by `damage`, and `got` is what it was repaired to."""
    words, found = truth.split(), got.split()
    damaged, right = harmed(truth, damage), kept(words, found)
    return Tally(
        words=len(words),
        damaged=sum(damaged),
        right=sum(map(all, zip(damaged, right, strict=True))),
        spoiled=sum(not (hit or standing) for hit, standing in zip(damaged, right, strict=True)),
        articles=1,
        left_alone=int(any(damaged) and not repaired),
        mistakes=tuple(differences(words, found)),
    )


def differences(truth: Sequence[str], got: Sequence[str]) -> Iterator[str]:
    """Each place where `got` is not `truth`: what should stand there, and what does."""
    for what, start, stop, got_start, got_stop in _operations(truth, got):
        if what != "equal":
            yield f"{_shown(truth[start:stop])} → {_shown(got[got_start:got_stop])}"


def _operations(truth: Sequence[str], got: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    """As `SequenceMatcher.get_opcodes`; word by word where no word was lost or won, which is fast and exact."""
    if len(truth) != len(got):
        return SequenceMatcher(None, truth, got, autojunk=False).get_opcodes()
    pairs = enumerate(zip(truth, got, strict=True))
    return [("equal" if one == other else "replace", at, at + 1, at, at + 1) for at, (one, other) in pairs]


def _shown(words: Sequence[str]) -> str:
    return f"{' '.join(words[:_SHOWN])} …" if len(words) > _SHOWN else " ".join(words) or "nothing"
