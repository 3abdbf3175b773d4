"""A reading: bytes as the text that they would be in some encoding. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_ODD: Final = 0.1
"""Share of the characters outside ASCII that may be replaced, unassigned, private, or of another alphabet than their
word."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, not cleaned yet."""

    text: str
    encoding: str
    """Python's name of the codec; ``utf-8 (damaged)`` and the like where bytes had to be replaced."""
    damaged: bool = False
    """Bytes that fit no character were replaced by U+FFFD."""


def read(data: bytes, encoding: str) -> Decoded | None:
    """`data` in `encoding`, with the broken places replaced where they are few; None where they are many."""
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd") - data.decode(encoding, "ignore").count("\ufffd")
    if broken > max(1, MOST_ODD * len(text)):
        return None
    return Decoded(text, f"{encoding} (damaged)" if broken else encoding, damaged=broken > 0)


def high(text: str) -> int:
    """The number of characters outside ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))
