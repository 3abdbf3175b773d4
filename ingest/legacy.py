"""Text from before UTF-8: which code page its bytes are in. Pure."""

from __future__ import annotations

from typing import Final

import chardet
from chardet import EncodingEra

from ingest.legibility import MARGIN, is_judged, is_latin_inside_words, is_plausible, is_western, oddity
from ingest.readings import Decoded, read

_FEW: Final = 3
"""Bytes outside ASCII up to which statistics say nothing, and Windows-1252 is asked first, its kin under Unix next."""

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


def legacy(data: bytes) -> Decoded | None:
    """The likeliest code page whose reading is plausible.

    Where only a few bytes are at stake, it is Windows-1252, or a page that makes them letters of words, or else UTF-8
    with those few bytes broken.
    """
    if len(data) - len(data.translate(None, _HIGH_BYTES)) > _FEW:
        return _best(_plausible(data, candidates(data)))
    few = [one for one in _plausible(data, ["iso8859-15", *candidates(data)]) if is_latin_inside_words(one.text)]
    western = read(data, "cp1252")
    if western is not None and not western.damaged and is_western(western.text):
        few.insert(0, western)
    return _best(few) or Decoded(data.decode("utf-8", "replace"), "utf-8 (damaged)", damaged=True)


def _plausible(data: bytes, encodings: list[str]) -> list[Decoded]:
    readings = (read(data, encoding) for encoding in encodings)
    return [one for one in readings if one is not None and not one.damaged and is_plausible(one.text)]


def _best(readings: list[Decoded]) -> Decoded | None:
    """The likeliest of the readings, unless another is less odd by `MARGIN`.

    What is in letters that cannot be judged stays the likeliest.
    """
    best = next(iter(readings), None)
    if best is None or not is_judged(best.text):
        return best
    fewest = oddity(best.text)
    for reading in readings[1:]:
        if fewest < MARGIN:
            break
        if (odd := oddity(reading.text)) <= fewest - MARGIN:
            best, fewest = reading, odd
    return best


def candidates(data: bytes) -> list[str]:
    """Python's names of the encodings that chardet finds likely, the likeliest first."""
    found = chardet.detect_all(data, encoding_era=_ERAS, compat_names=False)
    names = [name for result in found if (name := result["encoding"]) is not None and not name.startswith("utf")]
    return list(dict.fromkeys(_SUPERSETS.get(name, name) for name in names))
