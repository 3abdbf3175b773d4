r"""Clean text damaged as it happens in life: UTF-8 bytes read in a single-byte code page.

Two programs are to blame in turn. The first reads UTF-8 as if it were a Windows code page; where that page has no
character for a byte, it does what browsers do (WHATWG Encoding, section 9) and lets the byte through as a C1 control.
That much can be undone. The second, often a content system that strips "control characters", then drops exactly those,
and U+00AD SOFT HYPHEN, which is invisible and stands where the second byte of ``í`` was. That loses letters: of the
177 characters ``Ã`` in the article these two were learned from, 91 are an ``í`` of which nothing else is left.

The pages are those of Windows, by the name Python gives them: ``cp1250``, ``cp1251``, ``cp1252``, ``cp1254``.
"""

from __future__ import annotations

from functools import cache

SOFT_HYPHEN = "\u00ad"


def lossless(text: str, page: str) -> str:
    r"""`text` after its UTF-8 bytes were read as `page`. Each byte is still there as one character.

    Raises `LookupError` where Python knows no such page.

    >>> lossless("č", "cp1252"), lossless("příliš", "cp1252")
    ('Ä\x8d', 'pÅ™Ã\xadliÅ¡')
    """
    return text.encode("utf-8").decode("latin-1").translate(_table(page))


def lossy(text: str, page: str) -> str:
    """`text` after the same misreading, with the bytes that `page` leaves undefined and every soft hyphen dropped.

    Raises `LookupError` where Python knows no such page.

    >>> lossy("jednání", "cp1254")
    'jednÃ¡nÃ'
    """
    gone = dict.fromkeys(map(ord, (*undefined(page), SOFT_HYPHEN)))
    return lossless(text, page).translate(gone)


@cache
def undefined(page: str) -> tuple[str, ...]:
    r"""What the bytes that `page` has no character for look like once they were let through: C1 controls.

    >>> undefined("cp1252")
    ('\x81', '\x8d', '\x8f', '\x90', '\x9d')
    """
    return tuple(chr(byte) for byte in range(0x80, 0x100) if not _reads(byte, page))


def _reads(byte: int, page: str) -> str:
    """The character that `page` has for `byte`; empty where it has none."""
    return bytes([byte]).decode(page, "ignore")


@cache
def _table(page: str) -> dict[int, str]:
    """Byte to character, as `str.translate` wants it."""
    return {byte: _reads(byte, page) or chr(byte) for byte in range(0x100)}
