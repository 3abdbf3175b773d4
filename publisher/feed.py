"""What a feed says, before it is written in any format.

`build_feed` makes of stored entries a `Feed` whose text, addresses, times and order are final, so that RSS, Atom and
JSON can differ in notation only. It asks for no time and reads nothing: the same entries and settings give an equal
`Feed` on every worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import accumulate
from types import MappingProxyType

from publisher.item import FeedItem, build_item, clean, language_tag, line_of, shortened, whole_second
from publisher.site import Site
from store.change import Tombstone
from store.entry import Guid, Stored

__all__ = ["UPDATED_WHEN_EMPTY", "ContentForm", "Feed", "FeedItem", "Format", "History", "build_feed", "clean"]

UPDATED_WHEN_EMPTY = datetime(2000, 1, 1, tzinfo=UTC)
"""`Feed.updated` where nothing ever happened. Atom requires a date, and "now" would be another one on every request."""

HEAVIEST = 8 * 1024 * 1024
"""Bytes of UTF-8 that the titles, summaries and contents of one feed may weigh together.

The server holds an answer whole for each client that reads slowly: 200 of them times 8 MB took 1.6 GB. Fifty articles
of 20 kB weigh 1 MB, so only ``limit=500`` on long articles comes near.
"""
LONGEST_LIGHT = 1000
"""Characters that a title or a summary keeps in an entry for which `HEAVIEST` leaves no room."""


class Format(StrEnum):
    """A notation for feeds."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The media type without parameters, as links name it."""
        return _MEDIA_TYPES[self]

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` of a response."""
        return f"{self.media_type}; charset=utf-8"


_MEDIA_TYPES: Mapping[Format, str] = {
    Format.RSS: "application/rss+xml",
    Format.ATOM: "application/atom+xml",
    Format.JSON: "application/feed+json",
}


class ContentForm(StrEnum):
    """How much of an article its entry carries."""

    FULL = "full"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class History:
    """The documents around this one (RFC 5005, section 4), as absolute URLs of Atom. RSS tells of the newest."""

    current: str | None = None
    """The feed itself. Where it is given, this document is one of its archives."""
    previous: str | None = None
    """The newest archive that is older than this document."""
    following: str | None = None
    """The oldest archive that is newer than this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as readers get it."""

    id: str
    title: str
    description: str
    self_urls: Mapping[Format, str]
    """Where this feed is found in each format."""
    alternate_url: str
    """The page that shows the same to people."""
    home_url: str
    """The publisher's home page."""
    companies_url: str
    """What the slugs of companies are names below: the scheme (RSS: domain) of their categories."""
    icon_url: str
    """A square PNG of 180 pixels: few readers and no RSS image can be an SVG."""
    author: str
    """Who answers for entries that name nobody."""
    language: str | None
    updated: datetime
    ttl: int
    """Minutes that a reader may wait before it asks again; at least 1."""
    hubs: tuple[str, ...]
    history: History
    items: tuple[FeedItem, ...]
    tombstones: tuple[Tombstone, ...]


def build_feed(
    entries: Sequence[Stored],
    *,
    site: Site,
    feed_id: str,
    title: str,
    description: str,
    self_urls: Mapping[Format, str],
    alternate_url: str,
    content: ContentForm,
    language: str | None,
    tombstones: Sequence[Tombstone] = (),
    changed: datetime | None = None,
    hubs: Sequence[str] = (),
    translations: Mapping[Guid, Sequence[Stored]] = MappingProxyType({}),
    history: History = History(),
) -> Feed:
    """The feed of these entries, newest published first, ties by guid.

    All entries are in it. From the one on that would make it heavier than `HEAVIEST` they are light: without content,
    as with ``content=summary``, and with a summary that is cut. Their links lead to the rest.

    `Feed.updated` is the newest of its entries' ``updated``, its tombstones and `changed`. The arrival of an entry is
    none of these: two databases that were made of the same files give the same bytes, whenever they were made.

    `changed` is when the set of entries last changed in a way that no entry tells, such as the end of a tombstone.
    The feed's language is the one that all its entries share, else `language`, else the site's.
    """
    by_guid = sorted(entries, key=lambda stored: stored.guid)
    newest_first = sorted(by_guid, key=lambda stored: stored.entry.published, reverse=True)
    items = tuple(
        build_item(stored, site, full=content is ContentForm.FULL, translations=translations.get(stored.guid, ()))
        for stored in newest_first
    )
    moments = [item.updated for item in items] + [whole_second(tombstone.at) for tombstone in tombstones]
    if changed is not None:
        moments.append(whole_second(changed))
    name = line_of(title) or line_of(site.title) or "Seedwire"
    return Feed(
        id=clean(feed_id),
        title=name,
        description=line_of(description) or name,
        self_urls=self_urls,
        alternate_url=alternate_url,
        home_url=site.url("/"),
        companies_url=site.url("/companies/"),
        icon_url=site.url("/static/icon.png"),
        author=line_of(site.author or "") or line_of(site.title) or name,
        language=_shared_language(items) or language_tag(language) or language_tag(site.language),
        updated=max(moments, default=UPDATED_WHEN_EMPTY),
        ttl=max(1, site.max_age // 60),
        hubs=tuple(hubs),
        history=history,
        items=_within(items, HEAVIEST),
        tombstones=tuple(_tombstone(tombstone) for tombstone in tombstones),
    )


def _within(items: Sequence[FeedItem], budget: int) -> tuple[FeedItem, ...]:
    """The items, lightened from the first one on that exceeds the budget in bytes of UTF-8."""
    weights = accumulate(len((item.title + item.summary + item.content).encode()) for item in items)
    return tuple(item if weight <= budget else _lightened(item) for item, weight in zip(items, weights, strict=True))


def _lightened(item: FeedItem) -> FeedItem:
    title = shortened(item.title, LONGEST_LIGHT)
    return replace(item, title=title, summary=shortened(item.summary, LONGEST_LIGHT) or title, content="")


def _tombstone(tombstone: Tombstone) -> Tombstone:
    return replace(
        tombstone,
        guid=Guid(clean(tombstone.guid)),
        at=whole_second(tombstone.at),
        reason=line_of(tombstone.reason),
    )


def _shared_language(items: Sequence[FeedItem]) -> str | None:
    languages = {item.language for item in items}
    return languages.pop() if len(languages) == 1 else None
