"""Single-byte code pages as damage knows them: bijections between 256 bytes and 256 characters.

The tables are those of the WHATWG encoding standard (https://encoding.spec.whatwg.org/#legacy-single-byte-encodings),
where bytes that a code page leaves undefined become the control character of the same number: that is how browsers
and most converters have done the damage.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from _codecs import _EncodingMap  # what charmap_build returns; typeshed's own name for an opaque type


@dataclass(frozen=True)
class Page:
    """A single-byte code page as a bijection between the 256 bytes and 256 characters.

    Not slotted: its patterns are made when they are first asked for.
    """

    name: str
    table: str
    """The character of each byte."""

    @classmethod
    def of(cls, name: str) -> Page:
        """The page of Python's codec `name`, its undefined bytes filled with the control of the same number."""
        codec = codecs.lookup(name)
        characters = []
        for byte in range(256):
            character, _ = codec.decode(bytes((byte,)), "replace")
            characters.append(chr(byte) if character == "\ufffd" else character)
        return cls(name, "".join(characters))

    @cached_property
    def _encoding(self) -> dict[int, int] | _EncodingMap:
        return codecs.charmap_build(self.table)

    @cached_property
    def sequence(self) -> re.Pattern[str]:
        """A well-formed UTF-8 sequence of two to four bytes, read in this page (RFC 3629, section 4)."""
        tail = self._class(0x80, 0xBF)
        return re.compile(
            f"{self._class(0xC2, 0xDF)}{tail}|{self._class(0xE0, 0xEF)}{tail}{{2}}|{self._class(0xF0, 0xF4)}{tail}{{3}}"
        )

    def _class(self, first: int, last: int) -> str:
        return "[" + re.escape(self.table[first : last + 1]) + "]"

    def encode(self, text: str) -> bytes | None:
        """The bytes that were read as `text`, or None where a character is not of this page."""
        try:
            return codecs.charmap_encode(text, "strict", self._encoding)[0]
        except UnicodeEncodeError:
            return None

    def read(self, data: bytes) -> str:
        """What becomes of `data` when it is read in this page."""
        return codecs.charmap_decode(data, "strict", self.table)[0]


PAGES: Final = tuple(
    Page.of(name)
    for name in (
        "cp1252",
        "latin-1",
        "cp1254",
        "cp1250",
        "cp1251",
        "cp1257",
        "iso8859-15",
        "iso8859-2",
        "iso8859-9",
        "cp1253",
        "koi8-r",
        "mac-roman",
        "cp437",
        "cp850",
        "cp852",
        "cp866",
    )
)
"""The pages that damage is known to have been done with, the likeliest first."""

BY_NAME: Final = {page.name: page for page in PAGES}


_LAST_OF_TABLE: Final = 0xFFFF
_FAMILY_BITS: Final = 5
_TAILS: Final = (1 << _FAMILY_BITS) - 1
_FRAMED: Final = 1 << 3 * _FAMILY_BITS


def _suspicion(families: tuple[tuple[Page, ...], ...], frames: str) -> NDArray[np.uint16]:
    """What each code point may be in a sequence: from the lowest bit a tail, the lead of two, the lead of three.

    Five bits each, one for each family of pages that have their letters in the same places: the lead of one page and
    the tail of another that is wholly unlike it meet in clean Czech and Bulgarian all the time. The highest bit is that
    of `frames`. What stands for U+FFFF stands for all behind it too.
    """
    table = np.zeros(_LAST_OF_TABLE + 1, dtype=np.uint16)
    for family, pages in enumerate(families):
        for place, (first, last) in enumerate(((0x80, 0xC0), (0xC2, 0xE0), (0xE0, 0xF1))):
            letters = {c for page in pages for c in page.table[first:last]} - _COMMON_TAILS
            table[list(map(ord, letters))] |= 1 << family + place * _FAMILY_BITS
    table[list(map(ord, frames))] |= _FRAMED
    table.flags.writeable = False
    return table


def _any_sequence(pages: tuple[Page, ...]) -> re.Pattern[str]:
    two, three, four, tails = (
        re.escape("".join(sorted({c for page in pages for c in page.table[first:last]})))
        for first, last in ((0xC2, 0xE0), (0xE0, 0xF0), (0xF0, 0xF5), (0x80, 0xC0))
    )
    return re.compile(f"[{four}][{tails}]{{3}}|[{three}][{tails}]{{2}}|[{two}][{tails}]")


# A tail in KOI8-R and Windows-1251, and an ordinary letter after any other: whole texts betray themselves without it.
_COMMON_TAILS: Final = frozenset("ёЁ")
# In the code pages of DOS the tails are the ordinary letters of other pages, and the leads are frames of tables, which
# are rare: there it is the lead that is looked for, or what begins typographic quotes and emoji.
_DOS: Final = frozenset({"cp437", "cp850", "cp852", "cp866"})
_ANY_FRAME: Final = "┬├─┼╨╤╬╧╪┘ÇАƒЯ"
_FRAMES = re.compile(f"[{_ANY_FRAME}](?:(?<=[┬├─┼╨╤╬╧╪┘])|(?<=[ΓÔ]Ç)|(?<=тА)|(?<=[≡\u00ad]ƒ)|(?<=ЁЯ))")
_BOXES = re.compile("[\u2500-\u259f]")
_OF_DOS: Final = tuple(page for page in PAGES if page.name in _DOS)
_WINDOWS: Final = tuple(page for page in PAGES if page.name not in _DOS)
_LATIN: Final = tuple(page for page in _WINDOWS if page.name not in {"cp1251", "cp1253", "koi8-r", "mac-roman"})
_SUSPICIOUS: Final = _suspicion((_LATIN, *((page,) for page in _WINDOWS if page not in _LATIN)), _ANY_FRAME)
_ANY_SEQUENCE: Final = _any_sequence(_WINDOWS)


@lru_cache(maxsize=4)  # a clean text is asked about twice: whether it can be repaired, whether it is damaged
def is_suspicious(text: str, sequences: int = 2) -> bool:
    """Whether `text` may have been damaged by any page: cheap, and false for almost every clean text.

    One sequence is not enough for a repair, so one is no suspicion, but in a line among others that are damaged.
    """
    if text.isascii():
        return False
    # Two patterns took three times as long to find nothing.
    points = np.frombuffer(f"\0\0{text}".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    marks = _SUSPICIOUS.take(points, mode="clip")
    here, before, first = marks[2:], marks[1:-1], marks[:-2]
    two, three = before >> _FAMILY_BITS, before & first >> 2 * _FAMILY_BITS
    if np.count_nonzero(here & (two | three) & _TAILS) >= sequences:
        return True
    return bool(marks.max() >= _FRAMED) and _FRAMES.search(text) is not None


def covering(text: str, least: float) -> tuple[Page, ...]:
    """The pages whose sequences may cover `least` characters of `text`; those that certainly do not are left out."""
    covered = sum(map(len, _ANY_SEQUENCE.findall(text)))
    return (_WINDOWS if covered >= least else ()) + (_OF_DOS if _BOXES.search(text) or _FRAMES.search(text) else ())
