"""How much damage there has to be in a text before it is called damaged: more than it may show as an example."""

from __future__ import annotations

import re
from typing import Final

ENOUGH: Final = 4
"""Weight of the evidence (bytes beyond the first of each sequence) below which text is left alone."""

ENOUGH_IN_PROSE_ON_ENCODINGS: Final = 24
"""The same for text that names encodings, and so may quote damage on purpose."""

_ON_ENCODINGS = (
    *("mojibake", "utf-8", "utf8", "unicode", "windows-125", "windows125", "cp125", "iso-8859", "iso8859", "latin-1"),
    *(
        "latin1",
        "charset",
        "character set",
        "character encoding",
        "text encoding",
        "encodage",
        "codificaci",
        "codificaç",
    ),
    *("zeichensatz", "zeichenkod", "kódován", "kodowani", "кодиров", "кодиран", "кодуван", "krakoz"),
)

# Begun nowhere but at the start of a token, so that a megabyte without a blank is looked through once.
_TOKEN = re.compile(r"(?<![^ \t\n])[^ \t\n]*[^ \t\n\x00-\x7f][^ \t\n]*")
# One word between quotes, backticks or brackets; sequences that stand alone. An article about damage shows it so.
_EXAMPLE = re.compile(r"""[`'"(\[{<«‘“„].*[`'")\]}>»’”][.,;:!?]*|[^0-9A-Za-z]{1,3}""", re.DOTALL)


def needed(text: str) -> int:
    """Weight of the evidence (bytes beyond the first of each sequence) that makes `text` damaged, beyond doubt."""
    lowered = text.lower()
    return ENOUGH_IN_PROSE_ON_ENCODINGS if any(word in lowered for word in _ON_ENCODINGS) else ENOUGH


def is_evident(text: str, sequence: re.Pattern[str], enough: int) -> bool:
    """Whether the sequences in `text` outweigh `enough`, not counting those that may be shown as examples."""
    weight = 0
    for token in _TOKEN.finditer(text):
        if _EXAMPLE.fullmatch(token[0]):
            continue
        weight += sum(len(found) - 1 for found in sequence.findall(token[0]))
        if weight >= enough:
            return True
    return False
