"""How a name may be written: in small letters and in capitals, bent, and in which scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from ingest.companies.boundaries import CAPITALISED, is_unspaced
from ingest.companies.inflection import Stem, Tongue, bends, stems
from store.entry import Slug

FEWEST_CAPITALS = 4
"""Letters. A shorter name in capitals is an acronym of something else, unless all around it is in capitals too."""


class Trust(Enum):
    """How much a name alone proves."""

    PLAIN = auto()
    """It means the company wherever it stands."""
    AMBIGUOUS = auto()
    """It means other things too."""
    DECLARED = auto()
    """Some file declared it; nobody knows what else it means."""


@dataclass(frozen=True, slots=True)
class Name:
    """One of the names of a company."""

    slug: Slug
    text: str
    trust: Trust


class Key(NamedTuple):
    """What is known of one way to write a stem."""

    text: str
    anchor: int
    """Where its first capital or digit stands in it."""
    name: Name
    stem: Stem
    capitals: bool
    """Whether it is in capitals here only, not in the name itself."""
    unbounded: bool
    """Whether it ends in a script that puts no blanks between words."""


def normalised(text: str) -> str:
    """A text as names are compared in it: NFC, with one apostrophe, one hyphen and one blank. May change its length."""
    return levelled(unicodedata.normalize("NFC", text))


def levelled(text: str) -> str:
    """What `normalised` says of a text that is in NFC, which takes four times as long to find out."""
    if text.isascii():
        return text
    for variant, plain in (("’", "'"), ("ʼ", "'"), ("\u00a0", " "), ("\u202f", " "), ("\u2011", "-"), ("\u00ad", "")):
        text = text.replace(variant, plain)
    return text


def keys_of(name: Name) -> Iterator[Key]:
    """All that may be found of a name: each spelling of each of its stems."""
    unbounded = is_unspaced(name.text[-1])
    for stem in stems(name.text):
        for text, capitals in _spellings(stem, name):
            word = CAPITALISED.search(text)
            yield Key(text, word.start() if word else 0, name, stem, capitals, unbounded)


def _spellings(stem: Stem, name: Name) -> Iterator[tuple[str, bool]]:
    """The ways to write a stem, and whether it is one in capitals that the name itself does not have."""
    text = stem.text
    yield text, False
    letters = sum(map(str.isalpha, name.text))
    others = {text.upper(): True}
    if name.trust is Trust.PLAIN and letters >= FEWEST_CAPITALS:
        others |= {text[:1].upper() + text[1:]: False, " ".join(map(str.capitalize, text.split(" "))): False}
    for other, capitals in others.items():
        if other != text and len(other) == len(text):
            yield other, capitals


def is_form(key: Key, shown: str, tongue: Tongue) -> bool:
    """Whether what is shown, a stem with what follows, is a form of the name."""
    ending = shown[len(key.text) :]
    in_capitals = (key.capitals or ending.isupper()) and shown.isupper()
    if key.capitals and not in_capitals:
        return False
    return bends(key.stem, ending.lower() if in_capitals else ending, tongue)


def is_written_out(text: str, start: int, end: int, key: Key) -> bool:
    """Whether capitals are no acronym of something else."""
    if not key.capitals or end - start >= FEWEST_CAPITALS:
        return True
    around = text[max(0, start - 30) : start] + text[end : end + 30]
    return around.isupper()
