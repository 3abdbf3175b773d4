"""Conjectures: what a damaged word was, of all that leaves the same behind when it is damaged.

Philologists mend manuscripts so: what the gap may have held, by the traces that are left; of that, what the language
knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Final

from ingest.repair.lexicon import Lexicon
from ingest.repair.losses import Loss, Piece
from ingest.repair.orthography import ALPHABETS, LETTERS
from ingest.repair.places import Place, Token, places
from ingest.repair.punctuation import SIGNS, cost, emoji_cost
from ingest.repair.spelling import UNKNOWN, score

CLEAN_SIGNS: Final = frozenset("–—‘’‚“”„•…€")
"""Signs that are half of a damaged letter in most code pages, and that an editor may have set later."""

_MOST_SPELLINGS: Final = 250
"""Spellings of one token that are compared all with all; of more, one letter at a time is improved."""

_ROUNDS: Final = 2

_MOST_LOST: Final = 12
"""Bytes lost in one token. A word in Cyrillic capitals may lose seven, and the time grows by their square."""

_UNRIVALLED: Final = 6.0

# What speaks against a reading beforehand, in log10.
_FOREIGN: Final = 2.5
_NO_DAMAGE: Final = 2.0
_SIGN_SET_LATER: Final = 1.5
_SWALLOWED: Final = 1.5
"""Two words are one: the blank between them was half of a letter."""


def effort(source: str, loss: Loss) -> int:
    """How long a token takes, at 0.1 ms: what most take, and the square of the bytes that it lost."""
    lost = sum(piece.lost for piece in loss.pieces(source))
    return 1 + (lost * lost if lost <= _MOST_LOST else 0)


@dataclass(frozen=True, slots=True)
class Conjecture:
    """What a token was."""

    text: str
    kept: tuple[int, ...]
    """Places of characters outside ASCII that stood there."""
    weight: float
    """log10, as `spelling.score` gives it."""
    lead: float | None
    """log10 by which it is ahead of the next; None where nothing was lost."""


@dataclass(frozen=True, slots=True)
class _Option:
    """What one piece of a token may have been."""

    text: str
    cost: float = 0.0
    kept: str = ""
    """The characters of it that stand in the file as they are."""

    @property
    def letter(self) -> str:
        """The letter that was chosen; empty where it is none."""
        return self.text[:1] if self.text[:1] in LETTERS else ""


@dataclass(frozen=True, slots=True)
class Conjectures:
    """What damaged words were, if they are of one language and suffered one loss."""

    loss: Loss
    lexicon: Lexicon
    signs_set_later: bool = False
    """There are clean signs in the text, so that one may follow a letter that lost its byte."""
    _known: dict[Token, Conjecture] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, token: Token) -> Conjecture:
        """The likeliest; worked out once for the same token."""
        known = self._known.get(token)
        if known is None:
            known = self._known[token] = self._likeliest(token)
        return known

    def _likeliest(self, token: Token) -> Conjecture:
        pieces = tuple(self.loss.pieces(token.source))
        lost = sum(piece.lost for piece in pieces)
        if lost > _MOST_LOST:
            kept = tuple(place for place, character in enumerate(token.source) if not character.isascii())
            return Conjecture(token.source, kept, UNKNOWN, 0.0)
        options = [self._options(piece, place) for piece, place in zip(pieces, places(pieces, token), strict=True)]
        spellings: Iterable[tuple[_Option, ...]] = (
            product(*options) if prod(map(len, options)) <= _MOST_SPELLINGS else self._improved(options, token)
        )
        (weight, best), *others = sorted(
            ((self._weight(spelling, options, token), spelling) for spelling in spellings),
            key=lambda ranked: -ranked[0],
        )
        lead = weight - others[0][0] if others else _UNRIVALLED
        return Conjecture("".join(option.text for option in best), tuple(_kept(best)), weight, lead if lost else None)

    def _improved(self, options: Sequence[Sequence[_Option]], token: Token) -> list[tuple[_Option, ...]]:
        """Where there are too many spellings: those that remain when each letter in turn is made the likeliest."""
        best = [rivals[0] for rivals in options]
        spellings: dict[tuple[_Option, ...], None] = {}
        for _ in range(_ROUNDS):
            for place, rivals in enumerate(options):
                changed = [(*best[:place], rival, *best[place + 1 :]) for rival in rivals]
                likeliest = max(changed, key=lambda spelling: self._weight(spelling, options, token))
                best = list(likeliest)
                spellings |= dict.fromkeys(changed)
        return list(spellings)

    def _weight(self, spelling: tuple[_Option, ...], options: Sequence[Sequence[_Option]], token: Token) -> float:
        doubtful: dict[int, str] = {}
        place = 0
        for option, rivals in zip(spelling, options, strict=True):
            if len(rivals) > 1 and option.letter:
                doubtful[place] = "".join(rival.letter for rival in rivals if not rival.cost)
            place += len(option.text)
        text = "".join(option.text for option in spelling)
        against = sum(option.cost for option in spelling)
        return score(text, doubtful, self.lexicon, starts=token.starts, loud=token.loud) - against

    def _options(self, piece: Piece, place: Place) -> tuple[_Option, ...]:
        if not piece.readings:
            return (_Option(piece.source, kept="" if piece.source.isascii() else piece.source),)
        if not piece.lost:
            return (_Option(piece.readings[0]), *self._with_sign(piece.source))
        bare = piece.source.removesuffix(" ")
        readings = [
            reading
            for reading in piece.readings
            if place.blank_follows is (bare == piece.source) or not self.loss.folds(reading)
        ]
        options = self._allowed(readings, place)
        if bare != piece.source:
            apart = self._allowed(self.loss.remains.get(bare, ()), place)
            swallowed = _SWALLOWED if place.joins else 0.0
            options = [_Option(option.text, swallowed) for option in options if option.text in self._own]
            options += [_Option(f"{option.text} ", option.cost) for option in apart]
        if not options or (len(piece.source) == 1 and piece.source in self._own):
            options.append(_Option(piece.source, _NO_DAMAGE if options else 0.0, kept=bare))
        return tuple(options)

    def _allowed(self, readings: Iterable[str], place: Place) -> list[_Option]:
        """What the language may have at this place: strange letters only for want of others, or to begin a name."""
        fitting = [reading for reading in readings if place.fits(reading)]
        options = [
            _Option(reading, cost(reading, place.position, self.lexicon.language) if reading in SIGNS else 0.0)
            for reading in fitting
            if reading in self._own or reading in SIGNS
        ]
        if not options or place.case is None:
            named = bool(options)
            options += [
                _Option(reading, _FOREIGN + (emoji_cost(reading) or 0.0))
                for reading in fitting
                if reading not in self._own and reading not in SIGNS and (reading.isupper() or not named)
            ]
        return options

    @property
    def _own(self) -> frozenset[str]:
        return ALPHABETS[self.lexicon.language]

    def _with_sign(self, source: str) -> list[_Option]:
        """A whole sequence of two read as a letter that lost its byte, and a sign that was set after it later."""
        if not self.signs_set_later or len(source) != 2 or source[1] not in CLEAN_SIGNS:  # noqa: PLR2004 - lead and tail
            return []
        return [
            _Option(reading + source[1], _SIGN_SET_LATER, source[1])
            for reading in self.loss.remains.get(source[0], ())
            if reading in self._own and not self.loss.folds(reading)
        ]


def _kept(spelling: Iterable[_Option]) -> Iterable[int]:
    place = 0
    for option in spelling:
        yield from (place + at for at, character in enumerate(option.text) if character in option.kept)
        place += len(option.text)
