"""The language of a text that names none.

`detect` asks the alphabet first, which settles a third of the world's languages alone, and py3langid for the rest,
only among the languages of that alphabet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier


def _languages(tags: str) -> frozenset[str]:
    return frozenset(tags.split())


@dataclass(frozen=True, slots=True)
class Detected:
    """The language of a text, as far as its letters tell."""

    tag: str
    """BCP 47: a primary subtag, with the script where the language is written in two (``sr-Latn``)."""
    confidence: float
    """From 0 to 1: the share of the probability among the languages of the same alphabet."""


SAMPLE: Final = 120
"""Characters of prose that are looked at. Of two sentences of news in 40 languages, 100 to 300 characters give the same
answers (two of them none: Serbian in Latin letters, and Croatian), 60 lose one more. The time: 0.11 ms for 100
characters, 0.17 ms for 150, on one core of a busy machine."""

_SEARCHED: Final = 6_000
"""Characters from the start in which prose is looked for."""

FEWEST_LETTERS: Final = 20
"""Letters of prose below which nothing is said; a quarter of it where the alphabet alone answers."""

LEAST_CONFIDENCE: Final = 0.6

# Answered by the alphabet alone. Han without kana is Chinese.
_ALPHABETS: Final = {
    "ja": re.compile("[\u3041-\u30ff]"),
    "ko": re.compile("[\u1100-\u11ff\uac00-\ud7a3]"),
    "zh": re.compile("[\u3400-\u9fff]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "hy": re.compile("[\u0531-\u0587]"),
    "ka": re.compile("[\u10d0-\u10ff]"),
    "th": re.compile("[\u0e01-\u0e4e]"),
    "lo": re.compile("[\u0e81-\u0ecd]"),
    "km": re.compile("[\u1780-\u17d3]"),
    "my": re.compile("[\u1000-\u109f]"),
    "si": re.compile("[\u0d80-\u0df3]"),
    "ta": re.compile("[\u0b82-\u0bd7]"),
    "te": re.compile("[\u0c00-\u0c63]"),
    "kn": re.compile("[\u0c80-\u0ce3]"),
    "ml": re.compile("[\u0d00-\u0d63]"),
    "gu": re.compile("[\u0a81-\u0ae3]"),
    "pa": re.compile("[\u0a01-\u0a75]"),
    "or": re.compile("[\u0b01-\u0b71]"),
    "am": re.compile("[\u1200-\u135a]"),
}

_MODELLED: Final = {
    "Latn": (
        re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]"),
        _languages(
            "af az bs ca cs cy da de en eo es et eu fi fo fr fy ga gd gl ha hr ht hu id ig is it jv ku la lb lt lv mg "
            "ms mt nl nn no oc pl pt ro sk sl so sq sr sv sw tk tl tr uz vi xh yo zu"
        ),
    ),
    "Cyrl": (re.compile("[\u0400-\u052f]"), _languages("ba be bg kk ky mk mn ru sr tg tt uk")),
    "Arab": (re.compile("[\u0620-\u06ff]"), _languages("ar fa ps ug ur")),
    "Deva": (re.compile("[\u0900-\u0970]"), _languages("hi mr ne sa")),
    "Beng": (re.compile("[\u0980-\u09f9]"), _languages("as bn")),
}
# One language in the eyes of n-grams: the model gives 0.64 to Bosnian for Serbian in Latin letters.
_NEIGHBOURS: Final = frozenset({"bs", "hr", "sr"})
_LEAST_AMONG_NEIGHBOURS: Final = 0.75
_TWO_SCRIPTS: Final = {("sr", "Latn"): "sr-Latn"}

_KANA_IN_JAPANESE: Final = 0.1
_OWN_SHARE: Final = 0.5
"""Share of a sample's letters that its alphabet has at least."""

_LEAST_PROSE: Final = 0.4
"""Share of words that begin with no capital. A list of names has fewer, in whatever language."""

_FEWEST_WORDS: Final = 3

_NO_WORD = re.compile(r"[/@=_<>{}|\\]|\d{2}")
_FIRST_EAST_ASIAN: Final = "\u2e80"
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]{5}")
_LETTERS = re.compile(r"[^\W\d_]")


def detect(text: str) -> Detected | None:
    """The language of `text`; None where it is too short, too uncertain, or no prose (a list of names, a table).

    Costs 0.1 ms or little more, whatever the length. The first text whose alphabet does not answer loads the model:
    0.7 s and, for good, 82 MB with numpy. Half of that is its automaton, which fewer languages make no smaller.
    """
    sample = _prose(text)
    letters = len(_LETTERS.findall(sample))
    if letters < FEWEST_LETTERS / 4:
        return None
    for script, (pattern, _) in _MODELLED.items():
        if len(pattern.findall(sample)) > _OWN_SHARE * letters:
            return _classify(sample, script) if letters >= FEWEST_LETTERS else None
    return _by_alphabet(sample, letters)


def load() -> None:
    """Load the model now, rather than with the first text that needs it."""
    _models()


def _by_alphabet(sample: str, letters: int) -> Detected | None:
    counts = {tag: len(pattern.findall(sample)) for tag, pattern in _ALPHABETS.items()}
    if counts["ja"] > _KANA_IN_JAPANESE * letters:
        counts["ja"] += counts.pop("zh")
    tag = max(counts, key=lambda tag: counts[tag])
    share = counts[tag] / letters
    return Detected(tag, min(1.0, share)) if share > _OWN_SHARE else None


def _prose(text: str) -> str:
    """Up to `SAMPLE` characters of running text, from the longest lines, without names, addresses and numbers."""
    sample: list[str] = []
    size = 0
    for line in sorted(text[:_SEARCHED].split("\n"), key=len, reverse=True):
        words = line[: 2 * SAMPLE].split()
        if line.isupper():
            words = [word.lower() for word in words]
        plain = [word for word in words if not _is_name(word) and not _NO_WORD.search(word)]
        if len(plain) >= max(_FEWEST_WORDS, _LEAST_PROSE * len(words)) or _UNSPACED.search(line):
            sample += plain
            size += sum(map(len, plain)) + len(plain)
        if size >= SAMPLE:
            break
    return " ".join(sample)[:SAMPLE]


def _is_name(word: str) -> bool:
    # A word of Chinese or Japanese is a whole clause, and may well begin with the name of a company.
    return word[0].isupper() and max(word) < _FIRST_EAST_ASIAN


def _classify(sample: str, script: str) -> Detected | None:
    latin, others = _models()
    language, confidence = (latin if script == "Latn" else others).classify(sample)
    if confidence < (_LEAST_AMONG_NEIGHBOURS if language in _NEIGHBOURS else LEAST_CONFIDENCE):
        return None
    return Detected(_TWO_SCRIPTS.get((language, script), language), confidence)


@cache
def _models() -> tuple[LanguageIdentifier, LanguageIdentifier]:
    """py3langid's model in two halves, for Latin and for other letters.

    A language of the other half is never answered, and half the languages cost half the time. The others need no more
    division: their letters have no bytes in common.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loads numpy: when needed
    from py3langid.modelio import load_model  # noqa: PLC0415 - likewise

    weights, priors, labels, moves, rows, outputs = load_model(MODEL_DIR / MODEL_FILE)

    def half(languages: frozenset[str]) -> LanguageIdentifier:
        columns = [column for column, label in enumerate(labels) if label in languages]
        names = [labels[column] for column in columns]
        return LanguageIdentifier(
            weights[:, columns], priors[columns], names, moves, outputs, norm_probs=True, tk_row=rows
        )

    others = frozenset[str]().union(*(tags for script, (_, tags) in _MODELLED.items() if script != "Latn"))
    return half(_MODELLED["Latn"][1]), half(others)
