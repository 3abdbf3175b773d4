"""The header lines and words before a plain text (Shape B of contract 1).

A header is a word that we know, a colon, and a value that fits the word; a date needs no colon. What only looks like
one is the beginning of the text: ``Date night in Prague`` has no date, ``Image: the castle at dusk`` no address,
``Title: a history of names. It began …`` is a paragraph, ``Company: we are hiring`` names nobody, ``Note: …`` is no
word that we know. In doubt it is text, because a header that is shown is a smaller fault than a sentence that is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo

from ingest.dates import LONGEST_DATE, leading_moment, parse_moment
from ingest.folding import folded
from ingest.formats.claims import Claim, fits, with_commas
from ingest.headwords import HEADER_WORDS
from ingest.keys import CATEGORIES, COMPANIES, PUBLISHED, UPDATED
from store.entry import Json

LONGEST_HEADER = 500
"""Characters of the value of a header; what is longer is text that begins with a word and a colon."""

_BLANKS = re.compile(r"[\s\ufeff]*")
_REST_OF_LINE = re.compile(rf"[^\n]{{0,{LONGEST_HEADER + 1}}}")
_LABELLED = re.compile(
    r"(?:[-*•][ \t]+)?(?P<mark>\*\*|__|\*)?(?P<word>[^\W\d_](?:[^\s:：*]|[ \xa0](?![ \xa0])){0,40}?)[ \t\xa0]*"
    r"(?:(?P=mark)[ \t]*[:：]|[:：][ \t]*(?P=mark)|(?(mark)(?!)|[:：]))[ \t\xa0\u3000]*"
)
"""A word or a few with a colon, ASCII or full width, perhaps in Markdown's bold: ``**Titulek:** …``."""
_BARE = re.compile(r"(?P<word>[^\W\d_]+)(?:[ \t\xa0]+(?:[-–—=][ \t\xa0]+)?|(?=[0-9]))")
_AFTER_DATE = re.compile(r"[ \t\xa0]*(?:[-–—:|,;.](?=\s|\Z)[ \t\xa0]*)?")
_END_OF_LINE = re.compile(r"[ \t\xa0]*(?:\n|\Z)")
_SPOKEN_ON = re.compile(r"[ \t\xa0,]*[^\W\d_]*")
_YEAR_FIRST = re.compile(r"[0-9]{4}[-/.]?[0-9]")
_MORE = re.compile(r"\S")

_DATES = frozenset(key.casefold() for key in PUBLISHED + UPDATED)
_LISTS = frozenset(key.casefold() for key in COMPANIES + CATEGORIES)


@dataclass(frozen=True, slots=True)
class Header:
    """One header, and where what follows it begins."""

    key: str
    """In lower case: one of `ingest.keys.KNOWN_KEYS`."""
    value: str
    end: int


def read_headers(text: str, zone: tzinfo) -> tuple[dict[str, Json], int]:
    """The headers that `text` begins with, key by key, and where they end. `zone` is for dates that name none.

    Of a key given twice the first counts, unless it is empty: ``Datum:`` may stand above its date.
    """
    values: dict[str, Json] = {}
    at = _skip_blanks(text, 0)
    while header := _dated(text, at, zone) or _labelled(text, at):
        values[header.key] = values.get(header.key) or header.value
        at = _skip_blanks(text, header.end)
    return values, at


def _skip_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at


def _dated(text: str, at: int, zone: tzinfo) -> Header | None:
    """A date behind its word, with a colon or without, or alone on its line."""
    label = _LABELLED.match(text, at)
    if label and (key := _key(label["word"])) in _DATES:
        return _moment_at(text, label.end(), key, zone)
    bare = _BARE.match(text, at)
    if bare and (key := _key(bare["word"])) in _DATES and (found := _moment_at(text, bare.end(), key, zone)):
        alone = _END_OF_LINE.match(text, bare.end() + len(found.value))
        return found if alone or (key == "date" and not _goes_on(text, bare.end(), found)) else None
    line, end = _line(text, at)
    if line.isdigit() or parse_moment(line, zone) is None or not _MORE.search(text, end):
        return None
    return Header("date", line, end)


def _moment_at(text: str, at: int, key: str, zone: tzinfo) -> Header | None:
    begins = text[at : at + LONGEST_DATE]
    found = leading_moment(begins, zone)
    if found is None:
        return None
    after = _AFTER_DATE.match(text, at + found[1])
    return Header(key, begins[: found[1]], after.end() if after else at + found[1])


def _goes_on(text: str, at: int, header: Header) -> bool:
    """Whether the sentence goes on behind a date in words: ``Data 30 stycznia 2026 przejdzie do historii``.

    A date in the form of ISO 8601 stands in no sentence, and a brand such as ``eBay`` begins one in small letters.
    """
    if _YEAR_FIRST.match(header.value):
        return False
    following = _SPOKEN_ON.match(text, at + len(header.value))
    return following is not None and following[0].strip(" \t\xa0,").islower()


def _labelled(text: str, at: int) -> Header | None:
    """A word with a colon and a value that fits it, up to the end of the line."""
    label = _LABELLED.match(text, at)
    key = _key(label["word"]) if label else None
    if label is None or key is None:
        return None
    value, end = _line(text, label.end())
    if len(value) > LONGEST_HEADER or not fits(key, Claim(label["word"], value, last=not _MORE.search(text, end))):
        return None
    return Header(key, with_commas(value) if key in _LISTS else value, end)


def _key(word: str) -> str | None:
    return HEADER_WORDS.get(" ".join(folded(word).split()))


def _line(text: str, at: int) -> tuple[str, int]:
    """What is left of the line, without blanks around it, and where that ends; more than a header holds is cut."""
    rest = _REST_OF_LINE.match(text, at)
    return (rest[0].strip(), rest.end()) if rest else ("", at)
