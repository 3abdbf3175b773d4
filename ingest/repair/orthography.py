"""Letters of living orthographies: what may stand where a byte was lost.

Only what lies outside ASCII. Each alphabet is the language's own (CLDR, exemplar characters, main set), with the few
letters that its newspapers take from neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_RUSSIAN: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"

_LOWER: Final = {
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "ca": "àçéèíïóòúü",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "åæøé",
    "de": "äöüßé",
    "el": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",
    "en": "éèçïöêñü",
    "es": "áéíñóúü",
    "et": "äõöüšž",
    "fi": "äöåšž",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "hu": "áéíóöőúüű",
    "is": "áðéíóúýþæö",
    "it": "àèéìíîòóùú",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",
    "nb": "åæøéòôóê",
    "nl": "éëïèöüáíóúêç",
    "pl": "ąćęłńóśźż",
    "pt": "àáâãçéêíóôõúü",
    "ro": "ăâîșțşţ",
    "ru": _RUSSIAN,
    "sh": "čćđšž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "sv": "åäöéà",
    "tr": "çğışöüâîû",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}

UPPER: Final = MappingProxyType({"ß": "ẞ", "ı": "I", "ΐ": "ΐ", "ΰ": "ΰ", "ς": "Σ"})
"""Capitals that `str.upper` writes with more than one letter, or that are another letter's too."""


def _both_cases(letters: str) -> frozenset[str]:
    return frozenset(letters) | {UPPER.get(letter, letter.upper()) for letter in letters}


ALPHABETS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {language: _both_cases(letters) | ({"İ"} if language == "tr" else set()) for language, letters in _LOWER.items()}
)
"""Language to its letters outside ASCII, small and capital. ``sh`` is Croatian, Bosnian, and Serbian in Latin."""

LETTERS: Final = frozenset[str]().union(*ALPHABETS.values())

_CYRILLIC_OF_SERBIAN = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")


def in_cyrillic(word: str) -> str:
    """A Serbian word in Latin letters as it is written in Cyrillic (the few exceptions, as in ``nadživeti``, aside).

    >>> in_cyrillic("ljubav")
    'љубав'
    """
    return word.replace("lj", "љ").replace("nj", "њ").replace("dž", "џ").translate(_CYRILLIC_OF_SERBIAN)
