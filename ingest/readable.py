"""HTML in what is plain text by its place: in summaries and names, as exports of other systems have it."""

from __future__ import annotations

import re
from contextlib import suppress
from html import unescape
from html.entities import html5

from ingest.rejection import UnusableError
from ingest.sanitiser import plain_text
from ingest.straytags import ELEMENTS

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?![^\s/>])[^<>]*>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ALONE = frozenset({"br", "hr", "img", "wbr"})
"""Elements that have no end tag."""


def as_text(text: str) -> str:
    """`text` as a browser would show it: without tags where it is HTML, and with character references read.

    It is HTML where an element of HTML begins and ends, or is one that has no end. ``Vector<T>``, ``a < b`` and a tag
    that an article is about, ``the <title> of a page``, stay. Linear in the length of the text.

    >>> as_text("<p>AT&amp;T &#8211; <b>more</b></p>"), as_text("what <p> means in R&D")
    ('AT&T – more', 'what <p> means in R&D')
    """
    if "<" in text and _is_html(text):
        with suppress(UnusableError):
            return plain_text(_TAG.sub(_kept, text))
    return unescaped(text)


def unescaped(text: str) -> str:
    """`text` with the character references of HTML read; what only looks like one stays.

    >>> unescaped("Johnson &amp; Johnson, R&D;")
    'Johnson & Johnson, R&D;'
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    """Known by its whole name: a browser reads ``&notes;`` as ``¬es;``."""
    found = reference[0]
    return unescape(found) if found[1] == "#" or found[1:] in html5 else found


def _is_html(text: str) -> bool:
    begun, ended = set[str](), set[str]()
    for tag in _TAG.finditer(text):
        (ended if tag["end"] else begun).add(tag["name"].lower())
    return bool(begun & ended & ELEMENTS or begun & _ALONE)


def _kept(tag: re.Match[str]) -> str:
    """A tag of HTML as it is, any other as text."""
    return tag[0] if tag["name"].lower() in ELEMENTS else tag[0].replace("<", "&lt;")
