"""The feeds: any filter, in any of the three formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from urllib.parse import urlencode
from uuid import UUID, uuid5

from publisher.answers import Answer, Moved, Refused
from publisher.answers.companies import unknown_company
from publisher.documents import render
from publisher.feed import Feed, Format, History, build_feed
from publisher.form import page_path
from publisher.publication import Document, View
from publisher.query import DOCUMENT_NAMES, FeedQuery, canonical, parse, renamed
from publisher.site import Site
from publisher.titles import feed_description, feed_title
from store import archives, entries, history, meta, translations
from store.change import Tombstone
from store.entry import CompanyCount, Slug, Stored
from store.selection import Clause, Selection


@dataclass(frozen=True, slots=True)
class Wanted:
    """A feed that exists: what is asked for, and the names of the companies in it by slug."""

    query: FeedQuery
    names: Mapping[str, str]


def feed(view: View, format: Format, pairs: Sequence[tuple[str, str]], slug: Slug | None = None) -> Answer:  # noqa: A002 - the field's word
    """The feed that these parameters ask for, below ``/companies/SLUG/`` where `slug` is given.

    Raises `BadParameterError`.
    """
    match wanted(view, format, pairs, slug):
        case Wanted() as found:
            return view.representation(canonical(found.query, format), lambda: _document(view, found, format))
        case other:
            return other


def wanted(
    view: View,
    format: Format,  # noqa: A002 - the field's word
    pairs: Sequence[tuple[str, str]],
    slug: Slug | None,
) -> Wanted | Moved | Refused:
    """Which feed these parameters ask for; raises `BadParameterError`."""
    asked = parse(pairs, company=slug, default_limit=view.site.feed_limit)
    found: dict[str, CompanyCount] = {}
    for term in _company_terms(asked.selection):
        if (company := view.directory.find(view.conn, term)) is None:
            return unknown_company(view, term)
        found[term] = company
    if slug is not None and (present := found[slug].slug) != slug:
        kept = "?" + urlencode(pairs) if pairs else ""
        return Moved(f"/companies/{present}/{DOCUMENT_NAMES[format]}{kept}")
    query = renamed(asked, {term: company.slug for term, company in found.items()})
    return Wanted(query, {company.slug: company.name for company in found.values()})


def feed_id(root: UUID, query: FeedQuery) -> str:
    """The permanent id of a feed, the same in each format, at each length and with each form of content.

    That of everything is the root itself; the others are named by their canonical filters below it (RFC 9562, 5.5).
    Nothing of ``base_url`` is in it.
    """
    name = page_path(query)
    return f"urn:uuid:{root if name == '/' else uuid5(root, name)}"


def _document(view: View, found: Wanted, format: Format) -> Document:  # noqa: A002 - the field's word
    made, seq = whole(view, found, format)
    return Document(render(made, format), format.content_type, seq)


def whole(view: View, found: Wanted, format: Format) -> tuple[Feed, int]:  # noqa: A002 - the field's word
    """The feed as it is for who knows nothing of it, and the newest stored change that it shows."""
    selection = found.query.selection
    shown = entries.window(view.conn, selection, found.query.limit or view.site.feed_limit)
    since = view.head.at - history.TOMBSTONE_LIFE if view.head.at else None
    return compose(view, found, format, shown, history.tombstones(view.conn, selection, since))


def compose(
    view: View,
    found: Wanted,
    format: Format,  # noqa: A002 - the field's word
    shown: Sequence[Stored],
    tombstones: Sequence[Tombstone],
) -> tuple[Feed, int]:
    """A feed of these entries and tombstones, and the newest stored change that it shows."""
    changed = history.last_burial(view.conn, found.query.selection)
    made, seq = assemble(view, found, shown, tombstones, changed=changed)
    path = canonical(found.query, Format.ATOM)
    if "?" in path:
        return made, seq
    made = replace(made, hubs=view.site.hubs)
    newest = archives.newest(view.conn, company_of(found.query)) if format is not Format.JSON else None
    if newest is None:
        return made, seq
    return replace(made, history=History(previous=view.site.url(archive_path(path, newest.number)))), max(
        seq, newest.seq
    )


def assemble(
    view: View,
    found: Wanted,
    shown: Sequence[Stored],
    tombstones: Sequence[Tombstone] = (),
    *,
    changed: datetime | None,
) -> tuple[Feed, int]:
    """Such a feed without links to hubs and to its archives; `changed` as in `build_feed`."""
    site, query, selection = view.site, found.query, found.query.selection
    elsewhere = translations.of_entries(view.conn, [stored.id for stored in shown])
    paths = {each: canonical(query, each) for each in Format}
    made = build_feed(
        shown,
        site=site,
        feed_id=feed_id(meta.provenance(view.conn).feed_root, query),
        title=feed_title(site, selection, found.names),
        description=feed_description(site, selection, found.names),
        self_urls={each: site.url(path) for each, path in paths.items()},
        alternate_url=site.url(page_path(query)),
        content=query.content,
        language=_language(site, selection),
        tombstones=tombstones,
        changed=changed,
        translations={stored.guid: elsewhere[stored.id] for stored in shown if stored.id in elsewhere},
    )
    seen = [*shown, *chain.from_iterable(elsewhere.values())]
    seq = max([*(stored.seq for stored in seen), *(tombstone.seq for tombstone in tombstones)], default=0)
    return made, seq


def archive_path(feed: str, number: int) -> str:
    """The path of an archive document of the Atom feed at a path."""
    return f"{feed.removesuffix('.xml')}/archive/{number}.xml"


def company_of(query: FeedQuery) -> Slug | None:
    """The company that a feed is about which has no other filter; None of that of everything."""
    match query.selection.companies:
        case (Clause((slug,), False),):
            return Slug(slug)
        case _:
            return None


def _company_terms(selection: Selection) -> Iterable[str]:
    return dict.fromkeys(term for clause in selection.companies for term in clause.terms)


def _language(site: Site, selection: Selection) -> str | None:
    """That of the entries where the filter names exactly one, else the site's own."""
    match [clause.terms for clause in selection.languages if not clause.negated]:
        case [(language,)] if language != "*":
            return language
        case _:
            return site.language
