"""Keys by which articles that may be copies of each other find each other, however many are stored. Pure.

A key stands for a few runs of three words that were drawn from an article by chance, the same chance for every article
(MinHash: Broder 1997, "On the resemblance and containment of documents"; bands: Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", 3.4). Two articles that share a key are candidates, no more: `ingest.kinship` says what
they are to each other.

Keys are stored for ever, so they hang on nothing that another release could change: neither Python's `hash`, nor a
library's (rensa has changed its own once, its ALGORITHM_VERSION is 2), nor the byte order of a machine. All arithmetic
is that of whole numbers modulo 2⁶⁴.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

FEWEST_WORDS: Final = 25
"""A body with fewer words has no keys: what it shares with others is chance. Two characters of a script without blanks
count as a word."""

LOOKED_AT: Final = 4_000
"""Characters from the beginning of a body that decide its keys: about 600 words."""

CHANCE: Final = 0.2
"""`overlap` below which two candidates are no versions of one article. Of 1,332 pairs that shared a key by chance none
had more than 0.15; copies have 0.7 and more."""

_RUN: Final = 3
"""Words of a shingle. Single words and pairs of one site's articles are the same far too often."""
_STEM: Final = 6
"""Letters of a word that count: inflections and most typing errors come behind them."""
_SHORTEST: Final = 3
"""Letters. Shorter words of alphabets are articles and prepositions, which every editor changes."""
_IDEOGRAPHS: Final = 3
"""Characters that are read as one word from each place on where Chinese and Japanese know no blanks."""


@dataclass(frozen=True, slots=True)
class _Sketch:
    """`keys` keys, each made of `rows` shingles drawn from the first `shingles` of a body."""

    shingles: int
    rows: int
    keys: int


# Three rows keep articles apart that share a footer or template sentences: where a tenth of the shingles is common to
# two, they meet in 0.1 % of the keys. A copy that was cut off is found by how it begins; two rows are enough there, for
# no footer reaches so far, and the shortest window lies wholly in a third of an article of 75 words.
_SKETCHES: Final = (_Sketch(LOOKED_AT, 3, 15), _Sketch(50, 2, 3), _Sketch(14, 3, 2))
_FIRST_ROWS: Final = tuple(accumulate((s.rows for s in _SKETCHES for _ in range(s.keys)), initial=0))[:-1]

_PLACES: Final = np.arange(_STEM)[:, None]
_BEHIND: Final = " " * _STEM
"""So that each word has an edge behind it, and a stem's letters to be taken."""

_SHIFTS: Final = (np.uint64(30), np.uint64(27), np.uint64(31))
_MULTIPLIERS: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))

_LAST_OF_TABLE: Final = 0xFFFF
_ALPHABETS_END: Final = 0x0590
"""Latin, Greek, Cyrillic, Armenian; scripts behind them put more into a letter."""
_SCRIPTS_WITHOUT_BLANKS: Final = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF)),  # Thai, Lao; Burmese; Khmer
    *((0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)),  # kana, Han
)
_FIRST_WITHOUT_BLANKS: Final = 0x0E00
_EAST_ASIA: Final = 0x3000

_Hashes: TypeAlias = NDArray[np.uint64]
_Codes: TypeAlias = NDArray[np.uint16]
_Flags: TypeAlias = NDArray[np.bool_]
_Places: TypeAlias = NDArray[np.intp]


def keys(text: str) -> tuple[int, ...]:
    """The keys of a body: 20 signed 64-bit integers, or none where it has fewer than `FEWEST_WORDS` words.

    Case, diacritics, compatibility forms, digits, punctuation and white space play no part, nor does anything behind
    the first `LOOKED_AT` characters. Never raises.

    Two keys in common make a candidate (`store.marks.ENOUGH_KEYS`). Measured with 600 bodies of 150 words: with
    other words for 3 % of them all are found, for 6 % 99.5 %, for 10 % 92 %. Of 3,000 articles that were put together
    from the same few hundred words (`benchmarks.articles`), 576 pairs of 4.5 million share one key, and none two.
    """
    shingles = _shingles(text)
    if not len(shingles):
        return ()
    rows, of_sketches = _rows()
    own = zip(_SKETCHES, of_sketches, strict=True)
    minima = np.concatenate([_minima(shingles[: sketch.shingles], permutations) for sketch, permutations in own])
    # What is added keeps one shingle in two rows from looking the same.
    bands = np.add.reduceat(_mixed(minima + rows), _FIRST_ROWS)
    return tuple(_mixed(bands).view(np.int64).tolist())


def overlap(one: str, other: str) -> float:
    """How much of the body with fewer shingles is in the other: 0 to 1, by what `keys` looks at; 0 where one has none.

    Tells in a tenth of the time of `ingest.kinship.compare` that two candidates met by chance (`CHANCE`).
    """
    a, b = np.unique(_shingles(one)), np.unique(_shingles(other))
    common = len(np.intersect1d(a, b, assume_unique=True))
    return common / min(len(a), len(b)) if common else 0.0


def _shingles(text: str) -> _Hashes:
    """A hash for each run of words, in order; empty where there are too few."""
    words = _words(text)
    if len(words) < _RUN:
        return words[:0]
    first, second, third = _odd_numbers(_RUN)
    return _mixed(words[:-2] * first + words[1:-1] * second + words[2:] * third)


def _minima(shingles: _Hashes, permutations: _Hashes) -> _Hashes:
    """For each permutation the smallest number that it makes of a shingle."""
    minima: _Hashes = (shingles * permutations[:, None]).min(axis=1)
    return minima


def _words(text: str) -> _Hashes:
    """A hash for each word that counts, in order; empty where there are fewer than `FEWEST_WORDS` of any kind."""
    between = f" {text[:LOOKED_AT]}{_BEHIND}"
    points = np.frombuffer(between.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    codes = _folding().take(points, mode="clip")
    codes = codes[codes != _SKIPPED]
    inside = codes != 0
    blankless = _blankless()[codes] if codes.max() >= _FIRST_WITHOUT_BLANKS else None
    if blankless is not None:
        inside &= ~blankless
    ideographs = int(np.count_nonzero(blankless)) if blankless is not None else 0
    # A word's letters are a run of ones, with an edge before it and one behind it.
    edges = (inside[1:] != inside[:-1]).nonzero()[0] + 1
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    if len(starts) + ideographs // 2 < FEWEST_WORDS:
        return np.empty(0, dtype=np.uint64)
    if blankless is not None:
        starts, lengths = _with_ideographs(codes, blankless, starts, lengths)
    first = codes.take(starts)
    kept = ((lengths >= _SHORTEST) | (first >= _ALPHABETS_END)) & (first != _DIGIT)
    starts, lengths = starts[kept], lengths[kept]
    # Letter by letter rather than word by word: a sum over six long rows takes a third of one over many short ones.
    letters = codes.take(starts + _PLACES) * _factors().take(lengths, axis=1, mode="clip")
    hashes: _Hashes = letters.sum(axis=0)
    return hashes


@cache
def _factors() -> _Hashes:
    """What each letter of a stem is multiplied by, a column for each length of a word; 0 where it has none there."""
    odd = _odd_numbers(_RUN + _STEM)[_RUN:]
    return np.where(np.arange(_STEM + 1) > _PLACES, odd[:, None], np.uint64(0))


def _with_ideographs(codes: _Codes, blankless: _Flags, starts: _Places, lengths: _Places) -> tuple[_Places, _Places]:
    """The words of scripts without blanks too: one begins at each character and takes in those that follow."""
    places = np.flatnonzero(blankless)
    reach = np.where(codes[places] >= _EAST_ASIA, _IDEOGRAPHS, _STEM)
    starts, lengths = np.concatenate((starts, places)), np.concatenate((lengths, reach))
    order = np.argsort(starts)
    return starts[order], lengths[order]


_SKIPPED: Final = 1
"""What stands in the table for a character that is dropped without ending a word."""
_DIGIT: Final = ord("0")
"""What stands there for all of them."""


@cache
def _folding() -> _Codes:
    """For each code point up to U+FFFF the letter that it counts as, 0 for what is none, `_SKIPPED` for accents."""
    table = np.fromiter(map(_folded, map(chr, range(_LAST_OF_TABLE + 1))), dtype=np.uint16, count=_LAST_OF_TABLE + 1)
    table.flags.writeable = False
    return table


def _folded(character: str) -> int:
    if "\u3400" <= character <= "\ud7a3":
        return ord(character)  # ideographs and Hangul have neither case nor accents
    if "\u0300" <= character <= "\u036f" or character == "\u00ad":
        return _SKIPPED
    letter = unicodedata.normalize("NFKD", character.casefold())[0].casefold()[0]
    match unicodedata.category(letter)[0]:
        case "L" | "M":
            return ord(letter if ord(letter) <= _LAST_OF_TABLE else character)
        case "N":
            return _DIGIT
        case _:
            return 0


@cache
def _blankless() -> _Flags:
    table = np.zeros(_LAST_OF_TABLE + 1, dtype=np.bool_)
    for first, last in _SCRIPTS_WITHOUT_BLANKS:
        table[first : last + 1] = True
    table.flags.writeable = False
    return table


@cache
def _rows() -> tuple[_Hashes, tuple[_Hashes, ...]]:
    """The permutations, all and those of each sketch: odd factors, which are bijections modulo 2⁶⁴."""
    counts = [sketch.rows * sketch.keys for sketch in _SKETCHES]
    rows = _odd_numbers(_RUN + _STEM + sum(counts))[_RUN + _STEM :]
    return rows, tuple(np.split(rows, list(accumulate(counts))[:-1]))


@cache
def _odd_numbers(count: int) -> _Hashes:
    """The same odd numbers for ever: the sequence of SplitMix64 (Steele, Lea and Flood 2014)."""
    return _mixed(np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


def _mixed(numbers: _Hashes) -> _Hashes:
    """A bijection of 64 bits that leaves no pattern: the finaliser of SplitMix64."""
    numbers = (numbers ^ (numbers >> _SHIFTS[0])) * _MULTIPLIERS[0]
    numbers = (numbers ^ (numbers >> _SHIFTS[1])) * _MULTIPLIERS[1]
    return numbers ^ (numbers >> _SHIFTS[2])
