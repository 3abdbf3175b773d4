"""Characters as they may be published."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST_MARKS: Final = 30
"""Combining marks in a row, as in the stream-safe text format (UAX #15, section 13): no language needs more than six,
and putting them into their canonical order takes quadratic time (1 MiB of them: minutes)."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


_MARKS: Final = frozenset(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
_HEAP: Final = re.compile(f"[{''.join(sorted(_MARKS))}]{{{MOST_MARKS + 1},}}")


def clean(text: str) -> str:
    r"""`text` as it may be published: NFC, lines ended by LF, nothing that XML 1.0 forbids.

    Dropped are all controls but TAB and LF, lone surrogates, U+FFFE and U+FFFF (XML 1.0, production Char) and byte
    order marks; also DEL and the controls from U+0080 to U+009F, which XML discourages and the W3C Feed Validator warns
    of. Of marks heaped on one letter `MOST_MARKS` are kept. Idempotent.

    >>> clean("\ufeffone\r\ntwo\rthre\x00e")
    'one\ntwo\nthree'
    """
    if text.isascii() and text.isprintable():
        return text
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    allowed = _FORBIDDEN.sub("", unified)
    if not _MARKS.isdisjoint(allowed[::MOST_MARKS]):  # a heap covers at least one of these places
        allowed = _HEAP.sub(lambda heap: heap[0][:MOST_MARKS], allowed)
    return unicodedata.normalize("NFC", allowed)
