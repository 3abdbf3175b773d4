"""A text as words, and the facts among them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ingest.kinship.lexicon import Fact, listed

LOOKED_AT: Final = 40_000
"""Characters of each text that are compared word by word; of what follows, only whether it is equal counts."""

_BLANKLESS: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts without blanks between words: Thai, Lao, Burmese, Khmer, kana, Han. Each character counts as a word."""
_TOKEN: Final = re.compile(
    # What stands for a letter that was lost, and an accent of its own, are parts of their word.
    rf"(?P<word>\ufffd?[^\W\d_{_BLANKLESS}]+(?:[\u0300-\u036f\ufffd]+[^\W\d_{_BLANKLESS}]*)*)"
    r"|(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,:/’'-]\d+)*)"
    r"|(?P<stop>[.!?…。！？؟:：;|•–—\n\r\u2028\u2029]|\s-\s)"
    rf"|(?P<katakana>[\u30a1-\u30fa\u30fc]+)|(?P<ideograph>[{_BLANKLESS}])"
)
_GROUPING: Final = re.compile(r"[.,’' ](?=\d{3}(?!\d))")
_ENDS: Final = tuple(".!?。！？\"'”’“»)]")

_NOUNS: Final = 0.22
"""Of the words inside sentences that have a capital. In the practice set names are 4 to 11 %, nouns in German 35 %."""
_FIRST_BLANKLESS: Final = "\u0e00"
_KATAKANA: Final = "ァ"
_KATAKANA_END: Final = "ヺ"
_TITLE: Final = re.compile(r"公司|集团|集團|银行|銀行|大学|大學|汽车|汽車|さん|[市省县縣州国國区區県府都氏社]")


@dataclass(frozen=True)
class Text:
    """A text as words. Not slotted: what is seldom asked for is worked out when it is."""

    words: list[str]
    """In lower case; numbers without the marks that group their digits."""
    raw: list[str]
    """The words as they are written."""
    opening: list[bool]
    """Whether a sentence, a clause or a line begins with the word."""
    whole: bool
    """Whether the text ends where a sentence does."""

    @classmethod
    def of(cls, text: str) -> Text:
        """The words of the first `LOOKED_AT` characters."""
        words: list[str] = []
        raw: list[str] = []
        opening: list[bool] = []
        stopped = True
        for found in _TOKEN.finditer(unicodedata.normalize("NFKC", text[:LOOKED_AT])):
            kind, token = found.lastgroup, found[0]
            if kind == "stop":
                stopped = True
                continue
            raw.append(token)
            words.append(_GROUPING.sub("", token).replace(",", ".") if kind == "number" else token.casefold())
            opening.append(stopped)
            stopped = False
        return cls(words, raw, opening, whole=text.rstrip().endswith(_ENDS))

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """Each word, with how often it occurs."""
        return Counter(self.words)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words that are names wherever they stand: inside a sentence they have a capital."""
        return frozenset(
            word
            for word, raw, opens in zip(self.words, self.raw, self.opening, strict=True)
            if raw[0].isupper() and (not opens or _is_odd(raw))
        )

    @cached_property
    def capitalises_nouns(self) -> bool:
        """Whether capitals say nothing: German, or a text in title case."""
        inside = [raw for raw, opens in zip(self.raw, self.opening, strict=True) if not opens and raw[0].isalpha()]
        return sum(raw[0].isupper() for raw in inside) > _NOUNS * len(inside)

    @cached_property
    def facts(self) -> Counter[Fact]:
        """The facts of the text, each with how often it says so."""
        return self.facts_at(range(len(self.words)))

    def facts_at(self, places: Sequence[int]) -> Counter[Fact]:
        """The facts among the words at these places."""
        return Counter(filter(None, map(self._fact, places)))

    def has_capital(self, place: int) -> bool:
        """Whether the word at `place` is written with a capital."""
        return self.raw[place][0].isupper()

    def weight(self, places: Sequence[int]) -> int:
        """So many words are at these places; two ideographs are one."""
        return len(places) - sum(self.words[place] >= _FIRST_BLANKLESS for place in places) // 2

    def _fact(self, place: int) -> Fact | None:
        word = self.words[place]
        if (fact := listed(word)) is not None:
            return fact
        if self.capitalises_nouns:
            return Fact("name", word) if _is_odd(self.raw[place]) else None
        if word in self.names or _KATAKANA <= word[0] <= _KATAKANA_END or self._is_titled(place):
            return Fact("name", word)
        return None

    def _is_titled(self, place: int) -> bool:
        """Whether an ideograph belongs to the name of a place, a company or a person: it has no capital to tell."""
        if self.words[place] < _FIRST_BLANKLESS:
            return False
        return any(_TITLE.match("".join(self.words[place + i : place + i + 2])) for i in (1, 2))


def _is_odd(raw: str) -> bool:
    """OpenAI, IBM, iPhone: no word that merely opens a sentence looks so."""
    return not raw[1:].islower() and any(map(str.isupper, raw[1:]))
