"""Lines of damaged text: which are damaged, and where the damaged words in them begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.abbreviations import BEFORE_MORE, BEFORE_NUMBER
from ingest.repair.conjecture import CLEAN_SIGNS
from ingest.repair.losses import Loss
from ingest.repair.places import Token

_NEARLY_ALL: Final = 0.9
"""Share of a line's characters outside ASCII that are damage, where the line is damaged."""

_SENTENCE_START = re.compile(r"(?:^|[.!?…|])[\s\W]*$")
_ABBREVIATION = re.compile(r"(?:^|[^\w.])([\w.]+)\.[\s\W]*$")
_NO_END: Final = BEFORE_MORE | BEFORE_NUMBER
_LOOK_BACK: Final = 12
_BEFORE_QUOTATIONS: Final = frozenset(" \t\"'([{*_>#-/=")
_FEWEST_CAPITALS: Final = 3

_WRAPPED: Final = 50
"""Characters of a line after which a sentence may go on in the next."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the damage in it."""

    text: str
    tokens: tuple[tuple[int, Token], ...] = ()
    """Where each begins; none where the line is clean."""


def lines(text: str, loss: Loss) -> tuple[Line, ...]:
    """The lines of `text`, ended by LF, with what `loss` did to them."""
    return tuple(_lines(text.split("\n"), loss))


def _lines(texts: Sequence[str], loss: Loss) -> Iterator[Line]:
    weights: dict[str, int] = {}
    before = ""
    for text in texts:
        yield _line(text, loss, weights, flows=_flows(before))
        before = text


def _flows(line: str) -> bool:
    """Whether a sentence seems to go on after `line`."""
    return len(line) > _WRAPPED and line.rstrip("\r")[-1:] not in frozenset("\".!?…:;|>)]}*_€'")


def _line(text: str, loss: Loss, weights: dict[str, int], *, flows: bool) -> Line:
    """The tokens of a line, if nearly all of what is outside ASCII is damage.

    `weights` remembers how much of each token that is.
    """
    if text.isascii():
        return Line(text)
    found = list(loss.token.finditer(text))
    for match in found:
        if match[0] not in weights:
            damaged = (piece.source.rstrip(" ") for piece in loss.pieces(match[0]) if piece.readings)
            weights[match[0]] = sum(map(len, damaged))
    damage = sum(weights[match[0]] for match in found)
    high = sum(character > "\x7f" and character not in CLEAN_SIGNS for character in text)
    if not damage or damage < _NEARLY_ALL * high:
        return Line(text)
    return Line(text, tuple((match.start(), _token(match, text, flows=flows)) for match in found))


def _token(match: re.Match[str], line: str, *, flows: bool) -> Token:
    before = line[max(0, match.start() - _LOOK_BACK) : match.start()]
    follows = line[match.end() : match.end() + 1]
    loud = before.isupper() and sum(map(str.isalpha, before)) >= _FEWEST_CAPITALS
    starts = _starts(before, at_start=match.start() <= _LOOK_BACK, flows=flows)
    return Token(match[0], starts, follows, not before or before[-1] in _BEFORE_QUOTATIONS, loud)


def _starts(before: str, *, at_start: bool, flows: bool) -> bool:
    """Whether a sentence starts behind `before`, which is all of the line if `at_start`."""
    if not before.strip():
        return at_start and not (flows and not before)
    abbreviation = _ABBREVIATION.search(before) if "." in before else None
    if abbreviation and abbreviation[1].lower() in _NO_END:
        return False
    found = _SENTENCE_START.search(before)
    return found is not None and (at_start or found.start() > 0 or before[0] in ".!?…|")
