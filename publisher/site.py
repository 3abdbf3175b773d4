"""What the publisher is told of the site it publishes: the part of the settings that decides bytes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin

from store.entry import RELATIVE


class EntryLink(StrEnum):
    """Where the link of an entry leads."""

    SOURCE = "source"
    """To the article where it was published first; to our page where that is unknown."""
    PAGE = "page"
    """Always to our page of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Settings of the publisher. Rendering is a pure function of these and of what is stored."""

    base_url: str
    """Where this publisher is reached, without a trailing slash; may have a path. Our own URLs are built from it."""
    site_url: str | None = None
    """Where the articles' own pages are, without a trailing slash."""
    title: str = "Seedwire"
    description: str = "Articles, filtered by company."
    author: str | None = None
    language: str | None = None
    """BCP 47: the language of the feeds themselves, where their entries do not agree on one."""
    feed_limit: int = 50
    entry_link: EntryLink = EntryLink.SOURCE
    hubs: tuple[str, ...] = ()
    max_age: int = 300
    """Seconds that a cache may keep a feed without asking."""

    def url(self, path: str) -> str:
        """The absolute URL of one of our own paths, which begins with a slash."""
        return self.base_url + path

    def resolve(self, url: str) -> str:
        """A stored URL as it is shown: what is marked `RELATIVE` is resolved against the site."""
        if not url.startswith(RELATIVE):
            return url
        return urljoin((self.site_url or self.base_url) + "/", url.removeprefix(RELATIVE))
