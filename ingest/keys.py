"""Which keys of a file say what: the table of contract 1."""

from __future__ import annotations

from typing import Final

GUID: Final = ("guid", "id")
TITLE: Final = ("title",)
ORIGINAL_TITLE: Final = ("original_title",)
LINK: Final = ("url", "source_url", "link", "canonical_url", "original_url")
PERMALINK: Final = ("permalink",)
PATH: Final = ("path",)
PUBLISHED: Final = ("publishedAt", "publishDate", "published_at", "pubDate", "published", "date")
UPDATED: Final = ("updated", "lastmod", "last_modified_at", "modified")
SUMMARY: Final = ("description", "summary", "excerpt", "perex")
COMPANIES: Final = ("companies", "company")
CATEGORIES: Final = ("category", "categories", "tags", "keywords")
IMPORTANCE: Final = ("importance",)
AUTHORS: Final = ("author", "authors")
SOURCE: Final = ("source",)
IMAGE: Final = ("urlToImage", "image", "cover", "thumbnail", "urlToImageBackup")
LANGUAGE: Final = ("language", "lang", "locale")
SLUG: Final = ("slug",)
DRAFT: Final = ("draft",)

KNOWN_KEYS: Final = frozenset(
    key.casefold()
    for keys in (
        GUID, TITLE, ORIGINAL_TITLE, LINK, PERMALINK, PATH, PUBLISHED, UPDATED, SUMMARY, COMPANIES, CATEGORIES,
        IMPORTANCE, AUTHORS, SOURCE, IMAGE, LANGUAGE, SLUG, DRAFT,
    )
    for key in keys
)  # fmt: skip
"""All of them, in lower case. Any other key is kept as it is."""
