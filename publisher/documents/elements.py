"""Elements that feedgen does not write, and that RSS and Atom have in common."""

from __future__ import annotations

import re

from lxml import etree

from publisher.item import FeedItem

GENERATOR = "Seedwire"

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

PREFIXES = {"dc": DUBLIN_CORE, "media": MEDIA}
"""Namespaces of what `add_source` and `add_image` write."""

_MARKUP = re.compile("([&<])")


def add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """Append an element. Attributes that are None are left out."""
    present = {name: value for name, value in attributes.items() if value is not None}
    child = etree.SubElement(parent, tag, present)
    child.text = text
    return child


def spell_out(parent: etree._Element, *tags: str) -> None:
    """Write ``&`` and ``<`` in these children as character references in hexadecimal.

    XML gives both spellings one meaning; readers that look at the source take only this one for plain text
    (https://www.rssboard.org/rss-profile#data-types-characterdata). In Atom, where a title says that it is plain
    text, two of the parsers in ``docs/clients.md`` decode it twice otherwise.
    """
    for child in parent.iterchildren(*tags):
        if child.text is None:
            continue
        child.text, *pairs = _MARKUP.split(child.text)
        for character, text in zip(pairs[::2], pairs[1::2], strict=True):
            reference = etree.Entity(f"#x{ord(character):X}")
            reference.tail = text
            child.append(reference)


def add_source(entry: etree._Element, item: FeedItem) -> None:
    """Name the publication an article comes from.

    ``atom:source`` and the ``source`` of RSS are about the feed it was copied from (RFC 4287, section 4.2.11), and
    nothing is known of one.
    """
    if item.source is not None:
        add(entry, f"{{{DUBLIN_CORE}}}source", item.source.name)


def add_image(entry: etree._Element, item: FeedItem) -> None:
    """Show the image of an article: as Media RSS, since readers take an enclosure for a download (newsboat queues it).

    Without a ``media:group``, which would say that the picture comes in several renditions.
    """
    if item.image is not None:
        add(entry, f"{{{MEDIA}}}content", url=item.image, medium="image")
        add(entry, f"{{{MEDIA}}}thumbnail", url=item.image)
