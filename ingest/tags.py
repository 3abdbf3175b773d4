"""Language tags as files write them (BCP 47, RFC 5646).

What people and tools write instead is understood too: ``cs_CZ.UTF-8``, ``iw``, ``Czech``, ``немецкий``, and the code of
a country where that of its language is meant (``cz``).
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
        "ar": "ara arabic arabština arabisch арабски арабский arabski العربية",
        "be": "bel belarusian беларуская běloruština",
        "bg": "bul bulgarian български bulharština bulharsky bulgarisch bułgarski bulgare búlgaro "
        "bulgaro болгарский болгарська bulharčina",
        "bs": "bos bosnian",
        "ca": "cat catalan català katalánština",
        "cs": "ces cze czech čeština česky tschechisch czeski tchèque checo ceco чешки чешский чеська "
        "cseh cestina cesky",
        "da": "dan danish dansk dánština dänisch duński датски датский",
        "de": "deu ger german deutsch němčina německy nemčina niemiecki allemand alemán tedesco alemão "
        "duits немски немецкий німецька német nemcina",
        "el": "ell gre greek ελληνικά řečtina griechisch grecki гръцки греческий ellinika",
        "en": "eng english angličtina anglicky englisch angielski anglais inglés inglese inglês engels "
        "engelska английски английский англійська angol ingilizce anglictina",
        "es": "spa spanish español castellano španělština spanisch hiszpański espagnol spagnolo espanol "
        "испански испанский іспанська spanyol castilian",
        "et": "est estonian eesti",
        "fi": "fin finnish suomi finština finnisch fiński фински финский",
        "fr": "fra fre french français francouzština französisch francuski francés francese frans "
        "френски французский французька francia francais",
        "he": "iw heb hebrew עברית",
        "hi": "hin hindi",
        "hr": "hrv croatian hrvatski chorvatština kroatisch chorwacki хърватски хорватский croate",
        "hu": "hun hungarian magyar maďarština maďarčina ungarisch węgierski hongrois унгарски венгерский угорська",
        "id": "in ind indonesian",
        "is": "isl ice icelandic",
        "it": "ita italian italiano italština italienisch włoski italien италиански итальянский італійська olasz",
        "ja": "jpn japanese 日本語 japonština japanisch японски японский",
        "ko": "kor korean 한국어 korejština koreanisch корейски корейский",
        "lt": "lit lithuanian lietuvių litevština litauisch litewski lietuviu",
        "lv": "lav latvian latviešu",
        "mk": "mkd mac macedonian македонски",
        "nb": "nob bokmål",
        "nl": "nld dut dutch nederlands nizozemština holandština niederländisch niderlandzki flemish "
        "vlaams нидерландски нидерландский holland",
        "nn": "nno nynorsk",
        "no": "nor norwegian norsk",
        "pl": "pol polish polski polština poľština polnisch polonais polaco polacco полски польский польська lengyel",
        "pt": "por portuguese português portugalština portugiesisch portugalski portugais португалски "
        "португальский portugues",
        "ro": "mo ron rum romanian română rumunština rumänisch rumuński roumain румънски румынский român romana",
        "ru": "rus russian русский ruština russisch rosyjski russe ruso russo руски російська orosz",
        "sk": "slk slo slovak slovenčina slovensky slowakisch słowacki slovenština slovaque словашки "
        "словацкий словацька slovencina",
        "sl": "slv slovenian slovenščina slovinština slowenisch słoweński словенски slovene",
        "sq": "sqi alb albanian shqip",
        "sr": "srp serbian српски srbština serbisch serbski сръбски сербский",
        "sr-Latn": "sh srpski",
        "sv": "swe swedish svenska švédština schwedisch szwedzki suédois шведски шведский",
        "th": "tha thai",
        "tr": "tur turkish türkçe turečtina türkisch turecki turc турски турецкий turkce",
        "uk": "ukr ukrainian українська ukrajinština ukrainisch ukraiński ukrainien украински украинский ukrajinčina",
        "vi": "vie vietnamese tiếng-việt",
        "yi": "ji yid",
        "zh": "zho chi chinese 中文 čínština chinesisch chiński chinois chino cinese китайски китайский mandarin",
    }.items()
    for alias in aliases.split()
}
_PHRASES: Final = {
    "american english": "en-US", "british english": "en-GB", "brazilian portuguese": "pt-BR",
    "simplified chinese": "zh-Hans", "traditional chinese": "zh-Hant", "norwegian bokmål": "nb",
    "norwegian nynorsk": "nn", "serbian latin": "sr-Latn", "serbian cyrillic": "sr-Cyrl",
    "latin american spanish": "es-419",
}  # fmt: skip

# ISO 3166-1 codes that are no language's, of countries with one language to think of. `uk` and `se` are languages.
_COUNTRIES: Final = {
    "cz": "cs", "ua": "uk", "jp": "ja", "gr": "el", "dk": "da", "cn": "zh", "kz": "kk", "vn": "vi", "al": "sq",
    "rs": "sr", "il": "he", "ir": "fa", "at": "de-AT", "us": "en-US", "gb": "en-GB", "au": "en-AU", "mx": "es-MX",
    "tw": "zh-TW",
}  # fmt: skip

LANGUAGE_OF_COUNTRY: Final = {"se": "sv", "ee": "et", "si": "sl", "kr": "ko", "br": "pt", "uk": "en", "my": "ms"}
"""Codes that are a language's (Northern Sámi, Ewe, Sinhala, Kanuri, Breton, Ukrainian, Burmese) and a country's, to the
language of that country. Which of the two is meant only the text can tell."""

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

    POSIX locales, withdrawn and three-letter codes, the names of common languages in several languages, and codes of
    countries that are no language's (see `misused_country`) are understood.

    >>> normalise("cs_CZ.UTF-8"), normalise("EN-us"), normalise("sr-latn-rs"), normalise("Czech"), normalise("C")
    ('cs-CZ', 'en-US', 'sr-Latn-RS', 'cs', None)
    """
    if len(tag) > _LONGEST_TAG:
        return None
    locale, _, modifier = tag.strip().partition("@")
    plain = locale.partition(".")[0].replace("_", "-").lower()
    if phrase := _PHRASES.get(" ".join(re.split(r"[\s,()]+", plain)).strip()):
        return phrase
    first, hyphen, others = plain.partition("-")
    known = _ALIASES.get(first) or _COUNTRIES.get(first, first)
    parts = _TAG.fullmatch(known.lower() + hyphen + others)
    if parts is None:
        return None
    language = parts["extlang"] or parts["language"]
    if not _names_a_language(language):
        return None
    script = (parts["script"] or "").title() or _POSIX_SCRIPTS.get(modifier.lower(), "")
    tail = (parts["variants"] + parts["rest"]).strip("-")
    return "-".join(filter(None, (language, script, (parts["region"] or "").upper(), tail)))


def misused_country(tag: str) -> bool:
    """Whether `tag` begins with the code of a country where that of a language belongs.

    >>> misused_country("cz"), misused_country("cs-CZ"), misused_country("uk")
    (True, False, False)
    """
    return re.split(r"[-_.@]", tag.strip().lower(), maxsplit=1)[0] in _COUNTRIES


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
