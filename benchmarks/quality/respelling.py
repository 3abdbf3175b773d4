"""The ways in which one text is typed: without diacritics, with other quotation marks, wrapped elsewhere."""

from __future__ import annotations

import textwrap
import unicodedata
from enum import StrEnum
from itertools import count
from typing import assert_never

_NO_DECOMPOSITION = str.maketrans("łŁđĐøØ", "lLdDoO")
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


class Respelling(StrEnum):
    """What happened to an article on its way that left its words alone."""

    DIACRITICS = "diacritics"
    """Lost, as by a program that keeps ASCII: for text in Latin script."""
    TYPOGRAPHY = "typography"
    """Quotation marks and dashes made plain where they were typographic, typographic where they were plain."""
    SPACING = "spacing"
    """The title's spaces doubled; the text's lines wrapped, its paragraphs two blank lines apart and indented."""
    CASE = "case"
    """The title in capitals."""


def respelled_title(title: str, way: Respelling) -> str:
    """`title`, which is one line, typed in another way.

    >>> respelled_title("Žluťoučký kůň", Respelling.CASE)
    'ŽLUŤOUČKÝ KŮŇ'
    """
    match way:
        case Respelling.DIACRITICS:
            return _without_diacritics(title)
        case Respelling.TYPOGRAPHY:
            return _other_typography(title)
        case Respelling.SPACING:
            return title.replace(" ", "  ")
        case Respelling.CASE:
            return title.upper()
    assert_never(way)


def respelled_text(text: str, way: Respelling) -> str:
    """`text`, whose paragraphs are separated by a blank line, typed in another way.

    >>> respelled_text("Žluťoučký kůň", Respelling.DIACRITICS)
    'Zlutoucky kun'
    >>> respelled_text('She said "no" - twice.', Respelling.TYPOGRAPHY)
    'She said “no” – twice.'
    """
    match way:
        case Respelling.DIACRITICS:
            return _without_diacritics(text)
        case Respelling.TYPOGRAPHY:
            return _other_typography(text)
        case Respelling.SPACING:
            return "\n\n\n".join(textwrap.fill(part, 60, initial_indent="\u00a0") for part in text.split("\n\n"))
        case Respelling.CASE:
            return text
    assert_never(way)


def _without_diacritics(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(_NO_DECOMPOSITION))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _other_typography(text: str) -> str:
    plain = text.translate(_PLAIN)
    return plain if plain != text else _typographic(text)


def _typographic(text: str) -> str:
    """Pairs of straight quotation marks opened and closed, apostrophes curled, spaced hyphens made dashes."""
    turn = count()
    quoted = "".join(("“", "”")[next(turn) % 2] if c == '"' else c for c in text)
    return quoted.replace("'", "’").replace(" - ", " – ")
