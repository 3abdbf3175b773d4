"""Atom 1.0 (RFC 4287) with tombstones (RFC 6721) and archives (RFC 5005), by feedgen.

feedgen writes Atom's elements by hand as names without a namespace, under a root that declares one: elements of Atom
that are added here have plain names, too.
"""

from __future__ import annotations

from functools import partial

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from publisher.documents.elements import (
    GENERATOR,
    HISTORY,
    PREFIXES,
    TOMBSTONES,
    XML_LANG,
    add,
    add_image,
    add_source,
    spell_out,
)
from publisher.documents.times import Rfc3339, rfc3339
from publisher.feed import Feed, Format
from publisher.item import FeedItem
from store.entry import Author


def render_atom(feed: Feed) -> bytes:
    """The feed as an Atom document in UTF-8. Raises `ValueError` on text that XML cannot hold."""
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.description)
    generator.updated(Rfc3339.of(feed.updated))
    generator.author({"name": feed.author})
    generator.generator(GENERATOR)
    generator.icon(feed.icon_url)
    if feed.language is not None:
        generator.language(feed.language)
    generator.link(href=feed.alternate_url, rel="alternate", type="text/html")
    generator.link(href=feed.self_urls[Format.ATOM], rel="self", type=Format.ATOM.media_type)
    for hub in feed.hubs:
        generator.link(href=hub, rel="hub")
    _link_history(generator, feed)
    generator.register_extension("seedwire", partial(_FeedExtension, feed))
    for item in feed.items:
        _fill(generator.add_entry(order="append"), item, feed)
    return generator.atom_str(pretty=True)


def _link_history(generator: FeedGenerator, feed: Feed) -> None:
    """Link the documents before, after and above this one (RFC 5005, section 4)."""
    history = feed.history
    for rel, url in (
        ("current", history.current),
        ("prev-archive", history.previous),
        ("next-archive", history.following),
    ):
        if url is not None:
            generator.link(href=url, rel=rel, type=Format.ATOM.media_type)


def _fill(entry: FeedEntry, item: FeedItem, feed: Feed) -> None:
    entry.id(item.guid)
    entry.title(item.title)
    entry.link(href=item.link)
    entry.published(Rfc3339.of(item.published))
    entry.updated(Rfc3339.of(item.updated))
    if item.summary:
        entry.summary(item.summary)
    if item.content:
        entry.content(item.content, type="html")
    entry.author([_person(author) for author in item.authors])
    entry.category(
        [{"term": company.slug, "scheme": feed.companies_url, "label": company.name} for company in item.companies]
        + [{"term": category} for category in item.categories]
    )
    entry.register_extension("seedwire", partial(_EntryExtension, item))


def _person(author: Author) -> dict[str, str]:
    parts = {"name": author.name, "email": author.email, "uri": author.url}
    return {name: value for name, value in parts.items() if value is not None}


class _FeedExtension(BaseExtension):
    """What feedgen cannot say of a feed."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def extend_ns(self) -> dict[str, str]:
        prefixes = dict(PREFIXES)
        # The W3C validator warns of a namespace that it does not know, so these are declared only where they are used.
        if self._feed.tombstones:
            prefixes["at"] = TOMBSTONES
        if self._feed.history.current is not None:
            prefixes["fh"] = HISTORY
        return prefixes

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        if self._feed.history.current is not None:
            add(feed, f"{{{HISTORY}}}archive")
        for tombstone in self._feed.tombstones:
            deleted = add(feed, f"{{{TOMBSTONES}}}deleted-entry", ref=tombstone.guid, when=rfc3339(tombstone.at))
            if tombstone.reason:
                add(deleted, f"{{{TOMBSTONES}}}comment", tombstone.reason)
        return feed


class _EntryExtension(BaseEntryExtension):
    """What feedgen cannot say of an entry."""

    def __init__(self, item: FeedItem) -> None:
        self._item = item

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        entry, item = feed, self._item
        if item.language is not None:
            entry.set(XML_LANG, item.language)
        for link in entry.iterchildren("link"):
            # feedgen forgets all of a link but its address. There is one: feedparser takes the last alternate.
            link.set("rel", "alternate")
            link.set("type", "text/html")
        for other in item.translations:
            add(
                entry,
                "link",
                href=other.url,
                rel="related",
                type="text/html",
                hreflang=other.language,
                title=other.title,
            )
        spell_out(entry, "title")
        add_source(entry, item)
        add_image(entry, item)
        return entry
