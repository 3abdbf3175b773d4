"""Language tags as files write them (BCP 47, RFC 5646).

What people and tools write instead is understood too: ``cs_CZ.UTF-8``, ``iw``, ``Czech``.
"""

from __future__ import annotations

import re
from typing import Final


def _codes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ISO_639_1: Final = _codes(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io "
    "is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn "
    "mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se "
    "sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo "
    "wa wo xh yi yo za zh zu"
)

# Names, ISO 639-2 codes and withdrawn codes that stand for a tag; the registry's own preferred values among them.
_ALIASES: Final = {
    alias: tag
    for tag, aliases in {
        "ar": "ara arabic",
        "bg": "bul bulgarian български",
        "bs": "bos bosnian",
        "cs": "ces cze czech čeština česky",
        "da": "dan danish dansk",
        "de": "deu ger german deutsch",
        "el": "ell gre greek ελληνικά",
        "en": "eng english",
        "es": "spa spanish español",
        "et": "est estonian eesti",
        "fi": "fin finnish suomi",
        "fr": "fra fre french français",
        "he": "iw heb hebrew עברית",
        "hi": "hin hindi",
        "hr": "hrv croatian hrvatski",
        "hu": "hun hungarian magyar",
        "id": "in ind indonesian",
        "is": "isl ice icelandic",
        "it": "ita italian italiano",
        "ja": "jpn japanese 日本語",
        "ko": "kor korean 한국어",
        "lt": "lit lithuanian lietuvių",
        "lv": "lav latvian latviešu",
        "mk": "mkd mac macedonian македонски",
        "nl": "nld dut dutch nederlands",
        "no": "nor norwegian norsk",
        "pl": "pol polish polski",
        "pt": "por portuguese português",
        "ro": "mo ron rum romanian română",
        "ru": "rus russian русский",
        "sk": "slk slo slovak slovenčina slovensky",
        "sl": "slv slovenian slovenščina",
        "sr": "srp serbian српски",
        "sr-Latn": "sh srpski",
        "sv": "swe swedish svenska",
        "th": "tha thai",
        "tr": "tur turkish türkçe",
        "uk": "ukr ukrainian українська",
        "vi": "vie vietnamese",
        "yi": "ji yid",
        "zh": "zho chi chinese 中文",
    }.items()
    for alias in aliases.split()
}
_SPECIAL: Final = frozenset({"und", "mul", "mis", "zxx"})
"""Codes of ISO 639-2 that name no one language."""

_LONGEST_TAG: Final = 100

_TAG = re.compile(
    r"(?P<language>[a-z]{2,8})(?:-(?P<extlang>[a-z]{3})(?:-[a-z]{3}){0,2})?(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?(?P<variants>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)"
    r"(?P<rest>(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?)",
    re.ASCII,
)
_POSIX_SCRIPTS: Final = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva"}


def normalise(tag: str) -> str | None:
    """`tag` in the canonical form of RFC 5646 (sections 2.1.1 and 4.5), or None where it names no language.

    POSIX locales, withdrawn and three-letter codes, and the names of common languages are understood.

    >>> normalise("cs_CZ.UTF-8"), normalise("EN-us"), normalise("sr-latn-rs"), normalise("Czech"), normalise("C")
    ('cs-CZ', 'en-US', 'sr-Latn-RS', 'cs', None)
    """
    if len(tag) > _LONGEST_TAG:
        return None
    locale, _, modifier = tag.strip().partition("@")
    plain = locale.partition(".")[0].replace("_", "-").lower()
    first, hyphen, others = plain.partition("-")
    known = _ALIASES.get(first, first)
    parts = _TAG.fullmatch(known.lower() + hyphen + others)
    if parts is None:
        return None
    language = parts["extlang"] or parts["language"]
    if not _names_a_language(language):
        return None
    script = (parts["script"] or "").title() or _POSIX_SCRIPTS.get(modifier.lower(), "")
    tail = (parts["variants"] + parts["rest"]).strip("-")
    return "-".join(filter(None, (language, script, (parts["region"] or "").upper(), tail)))


def _names_a_language(code: str) -> bool:
    match len(code):
        case 2:
            return code in _ISO_639_1
        case 3:
            return code not in _SPECIAL
        case _:
            return False  # four letters are reserved, and the registry holds no longer ones (RFC 5646, section 2.2.1)


def identity(tag: str | None) -> str:
    """Primary subtag and script of a normalised tag: what tells a translation from a copy. Empty for None.

    >>> identity("sr-Latn-RS"), identity("cs-CZ"), identity(None)
    ('sr-Latn', 'cs', '')
    """
    if tag is None:
        return ""
    parts = _TAG.fullmatch(tag.lower())
    if parts is None:
        return ""
    return "-".join(filter(None, (parts["language"], (parts["script"] or "").title())))
