"""Plain text: header lines or words, a title, paragraphs (Shape B of contract 1).

What only looks like a header stays text: ``Date night in Prague`` has no date, ``Image: the castle at dusk`` no
address, ``Note: …`` is no word that we know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo

from ingest.dates import LONGEST_DATE, leading_moment
from ingest.keys import (
    DRAFT,
    GUID,
    HEADER_WORDS,
    IMAGE,
    IMPORTANCE,
    KNOWN_KEYS,
    LANGUAGE,
    LINK,
    PATH,
    PERMALINK,
    PUBLISHED,
    SLUG,
    UPDATED,
)
from ingest.sentence import ends_with_abbreviation, first_sentence
from store.entry import Json

LONGEST_TITLE_LINE = 120
"""Characters of a first line that is a title and not a paragraph."""

LONGEST_HEADER = 500
"""Characters of the value of a header; what is longer is text that begins with a word and a colon."""

_WORD = re.compile(r"\s*(?P<word>[^\W\d_][\w-]{0,30})(?P<colon>[ \t]*:)?[ \t\xa0]*")
_REST_OF_LINE = re.compile(rf"[^\n]{{0,{LONGEST_HEADER + 1}}}")
_AFTER_DATE = re.compile(r"[ \t\xa0]*(?:[-–—:|,;.][ \t\xa0]+)?")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(?P<title>\S.*?)(?:[ \t]+#+)?[ \t]*\Z")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*\Z")
_BLANK = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*)*(?:\n|\Z)")
_BLANK_LINES = re.compile(r"\A(?:[ \t\xa0]*\n)+")
_LETTER = re.compile(r"[^\W\d_]")

_DATES = frozenset(key.casefold() for key in PUBLISHED + UPDATED)
_ONE_WORD = frozenset(
    key.casefold() for keys in (GUID, LINK, IMAGE, LANGUAGE, SLUG, IMPORTANCE, DRAFT, PERMALINK, PATH) for key in keys
)


@dataclass(frozen=True, slots=True)
class PlainText:
    """The headers of a plain text, key by key, its title and what is left."""

    values: dict[str, Json]
    title: str | None
    """None where a header gives one, and where there is no text."""
    title_origin: str
    """``first line`` or ``first sentence``."""
    body: str


def read(text: str, zone: tzinfo) -> PlainText:
    """Headers, title and body of a text without front matter. `zone` is for dates that name none.

    A line that became the title leaves the body; a sentence that became the title stays in it.
    """
    values: dict[str, Json] = {}
    at = 0
    while header := _header(text, at, zone):
        key, value, at = header
        values.setdefault(key, value)
    body = text[at:].strip()
    if values.get("title"):
        return PlainText(values, None, "", body)
    if line := _title_line(body):
        title, rest = line
        return PlainText(values, title, "first line", rest)
    return PlainText(values, _title_sentence(body), "first sentence", body)


def _header(text: str, at: int, zone: tzinfo) -> tuple[str, str, int] | None:
    """The key and the value of the header at `at`, and where it ends; None where there is none."""
    word = _WORD.match(text, at)
    key = HEADER_WORDS.get(word["word"].casefold()) if word else None
    if word is None or key is None:
        return None
    rest = _REST_OF_LINE.match(text, word.end())
    line = rest[0].strip() if rest and len(rest[0]) <= LONGEST_HEADER else None
    if key in _DATES and (word["colon"] or key == "date"):
        begins = text[word.end() : word.end() + LONGEST_DATE]
        if found := leading_moment(begins, zone):
            after = _AFTER_DATE.match(text, word.end() + found[1])
            return key, begins[: found[1]], after.end() if after else word.end() + found[1]
        # "Date: tomorrow" is a header with a mistake in it; "Data: the new oil" is a headline.
        if line is None or len(line) > LONGEST_DATE or word["word"].casefold() not in KNOWN_KEYS:
            return None
    if not word["colon"] or rest is None or line is None:
        return None
    if key in _ONE_WORD and len(line.split()) > 1:
        return None
    return key, line, rest.end()


def _title_line(body: str) -> tuple[str, str] | None:
    """The first line where it stands alone before more text and is one sentence or none, and what follows it."""
    line, _, rest = body.partition("\n")
    underline, _, below = rest.partition("\n")
    if len(line) > LONGEST_HEADER:
        return None
    heading = _HEADING.match(line)
    if not heading and underline.strip():
        if not _UNDERLINE.match(underline):
            return None
        rest = below
    title = " ".join((heading["title"] if heading else line).split())
    if not rest.strip() or len(title) > LONGEST_TITLE_LINE or not _LETTER.search(title):
        return None
    if not heading and (title.endswith((",", ";", ":")) or first_sentence(title) != title):
        return None
    return _without_full_stop(title), _BLANK_LINES.sub("", rest)


def _title_sentence(body: str) -> str | None:
    paragraph = next((part for part in _BLANK.split(body) if _LETTER.search(part)), body)
    return _without_full_stop(first_sentence(paragraph)) if paragraph.strip() else None


def _without_full_stop(sentence: str) -> str:
    """A title ends in no full stop, unless it is that of an abbreviation or one of several."""
    if not sentence.endswith(".") or sentence.endswith("..") or ends_with_abbreviation(sentence):
        return sentence
    return sentence[:-1].rstrip() or sentence
