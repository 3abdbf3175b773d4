"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from publisher.documents.elements import GENERATOR
from publisher.documents.times import rfc3339
from publisher.feed import Feed, Format
from publisher.item import FeedItem
from store.entry import Author, Json, Source

VERSION = "https://jsonfeed.org/version/1.1"


def render_json(feed: Feed) -> bytes:
    """The feed as a JSON Feed document in UTF-8. Raises `ValueError` on lone surrogates."""
    document = _present(
        {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": feed.alternate_url,
            "feed_url": feed.self_urls[Format.JSON],
            "description": feed.description,
            "icon": feed.icon_url,
            "favicon": feed.icon_url,
            "authors": [{"name": feed.author}],
            "language": feed.language,
            "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
            "_seedwire": {
                "about": feed.home_url,
                "id": feed.id,
                "updated": rfc3339(feed.updated),
                "generator": GENERATOR,
                "ttl": feed.ttl,
            },
        }
    )
    document["items"] = [_item(item, feed) for item in feed.items]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _item(item: FeedItem, feed: Feed) -> Json:
    """An item.

    Its `url` is the address that the other formats link, wherever that leads: readers open `external_url`, where there
    is one, in some places and not in others.
    """
    body = {"content_html": item.content} if item.content else {"content_text": item.summary}
    tags = dict.fromkeys([company.name for company in item.companies] + list(item.categories))
    return _present(
        {
            "id": item.guid,
            "url": item.link,
            "title": item.title,
            **body,
            "summary": item.summary,
            "image": item.image,
            "date_published": rfc3339(item.published),
            "date_modified": rfc3339(item.updated),
            "authors": [_author(author) for author in item.authors],
            "tags": list(tags),
            "language": item.language,
            "_seedwire": _extension(item, feed),
        }
    )


def _extension(item: FeedItem, feed: Feed) -> Json:
    """What the other formats say in categories and links, and what they have no place for."""
    facts: dict[str, Json] = {
        "about": feed.home_url,
        "page": item.page,
        "companies": [
            {"slug": company.slug, "name": company.name, "origin": company.origin.value} for company in item.companies
        ],
    }
    return facts | _present(
        {
            "importance": item.importance,
            "original_title": item.original_title,
            "source": _source(item.source),
            "translations": [
                _present({"url": other.url, "title": other.title, "language": other.language})
                for other in item.translations
            ],
        }
    )


def _author(author: Author) -> Json:
    return _present({"name": author.name, "url": author.url})


def _source(source: Source | None) -> Json:
    if source is None:
        return None
    return _present({"name": source.name, "id": source.id, "emoji": source.emoji, "url": source.url})


def _present(members: Mapping[str, Json]) -> dict[str, Json]:
    """The members that say something. JSON Feed knows no null, and an empty list is as good as none."""
    return {name: value for name, value in members.items() if value is not None and value not in ("", [])}
