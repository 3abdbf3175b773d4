"""Text of one single-byte code page that was read in another: ``Êîìïàíèÿ`` for ``Компания``.

A file in Windows-1251 that was taken for Windows-1252 and saved as UTF-8 is UTF-8 without a fault: only its letters are
those of no language. Every page is a bijection between bytes and characters, so nothing was lost, and reading the bytes
anew gives the text back; which page they were in is told by the letters that come out. Clean text is never near: of
whatever language, one alphabet has nearly all of its letters.
"""

from __future__ import annotations

import re
from typing import Final

from ingest.commonest import spoken
from ingest.legibility import is_judged, oddity
from ingest.legibility import is_plausible as is_legible
from ingest.repair.codepages import BY_NAME
from ingest.repair.mojibake import Mojibake
from ingest.repair.orthography import ALPHABETS

_TAKEN_FOR: Final = ("cp1252", "cp1251", "cp1250", "koi8-r")
"""What programs assume when nothing tells them."""

_WRITTEN_IN: Final = ("cp1251", "cp1250", "iso8859-2", "cp1254", "cp1253", "cp1257", "koi8-r", "cp1252")
"""The likeliest first: of two readings that are odd alike, it is the first."""

_LEAST_ODD: Final = 8
"""As `legibility.oddity` weighs: eight letters of no alphabet, or three capitals inside words. A name has fewer."""

_AHEAD: Final = 0.1
"""Of that, what the other reading may have at most."""

_SAMPLE: Final = 5_000
"""Characters whose words are looked at."""

# Small letters and capitals changed places: between KOI8-R and Windows-1251 they do.
_SWAPPED = re.compile("[а-яё][А-ЯЁ]{2}")


def misread(text: str) -> Mojibake | None:
    """`text` as it was written, where all of it was read in a wrong page; None of any other text.

    Clean text costs a look at which characters it has.
    """
    if text.isascii() or not _is_strange(text) or (odd := oddity(text)) < _LEAST_ODD:
        return None
    found: list[tuple[int, Mojibake]] = []
    for wrong in _TAKEN_FOR:
        data = BY_NAME[wrong].encode(text)
        for right in _WRITTEN_IN if data is not None else ():
            written = BY_NAME[right].read(data or b"")
            if right != wrong and (left := oddity(written)) <= _AHEAD * odd and _is_language(written):
                found.append((left, _repair(written, right, wrong, 1 - left / odd)))
    _, best = min(found, key=lambda ranked: ranked[0], default=(0, None))
    return best if best is not None and best.undone() == text else None


def _repair(text: str, right: str, wrong: str, confidence: float) -> Mojibake:
    return Mojibake(
        text, f"{right}>{wrong}", f"{right} read as {wrong}, undone without loss", round(min(confidence, 0.99), 3)
    )


def _is_language(written: str) -> bool:
    """Whether it is letters where letters belong, and some of them the commonest words of a language."""
    return is_judged(written) and is_legible(written) and bool(spoken(written[:_SAMPLE].lower()))


def _is_strange(text: str) -> bool:
    """Whether no one alphabet has all of its letters, or letters have changed their case."""
    letters = {character for character in set(text) if character > "\x7f" and character.isalpha()}
    return not any(letters <= alphabet for alphabet in ALPHABETS.values()) or _SWAPPED.search(text) is not None
