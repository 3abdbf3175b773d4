"""Plain text: header lines or words (`ingest.formats.headers`), a title, paragraphs (Shape B of contract 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo

from ingest.formats.headers import read_headers
from ingest.sentence import first_sentence, headline, without_full_stop
from store.entry import Json

LONGEST_TITLE_LINE = 120
"""Characters of a first line that is a title and not a paragraph."""

_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(?P<title>\S.*?)(?:[ \t]+#+)?[ \t]*\Z")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*\Z")
_BLANK = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*)*(?:\n|\Z)")
_BLANK_LINES = re.compile(r"\A(?:[ \t\xa0]*\n)+")
_LETTER = re.compile(r"[^\W\d_]")


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
    values, at = read_headers(text, zone)
    body = text[at:].strip()
    if values.get("title"):
        return PlainText(values, None, "", body)
    if headed := _title_above_date(body, zone):
        title, below, body = headed
        return PlainText(below | values, title, "first line", body)
    if line := _title_line(body):
        title, rest = line
        return PlainText(values, title, "first line", rest)
    return PlainText(values, _title_sentence(body), "first sentence", body)


def _title_above_date(body: str, zone: tzinfo) -> tuple[str, dict[str, Json], str] | None:
    """A title with header lines below it, a date among them, and the text behind those: how newspapers print it."""
    line, _, below = body.partition("\n")
    if not (title := _as_title(line)):
        return None
    values, at = read_headers(below, zone)
    rest = below[at:].strip()
    return (title, values, rest) if values.get("date") and not values.get("title") and rest else None


def _title_line(body: str) -> tuple[str, str] | None:
    """The first line where it stands alone before more text and is one sentence or none, and what follows it."""
    line, _, rest = body.partition("\n")
    if not (title := _as_title(line)):
        return None
    underline, _, below = rest.partition("\n")
    if underline.strip() and not _HEADING.match(line):
        if not _UNDERLINE.match(underline):
            return None
        rest = below
    return (title, _BLANK_LINES.sub("", rest)) if rest.strip() else None


def _as_title(line: str) -> str | None:
    """A short line that is a heading, one sentence, or none; without its full stop."""
    if len(line) > 2 * LONGEST_TITLE_LINE:
        return None
    heading = _HEADING.match(line)
    title = " ".join((heading["title"] if heading else line).split())
    if len(title) > LONGEST_TITLE_LINE or not _LETTER.search(title):
        return None
    if not heading and (title.endswith((",", ";", ":")) or first_sentence(title) != title):
        return None
    return without_full_stop(title)


def _title_sentence(body: str) -> str | None:
    paragraph = next((part for part in _BLANK.split(body) if _LETTER.search(part)), body)
    return headline(paragraph) if paragraph.strip() else None
