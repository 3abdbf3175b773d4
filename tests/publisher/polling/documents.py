"""What a feed document tells a reader, in any format: what this reader keeps of an entry, and which ones are gone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

from lxml import etree

from publisher.feed import Format

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "t": "http://purl.org/atompub/tombstones/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
_EDITION = re.compile(r"(?:Zpráva|Статия|Article) \d+\w?, \d+\.")


@dataclass(frozen=True, slots=True)
class Word:
    """What an entry says, as far as this simulation looks."""

    title: str
    edition: str
    """The line of the text that names the article and its edition."""
    companies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry in a document."""

    guid: str
    updated: datetime
    word: Word


@dataclass(frozen=True, slots=True)
class Document:
    """A whole feed, or what changed in it."""

    shown: tuple[Shown, ...]
    gone: tuple[tuple[str, datetime], ...] = ()
    """Tombstones: guid and time. Only Atom has them."""


def edition_of(text: str) -> str:
    """The line that names the article and its edition."""
    found = _EDITION.search(text)
    assert found, f"an entry without its line: {text[:200]}"
    return found[0]


def parse(body: bytes, notation: Format) -> Document:
    """The document in this notation."""
    match notation:
        case Format.ATOM:
            return _atom(etree.fromstring(body))
        case Format.RSS:
            return _rss(etree.fromstring(body))
        case Format.JSON:
            return _json(body)
        case _:
            assert_never(notation)


def _atom(feed: etree._Element) -> Document:
    return Document(
        shown=tuple(
            Shown(
                guid=_text(entry, "a:id"),
                updated=_moment(_text(entry, "a:updated")),
                word=Word(
                    _text(entry, "a:title"),
                    edition_of(_text(entry, "a:content")),
                    frozenset(str(c.get("label")) for c in entry.iterfind("a:category[@scheme]", NAMES)),
                ),
            )
            for entry in feed.iterfind("a:entry", NAMES)
        ),
        gone=tuple(
            (str(stone.get("ref")), _moment(str(stone.get("when"))))
            for stone in feed.iterfind("t:deleted-entry", NAMES)
        ),
    )


def _rss(feed: etree._Element) -> Document:
    return Document(
        tuple(
            Shown(
                guid=_text(item, "guid"),
                updated=_moment(_text(item, "a:updated")),
                word=Word(
                    _text(item, "title"),
                    edition_of(_text(item, "content:encoded")),
                    frozenset(c.text or "" for c in item.iterfind("category[@domain]")),
                ),
            )
            for item in feed.iterfind("channel/item")
        )
    )


def _json(body: bytes) -> Document:
    return Document(
        tuple(
            Shown(
                guid=item["id"],
                updated=_moment(item["date_modified"]),
                word=Word(
                    item["title"],
                    edition_of(item["content_html"]),
                    frozenset(company["name"] for company in item["_seedwire"]["companies"]),
                ),
            )
            for item in json.loads(body)["items"]
        )
    )


def _text(parent: etree._Element, path: str) -> str:
    text = parent.findtext(path, namespaces=NAMES)
    assert text, f"no {path}"
    return text


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
