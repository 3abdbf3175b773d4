"""What the head of a page says of it: to browsers, feed readers, search engines and previews of links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from publisher.address import absolute
from publisher.feed import Format
from publisher.query import FeedQuery, canonical
from publisher.site import Site
from store.entry import RELATIVE, Company, CompanyCount, Entry, Stored
from store.selection import Clause, Selection

FORMAT_NAMES: Final = MappingProxyType({Format.RSS: "RSS", Format.ATOM: "Atom", Format.JSON: "JSON Feed"})
"""What people call the formats, in the order that they are offered."""


@dataclass(frozen=True, slots=True)
class Address:
    """One feed in one format."""

    format: str
    media_type: str
    url: str


@dataclass(frozen=True, slots=True)
class Channel:
    """What can be subscribed to, in each format."""

    title: str
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """The same article in another language."""

    language: str
    url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Title, canonical address and the rest; `channels` are in the order that a reader should offer them."""

    title: str
    description: str
    channels: tuple[Channel, ...]
    canonical: str | None = None
    kind: str = "website"
    """The ``og:type`` (https://ogp.me/#types)."""
    image: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    previous: str | None = None
    next: str | None = None
    translations: tuple[Translation, ...] = ()


def everything(site: Site) -> Channel:
    """The feeds of all entries."""
    return selected(site, site.title, FeedQuery())


def about(site: Site, company: Company | CompanyCount) -> Channel:
    """The feeds of one company's entries."""
    query = FeedQuery(Selection(companies=(Clause((company.slug,)),)))
    return selected(site, f"{company.name} · {site.title}", query)


def selected(site: Site, title: str, query: FeedQuery) -> Channel:
    """The feeds of what a query asks for, at their canonical addresses."""
    return Channel(
        title,
        tuple(Address(name, form.media_type, site.url(canonical(query, form))) for form, name in FORMAT_NAMES.items()),
    )


def web_address(site: Site, url: str | None) -> str | None:
    """A stored URL as a page may link to it; None unless it leads to the web."""
    return absolute(url, site) if url else None


def article_link(site: Site, entry: Entry) -> str | None:
    """The article's own page. A relative one is known only where its site is (contract 1)."""
    if entry.link and entry.link.startswith(RELATIVE) and site.site_url is None:
        return None
    return web_address(site, entry.link)


def host_of(url: str) -> str:
    """The host of a web address as people say it.

    >>> host_of("https://www.digitimes.com/news/a.html")
    'digitimes.com'
    """
    return (urlsplit(url).hostname or url).removeprefix("www.")


def mount_of(site: Site) -> str:
    """The path of ``base_url``, which our own addresses begin with where they leave out the host."""
    return urlsplit(site.base_url).path


def entry_page(site: Site, stored: Stored) -> str:
    """The address of our page of an entry."""
    return site.url(f"/entries/{stored.public_id}/")
