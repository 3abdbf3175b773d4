"""Text to article: what a file says, before anybody fills in what it does not say (contract 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from enum import StrEnum
from functools import partial

from ingest import fields, keys, names, tags
from ingest.characters import clean
from ingest.dates import Moment
from ingest.formats import frontmatter, plain
from ingest.sheet import Sheet
from store.entry import Author, DateOrigin, Ignored, Json, Source


class Shape(StrEnum):
    """How the file is written."""

    FRONT_MATTER = "front matter"
    """Keys, then Markdown."""
    PLAIN = "plain"
    """Paragraphs of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a file says. None, or an empty tuple, is what it does not say."""

    shape: Shape
    body: str
    """Markdown or plain text, without the line that became the title."""
    guid: str | None = None
    """As declared, IRI or not."""
    title: str | None = None
    """One line of text; of plain text also its first line or sentence."""
    original_title: str | None = None
    link: str | None = None
    """http, https, or marked `store.entry.RELATIVE`."""
    permalink: str | None = None
    """As written: a date may be found in it."""
    path: str | None = None
    """The key ``path`` as written, for the same reason."""
    published: Moment | None = None
    published_origin: DateOrigin | None = None
    updated: Moment | None = None
    summary: str | None = None
    companies: tuple[str, ...] | None = None
    """None where the file does not speak of companies; empty where it says that there are none."""
    categories: tuple[str, ...] = ()
    importance: int | None = None
    authors: tuple[Author, ...] = ()
    source: Source | None = None
    image: str | None = None
    """http, https, or marked `store.entry.RELATIVE`."""
    language: str | None = None
    """BCP 47."""
    slug: str | None = None
    draft: str | None = None
    """Why it is to be held back: ``draft: true``."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Field to the key that it came from, as the file spells it."""
    ignored: tuple[Ignored, ...] = ()
    """What was not used, and why. A key that was not needed because another came first is not among them."""
    extra: Mapping[str, Json] = field(default_factory=dict)
    """Keys that we do not know, as they came."""


def parse_article(text: str, *, zone: tzinfo) -> Article:
    """What the text of a file says. `zone` is for dates that name none.

    Raises `ingest.rejection.UnusableError` where the file has front matter that cannot be read.
    """
    text = clean(text)
    if found := frontmatter.split(text):
        return _article(Sheet(found.values, found.notes), Shape.FRONT_MATTER, found.body, zone)
    page = plain.read(text, zone)
    article = _article(Sheet(page.values), Shape.PLAIN, page.body, zone)
    if page.title is None:
        return article
    return replace(article, title=fields.title(page.title).value, keys={**article.keys, "title": page.title_origin})


def _article(sheet: Sheet, shape: Shape, body: str, zone: tzinfo) -> Article:
    moment = partial(fields.moment, zone=zone)
    draft = sheet.draft()
    published = sheet.first("published", keys.PUBLISHED, moment)
    origin = DateOrigin.DECLARED if shape is Shape.FRONT_MATTER else DateOrigin.HEADER
    return Article(
        shape=shape,
        body=body,
        guid=sheet.first("guid", keys.GUID, fields.guid),
        title=sheet.first("title", keys.TITLE, fields.title),
        original_title=sheet.first("original_title", keys.ORIGINAL_TITLE, fields.title),
        link=sheet.link(),
        permalink=sheet.quietly(keys.PERMALINK, fields.line),
        path=sheet.first("path", keys.PATH, fields.line),
        published=published,
        published_origin=origin if published else None,
        updated=sheet.first("updated", keys.UPDATED, moment),
        summary=sheet.first("summary", keys.SUMMARY, fields.prose),
        companies=sheet.companies(),
        categories=sheet.every("categories", keys.CATEGORIES, names.categories),
        importance=sheet.first("importance", keys.IMPORTANCE, fields.importance),
        authors=sheet.first("authors", keys.AUTHORS, names.authors) or (),
        source=sheet.first("source", keys.SOURCE, names.source),
        image=sheet.first("image", keys.IMAGE, fields.image),
        language=sheet.first("language", keys.LANGUAGE, _language),
        slug=sheet.first("slug", keys.SLUG, fields.line),
        draft=draft,
        extra=sheet.extra(),
        keys=sheet.keys,
        ignored=sheet.remarks(),
    )


def _language(value: Json) -> fields.Reading[str]:
    """A language, with a remark where a country stands in its place: ``cz`` is read as ``cs``."""
    reading = fields.tag(value)
    if reading.value and isinstance(value, str) and tags.misused_country(value):
        return replace(reading, remarks=(f"says {value.strip()}, the code of a country; {reading.value} is used",))
    return reading
