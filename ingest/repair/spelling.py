"""How likely a spelling is, of those between which the lost bytes leave the choice.

A word that the lexicon knows weighs as much as it is frequent. Any other weighs less than the rarest of them, by as
much as its doubtful letters are unusual between their neighbours. Both bow to the pattern of capitals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import log10
from typing import Final

from ingest.repair.lexicon import REACHES, Lexicon, abroad

UNKNOWN: Final = -7.5
"""log10 of the share that an unknown word is given; the rarest known have -6."""

UNCOMMON: Final = -6.0
"""The same for a word of ASCII, of which the lexicon knows only the common ones."""

# Two words written as one are unknown too: every letter makes an unknown word unlikelier, as it does to monkeys.
_LONG: Final = 8
_PER_LETTER: Final = 0.75

_FROM_ABROAD: Final = 1.5
"""log10 of the odds against a word of another language, if it has a capital."""

_FAITH: Final = 2.0
"""So many words' worth the narrower neighbourhood counts when a letter is looked at in the wider one: the prior of
Bayesian smoothing."""

# Costs in log10: what speaks against a pattern of capitals.
_MIXED_CASE: Final = 3.0
_SMALL_AT_START: Final = 1.7
_CAPITAL_INSIDE: Final = 1.0
_ALL_CAPITALS: Final = 1.5

WORD: Final = re.compile(r"[^\W\d_]+")
"""A run of letters."""


def frequency(word: str, lexicon: Lexicon) -> float | None:
    """log10 of the share of words that are `word`, None where it is unknown. Names may come from other languages."""
    known = lexicon.frequency(word)
    if known is None and len(word) > 1 and word[0].isupper() and not word.isascii():
        elsewhere = abroad(word)
        return elsewhere - _FROM_ABROAD if elsewhere is not None else None
    return known


def score(text: str, doubtful: Mapping[int, str], lexicon: Lexicon, *, starts: bool, loud: bool = False) -> float:
    """log10 of the weight of `text`, one or a few words, as a spelling.

    `doubtful` says of the places whose letters were chosen between which letters that was; `starts`, whether a
    sentence begins here; `loud`, whether the words around are in capitals. Figures compare among spellings of the same
    damaged letters, and of nothing else.
    """
    weight = 0.0
    for found in WORD.finditer(text):
        word = found[0]
        known = frequency(word, lexicon)
        if known is not None:
            weight += known
        else:
            weight += (UNCOMMON if word.isascii() else UNKNOWN) - _PER_LETTER * max(0, len(word) - _LONG)
            places = {place - found.start(): doubtful[place] for place in range(*found.span()) if place in doubtful}
            weight += _letters(word, places, lexicon)
        weight -= _case_cost(word, starts=starts, loud=loud)
        starts = False
    return weight


def _letters(word: str, doubtful: Mapping[int, str], lexicon: Lexicon) -> float:
    """log10 of the probability of the doubtful letters, each between the letters beside it."""
    if not doubtful:
        return 0.0
    small = "".join(map(_small, word))
    return sum(log10(_letter(small, place, rivals, lexicon)) for place, rivals in doubtful.items())


def _letter(word: str, place: int, rivals: str, lexicon: Lexicon) -> float:
    others = frozenset(map(_small, rivals)) | {word[place]}
    share = 1 / len(others)
    for reach in REACHES:
        counts = {rival: lexicon.around(word[:place] + rival + word[place + 1 :], place, reach) for rival in others}
        total = sum(counts.values())
        if not total:
            break
        share = (counts[word[place]] + _FAITH * share) / (total + _FAITH)
    return share


def _small(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter


def _case_cost(word: str, *, starts: bool, loud: bool) -> float:
    if word.islower():
        return _SMALL_AT_START if starts or loud else 0.0
    if word[1:].islower() or len(word) == 1:
        return 0.0 if starts and not loud else _CAPITAL_INSIDE
    if word.isupper():
        return 0.0 if loud else _ALL_CAPITALS
    return _MIXED_CASE
