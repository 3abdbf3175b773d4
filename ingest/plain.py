"""Plain text to HTML: paragraphs, wrapped lines and bare links as their writer meant them."""

from __future__ import annotations

import html as escapes
import re
from itertools import pairwise

NARROWEST = 50
"""Characters. A paragraph whose lines are all shorter was not wrapped by a program: a poem, an address, a list."""

_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028]")
_MARKER = re.compile(r"(?:[-*+•·–—]|\d{1,3}[.)])\s")
_URL = re.compile(r"https?://[^\s<>\"“”„«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’…*_"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def as_html(body: str) -> str:
    """Text without markup as HTML that is not sanitised yet: everything is escaped, bare URLs become links.

    Blank lines separate paragraphs. A line end inside one is a blank where a program wrapped the line, that is, where
    the next word had no room any more; else it is meant, and becomes ``<br>``.
    """
    unified = _LINE_ENDS.sub("\n", body).replace("\u2029", "\n\n").strip()
    paragraphs = (_paragraph(part) for part in _PARAGRAPHS.split(unified) if part.strip())
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _paragraph(part: str) -> str:
    lines = [" ".join(line.split()) for line in part.split("\n")]
    width = max(map(len, lines))
    built = [_linked(lines[0])]
    for before, line in pairwise(lines):
        built += [" " if _wrapped(before, line, width) else "<br>\n", _linked(line)]
    return "".join(built)


def _wrapped(before: str, line: str, width: int) -> bool:
    if width < NARROWEST or _MARKER.match(line):
        return False
    return len(before) + 1 + len(line.split(" ", 1)[0]) > width


def _linked(line: str) -> str:
    parts: list[str] = []
    done = 0
    for found in _URL.finditer(line):
        url = _without_punctuation(found[0])
        shown = escapes.escape(url)
        parts += [escapes.escape(line[done : found.start()]), f'<a href="{shown}">{shown}</a>']
        done = found.start() + len(url)
    return "".join([*parts, escapes.escape(line[done:])])


def _without_punctuation(url: str) -> str:
    """What ends a sentence is no part of a URL, nor is a bracket that the URL did not open (GFM section 6.9)."""
    surplus = {close: url.count(close) - url.count(opened) for close, opened in _BRACKETS.items()}
    end = len(url)
    while end and (url[end - 1] in _TRAILING or surplus.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in surplus:
            surplus[url[end]] -= 1
    return url[:end]
