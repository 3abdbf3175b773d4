"""Words as they are compared: without case and without the accents that people leave out."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]")
_UNDECOMPOSED = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "Ł": "L", "Đ": "D", "Ø": "O", "Æ": "Ae", "Œ": "Oe"}
)
"""Letters that have no decomposition in Unicode and are written without their stroke or dot all the same."""


def folded(text: str) -> str:
    """`text` without case and accents, for looking up what people typed; never for showing.

    Only the combining marks of European scripts go (U+0300 to U+036F): a vowel sign of Hindi is a letter.

    >>> folded("TYTUŁ"), folded("Název"), folded("Başlık") == folded("BAŞLIK"), folded("Τίτλος")
    ('tytul', 'nazev', True, 'τιτλοσ')
    """
    return unaccented(text.casefold())


def unaccented(text: str) -> str:
    """`text` as people write it whose keyboard has no accents; case stays.

    >>> unaccented("Příliš žluťoučký"), unaccented("ŁÓDŹ")
    ('Prilis zlutoucky', 'LODZ')
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", plain).translate(_UNDECOMPOSED)
