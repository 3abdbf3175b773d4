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
from itertools import islice
from typing import TYPE_CHECKING, Final

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


def _suspicion(families: tuple[tuple[Page, ...], ...]) -> re.Pattern[str]:
    """Where a sequence of any page ends: the tail first, as it is what clean text seldom has.

    By families of pages that have their letters in the same places: the lead of one page and the tail of another that
    is wholly unlike it meet in clean Czech and Bulgarian all the time.
    """

    def characters(pages: tuple[Page, ...], first: int, last: int) -> str:
        return re.escape("".join(sorted({c for page in pages for c in page.table[first:last]} - _COMMON_TAILS)))

    endings = []
    for pages in families:
        two, three, tails = (characters(pages, *span) for span in ((0xC2, 0xE0), (0xE0, 0xF1), (0x80, 0xC0)))
        endings.append(f"(?<=[{two}][{tails}])|(?<=[{three}][{tails}][{tails}])")
    every = characters(tuple(page for pages in families for page in pages), 0x80, 0xC0)
    return re.compile(f"[{every}](?:{'|'.join(endings)})")


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
_FRAMES = re.compile("[┬├─┼╨╤╬╧╪┘ÇАƒЯ](?:(?<=[┬├─┼╨╤╬╧╪┘])|(?<=[ΓÔ]Ç)|(?<=тА)|(?<=[≡\u00ad]ƒ)|(?<=ЁЯ))")
_BOXES = re.compile("[\u2500-\u259f]")
_OF_DOS: Final = tuple(page for page in PAGES if page.name in _DOS)
_WINDOWS: Final = tuple(page for page in PAGES if page.name not in _DOS)
_LATIN: Final = tuple(page for page in _WINDOWS if page.name not in {"cp1251", "cp1253", "koi8-r", "mac-roman"})
_SUSPICIOUS: Final = _suspicion((_LATIN, *((page,) for page in _WINDOWS if page not in _LATIN)))
_ANY_SEQUENCE: Final = _any_sequence(_WINDOWS)


@lru_cache(maxsize=4)  # a clean text is asked about twice: whether it can be repaired, whether it is damaged
def is_suspicious(text: str, sequences: int = 2) -> bool:
    """Whether `text` may have been damaged by any page: cheap, and false for almost every clean text.

    One sequence is not enough for a repair, so one is no suspicion, but in a line among others that are damaged.
    """
    if text.isascii():
        return False
    enough = next(islice(_SUSPICIOUS.finditer(text), sequences - 1, None), None)
    return enough is not None or _FRAMES.search(text) is not None


def covering(text: str, least: float) -> tuple[Page, ...]:
    """The pages whose sequences may cover `least` characters of `text`; those that certainly do not are left out."""
    covered = sum(map(len, _ANY_SEQUENCE.findall(text)))
    return (_WINDOWS if covered >= least else ()) + (_OF_DOS if _BOXES.search(text) or _FRAMES.search(text) else ())
