"""The parts of an article that say what it is about: its title, its summary, and the lead of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.companies.mentions import Mention
from ingest.companies.spellings import levelled

LONGEST_LOOK = 16_000
"""Characters of a text that are looked at; of a summary and of a title an eighth of that."""

LONGEST_LEAD = 600
"""Characters. A first paragraph that is longer is taken up to a sentence's end before."""

FEWEST_WORDS_OF_LEAD = 8
"""A shorter first paragraph is a heading or a dateline; what follows belongs to the lead."""

_PARAGRAPH_END = re.compile(r"\n\s*")
_FULL_STOP = r"[.!?…][\"'”“»)]*\s+(?=[\"'„“«(]?[^\W\d_a-zа-я])|[。！？]"
_SENTENCE_END = re.compile(_FULL_STOP + r"|\n")
_FIRST_SENTENCE_END = re.compile(_FULL_STOP)


@dataclass(frozen=True, slots=True)
class Parts:
    """Title, summary and text as one string; places in it where the parts end."""

    whole: str
    title_end: int
    text_start: int
    lead_end: int


def parts_of(title: str, summary: str, text: str) -> Parts:
    """What is looked at, once: a summary that only repeats how the text begins is left out.

    All three are in NFC, as in an entry.
    """
    title = levelled(title[: LONGEST_LOOK // 8])
    text = levelled(text[:LONGEST_LOOK]).lstrip()
    summary = levelled(summary[: LONGEST_LOOK // 8]).strip()
    if summary and text.startswith(summary[:60]):
        summary = ""
    before = f"{title}\n{summary}\n" if summary else f"{title}\n"
    return Parts(before + text, len(title), len(before), len(before) + _lead_end(text))


def _lead_end(text: str) -> int:
    """How far the lead of a text reaches: its first paragraph that is no heading, or sentences of a long one."""
    end = len(text)
    for found in _PARAGRAPH_END.finditer(text):
        if (
            len(text[: found.start()].split(None, FEWEST_WORDS_OF_LEAD)) > FEWEST_WORDS_OF_LEAD
            or found.start() > LONGEST_LEAD
        ):
            end = found.start()
            break
    if end <= LONGEST_LEAD:
        return end
    ends = [found.start() for found in _SENTENCE_END.finditer(text, 0, LONGEST_LEAD)]
    return ends[-1] if ends else LONGEST_LEAD


def sentences(whole: str, mentions: Iterable[Mention]) -> Iterator[list[Mention]]:
    """Mentions by the sentence in which they stand."""
    gathered: list[Mention] = []
    for mention in mentions:
        if gathered and _SENTENCE_END.search(whole, gathered[-1].end, mention.start):
            yield gathered
            gathered = []
        gathered.append(mention)
    if gathered:
        yield gathered


def first_sentence_end(whole: str, start: int, end: int) -> int | None:
    """Where the first sentence of ``whole[start:end]`` ends, where another one follows."""
    found = _FIRST_SENTENCE_END.search(whole, start, end)
    return found.end() if found else None
