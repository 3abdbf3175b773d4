"""The language of a text that names none.

`detect` asks the alphabet first, which settles a third of the world's languages alone, and py3langid for the rest,
only among the languages of that alphabet. `contradiction` asks the same of a text that declares its language, and
answers only where there can be no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from ingest import alphabets
from ingest.commonest import speaks
from ingest.serbocroatian import told_apart

if TYPE_CHECKING:
    from ingest.ngrams import Ngrams


@dataclass(frozen=True, slots=True)
class Detected:
    """The language of a text, as far as its letters tell."""

    tag: str
    """BCP 47: a primary subtag, with the script where the language is written in two (``sr-Latn``)."""
    confidence: float
    """From 0 to 1: the share of the probability among the languages of the same alphabet."""


SAMPLE: Final = 120
"""Characters of prose that are looked at. Of two sentences of news in 40 languages, 100 to 300 characters give the same
answers, 60 lose one; of the files of `benchmarks.quality`, 100 lose one."""

_SEARCHED: Final = 6_000
"""Characters from the start in which prose is looked for."""

FEWEST_LETTERS: Final = 20
"""Letters of prose below which nothing is said; a quarter of it where the alphabet alone answers."""

LEAST_CONFIDENCE: Final = 0.6

# One language in the eyes of n-grams: the model gives 0.64 to Bosnian for Serbian in Latin letters.
_SERBO_CROATIAN: Final = frozenset({"bs", "hr", "sr"})
_WORDS_SEARCHED: Final = 1_000
"""Characters of such a text whose words are looked at."""

UNTHINKABLE: Final = 1e-3
"""Probability below which a declared language is contradicted, if each sample of the text puts it there.

Of 460 right declarations, of twelve words and more in 43 languages, the least probable had 0.06 (Serbian in Latin
letters). A wrong one has 1e-2 (Russian on Bulgarian) to 1e-5 (Slovak on Czech) for a neighbour and 1e-6 or less for
anything farther, so that neighbours are contradicted by long texts only, or not at all."""
_SAMPLES_AGAINST: Final = 5
"""Samples that are asked before a declaration is contradicted, from all over the text: one may be a quotation."""
_HEARD: Final = 3 * SAMPLE
"""Characters of prose in which the commonest words are looked for."""
_LETTERS_AGAINST: Final = 60
"""Letters of prose below which nothing is contradicted."""
_SAME: Final = {"nb": "no", "sh": "sr", "tl": "fil", "cmn": "zh", "yue": "zh", "arb": "ar"}
"""Primary subtags to what the model calls the language."""
_IN_SCRIPTS_KNOWN: Final = frozenset({"sr", "zh"})
_SCRIPT_SUBTAG = re.compile(r"-[A-Z][a-z]{3}(?:-|$)")

_LEAST_PROSE: Final = 0.4
"""Share of words that begin with no capital. A list of names has fewer, in whatever language."""

_FEWEST_WORDS: Final = 3

_STOPS: Final = (".", "!", "?", ":", "…", ".”", ".“", '."', "?“", "!“")
_NO_WORD = re.compile(r"[/@=_<>{}|\\]|\d{2}")
_FIRST_EAST_ASIAN: Final = "\u2e80"
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]{5}")


def detect(text: str) -> Detected | None:
    """The language of `text`; None where it is too short, too uncertain, or no prose (a list of names, a table).

    Costs less than 0.1 ms, whatever the length. The first text whose alphabet does not answer loads the model:
    0.7 s and, for good, 100 MB with numpy. Two fifths of that is its automaton, which fewer languages make no smaller.
    """
    sample = _prose(text)
    letters = alphabets.letters(sample)
    if letters < FEWEST_LETTERS / 4:
        return None
    if script := alphabets.script(sample, letters):
        return _classify(sample, script, text) if letters >= FEWEST_LETTERS else None
    found = alphabets.language(sample)
    return Detected(*found) if found else None


def contradiction(declared: str, text: str) -> str | None:
    """The language that `text` is in where it can impossibly be in the one that is `declared`; else None.

    `declared` is a normalised tag. A language that the model does not know is never contradicted, and so is none by a
    text of two languages, by a short one, or by a list of names.
    """
    primary = declared.partition("-")[0]
    language = _SAME.get(primary, primary)
    if language not in alphabets.LANGUAGES:
        return None
    # Nearly every article is what it is declared to be; a few words tell so at a hundredth of the model's cost.
    sample = _prose(text, _HEARD)
    if speaks(language, sample) or not _is_unthinkable(language, sample[:SAMPLE]):
        return None
    if _SCRIPT_SUBTAG.search(declared) and language not in _IN_SCRIPTS_KNOWN:
        return None  # ru-Latn, ja-Latn: whoever says so knows that it looks like something else
    prose = _prose(text, _SAMPLES_AGAINST * SAMPLE)
    last = max(0, len(prose) - SAMPLE)
    starts = (min(start, last) for start in range(0, len(prose), SAMPLE))
    if not all(_is_unthinkable(language, prose[start : start + SAMPLE]) for start in starts):
        return None
    found = detect(text)
    return found.tag if found and _SAME.get(found.tag, found.tag.partition("-")[0]) != language else None


def load() -> None:
    """Load the model now, rather than with the first text that needs it."""
    _models()


def _is_unthinkable(language: str, sample: str) -> bool:
    letters = alphabets.letters(sample)
    if letters < FEWEST_LETTERS:
        return False
    if (script := alphabets.script(sample, letters)) is None:
        found = alphabets.language(sample)
        return found is not None and found[0] != language and language not in alphabets.WRITTEN_IN_OTHERS
    if language not in alphabets.SHARED[script].languages:
        return language not in alphabets.WRITTEN_IN_OTHERS
    return letters >= _LETTERS_AGAINST and _model(script).shares(sample)[language] < UNTHINKABLE


def _prose(text: str, size: int = SAMPLE) -> str:
    """About `size` characters of running text, from the longest lines, without names, addresses and numbers."""
    sample: list[str] = []
    found = 0
    for line in sorted(text[:_SEARCHED].split("\n"), key=len, reverse=True):
        words = line[: 2 * size].split()
        if line.isupper():
            words = [word.lower() for word in words]
        plain = _plain(words)
        if len(plain) >= max(_FEWEST_WORDS, _LEAST_PROSE * len(words)) or _UNSPACED.search(line):
            sample += plain
            found += sum(map(len, plain)) + len(plain)
        if found >= size:
            break
    return " ".join(sample)[:size]


def _plain(words: Sequence[str]) -> list[str]:
    """Those words of a line that are neither name, address nor number."""
    named = [word for place, word in enumerate(words) if not word[0].isupper() or not _is_name(words, place)]
    return [word for word in named if word.isalpha() or not _NO_WORD.search(word)]


def _is_name(words: Sequence[str], place: int) -> bool:
    """Whether a capitalised word is a name; the first of a sentence has its capital from that."""
    word = words[place]
    # A word of Chinese or Japanese is a whole clause, and may well begin with the name of a company.
    if max(word) >= _FIRST_EAST_ASIAN:
        return False
    return not ((place == 0 or words[place - 1].endswith(_STOPS)) and word[1:].islower())


def _classify(sample: str, script: str, text: str) -> Detected | None:
    language, confidence = _model(script).likeliest(sample)
    if script == "Latn" and language in _SERBO_CROATIAN:
        told = told_apart(text[:_WORDS_SEARCHED])
        return Detected(told, confidence) if told else None
    if confidence < LEAST_CONFIDENCE and len(sample) < SAMPLE:
        # So little prose that its names have to help: not to another answer, but to a surer one.
        again, confidence = _model(script).likeliest(text[:SAMPLE])
        if again != language:
            return None
    return Detected(language, confidence) if confidence >= LEAST_CONFIDENCE else None


def _model(script: str) -> Ngrams:
    latin, others = _models()
    return latin if script == "Latn" else others


@cache
def _models() -> tuple[Ngrams, ...]:
    """The model in two halves, for Latin and for other letters: a language of the other half is never answered.

    The others need no more division: their letters have no bytes in common.
    """
    from ingest.ngrams import Ngrams  # noqa: PLC0415 - loads numpy: when needed

    of_script = {script: alphabet.languages for script, alphabet in alphabets.SHARED.items()}
    return Ngrams.load(of_script.pop("Latn"), frozenset[str]().union(*of_script.values()))
