"""RSS 2.0 with the modules content, Dublin Core, Media RSS and Atom, by feedgen."""

from __future__ import annotations

from functools import partial
from html import escape

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from publisher.documents.elements import (
    ATOM,
    DUBLIN_CORE,
    GENERATOR,
    PREFIXES,
    add,
    add_image,
    add_source,
    spell_out,
)
from publisher.documents.times import rfc822, rfc3339
from publisher.feed import Feed, Format
from publisher.item import FeedItem

ICON_WIDTH = "144"
"""Pixels that the icon is shown with, its height too: RSS allows no more, and means 88 by 31 where none are given."""


class _Channel(FeedGenerator):
    """A generator that writes no date itself.

    feedgen formats the dates of RSS between two calls of `locale.setlocale`, which belongs to the whole process: two
    threads that render at once leave it in the wrong locale. `_ChannelExtension` and `_ItemExtension` write them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._FeedGenerator__rss_lastBuildDate = None


def render_rss(feed: Feed) -> bytes:
    """The feed as an RSS document in UTF-8. Raises `ValueError` on text that XML cannot hold."""
    channel = _Channel()
    channel.title(feed.title)
    channel.description(feed.description)
    channel.link(href=feed.self_urls[Format.RSS], rel="self", type=Format.RSS.media_type)
    # feedgen takes the link that comes last for the channel's own.
    channel.link(href=feed.alternate_url, rel="alternate")
    channel.generator(GENERATOR)
    # Title and link have to be those of the channel (https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt).
    channel.image(feed.icon_url, feed.title, feed.alternate_url, width=ICON_WIDTH, height=ICON_WIDTH)
    channel.ttl(feed.ttl)
    if feed.language is not None:
        channel.language(feed.language)
    channel.register_extension("seedwire", partial(_ChannelExtension, feed))
    for item in feed.items:
        _fill(channel.add_entry(order="append"), item, feed)
    return channel.rss_str(pretty=True)


def _fill(entry: FeedEntry, item: FeedItem, feed: Feed) -> None:
    entry.guid(item.guid, permalink=False)
    entry.title(item.title)
    entry.link(href=item.link)
    if item.summary:
        # A description is HTML (https://www.rssboard.org/rss-profile#element-channel-item-description).
        entry.description(escape(item.summary, quote=False))
    if item.content:
        entry.content(item.content)
    # feedgen writes the label, where there is one: the name of a company is what readers show.
    entry.category(
        [{"term": company.slug, "scheme": feed.companies_url, "label": company.name} for company in item.companies]
        + [{"term": category} for category in item.categories]
    )
    entry.register_extension("seedwire", partial(_ItemExtension, item))


class _ChannelExtension(BaseExtension):
    """What feedgen cannot say of a channel."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def extend_ns(self) -> dict[str, str]:
        return dict(PREFIXES)

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        channel = feed[0]
        for titled in (channel, *channel.iterchildren("image")):
            spell_out(titled, "title", "description")
        for hub in self._feed.hubs:
            add(channel, f"{{{ATOM}}}link", href=hub, rel="hub")
        if (previous := self._feed.history.previous) is not None:
            # The archives are Atom alone, whatever the format of the feed that leads to them.
            add(channel, f"{{{ATOM}}}link", href=previous, rel="prev-archive", type=Format.ATOM.media_type)
        add(channel, "lastBuildDate", rfc822(self._feed.updated))
        return feed


class _ItemExtension(BaseEntryExtension):
    """What feedgen cannot say of an item."""

    def __init__(self, item: FeedItem) -> None:
        self._item = item

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        entry, item = feed, self._item
        spell_out(entry, "title", "category")
        add(entry, "pubDate", rfc822(item.published))
        add(entry, f"{{{ATOM}}}updated", rfc3339(item.updated))
        for author in item.authors:
            # The author of RSS itself is an e-mail address.
            add(entry, f"{{{DUBLIN_CORE}}}creator", author.name)
        if item.language is not None:
            add(entry, f"{{{DUBLIN_CORE}}}language", item.language)
        for other in item.translations:
            link = add(entry, f"{{{ATOM}}}link", href=other.url, rel="related", type="text/html", title=other.title)
            if other.language is not None:
                link.set("hreflang", other.language)
        add_source(entry, item)
        add_image(entry, item)
        return entry
