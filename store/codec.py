"""An `Entry` as bytes and back: what the ``document`` columns hold.

Compressed JSON. A document written by an older version of this program lacks the fields that came later; they take
the defaults of the dataclass, so a new field needs no migration.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from store.entry import (
    Author,
    Company,
    DateOrigin,
    Entry,
    Fingerprint,
    Guid,
    Hold,
    Identity,
    Ignored,
    LanguageOrigin,
    Origin,
    Repair,
    Slug,
    Source,
)
from store.errors import DamagedError

_LEVEL = 3
"""zlib level: 6 saves another 5 % of an article's bytes and costs half as much time again (300 articles)."""


def encode(entry: Entry) -> bytes:
    """The bytes that `decode` reads; equal entries give equal bytes, in whatever order their mappings came."""
    plain = json.dumps(_plain(entry), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # JSON front matter can spell half a surrogate pair (``"\\ud83d"``), and `Entry.extra` keeps what it says;
    # `json.loads` reads such bytes back.
    return zlib.compress(plain.encode("utf-8", "surrogatepass"), _LEVEL)


def decode(document: bytes) -> Entry:
    """The entry that `encode` was given; raises `DamagedError`. A checksum is part of the bytes (RFC 1950, 2.2)."""
    try:
        return _entry(json.loads(zlib.decompress(document)))
    except (zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise DamagedError(f"a stored article is damaged ({error}); `seedwire db check` says which") from error


def _plain(entry: Entry) -> dict[str, Any]:
    identity = entry.identity
    plain: dict[str, Any] = {
        "identity": [identity.declared, identity.link, identity.language, identity.fingerprint],
        "title": entry.title,
        "published": _stamp(entry.published),
        "published_origin": entry.published_origin,
        "content": entry.content,
        "text": entry.text,
        "summary": entry.summary,
        "language": entry.language,
        "language_origin": entry.language_origin,
        "original_title": entry.original_title,
        "link": entry.link,
        "updated": _stamp(entry.updated),
        "companies": [[c.slug, c.name, c.origin] for c in entry.companies],
        "companies_declared": entry.companies_declared,
        "categories": entry.categories,
        "importance": entry.importance,
        "authors": [[a.name, a.email, a.url] for a in entry.authors],
        "source": entry.source and [entry.source.name, entry.source.id, entry.source.emoji, entry.source.url],
        "image": entry.image,
        "slug": entry.slug,
        "hold": entry.hold and [entry.hold.reason, _stamp(entry.hold.until)],
        "encoding": entry.encoding,
        "damaged": entry.damaged,
        "repairs": [[r.field, r.method, r.page, r.confidence, r.before, r.after] for r in entry.repairs],
        "ignored": [[i.key, i.why] for i in entry.ignored],
        "keys": dict(entry.keys),
        "extra": dict(entry.extra),
    }
    return {key: value for key, value in plain.items() if value not in (None, [], {}, ())}


def _entry(plain: dict[str, Any]) -> Entry:
    declared, link, language, fingerprint = plain.pop("identity")
    source, hold = plain.pop("source", None), plain.pop("hold", None)
    return Entry(
        identity=Identity(declared and Guid(declared), link, language, Fingerprint(fingerprint)),
        published=_instant(plain.pop("published")),
        published_origin=DateOrigin(plain.pop("published_origin")),
        language_origin=LanguageOrigin(plain.pop("language_origin")),
        updated=_instant(plain.pop("updated")) if "updated" in plain else None,
        companies=tuple(Company(Slug(slug), name, Origin(origin)) for slug, name, origin in plain.pop("companies", ())),
        categories=tuple(plain.pop("categories", ())),
        authors=tuple(Author(*author) for author in plain.pop("authors", ())),
        source=Source(*source) if source else None,
        hold=Hold(hold[0], hold[1] and _instant(hold[1])) if hold else None,
        repairs=tuple(Repair(*repair) for repair in plain.pop("repairs", ())),
        ignored=tuple(Ignored(*ignored) for ignored in plain.pop("ignored", ())),
        **plain,
    )


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _instant(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).astimezone(UTC)
