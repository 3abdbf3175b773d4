"""Which languages the letters of a text are of. Pure.

An alphabet of one language answers alone. One of several languages only says among which to look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Han without kana is Chinese.
_OF_ONE_LANGUAGE: Final = {
    "ja": re.compile("[\u3041-\u30ff]+"),
    "ko": re.compile("[\u1100-\u11ff\uac00-\ud7a3]+"),
    "zh": re.compile("[\u3400-\u9fff]+"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]+"),
    "he": re.compile("[\u05d0-\u05ea]+"),
    "hy": re.compile("[\u0531-\u0587]+"),
    "ka": re.compile("[\u10d0-\u10ff]+"),
    "th": re.compile("[\u0e01-\u0e4e]+"),
    "lo": re.compile("[\u0e81-\u0ecd]+"),
    "km": re.compile("[\u1780-\u17d3]+"),
    "my": re.compile("[\u1000-\u109f]+"),
    "si": re.compile("[\u0d80-\u0df3]+"),
    "ta": re.compile("[\u0b82-\u0bd7]+"),
    "te": re.compile("[\u0c00-\u0c63]+"),
    "kn": re.compile("[\u0c80-\u0ce3]+"),
    "ml": re.compile("[\u0d00-\u0d63]+"),
    "gu": re.compile("[\u0a81-\u0ae3]+"),
    "pa": re.compile("[\u0a01-\u0a75]+"),
    "or": re.compile("[\u0b01-\u0b71]+"),
    "am": re.compile("[\u1200-\u135a]+"),
}


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Letters that several languages are written in."""

    letters: re.Pattern[str]
    languages: frozenset[str]
    """Primary subtags of those that py3langid knows."""


def _languages(tags: str) -> frozenset[str]:
    return frozenset(tags.split())


SHARED: Final = {
    "Latn": Alphabet(
        re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+"),
        _languages(
            "af az bs ca cs cy da de en eo es et eu fi fo fr fy ga gd gl ha hr ht hu id ig is it jv ku la lb lt lv mg "
            "ms mt nl nn no oc pl pt ro sk sl so sq sr sv sw tk tl tr uz vi xh yo zu"
        ),
    ),
    "Cyrl": Alphabet(re.compile("[\u0400-\u052f]+"), _languages("ba be bg kk ky mk mn ru sr tg tt uk")),
    "Arab": Alphabet(re.compile("[\u0620-\u06ff]+"), _languages("ar fa ps ug ur")),
    "Deva": Alphabet(re.compile("[\u0900-\u0970]+"), _languages("hi mr ne sa")),
    "Beng": Alphabet(re.compile("[\u0980-\u09f9]+"), _languages("as bn")),
}
"""The alphabets of several languages, by script (ISO 15924)."""
LANGUAGES: Final = frozenset(_OF_ONE_LANGUAGE).union(*(alphabet.languages for alphabet in SHARED.values()))
"""All that can be told."""
WRITTEN_IN_OTHERS: Final = _languages("az bs ha hi kk ku ky mn ms pa sd tg tk tt ur uz")
"""Languages that are written in more alphabets than they stand here for."""

_OWN_SHARE: Final = 0.5
"""Share of a sample's letters that its alphabet has at least."""
_KANA_IN_JAPANESE: Final = 0.1
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def letters(sample: str) -> int:
    """How many letters a sample has, of any alphabet."""
    return _count(_LETTERS, sample)


def script(sample: str, count: int | None = None) -> str | None:
    """The alphabet of several languages, a key of `SHARED`, that most letters of a sample are of.

    `count` is how many `letters` it has, where the caller knows that already.
    """
    least = _OWN_SHARE * (letters(sample) if count is None else count)
    return next((name for name, alphabet in SHARED.items() if _count(alphabet.letters, sample) > least), None)


def language(sample: str) -> tuple[str, float] | None:
    """The language that alone has most letters of a sample, and its share of them, 0 to 1."""
    counts = {tag: _count(pattern, sample) for tag, pattern in _OF_ONE_LANGUAGE.items()}
    all_letters = letters(sample)
    if not all_letters:  # a sign that goes with letters may stand alone
        return None
    if counts["ja"] > _KANA_IN_JAPANESE * all_letters:
        counts["ja"] += counts.pop("zh")
    tag = max(counts, key=lambda tag: counts[tag])
    return (tag, min(1.0, counts[tag] / all_letters)) if counts[tag] > _OWN_SHARE * all_letters else None


def _count(runs: re.Pattern[str], sample: str) -> int:
    """How many letters there are in these runs of them: a match for each letter takes three times as long."""
    return sum(map(len, runs.findall(sample)))
