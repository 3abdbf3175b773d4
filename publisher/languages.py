"""What languages are called in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

_NAMES: Final = {
    "af": "Afrikaans", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian",
    "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada", "ko": "Korean", "lb":
    "Luxembourgish", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian",
    "mr": "Marathi", "ms": "Malay", "mt": "Maltese", "my": "Burmese", "nb": "Norwegian Bokmål", "ne": "Nepali",
    "nl": "Dutch", "nn": "Norwegian Nynorsk", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
    "vi": "Vietnamese", "yi": "Yiddish", "zh": "Chinese", "zu": "Zulu",
}  # fmt: skip


def language_name(tag: str) -> str:
    """The English name of a language (BCP 47), with its other subtags in brackets; the tag itself where it has none.

    >>> language_name("cs"), language_name("pt-br"), language_name("sr-latn-rs"), language_name("tlh")
    ('Czech', 'Portuguese (BR)', 'Serbian (Latn-RS)', 'tlh')
    """
    primary, *others = tag.split("-")
    name = _NAMES.get(primary.lower())
    if name is None:
        return tag
    return f"{name} ({'-'.join(_as_usual(others))})" if others else name


def _as_usual(subtags: Sequence[str]) -> Iterator[str]:
    """Subtags as they are written by convention (RFC 5646, section 2.1.1): regions in capitals, scripts with one."""
    private = False  # what follows a singleton is an extension or private, and has no such convention
    for subtag in subtags:
        private = private or len(subtag) == 1
        match len(subtag):
            case 2 if not private:
                yield subtag.upper()
            case 4 if not private:
                yield subtag.title()
            case _:
                yield subtag
