"""Where a name begins and ends: a whole word, and no part of a URL, an address, a hashtag or a path."""

from __future__ import annotations

import re

_LONGEST_TOKEN = 100
"""Characters on either side that are searched for the beginning and end of a URL."""

# Scripts that put no blanks between words: a name ends where it ends.
_UNSPACED = "\u0e00-\u0eff\u1100-\u11ff\u3005-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
INSIDE_WORD = re.compile(rf"[^\W{_UNSPACED}]|[\u0300-\u036f]")
"""What may not stand beside a name: it would make it a part of a longer word."""
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")
_CLEAR = frozenset(["", *" \n,;!'\"„“”»«)"])
"""What may stand beside a whole word that is in no address; without looking further."""
_SUSPICIOUS_BEFORE = frozenset("@#$=\\`&?%~_+/.:<-")
_SUSPICIOUS_AFTER = frozenset("@#=\\`&%~_+/.:(-")
_ADDRESS = re.compile(
    r"://|@|^www\.|[\w-]\.[a-z]{2,}/|^(?:/|\./|~/|[A-Za-z]:\\)\S|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\W*$|\?\w+="
)

CAPITALS = "0123456789" + "".join(letter for letter in map(chr, range(0x0530)) if letter.isupper())
"""What names begin with, but for a few. Scripts with capitals end before U+0530, but for rare ones."""
CAPITALISED = re.compile(rf"[{CAPITALS}][^\W{_UNSPACED}]{{0,40}}")
"""A word from its first capital or digit on."""

CASELESS_RANGES = ((0x530, 0x1DFF), (0x2C00, 0xA63F), (0xA6A0, 0xFDFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF))
CASELESS = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in CASELESS_RANGES)}]")
"""A letter of Armenian, Arabic, Korean, Chinese and others: no capital announces their names."""


def is_unspaced(letter: str) -> bool:
    """Whether a letter is of a script that puts no blanks between words."""
    return _IS_UNSPACED.match(letter) is not None


def stands_free(text: str, start: int, end: int) -> bool:
    """Whether a name is a whole word, and no part of an address."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in _CLEAR and after in _CLEAR:
        return True
    if INSIDE_WORD.match(before) or INSIDE_WORD.match(after):
        return False
    return not is_in_address(text, start, end)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name in an unspaced script stands by itself: katakana words run on, Korean ones begin at a blank."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _KATAKANA.match(text[start]) and _KATAKANA.match(before):
        return False
    if _KATAKANA.match(text[end - 1]) and _KATAKANA.match(after):
        return False
    return not ("가" <= text[start] <= "힣" and "가" <= before <= "힣")


def is_in_address(text: str, start: int, end: int) -> bool:
    """Whether a name is part of a URL, an e-mail address, a hashtag, a path or a piece of code."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before not in _SUSPICIOUS_BEFORE and after not in _SUSPICIOUS_AFTER:
        return False
    if (before and before in "@#$=\\`_.") or (after and after in "`=\\_") or text.startswith("()", end):
        return True
    left = text[max(0, start - _LONGEST_TOKEN) : start].rpartition(" ")[2].split("\n")[-1]
    right = text[end : end + _LONGEST_TOKEN].partition(" ")[0].split("\n", 1)[0]
    # A name may look like a host itself: ``Amazon.com``.
    return _ADDRESS.search(left + text[start:end].replace(".", "") + right) is not None
