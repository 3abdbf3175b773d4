"""What a person asked for, with the companies that the words mean: shared by the pages about a filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher import pages
from publisher.answers import Refused
from publisher.answers.companies import unknown_company
from publisher.form import company_slugs, filter_path, page_path
from publisher.pages.head import selected
from publisher.publication import View
from publisher.query import FeedQuery, parse, renamed
from publisher.titles import feed_description, feed_title
from store.entry import Slug


@dataclass(frozen=True, slots=True)
class Asked:
    """A query whose companies all exist."""

    query: FeedQuery
    """With the present slugs."""
    names: Mapping[str, str]
    """Of its companies, by slug."""


def ask(view: View, pairs: Sequence[tuple[str, str]], slug: Slug | None = None) -> Asked | Refused:
    """What these parameters ask for, below ``/companies/SLUG/`` where `slug` is given; raises `BadParameterError`."""
    query = parse(pairs, company=slug, default_limit=view.site.feed_limit)
    wrong = unknown(view, query)
    return resolved(view, query) if wrong is None else unknown_company(view, wrong)


def unknown(view: View, query: FeedQuery) -> Slug | None:
    """The first company of a query that there is not."""
    return next((slug for slug in company_slugs(query.selection) if not view.directory.find(view.conn, slug)), None)


def resolved(view: View, query: FeedQuery) -> Asked:
    """The query with the present slugs and names of its companies, as far as there are any."""
    slugs = company_slugs(query.selection)
    found = {slug: company for slug in slugs if (company := view.directory.find(view.conn, slug))}
    present: dict[str, Slug] = {slug: company.slug for slug, company in found.items()}
    return Asked(renamed(query, present), {company.slug: company.name for company in found.values()})


def wish(view: View, asked: Asked) -> pages.Wish:
    """The query in words and addresses."""
    selection = asked.query.selection
    return pages.Wish(
        words=feed_description(view.site, selection, asked.names),
        channel=selected(view.site, feed_title(view.site, selection, asked.names), asked.query),
        filter_path=filter_path(asked.query),
        page_path=page_path(asked.query),
    )
