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
from dataclasses import dataclass
from typing import Final

import chardet
from chardet import EncodingEra

from ingest.rejection import UnusableError


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, not cleaned yet."""

    text: str
    encoding: str
    """Python's name of the codec; ``utf-8 (damaged)`` and the like where bytes had to be replaced."""
    damaged: bool = False
    """Bytes that fit no character were replaced by U+FFFD."""


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

_MOST_ODD: Final = 0.1
"""Share of the characters outside ASCII that may be replaced, unassigned, private, or of another alphabet than their
word."""

_FEWEST_NULS: Final = 0.03
"""Share of the characters that are ASCII in UTF-16 of any language: blanks, digits, line ends."""

_MOSTLY_ASCII: Final = 0.4
_BLOCKS: Final = 4

_FEW: Final = 3
"""Bytes outside ASCII up to which statistics say nothing, and Windows-1252 is asked first."""

_MANY: Final = 10
"""Well-formed UTF-8 sequences from which on as many broken ones are put up with; with fewer, half as many.

Prose of 15 languages in 30 legacy encodings has at most one sequence that is well-formed by chance for three that are
not (EUC-JP 17 to 50, CP949 11 to 58, CP866 10 to 60, Windows pages 0 to 1 in 90)."""

_SCRUTINISED: Final = 100_000
"""Characters from the start whose words are looked at."""

_ERAS: Final = EncodingEra.MODERN_WEB | EncodingEra.LEGACY_ISO | EncodingEra.LEGACY_MAC | EncodingEra.DOS

# True supersets only. chardet's own `prefer_superset` also answers Windows-1250 for ISO 8859-2 and Windows-1251 for
# ISO 8859-5, which puts other letters in the same places: "zvýšit" became "zvýąit".
_SUPERSETS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
}

_HIGH_BYTES: Final = bytes(range(0x80, 0x100))

# Tab, line ends, form feed, the DOS end of file and the escape of terminal colours occur in text files; the controls
# from U+0080 on do in mojibake.
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_BLANK = re.compile(r"[ \r\n]")
_ODD = re.compile("[\x80-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_OTHER = "\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u0e00-\u0e7f"
_TWO_ALPHABETS = re.compile(f"(?<=[{_LATIN}])[{_OTHER}]|(?<=[{_OTHER}])[{_LATIN}]")
# What a single byte of Windows-1252 hardly stands for in text that is otherwise ASCII; a broken one does.
_STRAY = re.compile("[ÿþ×÷ĸ]|(?<![A-Z])[À-Þ](?![A-Za-z])|(?<=[a-z])[À-ÞŠŒŽŸ]")
_LATIN_INSIDE_WORDS = re.compile("(?:[\x00-\x7f]|(?<=[A-Za-z])[ß-öø-ɏ]|[ß-öø-ɏ](?=[A-Za-z]))*")


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
    decoded = decoded or _legacy(data)
    if decoded is None:
        raise _undecodable(data)
    if len(_CONTROL.findall(decoded.text)) > _MOST_CONTROLS * len(decoded.text):
        raise _binary(data)
    return decoded


def _marked(data: bytes) -> Decoded | None:
    """By a byte order mark, unless what follows does not bear it out."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding)
    return None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: ASCII, if only blanks and line ends, leaves its NUL bytes in one place."""
    if b"\0" not in data:
        return None
    nuls = [data[place::4].count(0) for place in range(4)]
    if min(nuls[2:]) > len(data) // 5:
        return _read(data, "utf-32-le")
    if min(nuls[:2]) > len(data) // 5:
        return _read(data, "utf-32-be")
    even, odd = nuls[0] + nuls[2], nuls[1] + nuls[3]
    if min(even, odd) > _MOST_ODD * max(even, odd) or max(even, odd) < _FEWEST_NULS * len(data) / 2:
        return None
    # Text that is not mostly ASCII keeps to a few blocks of 256 characters; other data has any value for their number.
    blocks = Counter(data[1::2] if odd > even else data[0::2])
    common = sum(count for _, count in blocks.most_common(_BLOCKS))
    if max(even, odd) < _MOSTLY_ASCII * len(data) / 2 and common < (1 - _MOST_ODD) * len(data) / 2:
        return None
    decoded = _read(data, "utf-16-le" if odd > even else "utf-16-be")
    return decoded if decoded is not None and _BLANK.search(decoded.text) else None


def _shifted(data: bytes) -> Decoded | None:
    """ISO 2022, which is ASCII to the eye: escape sequences announce its character sets (ECMA-35)."""
    if not data.isascii() or b"\x1b$" not in data:
        return None
    encoding = next((name for name in _candidates(data) if name.startswith("iso2022")), None)
    return _read(data, encoding) if encoding else None


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
    valid = _high(text) - broken
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


def _legacy(data: bytes) -> Decoded | None:
    """The likeliest code page whose reading is plausible.

    Where only a few bytes are at stake, it is Windows-1252, or a page that makes them letters of words, or else UTF-8
    with those few bytes broken.
    """
    readings = (_read(data, encoding) for encoding in _candidates(data))
    likely = [read for read in readings if read is not None and not read.damaged and _is_plausible(read.text)]
    if len(data) - len(data.translate(None, _HIGH_BYTES)) > _FEW:
        return likely[0] if likely else None
    western = _read(data, "cp1252")
    if western is not None and not western.damaged and not _STRAY.search(western.text):
        return western
    broken = Decoded(data.decode("utf-8", "replace"), "utf-8 (damaged)", damaged=True)
    return next((decoded for decoded in likely if _is_latin_inside_words(decoded.text)), broken)


def _is_latin_inside_words(text: str) -> bool:
    return _LATIN_INSIDE_WORDS.fullmatch(text) is not None and not _STRAY.search(text)


def _candidates(data: bytes) -> list[str]:
    """Python's names of the encodings that chardet finds likely, the likeliest first."""
    found = chardet.detect_all(data, encoding_era=_ERAS, compat_names=False)
    names = [name for result in found if (name := result["encoding"]) is not None and not name.startswith("utf")]
    return list(dict.fromkeys(_SUPERSETS.get(name, name) for name in names))


def _read(data: bytes, encoding: str) -> Decoded | None:
    """`data` in `encoding`, with the broken places replaced where they are few; None where they are many."""
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd") - data.decode(encoding, "ignore").count("\ufffd")
    if broken > max(1, _MOST_ODD * len(text)):
        return None
    return Decoded(text, f"{encoding} (damaged)" if broken else encoding, damaged=broken > 0)


def _is_plausible(text: str) -> bool:
    """Whether a code page gave letters where letters belong, and each word one alphabet."""
    head = text[:_SCRUTINISED]
    return len(_ODD.findall(head)) + len(_TWO_ALPHABETS.findall(head)) <= _MOST_ODD * _high(head)


def _high(text: str) -> int:
    """The number of characters outside ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


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
    tried = ", ".join([f"utf-8{where}", *_candidates(data)[:3]])
    return UnusableError(f"text in no encoding that fits; tried {tried}", "save the file as UTF-8")
