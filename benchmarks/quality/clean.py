"""Clean text through the real way: nothing may change, and nothing may be taken for damage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import wordfreq
import yaml

from benchmarks.quality.corpus import chosen
from benchmarks.quality.reader import RefusedFileError, is_whole, read
from benchmarks.quality.report import Part, Sheet
from benchmarks.report import Better, Figure, Target

HOSTILE = Path(__file__).parent / "sets" / "hostile.yaml"
"""Clean text that looks damaged: a list of mappings with ``note`` and ``text``."""

_DICTIONARY_WORDS = 3_000
"""Of each language's list, the most frequent first. They are no prose, but real words of 30 and more languages."""

_WORDS_TO_A_LINE, _LINES_TO_A_TEXT = 12, 10


@dataclass(frozen=True, slots=True)
class Sample:
    """A clean text, as a whole file."""

    kind: str
    text: str
    words: tuple[str, ...]
    """What has to be there afterwards, and nothing else."""
    fronted: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What happened to a clean text."""

    changed: bool
    """A word of it is not as it was, or a repair says that it did something."""
    flagged: bool
    """Left alone, but called damaged."""


def measure(*, short: bool) -> Part:
    """Read every clean text and count what changed."""
    totals: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    mistakes = []
    for sample in samples(short=short):
        finding = examine(sample)
        totals[sample.kind] += 1
        changed[sample.kind] += finding.changed
        flagged[sample.kind] += finding.flagged
        if finding.changed or finding.flagged:
            what = "changed" if finding.changed else "called damaged"
            mistakes.append(f"{sample.kind}, {what}: {' '.join(sample.text.split())[:160]}")
    rows = tuple((kind, total, changed[kind], flagged[kind]) for kind, total in totals.items())
    none = Target(1, Better.LOWER)
    return Part(
        "clean",
        (Sheet("clean text that did not stay as it was", ("texts", "total", "changed", "called damaged"), rows),),
        (
            Figure("clean", "changes", changed.total(), f"of {totals.total():,}", none),
            Figure("clean", "false alarms", flagged.total(), f"of {totals.total():,}", none),
        ),
        tuple(mistakes),
    )


def examine(sample: Sample) -> Finding:
    """What becomes of one clean text. A text that is rejected counts as changed."""
    try:
        entry = read(sample.text.encode("utf-8"), "article.md" if sample.fronted else "article.txt")
    except RefusedFileError:
        return Finding(changed=True, flagged=False)
    same = entry.encoding == "utf-8" and not entry.repairs and is_whole(entry, sample.words)
    return Finding(changed=not same, flagged=entry.damaged)


def samples(*, short: bool) -> Iterator[Sample]:
    """Articles in both shapes, their paragraphs and sentences alone, hostile texts, and words out of dictionaries."""
    for at, prose in enumerate(chosen(most=1 if short else None)):
        whole = f"{prose.title}\n{prose.body}"
        yield Sample("articles with front matter", prose.fronted, tuple(whole.split()), fronted=True)
        yield Sample("articles without", prose.headerless, tuple(whole.split()))
        yield from (_alone("paragraphs", paragraph) for paragraph in prose.paragraphs)
        sentences = prose.sentences[at % 4 :: 4] if short else prose.sentences
        yield from (_alone("sentences", sentence) for sentence in sentences)
    yield from (_alone("hostile texts", text) for _, text in hostile())
    if not short:
        yield from _dictionaries()


@cache
def hostile() -> tuple[tuple[str, str], ...]:
    """Clean texts that look damaged, each with what is special about it."""
    return tuple((case["note"], case["text"]) for case in yaml.safe_load(HOSTILE.read_text(encoding="utf-8")))


def _alone(kind: str, text: str) -> Sample:
    return Sample(kind, f"{text}\n", tuple(text.split()))


def _dictionaries() -> Iterator[Sample]:
    for language in sorted(wordfreq.available_languages("small")):
        words = wordfreq.top_n_list(language, _DICTIONARY_WORDS, wordlist="small")
        lines = [" ".join(words[at : at + _WORDS_TO_A_LINE]) for at in range(0, len(words), _WORDS_TO_A_LINE)]
        for at in range(0, len(lines), _LINES_TO_A_TEXT):
            yield _alone("dictionary words", "\n".join(lines[at : at + _LINES_TO_A_TEXT]))
