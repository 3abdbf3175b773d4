"""Whether two words are one: in another case, with a letter wrong, or negated. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

UNINFLECTED: Final = 4
"""Letters of words in which one letter makes another word: a misspelt one has more."""
_SYLLABLE: Final = re.compile(r"(?:[aeiouyáéíóúýůěäöüąęаеиоуъюяыіїє]\w{0,2})?")
"""What inflection puts behind a stem: nothing, or something with a vowel."""


def inflected(one: str, other: str) -> bool:
    """Whether two words look like forms of one.

    >>> inflected("googlem", "googlu"), inflected("iran", "iraq"), inflected("praha", "pravda")
    (True, False, False)
    """
    stem = _common(one, other)
    shortest = min(len(one), len(other))
    return stem >= max(3, shortest - 3) and all(_SYLLABLE.fullmatch(word[stem:]) for word in (one, other))


def misspelt(one: str, other: str) -> bool:
    """Whether two words differ by a letter, or, where they have eight or more, by two that stand close together.

    >>> misspelt("spolecnost", "společnost"), misspelt("million", "billion"), misspelt("iran", "iraq")
    (True, True, False)
    """
    if min(len(one), len(other)) <= UNINFLECTED:
        return False
    start = _common(one, other)
    end = _common(reversed(one[start:]), reversed(other[start:]))
    return max(len(one), len(other)) - start - end <= (2 if len(one) >= 2 * UNINFLECTED else 1)


def negates(one: str, other: str) -> bool:
    """Czech and Slovak verbs are negated by what stands before them: byl, nebyl."""
    return f"ne{one}" == other or f"ne{other}" == one


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """How many letters two words have in common from their beginning."""
    common = 0
    for x, y in zip(one, other, strict=False):
        if x != y:
            break
        common += 1
    return common
