"""A large database without the hours: entries stored directly, with one among them that a filter has to find.

Parsing and deciding are left out (`benchmarks.ingest` measures them); the rows are those that ingestion writes,
through the same functions of the store, in larger transactions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from benchmarks.articles import article
from benchmarks.workplace import FailedError
from ingest.composition import Circumstances
from ingest.identity import guids, marks
from ingest.reading import entry_from
from ingest.rules import Rules
from store import edits, versions
from store.engine import Database
from store.entry import Author, Company, Entry, Fingerprint, Guid, Identity, Source
from store.slug import company_slug
from store.versions import Saying

_TEMPLATES = 200
"""Different articles; all the others have their texts, and titles, links and dates of their own."""

_BATCH = 2_000
"""Entries in a transaction."""

_NOW = datetime(2026, 2, 1, tzinfo=UTC)
_APART = timedelta(minutes=10)
_OLDEST = datetime(2001, 4, 5, 6, 7, 8, tzinfo=UTC)

FILTERS: Mapping[str, str] = MappingProxyType(
    {
        "company": "company=needle-works",
        "category": "category=haystack-research",
        "language": "language=mt",
        "author": "author=nadel-im-heuhaufen",
        "source": "source=the-needle",
        "until": "until=2001-12-31",
        "search for a word": "q=munzell",
        "search for a phrase": "q=%22labra+f+munzell%22",
        "search for a beginning": "q=munz*",
    }
)
"""Each selects the oldest entry and no other."""


def store_entries(database: Database, count: int) -> Guid:
    """Store `count` published entries, the oldest of which is like no other; gives its guid."""
    templates = [_template(index) for index in range(_TEMPLATES)]
    oldest = _needle(templates[0])
    _store(database, [oldest])
    for first in range(1, count, _BATCH):
        numbers = range(first, min(first + _BATCH, count))
        _store(database, [_variation(templates[number % _TEMPLATES], number, count) for number in numbers])
    return _guid(oldest)


def _store(database: Database, contents: Sequence[Entry]) -> None:
    with database.write() as conn:
        for content in contents:
            entry_id = edits.add(conn, content, guid=_guid(content), at=_NOW, arrived=content.published)
            versions.put(conn, Saying(entry_id, content, marks(content)), None)


def _guid(content: Entry) -> Guid:
    return next(guids(content.identity))


def _template(index: int) -> Entry:
    file = article(index)
    found = entry_from(file.text.encode("utf-8"), Circumstances(file.path, _NOW, _NOW), Rules(seeds=Path()))
    if not isinstance(found, Entry):
        raise FailedError(f"{file.path} did not become an entry: {found.reason}")
    return found


def _variation(template: Entry, number: int, count: int) -> Entry:
    link = f"news.example.com/archive/{number}"
    return replace(
        template,
        identity=_identity(link, template.identity.language),
        title=f"{template.title} ({number})",
        link=f"https://{link}",
        published=_NOW - (count - number) * _APART,
        updated=None,
        hold=None,
    )


def _needle(template: Entry) -> Entry:
    link = "news.example.com/archive/oldest"
    return replace(
        template,
        identity=_identity(link, "mt"),
        title="Labra f'munzell tiben",
        link=f"https://{link}",
        published=_OLDEST,
        updated=None,
        hold=None,
        language="mt",
        companies=(Company(company_slug("Needle Works"), "Needle Works"),),
        categories=("Haystack Research",),
        authors=(Author("Nadel im Heuhaufen"),),
        source=Source("The Needle"),
    )


def _identity(link: str, language: str) -> Identity:
    return Identity(None, f"//{link}", language, Fingerprint(hashlib.sha256(link.encode()).hexdigest()))
