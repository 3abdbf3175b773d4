"""Bytes to text: which encoding a file is in, and the text without what cannot be published.

What a file says of itself comes first (a byte order mark), then what can be proved (NUL bytes at every other place,
well-formed UTF-8), then what is likely (a legacy code page). Whatever comes out has to look like text, and what does
not is rejected with a reason: a photograph that lost its suffix is no article.

`decode` leaves the text as it is, for the repair of mojibake needs every control and no-break space as it came;
`clean` follows when that is done.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import Final

from ingest.legacy import candidates, legacy
from ingest.readings import MOST_ODD, Decoded, high, read
from ingest.rejection import UnusableError

# Longest first: the mark of UTF-16 begins that of UTF-32.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Only to say in plain words what a file is, and for the formats that are ASCII throughout and yet no articles.
_KINDS: Final = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image or other RIFF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_TEXT_KINDS: Final = (b"%PDF-", b"{\\rtf", b"%!PS")

_NOT_AN_ARTICLE: Final = "move it out of the folder, or name it in exclude; articles are plain text"

_MOST_CONTROLS: Final = 1 / 200
"""Share of the characters. A stray NUL or escape is dropped later; more of them are no text."""

_FEW_CONTROLS: Final = 3
"""Characters that are put up with however short the text is, unless one is NUL."""

_FEWEST_NULS: Final = 0.03
"""Share of the characters that are ASCII in UTF-16 of any language: blanks, digits, line ends."""

_MOSTLY_ASCII: Final = 0.4
_BLOCKS: Final = 4

_MANY: Final = 10
"""Well-formed UTF-8 sequences from which on as many broken ones are put up with; with fewer, half as many.

Prose of 15 languages in 30 legacy encodings has at most one sequence that is well-formed by chance for three that are
not (EUC-JP 17 to 50, CP949 11 to 58, CP866 10 to 60, Windows pages 0 to 1 in 90)."""

# Tab, line ends, form feed, the DOS end of file and the escape of terminal colours occur in text files; the controls
# from U+0080 on do in mojibake.
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_BLANK = re.compile(r"[ \r\n]")


def decode(data: bytes) -> Decoded:
    """Read `data` as text.

    Raises UnusableError for what is no text, and for text in no encoding that fits.
    """
    if data.startswith(_TEXT_KINDS):
        raise _binary(data)
    data = data.removeprefix(codecs.BOM_UTF8)
    decoded = _marked(data) or _wide(data) or _shifted(data) or _utf8(data)
    if decoded is None and b"\0" in data:
        raise _binary(data)
    decoded = decoded or legacy(data)
    if decoded is None:
        raise _undecodable(data)
    few = 0 if "\0" in decoded.text else _FEW_CONTROLS
    if len(_CONTROL.findall(decoded.text)) > max(few, _MOST_CONTROLS * len(decoded.text)):
        raise _binary(data)
    return decoded


def _marked(data: bytes) -> Decoded | None:
    """By a byte order mark, unless what follows does not bear it out."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return read(data[len(mark) :], encoding)
    return None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: ASCII, if only blanks and line ends, leaves its NUL bytes in one place."""
    if b"\0" not in data:
        return None
    nuls = [data[place::4].count(0) for place in range(4)]
    if min(nuls[2:]) > len(data) // 5:
        return read(data, "utf-32-le")
    if min(nuls[:2]) > len(data) // 5:
        return read(data, "utf-32-be")
    even, odd = nuls[0] + nuls[2], nuls[1] + nuls[3]
    if min(even, odd) > MOST_ODD * max(even, odd) or max(even, odd) < _FEWEST_NULS * len(data) / 2:
        return None
    # Text that is not mostly ASCII keeps to a few blocks of 256 characters; other data has any value for their number.
    blocks = Counter(data[1::2] if odd > even else data[0::2])
    common = sum(count for _, count in blocks.most_common(_BLOCKS))
    if max(even, odd) < _MOSTLY_ASCII * len(data) / 2 and common < (1 - MOST_ODD) * len(data) / 2:
        return None
    decoded = read(data, "utf-16-le" if odd > even else "utf-16-be")
    return decoded if decoded is not None and _BLANK.search(decoded.text) else None


def _shifted(data: bytes) -> Decoded | None:
    """ISO 2022, which is ASCII to the eye: escape sequences announce its character sets (ECMA-35)."""
    if not data.isascii() or b"\x1b$" not in data:
        return None
    encoding = next((name for name in candidates(data) if name.startswith("iso2022")), None)
    return read(data, encoding) if encoding else None


def _utf8(data: bytes) -> Decoded | None:
    """Well-formed UTF-8 (RFC 3629), or UTF-8 that is broken in a few places only."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        joined = _joined_surrogates(data)
    if joined is not None:
        damaged = "\ufffd" in joined
        return Decoded(joined, "utf-8 (damaged)" if damaged else "utf-8", damaged)
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    valid = high(text) - broken
    likely = valid >= broken * (1 if valid >= _MANY else 2)
    return Decoded(text, "utf-8 (damaged)", damaged=True) if likely else None


def _joined_surrogates(data: bytes) -> str | None:
    """UTF-8 in which characters beyond U+FFFF were written as two surrogates, as Java and Oracle do (CESU-8, UTR 26).

    A surrogate without its other half becomes U+FFFD.
    """
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _binary(data: bytes) -> UnusableError:
    kind = next((name for magic, name in _KINDS if data.startswith(magic)), None)
    return UnusableError(f"not text but {kind}" if kind else "not text but binary data", _NOT_AN_ARTICLE)


def _undecodable(data: bytes) -> UnusableError:
    try:
        data.decode("utf-8")
        where = ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        where = f" (line {line}, byte {column})"
    tried = ", ".join([f"utf-8{where}", *candidates(data)[:3]])
    return UnusableError(f"text in no encoding that fits; tried {tried}", "save the file as UTF-8")
