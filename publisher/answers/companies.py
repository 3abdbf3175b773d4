"""Which company an address means, and the lists of all of them for programs."""

from __future__ import annotations

import json
import re

from publisher.answers import Answer, Refused
from publisher.directory import nearest, suggestion
from publisher.documents import Outline, render_opml
from publisher.feed import Format
from publisher.parameters import quoted
from publisher.publication import Document, View
from publisher.query import DOCUMENT_NAMES
from publisher.site import Site
from store.entry import CompanyCount, Slug

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 100


def read_slug(text: str) -> Slug | None:
    """A path segment as a slug; None for what no slug looks like, so that nothing hostile goes further."""
    return Slug(text) if len(text) <= _LONGEST_SLUG and _SLUG.fullmatch(text) else None


def unknown_company(view: View, wrong: str) -> Refused:
    """The refusal of a name that leads to no company, with the nearest names that do."""
    near = nearest(wrong[:_LONGEST_SLUG], view.directory.all(view.conn))
    advice = suggestion(near, view.site.url("/companies/"))
    return Refused(404, "No such company", f"company: there is no {quoted(wrong)} here; {advice}")


def opml(view: View) -> Answer:
    """OPML 2.0 of the Atom feeds of all companies with entries, dated by the newest of those."""

    def document() -> Document:
        listed = [company for company in view.directory.all(view.conn) if company.entries]
        outlines = [
            Outline(company.name, view.site.url(feed_path(company, Format.ATOM)), view.site.url(page_path(company)))
            for company in listed
        ]
        created = max((company.newest for company in listed if company.newest), default=None)
        body = render_opml(f"{view.site.title}: companies", outlines, created)
        return Document(body, "text/x-opml; charset=utf-8", view.head.seq)

    return view.representation("/opml.xml", document)


def companies_json(view: View) -> Answer:
    """All companies, those without entries too, as one JSON object: ``{"companies": [{"slug": …}, …]}``."""

    def document() -> Document:
        listed = [_described(company, view.site) for company in view.directory.all(view.conn)]
        body = json.dumps({"companies": listed}, ensure_ascii=False, indent=1).encode()
        return Document(body, "application/json; charset=utf-8", view.head.seq)

    return view.representation("/companies.json", document)


def page_path(company: CompanyCount) -> str:
    """The path of a company's page."""
    return f"/companies/{company.slug}/"


def feed_path(company: CompanyCount, format: Format) -> str:  # noqa: A002 - the field's word
    """The path of a company's feed."""
    return page_path(company) + DOCUMENT_NAMES[format]


def _described(company: CompanyCount, site: Site) -> dict[str, object]:
    return {
        "slug": company.slug,
        "name": company.name,
        "aliases": list(company.aliases),
        "entries": company.entries,
        "newest": company.newest and company.newest.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "feeds": {each.value: site.url(feed_path(company, each)) for each in Format},
        "page": site.url(page_path(company)),
    }
