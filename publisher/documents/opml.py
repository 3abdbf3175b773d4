"""OPML 2.0 (http://opml.org/spec2.opml): subscriptions, for a reader to take over in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from publisher.documents.times import rfc822
from publisher.item import clean

MEDIA_TYPE = "text/x-opml"
CONTENT_TYPE = f"{MEDIA_TYPE}; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Outline:
    """One subscription."""

    text: str
    xml_url: str
    """The feed."""
    html_url: str
    """The page that shows the same to people."""


def render_opml(title: str, outlines: Sequence[Outline], created: datetime | None) -> bytes:
    """A subscription list as a document in UTF-8, in the order that is given."""
    opml = etree.Element("opml", version="2.0")
    head = etree.SubElement(opml, "head")
    etree.SubElement(head, "title").text = clean(title)
    if created is not None:
        etree.SubElement(head, "dateCreated").text = rfc822(created)
    body = etree.SubElement(opml, "body")
    for outline in outlines:
        text = clean(outline.text)
        # Every reader knows type="rss", which the specification means for Atom as well.
        attributes = {
            "type": "rss",
            "text": text,
            "title": text,
            "xmlUrl": outline.xml_url,
            "htmlUrl": outline.html_url,
        }
        etree.SubElement(body, "outline", attributes)
    return etree.tostring(opml, pretty_print=True, encoding="UTF-8", xml_declaration=True)
