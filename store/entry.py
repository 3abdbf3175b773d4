"""The shared nouns: what an article becomes, and what is known of it once it is stored.

Everything here is a frozen value of the standard library's types, so that the ingester, the store and the publisher
can speak of the same things without knowing each other. Nothing here reads, writes, or asks for the time.

The life of an article, one type for each moment:

``Entry``
    the article as it would be published, complete and checked, before anybody knows whether it is new.
``Stored``
    an entry that the database holds: with the guid, the public id and the times that only history can give it.

The steps of that history are in `store.change`, the files that an entry comes from in `store.file`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias

Guid = NewType("Guid", str)
"""The permanent identifier of an entry, an absolute IRI. Minted once, stored, never changed."""

Slug = NewType("Slug", str)
"""Lower-case ASCII letters, digits and single hyphens: what stands in a URL (see `store.slug`)."""

Fingerprint = NewType("Fingerprint", str)
"""Hexadecimal SHA-256 of an article's repaired text with its white space collapsed."""

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

RELATIVE = "relative:"
"""Marks a URL that is to be resolved when it is shown, as in ``relative:/img/a.png``.

What is stored does not depend on ``site_url`` or ``base_url``, so that changing them needs no second reading of the
files. The marker stands in `Entry.link`, `Entry.image` and in the ``href`` and ``src`` attributes of `Entry.content`.
"""


class Origin(StrEnum):
    """How a company came to be on an entry."""

    DECLARED = "declared"
    DETECTED = "detected"


class DateOrigin(StrEnum):
    """Where an entry's published date was found; the first four are the article's own word."""

    DECLARED = "declared"
    HEADER = "header"
    FILE_NAME = "file name"
    PERMALINK = "permalink"
    LINK = "link"
    MTIME = "file time"


class LanguageOrigin(StrEnum):
    """Where an entry's language was found."""

    DECLARED = "declared"
    DETECTED = "detected"
    DEFAULT = "default"


class EntryState(StrEnum):
    """Where an entry stands. Only `PUBLISHED` entries are in feeds."""

    PUBLISHED = "published"
    HELD = "held"
    """Waits: a draft, or a date in the future. Never was in a feed, or was withdrawn by its own file."""
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    """Proved to be another entry, which goes on in its place."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company on an entry. Name and slug are those of the registry once stored; before that, as the file has them."""

    slug: Slug
    name: str
    origin: Origin = Origin.DECLARED


@dataclass(frozen=True, slots=True)
class Author:
    """A person or body that wrote an article. `name` is never empty."""

    name: str
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The publication an article comes from. `name` is never empty."""

    name: str
    id: str | None = None
    emoji: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One field that was damaged and mended: kept with the original, so that it can be explained and undone."""

    field: str
    method: str
    page: str
    """The code page that had been applied wrongly, such as ``cp1252``."""
    confidence: float
    """From 0 to 1; 1 for a repair that loses nothing when the damage is done again."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in a file that was not used, and why, in words for the person who wrote the file."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What an article can be recognised by, strongest first (contract 6)."""

    declared: Guid | None
    """The guid that the file declares, already an IRI."""
    link: str | None
    """The canonical form of the link: a key to compare, never to show."""
    language: str
    """Primary subtag and script of the declared language, ``cs`` or ``sr-Latn``; empty where none is declared."""
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an entry is not to be published yet: until a time, or, for a draft, until its file says otherwise."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as it would be published.

    All text is NFC and free of characters that XML 1.0 forbids; all times are aware and in UTC.
    """

    identity: Identity
    title: str
    """Plain text, never empty."""
    published: datetime
    published_origin: DateOrigin
    content: str
    """Sanitised HTML; may be empty. Relative URLs carry the marker `RELATIVE`."""
    text: str
    """The same as plain text: what search, language and duplicates look at."""
    summary: str
    """Plain text; never empty unless the article has neither summary nor body."""
    language: str | None = None
    """BCP 47."""
    language_origin: LanguageOrigin = LanguageOrigin.DEFAULT
    original_title: str | None = None
    link: str | None = None
    """The article's own page: http, https, or marked `RELATIVE`."""
    updated: datetime | None = None
    """Declared by the file."""
    companies: tuple[Company, ...] = ()
    companies_declared: bool = False
    """The file speaks of companies itself, if only to say that there are none: nothing is detected then."""
    categories: tuple[str, ...] = ()
    importance: int | None = None
    """1 to 5."""
    authors: tuple[Author, ...] = ()
    source: Source | None = None
    image: str | None = None
    """http, https, or marked `RELATIVE`."""
    slug: str | None = None
    hold: Hold | None = None
    encoding: str = "utf-8"
    """The encoding that the file's bytes were read in."""
    damaged: bool = False
    """The text has damage that was seen and left alone, for want of certainty."""
    repairs: tuple[Repair, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    """Field to the key of the file it came from, as in ``{"published": "publishedAt"}``."""
    extra: Mapping[str, Json] = field(default_factory=dict)
    """Unknown keys, kept as they came."""

    @property
    def is_erased(self) -> bool:
        """What it said was erased at the operator's wish (`store.erasure`): any other article has a title."""
        return not self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An entry that the database holds, with what only its history can tell."""

    id: int
    """The database's own number; never shown."""
    guid: Guid
    public_id: str
    """What stands in ``/entries/ID/``; derived from the guid (`store.slug.public_id`)."""
    entry: Entry
    """Companies carry the names and slugs of the registry."""
    state: EntryState
    updated: datetime
    """Declared, else published, until a change arrives; then the time of that change. Never before `Entry.published`
    unless the file itself says so."""
    arrived: datetime
    """When it last entered the window of the feeds: its newest arrival or change, or, after a
    backfill, its published date."""
    seq: int
    """The newest change of this entry."""
    changed: datetime
    """When that change was stored."""
    withheld: str | None = None
    """Why an operator keeps it out of every feed; None where none does."""


@dataclass(frozen=True, slots=True)
class CompanyCount:
    """A company with what the registry and the published entries say of it."""

    slug: Slug
    name: str
    aliases: tuple[str, ...]
    entries: int
    newest: datetime | None
    """The newest published date among its entries."""
