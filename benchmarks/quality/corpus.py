"""Articles of our own writing in many languages, and what each language's text may have gone through.

They are held out: whoever writes the repair does not look at them. A file holds the articles of one language: a title,
then paragraphs, parted by blank lines; a line of ``====`` parts two articles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

TEXTS = Path(__file__).parent / "sets" / "texts"

_BETWEEN_ARTICLES = re.compile(r"\n====+\n")
# Good enough to show a repair one sentence at a time: an abbreviation makes two pieces of one, and both are clean.
_BETWEEN_SENTENCES = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”“»]))\s+(?=[^\sa-z])")


@dataclass(frozen=True, slots=True)
class Prose:
    """A clean article."""

    language: str
    """BCP 47."""
    title: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        """The paragraphs, parted by blank lines."""
        return "\n\n".join(self.paragraphs)

    @property
    def headerless(self) -> str:
        """The article as plain text: the title on a line of its own, then the paragraphs (contract 1, shape B)."""
        return f"{self.title}\n\n{self.body}\n"

    @property
    def fronted(self) -> str:
        """The article with front matter (contract 1, shape A); the first paragraph is its summary too."""
        title, summary = (json.dumps(text, ensure_ascii=False) for text in (self.title, self.paragraphs[0]))
        return f"---\ntitle: {title}\ndescription: {summary}\ndate: 2026-01-30\n---\n\n{self.body}\n"

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of all paragraphs, one by one."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in _BETWEEN_SENTENCES.split(paragraph))


@dataclass(frozen=True, slots=True)
class Habits:
    """What programs used for the text of a language, rightly and wrongly."""

    misread: tuple[str, ...]
    """Windows code pages that its UTF-8 may have been read as."""
    legacy: tuple[str, ...]
    """Encodings in which it was written before UTF-8."""


_EVERYWHERE = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
_WEST = Habits(("cp1252", "cp1254", "cp1250"), ("cp1252", "iso8859-15", *_EVERYWHERE))
_CENTRE = Habits(("cp1252", "cp1254", "cp1250"), ("cp1250", "iso8859-2", *_EVERYWHERE))
_BALTIC = Habits(("cp1252", "cp1257"), ("cp1257", "iso8859-13", *_EVERYWHERE))
_CYRILLIC = Habits(("cp1251", "cp1252"), ("cp1251", "iso8859-5", *_EVERYWHERE))

HABITS: Mapping[str, Habits] = MappingProxyType(
    dict.fromkeys(("de", "en", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi"), _WEST)
    | dict.fromkeys(("cs", "sk", "pl", "hu", "hr", "sl"), _CENTRE)
    | dict.fromkeys(("lt", "lv"), _BALTIC)
    | dict.fromkeys(("bg", "sr"), _CYRILLIC)
    | {
        "et": Habits(("cp1252", "cp1257"), ("cp1257", "iso8859-15", *_EVERYWHERE)),
        "ro": Habits(("cp1252", "cp1254", "cp1250"), ("iso8859-16", *_EVERYWHERE)),
        "tr": Habits(("cp1252", "cp1254"), ("cp1254", "iso8859-9", *_EVERYWHERE)),
        "el": Habits(("cp1252", "cp1251"), ("cp1253", "iso8859-7", *_EVERYWHERE)),
        "ru": Habits(("cp1251", "cp1252"), ("cp1251", "koi8-r", "cp866", *_EVERYWHERE)),
        "uk": Habits(("cp1251", "cp1252"), ("cp1251", "koi8-u", *_EVERYWHERE)),
        "vi": Habits(("cp1252",), _EVERYWHERE),
    }
)


@cache
def articles(language: str) -> tuple[Prose, ...]:
    """The articles of one language, in the order of the file. Raises `OSError` where there are none."""
    text = (TEXTS / f"{language}.txt").read_text(encoding="utf-8")
    return tuple(_article(language, part) for part in _BETWEEN_ARTICLES.split(text.strip()))


def languages() -> tuple[str, ...]:
    """The languages of the corpus, sorted."""
    return tuple(sorted(path.stem for path in TEXTS.glob("*.txt")))


def chosen(*, most: int | None) -> Iterator[Prose]:
    """At most so many articles of each language; None means all."""
    for language in languages():
        yield from articles(language)[:most]


def _article(language: str, text: str) -> Prose:
    title, *paragraphs = text.strip().split("\n\n")
    return Prose(language, title, tuple(paragraphs))
