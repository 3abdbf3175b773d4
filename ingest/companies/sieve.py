"""Where in a text names may begin, told by their first letters: most capitals are dismissed all at once. Pure.

To lead from one capitalised word to the next and ask what each may be took twice as long, for one word in six is a
name even where an article is full of them. What is left is asked as before, so a sieve may let through too much.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.companies.boundaries import CAPITALS, CASELESS_RANGES, INSIDE_WORD

_LETTERS: Final = 4
"""Characters of a beginning that are compared, of 16 bits each. Three let half as many places more through."""
_MASKS: Final = np.array([(1 << 16 * length) - 1 for length in range(1, _LETTERS + 1)], dtype=np.uint64)[:, None]
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_SLOTS: Final = 1 << 20
_SHIFT: Final = np.uint64(44)
_NOTHING: Final = "\0"
_BEHIND: Final = _NOTHING * _LETTERS

# What a character is. A name begins where the number rises by more than that of a letter: at a capital or digit that
# follows none, and at the first letter of a word that may be the first of a name in small letters.
_CASELESS: Final = -1
_NEITHER: Final = 0
_INSIDE: Final = 4
_FIRST: Final = 5
_CAPITAL: Final = 100

_Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """The beginnings of names: 4,339 take half a hundredth of the slots.

    In a quarter of them so many words had the slot of a name that looking for names took a fifth longer.
    """

    _slots: _Flags
    """Whether a name begins so, by a hash of its first letters: 1 MB."""
    _kinds: NDArray[np.int8]
    """What each code point is; the last one stands for all behind it."""

    @classmethod
    def of(cls, capitalised: Iterable[str], small: Collection[str] = ()) -> Sieve:
        """A sieve for names, from their first capital or digit on, and for those in `small` letters, from the first."""
        kinds = _kinds().copy()
        kinds[[min(ord(name[0]), len(kinds) - 1) for name in small]] = _FIRST
        heads = list({name[:_LETTERS] for name in chain(capitalised, small)})
        points = _points("".join(head.ljust(_LETTERS, _NOTHING) for head in heads))
        # A head is shorter than a window only where its name is, and then all that follows is let through.
        lengths = np.fromiter(map(len, heads), dtype=np.intp, count=len(heads))
        windows = _windows(points, np.arange(0, _LETTERS * len(heads), _LETTERS))
        slots = np.zeros(_SLOTS, dtype=np.bool_)
        slots[_slots(windows & _MASKS[lengths - 1, 0])] = True
        return cls(slots, kinds)

    def joined(self, other: Sieve) -> Sieve:
        """One that lets through what either does."""
        return Sieve(self._slots | other._slots, np.maximum(self._kinds, other._kinds))

    def places(self, text: str) -> tuple[list[int], bool]:
        """Where names may begin, at a capital, a digit or a word, and whether a letter of the text is caseless."""
        points = _points(f"\n{text}")
        kinds = self._kinds.take(points, mode="clip")
        begins = (kinds[1:] - kinds[:-1] > _INSIDE).nonzero()[0]
        passes = self._slots.take(_slots(_windows(points[1:], begins) & _MASKS)).any(axis=0)
        return begins[passes].tolist(), bool(kinds.min() == _CASELESS)


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(f"{text}{_BEHIND}".encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _windows(points: NDArray[np.uint32], places: NDArray[np.intp]) -> NDArray[np.uint64]:
    """The `_LETTERS` characters from each place on, as one number."""
    halves = points.astype("<u2")
    every: NDArray[np.uint64] = np.ndarray(len(halves) - _LETTERS + 1, "<u8", halves, strides=halves.strides)
    return every[places]


def _slots(windows: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (windows * _SPREAD >> _SHIFT).view(np.int64)


@cache
def _kinds() -> NDArray[np.int8]:
    """What each code point is, but for names; the last one stands for all behind it.

    Letters behind those with capitals count as nothing where a word is concerned: that lets too much through.
    """
    kinds = np.full(CASELESS_RANGES[-1][1] + 2, _NEITHER, dtype=np.int8)
    kinds[[code for code in range(CASELESS_RANGES[0][0]) if INSIDE_WORD.match(chr(code))]] = _INSIDE
    for first, last in CASELESS_RANGES:
        kinds[first : last + 1] = _CASELESS
    kinds[[ord(capital) for capital in CAPITALS]] = _CAPITAL
    kinds.flags.writeable = False
    return kinds
