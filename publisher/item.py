"""A stored entry as readers get it, before it is written in any format.

Text, addresses and times of a `FeedItem` are final: whatever the entry holds, every format can carry it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from publisher.address import absolute, resolve_markup, to_uri
from publisher.site import EntryLink, Site
from store.entry import RELATIVE, Author, Company, Entry, Guid, Source, Stored

# Characters that XML 1.0 forbids, and the control characters that it allows and discourages (section 2.2).
_UNFIT = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LOST = "\N{REPLACEMENT CHARACTER}"
SQUARE = "\N{WHITE SQUARE}"
_LINE_END = re.compile("\r\n?|\u0085")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Translation:
    """The same article in another language."""

    url: str
    """Our page of it."""
    title: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An entry as readers get it."""

    guid: Guid
    title: str
    """One line of plain text, never empty."""
    link: str
    """Where the title leads: see `EntryLink`."""
    page: str
    """Our own page of the entry."""
    summary: str
    """Plain text; empty only where there is content. An article that says nothing more is summed up by its title."""
    content: str
    """HTML with absolute addresses; empty where there is none, or only summaries are asked for."""
    published: datetime
    """Whole seconds, UTC, as every time in a feed."""
    updated: datetime
    language: str | None
    authors: tuple[Author, ...]
    """Those of the article; else its source, which answers for it."""
    companies: tuple[Company, ...]
    categories: tuple[str, ...]
    importance: int | None
    original_title: str | None
    source: Source | None
    image: str | None
    translations: tuple[Translation, ...]


def build_item(stored: Stored, site: Site, *, full: bool, translations: Sequence[Stored] = ()) -> FeedItem:
    """The entry as readers get it; not `full`, it has no content. Never raises, whatever the text."""
    entry = stored.entry
    page = _page(stored, site)
    link = _link(entry, site) or page
    title = line_of(entry.title) or link
    markup = legible(resolve_markup(entry.content, site, page)) if full else ""
    summary = legible(entry.summary).strip()
    return FeedItem(
        guid=Guid(clean(stored.guid)),
        title=title,
        link=link,
        page=page,
        summary=summary or ("" if markup else title),
        content=markup,
        published=whole_second(entry.published),
        updated=whole_second(stored.updated),
        language=language_tag(entry.language),
        authors=_authors(entry),
        companies=tuple(replace(company, name=line_of(company.name) or company.slug) for company in entry.companies),
        categories=tuple(name for category in entry.categories if (name := line_of(category))),
        importance=entry.importance,
        original_title=line_of(entry.original_title or "") or None,
        source=_source(entry.source),
        image=absolute(clean(entry.image), site) if entry.image else None,
        translations=tuple(_translation(other, site) for other in translations),
    )


def _page(stored: Stored, site: Site) -> str:
    return site.url(f"/entries/{stored.public_id}/")


def _link(entry: Entry, site: Site) -> str | None:
    """The article's own page, where it is wanted and known. A relative one is known where its site is."""
    if entry.link is None or site.entry_link is EntryLink.PAGE:
        return None
    if entry.link.startswith(RELATIVE) and site.site_url is None:
        return None
    return absolute(clean(entry.link), site)


def _authors(entry: Entry) -> tuple[Author, ...]:
    authors = tuple(_author(author) for author in entry.authors if line_of(author.name))
    source = _source(entry.source)
    if not authors and source is not None:
        return (Author(source.name, url=source.url),)
    return authors


def _author(author: Author) -> Author:
    email = author.email if author.email and _EMAIL.fullmatch(author.email) else None
    return Author(line_of(author.name), email, _web(author.url))


def _source(source: Source | None) -> Source | None:
    if source is None or not (name := line_of(source.name)):
        return None
    return Source(name, line_of(source.id or "") or None, line_of(source.emoji or "") or None, _web(source.url))


def _web(url: str | None) -> str | None:
    return to_uri(clean(url)) if url and url.startswith(("http://", "https://")) else None


def _translation(stored: Stored, site: Site) -> Translation:
    page = _page(stored, site)
    return Translation(page, line_of(stored.entry.title) or page, language_tag(stored.entry.language))


def clean(text: str) -> str:
    r"""Text that every format can carry: characters of XML 1.0 (section 2.2) but no controls, lines ended by ``\n``.

    The ingester stores nothing else; a feed must not depend on that, for one such character would cost it every entry.
    """
    return _UNFIT.sub("", _LINE_END.sub("\n", text))


def legible(text: str) -> str:
    """Clean text in which a lost character is a square.

    U+FFFD stands where a character was lost and nobody can tell which. Readers show it as a square or not at all, and
    the W3C validator takes it for a mistake in the encoding of the feed, which it is not: the article came so.
    """
    return clean(text).replace(LOST, SQUARE)


def line_of(text: str) -> str:
    """Legible text on one line, without blanks at its ends."""
    return " ".join(legible(text).split())


def shortened(text: str, longest: int) -> str:
    """Text of at most `longest` characters: cut after a word where one ends in the last third, and marked with ``…``.

    >>> shortened("Amazon invests in OpenAI", 20), shortened("Amazon", 20)
    ('Amazon invests in…', 'Amazon')
    """
    if len(text) <= longest:
        return text
    head = text[:longest]
    words = head.rpartition(" ")[0]
    return (words if len(words) > longest * 2 // 3 else head[:-1]).rstrip() + "…"


def language_tag(tag: str | None) -> str | None:
    """A language tag that looks like one (BCP 47), else None."""
    return tag if tag and _LANGUAGE_TAG.fullmatch(tag) else None


def whole_second(moment: datetime) -> datetime:
    """An aware time as feeds tell it: in UTC, fractions of a second dropped."""
    return moment.astimezone(UTC).replace(microsecond=0)
