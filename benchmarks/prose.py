"""Prose of no meaning in five languages: grammatical, plainly of its language, and nowhere twice the same.

Each language is one TOML file of word lists and sentence patterns. The lists agree in gender, case and number, so that
any word fits its slot; the slots stand close together, so that two articles share few runs of three words and nothing
that looks for near-duplicates takes one for the other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from string import Formatter
from typing import TypeVar

T = TypeVar("T")

VOCABULARY = Path(__file__).parent / "vocabulary"
LANGUAGES = ("cs", "en", "de", "bg", "pl")

_NUMBERS = tuple(str(number) for number in range(5, 1000))
_PERCENTAGES = _NUMBERS[:90]

Pattern = tuple[tuple[str, tuple[str, ...] | None], ...]
"""Literal text, each piece followed by the words that may stand after it; None stands for the article's companies."""


@dataclass(frozen=True, slots=True)
class Prose:
    """What one language has to say."""

    language: str
    headings: tuple[str, str, str, str]
    read_original: str
    source_label: str
    categories: tuple[str, ...]
    titles: Pattern
    patterns: tuple[Pattern, ...]

    def title(self, rng: Random, companies: Sequence[str]) -> str:
        """One line without a full stop that names one of `companies`."""
        return _fill(self.titles, rng, companies)

    def sentence(self, rng: Random, companies: Sequence[str]) -> str:
        """One sentence, about 12 words, most of which name one of `companies`."""
        text = _fill(_pick(rng, self.patterns), rng, companies)
        return text[0].upper() + text[1:]

    def paragraph(self, rng: Random, companies: Sequence[str], size: int) -> str:
        """Whole sentences on one line, the last of which reaches `size` bytes of UTF-8."""
        sentences = []
        while size > 0:
            sentences.append(self.sentence(rng, companies))
            size -= len(sentences[-1].encode("utf-8")) + 1
        return " ".join(sentences)


@cache
def prose(language: str) -> Prose:
    """The prose of one of `LANGUAGES`. Raises `OSError` for any other."""
    table = tomllib.loads((VOCABULARY / f"{language}.toml").read_text(encoding="utf-8"))
    words = table["words"]
    slots = {slot: tuple(words[slot]) for slot in ("verb", "adj", "noun", "town", "group", "people", "did", "when")}
    slots["number"] = _NUMBERS
    slots["percent"] = _PERCENTAGES
    slots["person"] = tuple(" ".join(name) for name in product(words["given"], words["surname"]))
    summary, points, details, why = table["headings"]
    read_original, source_label = table["closing"]
    return Prose(
        language=language,
        headings=(summary, points, details, why),
        read_original=read_original,
        source_label=source_label,
        categories=tuple(table["categories"]),
        titles=_parse(table["title"], slots),
        patterns=tuple(_parse(sentence, slots) for sentence in table["sentences"]),
    )


def _parse(template: str, slots: Mapping[str, tuple[str, ...]]) -> Pattern:
    return tuple(
        (literal, slots.get(slot) if slot else ("",))
        for literal, slot, _format, _conversion in Formatter().parse(template)
    )


def _fill(pattern: Pattern, rng: Random, companies: Sequence[str]) -> str:
    return "".join(literal + _pick(rng, companies if words is None else words) for literal, words in pattern)


def _pick(rng: Random, items: Sequence[T]) -> T:
    """What `Random.choice` does, in a third of its time: it is most of what writing an article takes."""
    return items[int(rng.random() * len(items))]
