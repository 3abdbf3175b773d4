"""What a page needs to know of a language: which way it runs and what it is called in English."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Direction: TypeAlias = Literal["ltr", "rtl", "auto"]

# Scripts and languages that run from right to left, by https://www.w3.org/International/questions/qa-scripts and
# CLDR's likelySubtags.
_RTL_SCRIPTS: Final = frozenset(
    {"adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"}
)
_RTL_LANGUAGES: Final = frozenset(
    {"ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "sd", "skr",
     "syr", "ug", "ur", "yi"}
)  # fmt: skip

_SCRIPT_LENGTH: Final = 4
"""A subtag of four letters is a script; one of four that begins with a digit is a variant (RFC 5646, section 2.1)."""

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


def direction(tag: str | None) -> Direction:
    """Which way text of a language (BCP 47) runs: by its script where it names one; ``auto`` for an unknown language.

    >>> direction("ar-EG"), direction("az-Arab"), direction("ks-Latn"), direction("cs"), direction(None)
    ('rtl', 'rtl', 'ltr', 'ltr', 'auto')
    """
    if not tag:
        return "auto"
    primary, *others = tag.lower().split("-")
    for subtag in others:
        if len(subtag) == 1:
            break  # extensions and private use say nothing of the script
        if len(subtag) == _SCRIPT_LENGTH and subtag.isalpha():
            return "rtl" if subtag in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary in _RTL_LANGUAGES else "ltr"


def language_name(tag: str) -> str:
    """The English name of a language (BCP 47), with its other subtags in brackets; the tag itself where it has none.

    >>> language_name("cs"), language_name("pt-BR"), language_name("tlh")
    ('Czech', 'Portuguese (BR)', 'tlh')
    """
    primary, _, others = tag.partition("-")
    name = _NAMES.get(primary.lower())
    if name is None:
        return tag
    return f"{name} ({others})" if others else name
