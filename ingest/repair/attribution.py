"""Attribution: the language that a damaged text is in, by its words that are whole and by those that may be mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Final, TypeVar

from ingest import language
from ingest.repair.conjecture import Conjectures, effort
from ingest.repair.lexicon import Lexicon, lexicons
from ingest.repair.lines import Line
from ingest.repair.losses import Loss
from ingest.repair.orthography import ALPHABETS, LETTERS
from ingest.repair.places import Token
from ingest.repair.spelling import UNCOMMON, WORD

SAMPLE: Final = 150
"""Different tokens that a text is judged by."""

SAMPLE_EFFORT: Final = 1_000
"""What they may take (`conjecture.effort`), for each language that is tried. Those of articles take about 250."""

_TRIED: Final = 5
"""Languages whose words are tried on the damaged ones, the likeliest by what is whole."""

_DETECTED: Final = 2.0
"""log10 of the favour shown to the language that n-grams detect in what is whole."""

_FOREIGN_LETTERS: Final = 0.1
"""Share of the whole letters outside ASCII that may be strange to the language: names, quotations."""

_NAMES: Final = 0.02
"""Of all letters, the share that names from elsewhere may hold: a text in English hardly has any others."""

_LINES: Final = 200
"""Damaged lines that are looked at for it."""

_Item = TypeVar("_Item", str, Token)
_PLAIN_WORD = re.compile("(?<![A-Za-z\x80-\U0010ffff])[A-Za-z]++(?![\x80-\U0010ffff])")
_MODEL: Final = {"hr": "sh", "bs": "sh", "sr-Latn": "sh", "no": "nb", "nn": "nb"}
"""Lexicons for languages that are detected under other names."""


def sample(lines: Iterable[Line], loss: Loss) -> tuple[Token, ...]:
    """The first different tokens of these lines, as many as take no more than `SAMPLE_EFFORT`."""
    tokens = _first(token for line in lines for _, token in line.tokens)
    spent = accumulate(effort(token.source, loss) for token in tokens)
    return tuple(token for token, so_far in zip(tokens, spent, strict=True) if so_far <= SAMPLE_EFFORT)


def attributed(lines: Sequence[Line], loss: Loss) -> Lexicon | None:
    """The lexicon of the language that these damaged lines are in, most likely; None where no alphabet fits."""
    lines = tuple(islice(lines, _LINES))
    tokens = sample(lines, loss)
    plain = _first(word for line in lines for word in _PLAIN_WORD.findall(line.text))
    detected = language.detect("\n".join(_provisional(line, loss) for line in lines))
    favourite = _MODEL.get(detected.tag, detected.tag) if detected else None

    whole = tuple(word for token in tokens for word in _whole_words(token, loss))

    def known(lexicon: Lexicon) -> float:
        favour = _DETECTED if lexicon.language == favourite else 0.0
        return favour + sum(lexicon.frequency(word) or UNCOMMON for word in plain + whole)

    def weight(lexicon: Lexicon) -> float:
        conjectures = Conjectures(loss, lexicon)
        return known(lexicon) + sum(conjectures.of(token).weight for token in tokens)

    possible = _possible(lines, tokens, loss, favourite)
    for lexicon in possible:
        if lexicon.language == favourite and not lexicon.has_words:
            return lexicon
    # The neighbours of letters are counted when a language is tried first, which takes a while: so few are tried.
    likely = sorted(possible, key=known, reverse=True)[:_TRIED]
    return max(likely, key=weight, default=None)


def _whole_words(token: Token, loss: Loss) -> tuple[str, ...]:
    """The words of a token that lost nothing."""
    pieces = tuple(loss.pieces(token.source))
    if any(piece.lost for piece in pieces):
        return ()
    return tuple(WORD.findall("".join(piece.readings[0] if piece.readings else piece.source for piece in pieces)))


def _possible(lines: Iterable[Line], tokens: Iterable[Token], loss: Loss, favourite: str | None) -> list[Lexicon]:
    """The lexicons of the languages whose alphabets have nearly all letters that are whole, and of the favourite."""
    letters = [letter for token in tokens for letter in _whole(token.source, loss) if letter in LETTERS]
    plain = sum(character.isalpha() for line in lines for character in line.text if character.isascii())
    most = _FOREIGN_LETTERS * len(letters) + _NAMES * plain
    return [
        lexicon
        for name, lexicon in lexicons().items()
        if name == favourite or sum(letter not in ALPHABETS[name] for letter in letters) <= most
    ]


def _first(items: Iterable[_Item]) -> tuple[_Item, ...]:
    """The first different ones, as many as are judged by."""
    found: dict[_Item, None] = {}
    for item in items:
        found[item] = None
        if len(found) == SAMPLE:
            break
    return tuple(found)


def _whole(source: str, loss: Loss) -> Iterator[str]:
    return (piece.readings[0] for piece in loss.pieces(source) if piece.readings and not piece.lost)


def _provisional(line: Line, loss: Loss) -> str:
    """A line with what is whole in it decoded, and what lost a byte as it is."""
    return loss.sequence.sub(lambda sequence: "".join(_whole(sequence[0], loss)), line.text)
