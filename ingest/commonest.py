"""The commonest words of languages: they tell at once that a text is in the language it is declared to be. Pure."""

from __future__ import annotations

from typing import Final

_ENOUGH: Final = 3
"""Words of a sample of some hundred characters."""

# A dozen to a language, of those that few neighbours share.
_WORDS: Final = {
    language: frozenset(words.split())
    for language, words in {
        "bg": "от че са като което които беше ще със към след преди",
        "cs": "se že je ve pro jsou jako který která které bude podle také než",
        "da": "og af til det ikke der som blev efter mellem også hvor",
        "de": "und der die das nicht mit für von ist auf sich dem den ein eine",
        "el": "και του της το να με για που από στην στο είναι",
        "en": "the of and to that is was for with it as by from",
        "es": "el los las del una con por para más fue pero también según",
        "et": "ja on et ei oli mis kui see ka aga mida ning",
        "fi": "ja on että ei oli joka myös mutta kun sen hän ovat",
        "fr": "les des du une dans est pour qui sur pas avec aux",
        "hr": "je se na su za od koji koja koje nije kako ili",
        "hu": "az hogy és nem is egy meg már csak volt szerint mint",
        "it": "il di che della per non del gli una sono con nel",
        "lt": "ir kad su yra bet tai jo kaip iš į buvo apie",
        "lv": "un ir ka ar no par bet tas kas kā bija arī",
        "nb": "og av til det ikke som ble etter mellom også hvor fra",
        "nl": "het een van dat niet zijn met voor ook maar werd door",
        "pl": "się nie na że jest do ale przez oraz jak był które",
        "pt": "os do da que uma não com para mais foi dos também",
        "ro": "și în care pe cu nu din la pentru sunt este mai",
        "ru": "и не на что по это как из его для был все",
        "sk": "sa že je vo pre sú ako ktorý ktorá ktoré bude podľa tiež",
        "sl": "je se da ki so bo pri tudi kot pa ali",
        "sr": "је су која који које није као ће овај ове због после",
        "sv": "och att det som av för inte med den till är ett",
        "tr": "ve bir bu için ile da de olarak daha çok sonra ise",
        "uk": "і на що не та як до це від його було для",
    }.items()
}


def spoken(sample: str) -> frozenset[str]:
    """The languages that running text in small letters has so many of the commonest words of."""
    return frozenset(language for language in _WORDS if speaks(language, sample))


def speaks(language: str, sample: str) -> bool:
    """Whether running text has so many of a language's commonest words that it need not be asked any further."""
    own = _WORDS.get(language)
    return own is not None and sum(word in own for word in sample.split()) >= _ENOUGH
