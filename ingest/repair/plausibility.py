"""What articles are written in: whether what a repair brought to light can be text at all."""

from __future__ import annotations

import re
from typing import Final

# What a repair may bring to light without being laughed at: letters of the scripts that articles are written in, their
# marks, punctuation, symbols, emoji. Everything else (controls, private use, scripts of scholars) speaks against it.
_IMPLAUSIBLE = re.compile(
    "[^\x00-\x7f\u00a0-\u052f\u0531-\u058f\u0591-\u06ff\u0750-\u077f\u0900-\u109f\u10a0-\u13ff"
    "\u1780-\u17ff\u1c80-\u1cbf\u1e00-\u27bf\u2900-\u2bff\u2c60-\u2c7f\u2d00-\u2ddf\u3000-\u9fff"
    "\ua720-\ua7ff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufb00-\ufb4f\ufe00-\ufe0f\ufe20-\ufe6f\ufeff\uff00-\uffef"
    "\ufffd\U0001f000-\U0001faff\U00020000-\U000323af\U000e0020-\U000e007f]"
)
_LATIN = "A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ"
_OTHER = "\u0370-\u052f\u0531-\u0587\u05d0-\u05f2\u0620-\u064a\u0900-\u0dff\u0e01-\u0e4e\u10a0-\u10ff\u1f00-\u1fff"
_EAST = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff"
_TWO_ALPHABETS = re.compile(
    f"(?<=[{_LATIN}])[{_OTHER}{_EAST}]|(?<=[{_OTHER}])[{_LATIN}{_EAST}]|(?<=[{_EAST}])[{_LATIN}{_OTHER}]"
)
_MOST_IMPLAUSIBLE: Final = 0.1
"""Share of the repaired characters. A ``5µm`` or an ``AI技術`` is no reason to refuse a whole article."""

# Letters of living orthographies and everyday typography: decides between code pages that both undo the damage.
_EVERYDAY = re.compile(
    "[\u00a0«»°§©®áàâäãåąăæçćčďđéèêëęěėēğģíìîïįīıķĺľļłñńňņóòôöõőøœŕřśšşșßťțţúùûüůűųūýÿźžżðþ"
    "ÁÀÂÄÇČĎÉÈÊĚÍÎŁÓÔÖØŘŚŠŞȘŤÚÜŮÝŹŽŻÞĐİÅÆÃãõĩũơưƠƯẠ-ỹα-ωά-ώΑ-Ωа-яА-ЯёіїєґўјљњћђџѓќѕІЇЄЈא-תء-ي"
    "\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac\u2122\u3001\u3002\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)
_SCORED: Final = 20_000
"""Characters looked at to decide between code pages."""


def high(text: str) -> int:
    """How many characters of `text` are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def is_plausible(mended: str) -> bool:
    """Whether nearly all of `mended` are characters that articles are written in, each word in one alphabet."""
    against = len(_IMPLAUSIBLE.findall(mended)) + len(_TWO_ALPHABETS.findall(mended))
    return against <= _MOST_IMPLAUSIBLE * high(mended)


def everyday(mended: str) -> float:
    """Share of everyday characters among those outside ASCII."""
    sample = mended[:_SCORED]
    return len(_EVERYDAY.findall(sample)) / max(1, high(sample))
