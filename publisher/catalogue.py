"""Every document that can be had without a query of one's own: what an export consists of.

Feeds without filters, their archives, the pages with all their portions, and the lists; each with the file that it is
kept in, what its bytes depend on, and the way to make it, which is that of the web server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl, urlsplit

from publisher import pages
from publisher.answers import Answer, archives, companies, feeds
from publisher.answers import pages as page_answers
from publisher.conditional import plain_tag
from publisher.feed import Format
from publisher.pages import static_files
from publisher.publication import View
from publisher.query import DOCUMENT_NAMES
from publisher.representations import Representation
from publisher.robots import robots
from publisher.site import Site
from store.entry import Slug
from store.imprints import Imprint, Imprints

_PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the catalogue."""

    path: str
    """Path and query below ``base_url``: the canonical one."""
    imprint: Imprint
    """What its bytes depend on beside the settings."""
    answer: Callable[[], Answer]

    @property
    def file(self) -> str:
        """Where it is kept, below the folder of an export."""
        return file_of(self.path)


def catalogue(view: View, imprints: Imprints) -> Iterator[Listed]:
    """All documents of a moment; what others link to comes before them."""
    yield from _files(view.site)
    for public_id, imprint in imprints.entries.items():
        yield Listed(f"/entries/{public_id}/", imprint, partial(page_answers.entry, view, public_id))
    for (slug, number), imprint in sorted(imprints.archives.items(), key=lambda item: (item[0][0] or "", item[0][1])):
        path = feeds.archive_path(_folder(slug) + DOCUMENT_NAMES[Format.ATOM], number)
        yield Listed(path, imprint, partial(archives.archive, view, str(number), slug))
    for company in view.directory.all(view.conn):
        yield from _feeds(view, company.slug, imprints.companies[company.slug])
        page, path = partial(page_answers.company, view, company.slug), companies.page_path(company)
        yield from _entries(path, imprints.pages[company.slug], imprints.portions[company.slug], page)
    everything = imprints.everything
    yield from _entries("/", everything, imprints.portions[None], partial(page_answers.home, view))
    yield from _feeds(view, None, everything)
    yield from _lists(view, everything)


def _feeds(view: View, slug: Slug | None, imprint: Imprint) -> Iterator[Listed]:
    for notation, name in DOCUMENT_NAMES.items():
        yield Listed(_folder(slug) + name, imprint, partial(feeds.feed, view, notation, (), slug))


def _lists(view: View, imprint: Imprint) -> Iterator[Listed]:
    last = pages.last_page(len(view.directory.all(view.conn)))
    for order in pages.Order:
        for number in range(1, last + 1):
            path = pages.companies_path("", order, number)
            pairs = parse_qsl(urlsplit(path).query)
            yield Listed(path, imprint, partial(page_answers.companies, view, pairs))
    yield Listed("/opml.xml", imprint, partial(companies.opml, view))
    yield Listed("/companies.json", imprint, partial(companies.companies_json, view))


def _entries(
    path: str, front: Imprint, portions: Sequence[Imprint], page: Callable[[Sequence[tuple[str, str]]], Answer]
) -> Iterator[Listed]:
    """The pages of a list of entries: those with a number, and the front page that leads to them."""
    for number, imprint in enumerate(portions, 1):
        yield Listed(f"{path}?page={number}", imprint, partial(page, [("page", str(number))]))
    yield Listed(path, front, partial(page, ()))


def _files(site: Site) -> Iterator[Listed]:
    """What hangs on nothing stored."""
    yield _file("/robots.txt", robots(site), _PLAIN)
    for name, file in static_files().items():
        yield _file(f"/static/{name}", file.body, file.content_type)


def _file(path: str, body: bytes, content_type: str) -> Listed:
    tag = plain_tag(body)
    made = Representation(path=path, body=body, content_type=content_type, etag=tag, seq=0, changed=None)
    return Listed(path, Imprint(tag), lambda: made)


def _folder(slug: Slug | None) -> str:
    return "/" if slug is None else f"/companies/{slug}/"


def file_of(path: str) -> str:
    """The file that a document is kept in, below the folder of an export; its query is part of the name.

    >>> file_of("/companies/acme/"), file_of("/companies/?sort=activity&page=2"), file_of("/atom.xml")
    ('companies/acme/index.html', 'companies/sort-activity-page-2.html', 'atom.xml')
    """
    parts = urlsplit(path)
    folder = parts.path.removeprefix("/")
    if not parts.path.endswith("/"):
        return folder
    name = "-".join(part for pair in parse_qsl(parts.query) for part in pair)
    return f"{folder}{name or 'index'}.html"
