"""Words of a language, and how often they occur: what chooses the letter whose byte was lost.

The words are the small lists of wordfreq (https://github.com/rspeer/wordfreq, data CC BY-SA 4.0), read from the
installed package and never copied. Those with a letter outside ASCII matter here, and of the others the commonest, by
which a language is known. Kept as hashes they need six bytes each: 650,000 words of 30 languages in 4 MB.

Estonian has an alphabet and no list. Where the alphabet leaves no choice, none is needed.

For words that the lists do not know there is `Lexicon.around`: how often a letter
stands between such neighbours, counted in the words of the same list. Inflected names get their endings right by it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Final
from zlib import crc32

from ingest.repair.orthography import ALPHABETS, in_cyrillic

REACHES: Final = (0, 1, 2, 3)
"""Letters on each side of one that its neighbourhoods are counted with."""

_COUNTED: Final = 25_000
"""The commonest words of a language, in which neighbourhoods are counted."""

_COMMON: Final = 450
"""Centibels below certainty to which words of ASCII are kept: 32 in a million."""

_EDGE: Final = "|"
_CENTIBELS: Final = 100
_SOURCE: Final = {"sr": "sh"}
_CEDILLAS = str.maketrans("şţ", "șț")
_DOTTED = str.maketrans({"I": "ı", "İ": "i"})


@dataclass(frozen=True, slots=True)
class Tally:
    """An immutable mapping of strings to numbers below 65,536, in six bytes each.

    It knows the strings by their CRC-32 alone: of a hundred thousand strings that are not in a table of 40,000, one is
    taken for another.
    """

    keys: array[int]
    """Sorted, without repeats."""
    values: array[int]

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Tally:
        """A table of these hashes and numbers; what is larger than fits is cut."""
        keys = sorted(counts)
        return cls(array("I", keys), array("H", (min(counts[key], 0xFFFF) for key in keys)))

    def get(self, text: str) -> int:
        """The number of `text`; 0 where it has none."""
        key = crc32(text.encode())
        place = bisect_left(self.keys, key)
        return self.values[place] if place < len(self.keys) and self.keys[place] == key else 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one language's words tell."""

    language: str
    words: Tally
    """Folded word to its rank in centibels above the rarest: 1 is a word of one in a million."""

    def frequency(self, word: str) -> float | None:
        """log10 of the share of all words that are `word`, in whatever case; None for words that are not known.

        Of words of ASCII only the common ones are.
        """
        rank = self.words.get(fold(word, self.language))
        return (rank - _FLOOR) / _CENTIBELS if rank else None

    @property
    def has_words(self) -> bool:
        """Whether there is a list of the language's words."""
        return bool(self.words.keys)

    def around(self, word: str, place: int, reach: int) -> int:
        """How many words have the letter at `place` of the folded `word` between the same `reach` letters."""
        return _windows(self.language).get(_window(f"{_EDGE * reach}{word}{_EDGE * reach}", place + reach, reach))


def fold(word: str, language: str) -> str:
    """`word` in the spelling of wordfreq's lists, which know no case, no ß and no ς, and one kind of hook a language.

    >>> fold("Großen", "de"), fold("IŞIK", "tr"), fold("Aceşti", "ro")
    ('grossen', 'ışık', 'acești')
    """
    match language:
        case "tr":
            return word.translate(_DOTTED).casefold()
        case "ro":
            return word.casefold().translate(_CEDILLAS)
        case _:
            return word.casefold()


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """Every language's lexicon, read once: 0.8 s, and 18 MB for good with what wordfreq imports."""
    return {language: Lexicon(language, _ranks(language)) for language in ALPHABETS}


@lru_cache(maxsize=10_000)
def abroad(word: str) -> float | None:
    """log10 of the share of all words that are `word` where it is commonest; None where no language has it."""
    return max((share for each in lexicons().values() if (share := each.frequency(word)) is not None), default=None)


_FLOOR: Final = 601
"""One more than the centibels below certainty of the rarest words in the small lists: one in a million."""


def _ranks(language: str) -> Tally:
    ranks: dict[int, int] = {}
    for depth, bucket in enumerate(_buckets(language)):
        for word in bucket:
            if depth <= _COMMON or not word.isascii() or (language == "de" and "ss" in word):  # which may be an ß
                ranks.setdefault(crc32(word.encode()), _FLOOR - depth)
    return Tally.of(ranks)


@cache
def _windows(language: str) -> Tally:
    """Letters of the language with their neighbours to the number of different words that they stand in.

    Made when a text is first damaged in that language, for few ever are: 0.15 s for Czech, 0.5 s for Russian.
    """
    own, widest = ALPHABETS[language], REACHES[-1]
    windows: Counter[str] = Counter()
    words = (word for bucket in _buckets(language) for word in bucket if not word.isascii())
    for word in islice(words, _COUNTED):
        padded = f"{_EDGE * widest}{word}{_EDGE * widest}"
        places = [place for place, letter in enumerate(padded) if letter in own]
        for reach in REACHES:
            windows.update([_window(padded, place, reach) for place in places])
    return Tally.of({crc32(window.encode()): count for window, count in windows.items()})


def _buckets(language: str) -> list[list[str]]:
    """The words of the language, those of equal frequency together, each list a centibel rarer than the one before."""
    import wordfreq  # noqa: PLC0415 - brings in langcodes and regex: when needed

    path = wordfreq.available_languages("small").get(_SOURCE.get(language, language))
    buckets = wordfreq.read_cBpack(path) if path else []
    return [[in_cyrillic(word) for word in bucket] for bucket in buckets] if language == "sr" else buckets


def _window(padded: str, place: int, reach: int) -> str:
    return f"{reach}{padded[place - reach : place + reach + 1]}"
