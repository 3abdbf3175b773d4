"""The feeds: any filter, in any of the three formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from urllib.parse import urlencode
from uuid import UUID, uuid5

from publisher.answers import Answer, Moved
from publisher.answers.companies import unknown_company
from publisher.documents import render
from publisher.feed import ContentForm, Format, build_feed
from publisher.publication import Document, View
from publisher.query import DOCUMENT_NAMES, FeedQuery, canonical, parse, renamed
from publisher.site import Site
from publisher.titles import feed_description, feed_title
from store import entries, history, meta, translations
from store.entry import CompanyCount, Slug
from store.selection import Selection

TOMBSTONE_LIFE = timedelta(days=30)
"""Before the newest stored change, so that it is no clock that ends a tombstone (contract 5)."""


def feed(view: View, format: Format, pairs: Sequence[tuple[str, str]], slug: Slug | None = None) -> Answer:  # noqa: A002 - the field's word
    """The feed that these parameters ask for, below ``/companies/SLUG/`` where `slug` is given.

    Raises `BadParameterError`.
    """
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
    names: dict[str, str] = {company.slug: company.name for company in found.values()}
    return view.representation(canonical(query, format), lambda: _document(view, query, format, names))


def feed_id(root: UUID, query: FeedQuery) -> str:
    """The permanent id of a feed, the same in each format, at each length and with each form of content.

    That of everything is the root itself; the others are named by their canonical filters below it (RFC 9562, 5.5).
    Nothing of ``base_url`` is in it.
    """
    whole = canonical(replace(query, limit=None, content=ContentForm.FULL), Format.ATOM)
    name = whole.replace(DOCUMENT_NAMES[Format.ATOM], "", 1)
    return f"urn:uuid:{root if name == '/' else uuid5(root, name)}"


def _document(view: View, query: FeedQuery, format: Format, names: Mapping[str, str]) -> Document:  # noqa: A002 - the field's word
    site, selection = view.site, query.selection
    shown = entries.window(view.conn, selection, query.limit or site.feed_limit)
    since = view.head.at - TOMBSTONE_LIFE if view.head.at else None
    tombstones = history.tombstones(view.conn, selection, since)
    elsewhere = translations.of_entries(view.conn, [stored.id for stored in shown])
    paths = {each: canonical(query, each) for each in Format}
    unfiltered = "?" not in paths[format]
    made = build_feed(
        shown,
        site=site,
        feed_id=feed_id(meta.provenance(view.conn).feed_root, query),
        title=feed_title(site, selection, names),
        description=feed_description(site, selection, names),
        self_urls={each: site.url(path) for each, path in paths.items()},
        alternate_url=site.url(paths[format].partition(DOCUMENT_NAMES[format])[0]),
        content=query.content,
        language=_language(site, selection),
        tombstones=tombstones,
        hubs=site.hubs if unfiltered else (),
        translations={stored.guid: elsewhere[stored.id] for stored in shown if stored.id in elsewhere},
    )
    seen = [*shown, *chain.from_iterable(elsewhere.values())]
    seq = max([*(stored.seq for stored in seen), *(tombstone.seq for tombstone in tombstones)], default=0)
    return Document(render(made, format), format.content_type, seq)


def _company_terms(selection: Selection) -> Iterable[str]:
    return dict.fromkeys(term for clause in selection.companies for term in clause.terms)


def _language(site: Site, selection: Selection) -> str | None:
    """That of the entries where the filter names exactly one, else the site's own."""
    match [clause.terms for clause in selection.languages if not clause.negated]:
        case [(language,)] if language != "*":
            return language
        case _:
            return site.language
