"""The pages, each a function of the site and of what is to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from publisher.item import clean, shortened
from publisher.pages import dates, language, listing
from publisher.pages.assets import asset_path
from publisher.pages.content import page_content
from publisher.pages.head import Head, Translation, about, article_link, entry_page, everything, host_of, web_address
from publisher.pages.provenance import notes
from publisher.site import Site
from store.entry import CompanyCount, Stored

COMPANIES_ON_HOME: Final = 24
COMPANIES_IN_HEAD: Final = 3
"""Companies of an entry whose feeds its page offers to readers beside those of everything."""
LETTERS_FROM: Final = 40
"""Companies from which on their list is divided by letters."""
COMPACT_FROM: Final = 100
"""Companies from which on their list has names and counts only: a line is then 60 bytes instead of 300, and 170
instead of 400 where names are long."""
DESCRIPTION: Final = 200
"""Characters of a page's description that previews and search engines show at most."""


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("publisher.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        clock=dates.clock_text,
        counted=listing.counted,
        day=dates.day_text,
        direction=language.direction,
        host=host_of,
        language_name=language.language_name,
        machine=dates.machine_text,
        moment=dates.moment_text,
        shortened=shortened,
    )
    environment.globals.update(asset_path=asset_path, entry_page=entry_page, web_address=web_address)
    return environment


_ENVIRONMENT: Final = _environment()


def _render(template: str, site: Site, head: Head, **parts: object) -> str:
    page = _ENVIRONMENT.get_template(template).render(site=site, head=head, everything=everything(site), **parts)
    return clean(page)


def render_home(site: Site, *, entries: Sequence[Stored], companies: Sequence[CompanyCount], total: int) -> str:
    """The newest entries by day, the companies most written about, and how to subscribe.

    `total` is the number of published entries, of which `entries` are the newest.
    """
    head = Head(title=site.title, description=site.description, canonical=site.url("/"), channels=(everything(site),))
    return _render(
        "home.html",
        site,
        head,
        days=listing.by_day(entries),
        shown=len(entries),
        total=total,
        companies=listing.most_written_about(companies, COMPANIES_ON_HOME),
        companies_total=len(companies),
    )


def render_companies(site: Site, *, companies: Sequence[CompanyCount], page: int = 1) -> str:
    """One page of all companies, A to Z. `page` counts from 1, up to `listing.last_page`."""

    def address(number: int) -> str:
        return site.url("/companies/" + (f"?page={number}" if number > 1 else ""))

    shown = listing.portion(companies, page)
    head = Head(
        title=f"Companies{f', page {page}' if page > 1 else ''} · {site.title}",
        description=f"{listing.counted(len(companies), 'company', 'companies')}, each with feeds of its own.",
        canonical=address(page),
        channels=(everything(site),),
        previous=address(page - 1) if page > 1 else None,
        next=address(page + 1) if page < shown.pages else None,
    )
    return _render(
        "companies.html",
        site,
        head,
        shown=shown,
        address=address,
        total=len(companies),
        with_letters=len(companies) >= LETTERS_FROM,
        compact=len(companies) >= COMPACT_FROM,
    )


def render_company(site: Site, *, company: CompanyCount, entries: Sequence[Stored], page: int, pages: int) -> str:
    """One company: its feeds, its names, and one page of its entries. `page` counts from 1."""

    def address(number: int) -> str:
        return site.url(f"/companies/{company.slug}/" + (f"?page={number}" if number > 1 else ""))

    head = Head(
        title=f"{company.name}{f', page {page}' if page > 1 else ''} · {site.title}",
        description=f"{listing.counted(company.entries, 'article', 'articles')} about {company.name}, and their feeds.",
        canonical=address(page),
        channels=(about(site, company), everything(site)),
        previous=address(page - 1) if page > 1 else None,
        next=address(page + 1) if page < pages else None,
    )
    return _render(
        "company.html",
        site,
        head,
        company=company,
        days=listing.by_day(entries),
        channel=about(site, company),
        page=page,
        pages=pages,
    )


def render_entry(site: Site, *, stored: Stored, translations: Sequence[Stored] = ()) -> str:
    """One entry, whole, with what is known of where it comes from. `translations` are the same article elsewhere."""
    entry = stored.entry
    ours = entry_page(site, stored)
    link = article_link(site, entry)
    image = web_address(site, entry.image)
    content = page_content(entry.content, site, ours)
    head = Head(
        title=f"{entry.title} · {site.title}",
        description=shortened(entry.summary or entry.title, DESCRIPTION),
        canonical=link or ours,
        channels=(*(about(site, company) for company in entry.companies[:COMPANIES_IN_HEAD]), everything(site)),
        kind="article",
        image=image,
        published=entry.published,
        updated=stored.updated,
        translations=tuple(
            Translation(other.entry.language, entry_page(site, other), other.entry.title)
            for other in translations
            if other.entry.language
        ),
    )
    return _render(
        "entry.html",
        site,
        head,
        stored=stored,
        entry=entry,
        ours=ours,
        link=link,
        image=None if image and f'src="{escape(image)}"' in content else image,
        content=content,
        notes=notes(entry),
    )


def render_problem(site: Site, *, status: int, title: str, message: str) -> str:
    """What went wrong, in plain words.

    Each line of `message` becomes a paragraph. The page has no canonical address and stays out of search engines.
    """
    head = Head(title=f"{title} · {site.title}", description=title, channels=(everything(site),))
    return _render("problem.html", site, head, status=status, title=title, paragraphs=message.split("\n"))
