r"""Damage that lost bytes: UTF-8 read as a single-byte code page by programs that dropped what they could not show.

``jednání`` read as Windows-1252 is ``jednÃ¡nÃ\xad``. A content system that removes soft hyphens makes ``jednÃ¡nÃ`` of
it, and now the ``Ã`` may have been an ``í``, an ``Á``, an ``Í`` or an ``à``. What gets lost are the bytes that the page
leaves undefined (browsers read them as C1 controls, which the next program strips), and the two that look like
nothing: A0, the no-break space, and AD, the soft hyphen. Each of the three is lost everywhere in a text or nowhere.

Other programs put a mark where a byte was that the page leaves undefined, a question mark or U+FFFD: ``č`` becomes
``Ä?``. Without its marks such a text is one that lost these bytes; doing the damage again puts them back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Final

from ingest.repair.codepages import BY_NAME, Page
from ingest.repair.orthography import LETTERS
from ingest.repair.punctuation import EMOJI, SIGNS

NO_BREAK_SPACE: Final = 0xA0
SOFT_HYPHEN: Final = 0xAD


class Blank(Enum):
    """What became of the byte A0."""

    KEPT = "kept"
    DROPPED = "dropped"
    PLAIN = "plain"
    """An ordinary blank."""
    FOLDED = "folded"
    """An ordinary blank, and one with the blank that followed: what YAML and editors do to white space."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of damaged text that were one character, and what that may have been."""

    source: str
    readings: tuple[str, ...]
    """One where nothing was lost; none where the source is no damage."""
    lost: bool
    """A byte is missing."""


# Stands for a blank that may be folded with the next; a noncharacter, which no text may hold (Unicode, section 23.7).
_FOLDABLE: Final = "\ufdd0"
_FOLDED: Final = re.compile(f"{_FOLDABLE}(\\s?)")

_REPERTOIRE: Final = (*sorted(LETTERS), *sorted(SIGNS), *EMOJI)


@dataclass(frozen=True)
class Loss:
    """One way of damaging text with loss. Not slotted: what follows from it is worked out when first asked for."""

    page: Page
    dropped: frozenset[int]
    """The bytes that vanish."""
    blank: Blank
    mark: str = ""
    """What stands for each of them that the page leaves undefined."""

    @property
    def name(self) -> str:
        """The page; Windows-1252 and Windows-1254, which differ in 14 places, are one."""
        return "cp1252/cp1254" if self.page.name in _WESTERN else self.page.name

    @cached_property
    def _table(self) -> dict[int, str | None]:
        table: dict[int, str | None] = dict(enumerate(self.page.table))
        table |= dict.fromkeys(self.dropped)
        table |= dict.fromkeys(self.dropped & _undefined(self.page.name), self.mark)
        match self.blank:
            case Blank.PLAIN:
                table[NO_BREAK_SPACE] = " "
            case Blank.FOLDED:
                table[NO_BREAK_SPACE] = _FOLDABLE
            case Blank.DROPPED:
                table[NO_BREAK_SPACE] = None
            case Blank.KEPT:
                pass
        return table

    def damage(self, text: str) -> str:
        """`text` after the mishap. ASCII stays as it is.

        Raises UnicodeEncodeError for lone surrogates.
        """
        return self.settled(self.spoilt(text))

    def spoilt(self, text: str) -> str:
        """The same, but with blanks yet to be folded: what of parts may be joined, and then `settled`."""
        return text.encode("utf-8").decode("latin-1").translate(self._table)

    def settled(self, text: str) -> str:
        """Parts that were `spoilt` and joined, with their blanks folded."""
        return _FOLDED.sub(lambda blank: blank[1] or " ", text) if self.blank is Blank.FOLDED else text

    def folds(self, character: str) -> bool:
        """Whether what is left of `character` ends in a blank that the next one swallows."""
        return _FOLDABLE in self.spoilt(character)

    def _class(self, first: int, last: int) -> str:
        absent = self.dropped if self.blank is Blank.KEPT else self.dropped | {NO_BREAK_SPACE}
        return f"[{re.escape(''.join(self.page.table[byte] for byte in range(first, last) if byte not in absent))}]"

    @property
    def _classes(self) -> tuple[str, str, str, str]:
        """What begins sequences of two, three and four bytes, and what continues them (RFC 3629, section 4)."""
        return self._class(0xC2, 0xE0), self._class(0xE0, 0xF0), self._class(0xF0, 0xF5), self._class(0x80, 0xC0)

    @cached_property
    def token(self) -> re.Pattern[str]:
        """A run of letters with damage in it, over a blank only where that may have been the byte A0."""
        two, lead, high = self._class(0xC2, 0xE0), self._class(0xC2, 0xF5), self._class(0x80, 0x100)
        # Possessive, and not begun inside a word: a megabyte of one letter is looked through once.
        return re.compile(f"(?<![A-Za-z])[A-Za-z]*+{lead}(?:(?<={two}) |[A-Za-z]|{high})*")

    @cached_property
    def _start(self) -> re.Pattern[str]:
        two, three, four, tail = self._classes
        return re.compile(f"{four}{tail}{{0,3}}|{three}{tail}{{0,2}}|{two}(?:{tail}| )?")

    @cached_property
    def sequence(self) -> re.Pattern[str]:
        """A well-formed sequence that lost nothing."""
        two, three, four, tail = self._classes
        return re.compile(f"{four}{tail}{{3}}|{three}{tail}{{2}}|{two}{tail}")

    @cached_property
    def evidence(self) -> re.Pattern[str]:
        """What gives damage away, a point for each character of it but the first.

        Such a sequence, or the capital that is left of one behind a small letter, as in ``cittÃ``.
        """
        capitals = "".join(self.page.table[byte] for byte in range(0xC2, 0xE0) if self.page.table[byte].isupper())
        return re.compile(f"{self.sequence.pattern}|[a-z][{re.escape(capitals)}](?![A-Z])")

    def unmarked(self, text: str, mark: str) -> tuple[str, int]:
        """`text` without the marks that may stand for bytes, behind what is left of a sequence; and their number."""
        two, three, four, tail = self._classes
        # A mark in the middle would be one of a letter that nobody writes news in: it stays, and proves that wrong.
        return re.subn(f"({four}{tail}{{2}}|{three}{tail}|{two}){re.escape(mark)}", r"\1", text)

    @cached_property
    def remains(self) -> Mapping[str, tuple[str, ...]]:
        """What is left of each character that loses a byte, to all the characters that leave the same."""
        found: dict[str, list[str]] = {}
        for character in _REPERTOIRE:
            data = character.encode("utf-8")
            left = self.damage(character)
            if left and len(data) > 1 and (len(left) < len(data) or " " in left):
                found.setdefault(left, []).append(character)
                if left.endswith(" ") and self.blank is Blank.FOLDED:
                    found.setdefault(left[:-1], []).append(character)  # the blank may have been folded into the next
        return {left: tuple(characters) for left, characters in found.items()}

    def pieces(self, token: str) -> Iterator[Piece]:
        """`token` taken apart, from left to right; what is no damage comes character by character."""
        place = 0
        while place < len(token):
            begun = self._start.match(token, place)
            piece = self._piece(begun[0]) if begun else Piece(token[place], (), lost=False)
            yield piece
            place += len(piece.source)

    def _piece(self, begun: str) -> Piece:
        whole = self._whole(begun)
        if whole is not None:
            return Piece(begun, (whole,), lost=False)
        for length in range(len(begun), 0, -1):
            if begun[:length] in self.remains:
                return Piece(begun[:length], self.remains[begun[:length]], lost=True)
        return Piece(begun[0], (), lost=False)

    def _whole(self, begun: str) -> str | None:
        data = self.page.encode(begun)
        try:
            character = data.decode("utf-8") if data is not None else ""
        except UnicodeDecodeError:
            return None
        return character if len(character) == 1 else None


_WESTERN: Final = ("cp1252", "cp1254")
MARKS: Final = ("\ufffd", "?")
"""What programs put where they could not read or write a byte."""

_ONLY_IN_1254: Final = frozenset("ĞİŞğış")
_ONLY_IN_1252: Final = frozenset("ÐÝÞðýþŽž")
_NARROW: Final = ("cp1250", "cp1251", "cp1257", "cp1253")
_FEWEST: Final = 0.9
"""Of the characters that the best page covers, what another must cover to be thought of."""


def suspected(text: str) -> tuple[Loss, ...]:
    """The ways in which `text` may have been damaged, by the pages whose whole sequences cover most of it."""
    characters = frozenset(text)
    western = [
        name
        for name, own in zip(_WESTERN, (_ONLY_IN_1252, _ONLY_IN_1254), strict=True)
        if not own.isdisjoint(characters)
    ] or ["cp1254"]  # which drops what 1252 drops, and more
    losses = [_suspected(BY_NAME[name], text, characters) for name in (*western, *_NARROW)]
    covered = [sum(map(len, loss.sequence.findall(text))) for loss in losses]
    enough = max(1.0, _FEWEST * max(covered))
    return tuple(loss for loss, count in zip(losses, covered, strict=True) if count >= enough)


def _suspected(page: Page, text: str, characters: frozenset[str]) -> Loss:
    undefined = _undefined(page.name)
    dropped = undefined if characters.isdisjoint(page.table[byte] for byte in undefined) else frozenset()
    leads = re.escape(page.table[0xC2:0xE0])
    tails = re.escape(page.table[0x80:0xC0])

    def follows(byte: int) -> bool:
        return re.search(f"[{leads}{tails}]{page.table[byte]}", text) is not None

    if not follows(SOFT_HYPHEN):
        dropped |= {SOFT_HYPHEN}
    return _loss(page.name, dropped, Blank.KEPT if follows(NO_BREAK_SPACE) else Blank.DROPPED)


@cache
def _loss(page: str, dropped: frozenset[int], blank: Blank) -> Loss:
    """The same object for the same loss: it knows what was worked out before."""
    return Loss(BY_NAME[page], dropped, blank)


@cache
def _undefined(page: str) -> frozenset[int]:
    return frozenset(byte for byte in range(0x80, 0x100) if not bytes((byte,)).decode(page, "ignore"))


def with_blanks(loss: Loss, text: str) -> Loss | None:
    """The same loss with blanks for the bytes A0, where that is possible at all."""
    if loss.blank is not Blank.DROPPED:
        return None
    lead = re.escape(loss.page.table[0xC2:0xE0])
    if re.search(f"[{lead}]  ", text):
        return _loss(loss.page.name, loss.dropped, Blank.PLAIN)
    return _loss(loss.page.name, loss.dropped, Blank.FOLDED) if re.search(f"[{lead}] ", text) else None
