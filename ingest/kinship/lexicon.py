"""Words that are facts in any text: numbers, magnitudes, days, negations, and which way something went. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["number", "magnitude", "negation", "direction", "day", "name", "noun"]
"""Names and nouns stand in no lexicon; only a text tells them."""


class Fact(NamedTuple):
    """What must stay for an article to say the same."""

    kind: Kind
    value: str
    """Equal for words that say the same, in whatever language; else the word."""


_NUMBER_WORDS: Final = {
    word: str(number)
    for number, words in enumerate(
        (
            "two zwei dva dvě dwa dwie два две двама",
            "three drei tři trzy три трима",
            "four vier čtyři cztery четири четыре",
            "five fünf pět pięć пет пять",
            "six sechs šest sześć шест шесть",
            "seven sieben sedm siedem седем семь",
            "eight acht osm osiem осем восемь",
            "nine neun devět dziewięć девет девять",
            "ten zehn deset dziesięć десет десять",
            "eleven elf jedenáct jedenaście единадесет одиннадцать",
            "twelve zwölf dvanáct dwanaście дванадесет двенадцать",
        ),
        2,
    )
    for word in words.split()
}

_PATTERNS: Final[tuple[tuple[Kind, str, tuple[str, ...]], ...]] = (
    ("magnitude", "10³", (r"thousands?|tausend|tis|tisíc\w*|tys|tysi\w+|хил|хиляд\w+|тыс|тысяч\w*|千",)),
    ("magnitude", "10⁶", (r"mln|mio|mill?i[oó]n\w*|million\w*|милион\w*|миллион\w*|млн|百万",)),
    ("magnitude", "10⁹", (r"bn|billions?|mrd|mld|mill?iard\w*|милиард\w*|миллиард\w*|млрд|亿|億",)),
    ("magnitude", "10¹²", (r"tn|trillion\w*|bilion\w*|трилион\w*|триллион\w*|трлн|兆",)),
    (
        "negation",
        "not",
        (
            r"not|never|no|cannot|didn|doesn|don|won|wasn|isn|aren|couldn|wouldn|hasn",
            r"nicht|keine?[nmrs]?|nie|niemals",
            r"není|nejsou|nebude|nikdy|nikoliv?|nigdy",
            r"не|няма|никога|нет|никогда",
            r"pas|jamais|nunca",
            r"不|没|未|沒",
        ),
    ),
    (
        "direction",
        "up",
        (
            r"rose|rises?|risen|rising|up|gain\w*|increas\w*|grew|grow\w*|higher|climb\w*|jump\w*|surg\w+|wins?|won",
            r"approv\w*|accept\w*|open(?:s|ed)",
            r"gestiegen|stieg\w*|steig\w+|plus|höher\w*|gewann\w*|genehmigt\w*",
            r"vzrost\w*|stoup\w*|posíl\w*|zvýš\w*|vyšší|schváli\w*",
            r"wzros\w*|zyska\w*|wyższ\w*",
            r"покач\w*|повиш\w*|нарас\w*|поскъп\w*|вырос\w*",
            r"涨|漲|升|增",
        ),
    ),
    (
        "direction",
        "down",
        (
            r"fell|falls?|fallen|falling|down|los[est]\w*|decreas\w*|declin\w*|lower\w*|drop\w*|slid\w*|shrank|plung\w+",
            r"reject\w*|den(?:y|ied|ies)|clos(?:es|ed)",
            r"gefallen|fiel\w*|sank\w*|sinken|gesunken|minus|niedriger\w*|verlor\w*|abgelehnt\w*",
            r"kles\w*|spad\w*|propad\w*|oslab\w*|sníž\w*|nižší|zamít\w*",
            r"straci\w*|niższ\w*",
            r"понижа\w*|намал\w*|поевтин\w*|упал\w*|снизи\w*",
            r"跌|降|减|減",
        ),
    ),
    (
        "day",
        "",
        (
            r"january|february|march|april\w*|may|june?|july?|august\w*|septem\w+|o[ck]tob\w+|novemb\w+|de[cz]emb\w+",
            r"januari?|jänner|februari?|märz|mai|juni|juli",
            r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|yesterday",
            r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|gestern|heute",
            r"leden|ledn[aou]\w*|únor\w*|březen|březn\w+|duben|dubn\w+|květen|květn\w+|červen(?:ec)?|červn\w+",
            r"července?m?|srpen|srpn\w+|září|říjen|říjn\w+|listopad\w*|prosinec|prosinc\w+",
            r"pondělí\w*|úter\w+|střed[aouy]|čtvrt(?:ek|k\w*)|pát(?:ek|k\w*)|sobot\w+|neděl\w+",
            r"stycz\w+|lutego|lut(?:y|ym)|mar(?:zec|ca|cu)|kwie\w+|maja|maju|czerwc\w*|czerwiec|lip(?:iec|ca|cu)",
            r"sierp\w+|wrze[sś]\w+|październik\w*|grud\w+",
            r"poniedział\w+|wtor\w+|środ[aęy]|czwart\w+|piąt(?:ek|k\w*)|niedziel\w+",
            r"януари|февруари|март\w*|май|мая|юн[ия]|юл[ия]|септември|октомври|ноември|декември",
            r"янв|январ\w|фев|феврал\w",
            r"понеделник\w*|вторник\w*|сряда|четвъртък|петък|събота|неделя",
            r"среда|сред[уы]|четверг\w*|пятниц\w|суббот\w",
            r"janvier|février|mars|avril|juin|juillet|août",
            r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
        ),
    ),
)
_LEXICON: Final = tuple((kind, value, re.compile("|".join(patterns))) for kind, value, patterns in _PATTERNS)


@lru_cache(maxsize=4096)
def listed(word: str) -> Fact | None:
    """The fact that a word, in lower case, is in any text; None for most words."""
    if word[0].isdecimal():
        return Fact("number", word)
    if word in _NUMBER_WORDS:
        return Fact("number", _NUMBER_WORDS[word])
    for kind, value, pattern in _LEXICON:
        if pattern.fullmatch(word):
            return Fact(kind, value or word)
    return None
