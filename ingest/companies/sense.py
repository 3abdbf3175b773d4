"""What tells a company from other things of its name: the words of the list, ready to be compared with a text."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

SHORT = 3
"""Letters. So short a beginning of a word that it would begin too many: it has to be a whole word."""


class Sense:
    """What tells a company from other things of its name, ready to be compared with words.

    `context` and `against` are beginnings of words or of phrases, case-folded. Those of three letters have to be whole
    words, shorter ones are left out: they would begin too many.
    """

    __slots__ = ("against", "context")

    def __init__(self, context: Iterable[str] = (), against: Iterable[str] = ()) -> None:
        self.context = Beginnings.of(context)
        self.against = Beginnings.of(against)


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Beginnings of words and of phrases."""

    long: tuple[str, ...]
    heads: frozenset[str]
    """What `long` begin with: most words are dismissed by that alone."""
    short: frozenset[str]
    phrases: tuple[str, ...]

    @classmethod
    def of(cls, beginnings: Iterable[str]) -> Beginnings:
        found = tuple(beginnings)
        phrases = tuple(one for one in found if " " in one or "-" in one)
        words = [one for one in found if one not in phrases]
        long = tuple(word for word in words if len(word) > SHORT)
        return cls(
            long,
            frozenset(word[: SHORT + 1] for word in long),
            frozenset(word for word in words if len(word) == SHORT),
            phrases,
        )

    def begin(self, word: str) -> bool:
        """Whether a word begins so."""
        return word.startswith(self.long) or word in self.short

    def among(self, words: AbstractSet[str], heads: AbstractSet[str]) -> int:
        """How many of these words begin so; `heads` are what `heads_of` says of them, which dismisses most texts."""
        if self.heads.isdisjoint(heads) and self.short.isdisjoint(words):
            return 0
        return sum(map(self.begin, words))

    def within(self, text: str) -> bool:
        """Whether the text has one of the phrases."""
        return any(map(text.__contains__, self.phrases))


def heads_of(words: AbstractSet[str]) -> AbstractSet[str]:
    """The first letters of words, by which `Beginnings` dismiss them."""
    return {word[: SHORT + 1] for word in words}
