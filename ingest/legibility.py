"""How much a reading looks like text: letters where letters belong, each word in one alphabet. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from ingest.readings import MOST_ODD, high
from ingest.repair.orthography import ALPHABETS

_SCRUTINISED: Final = 100_000
"""Characters from the start whose words are looked at."""

_LONGEST_WORD: Final = 100
"""Characters without a blank that are no text, but in a script without blanks. EBCDIC has its blank elsewhere."""

_BLANK = re.compile(r"[ \r\n]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]")
_ODD = re.compile("[\x80-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_OTHER = "\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u0e00-\u0e7f"
_TWO_ALPHABETS = re.compile(f"(?<=[{_LATIN}])[{_OTHER}]|(?<=[{_OTHER}])[{_LATIN}]")
# What a single byte of Windows-1252 hardly stands for in text that is otherwise ASCII; a broken one does.
_STRAY = re.compile("[ÿþ×÷ĸ]|(?<![A-Z])[À-Þ](?![A-Za-z])|(?<=[a-z])[À-ÞŠŒŽŸ]")
_LATIN_INSIDE_WORDS = re.compile(
    "(?:[\x00-\x7f]|(?<=[A-Za-z])[ß-öø-ɏ]|[ß-öø-ɏ](?=[A-Za-z])|(?<=[0-9])€|(?<=[0-9] )€|€(?= ?[0-9]))*"
)

_CASED: Final = [
    chr(code) for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x370, 0x530))
]
_SMALL: Final = "".join(filter(str.islower, _CASED))
_CAPITAL: Final = "".join(character for character in _CASED if character.isupper() and not character.isascii())
_LETTER: Final = "".join(filter(str.isalpha, _CASED))
_FRAME: Final = "\u2500-\u259f"
# Marks that join words or abbreviate them. An acute accent is typed for an apostrophe between small letters only.
_JOINING: Final = r"’‘ʼ·‐‑–—…\u00a0\u00ad/"
_MISPLACED = re.compile(
    f"[\x80-\x9f¤]|(?<=[{_SMALL}])[{_CAPITAL}]|(?<=[{_LETTER}])(?:[¦¨¸¼½¾¶„‚]|[{_FRAME}](?![{_FRAME}]))"
    f"|[¦¨¸¼½¾¶](?=[{_LETTER}])"
    f"|(?<![{_SMALL}])´(?=[{_LETTER}])|(?<=[{_LETTER}])(?![{_JOINING}´])[^\x00-\x7f{_LETTER}](?=[{_LETTER}])"
)
MARGIN: Final = 3
"""Foreign letters, as of names, that weigh as much as one character out of place."""

_SIGNS: Final = frozenset("ªºµ")
"""Letters to Unicode and signs to everybody else."""
_BELARUSIAN: Final = ALPHABETS["ru"] | frozenset("іўІЎ")
_ALPHABETS: Final = (*ALPHABETS.values(), _BELARUSIAN)


def is_plausible(text: str) -> bool:
    """Whether a code page gave letters where letters belong, each word one alphabet, and words at all."""
    head = text[:_SCRUTINISED]
    if len(head) > _LONGEST_WORD and not _BLANK.search(head) and not _UNSPACED.search(head):
        return False
    return len(_ODD.findall(head)) + len(_TWO_ALPHABETS.findall(head)) <= MOST_ODD * high(head)


def is_western(text: str) -> bool:
    """Whether the few characters outside ASCII are such as Windows-1252 hardly has by mistake."""
    return not _STRAY.search(text)


def is_latin_inside_words(text: str) -> bool:
    """Whether what is outside ASCII are small Latin letters of words, and euro signs of prices."""
    return _LATIN_INSIDE_WORDS.fullmatch(text) is not None and not _STRAY.search(text)


def is_judged(text: str) -> bool:
    """Whether most letters outside ASCII are of alphabets that `oddity` knows."""
    letters = _letters(text)
    return 2 * sum(count for letter, count in letters.items() if letter in _LETTER) >= letters.total()


def oddity(text: str) -> int:
    """How odd a reading is, by signs inside words, capitals behind small letters, and letters of no one alphabet."""
    letters = _letters(text)
    foreign = min(sum(letters[letter] for letter in letters.keys() - alphabet) for alphabet in _ALPHABETS)
    return foreign + MARGIN * len(_MISPLACED.findall(text[:_SCRUTINISED]))


def _letters(text: str) -> Counter[str]:
    counts = Counter(text[:_SCRUTINISED])
    return Counter({c: count for c, count in counts.items() if c.isalpha() and not c.isascii() and c not in _SIGNS})
