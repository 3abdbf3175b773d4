"""Places: what surrounds a letter that lost a byte, going by the letters that are whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ingest.repair.losses import Piece
from ingest.repair.orthography import LETTERS
from ingest.repair.punctuation import Position

_OPENERS: Final = frozenset("“„‚‘«‹–—(¿¡")
_BEHIND: Final = frozenset(("", *" \t\r\u00a0.,;:!?…)]}'\"*_</|-"))
"""What stands behind a word rather than before one; empty is the end of a line."""


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters with damage in it, and what matters of its surroundings."""

    source: str
    starts: bool
    """A sentence begins here."""
    follows: str
    """The character behind it; empty at the end of the line."""
    opens: bool = False
    """No word and no sign stands close before it, so that a quotation may begin here."""
    loud: bool = False
    """The words before it are in capitals."""

    @property
    def blank_follows(self) -> bool:
        """Whether it ends before a blank, or with the line."""
        return not self.follows.strip()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a token a piece stands."""

    case: bool | None
    """Whether a capital is wanted; None where a word begins, or nothing tells."""
    blank_follows: bool
    position: Position
    joins: bool
    """A letter follows, though perhaps over a blank."""

    def fits(self, reading: str) -> bool:
        """Whether `reading`, a character, has the wanted case."""
        return self.case is None or not reading.isalpha() or reading.isupper() is self.case


def places(pieces: Sequence[Piece], token: Token) -> Iterator[Place]:
    """The place of each of the pieces of `token`."""
    cases = tuple(_cases(pieces))
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        before = _ends_word(pieces[number - 1]) if number else not token.opens
        after = token.follows not in _BEHIND if last else _begins_word(pieces[number + 1])
        position = Position.of(word_before=before, word_after=after and not piece.source.endswith(" "))
        joins = not last and _is_letter(pieces[number + 1])
        yield Place(cases[number], token.blank_follows and last, position, joins)


def _ends_word(piece: Piece) -> bool:
    return not piece.source.endswith(" ") and (_is_letter(piece) or _sign(piece) not in _OPENERS)


def _begins_word(piece: Piece) -> bool:
    return _is_letter(piece) or _sign(piece) in _OPENERS


def _sign(piece: Piece) -> str:
    return piece.readings[0] if piece.readings else piece.source


def _is_letter(piece: Piece) -> bool:
    """Whether it is a letter, or may be one: what lost a byte is no sign if any letter leaves the same behind."""
    if piece.readings:
        return any(reading in LETTERS or reading.isalpha() for reading in piece.readings)
    return piece.source.isalpha()


def _cases(pieces: Sequence[Piece]) -> Iterator[bool | None]:
    """Whether each piece should be a capital, as most letters of its word are that are whole and not the first."""
    words = 0
    numbers = []
    inside = False
    for piece in pieces:
        in_word = _is_letter(piece)
        words += in_word and not inside
        numbers.append(words if in_word else -1)
        inside = in_word and not piece.source.endswith(" ")
    for number, group in groupby(zip(numbers, pieces, strict=True), key=lambda pair: pair[0]):
        word = [piece for _, piece in group]
        whole = [letter for piece in word[1:] if (letter := _whole(piece)).isalpha()]
        capitals = sum(letter.isupper() for letter in whole)
        case = None if number < 0 or 2 * capitals == len(whole) else 2 * capitals > len(whole)
        yield None
        yield from [case] * (len(word) - 1)


def _whole(piece: Piece) -> str:
    if piece.lost:
        return ""
    return piece.readings[0] if piece.readings else piece.source
