"""The pages of the site, each a function of the site and of what is to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Final

from publisher.item import shortened
from publisher.pages import listing
from publisher.pages.chart import Months
from publisher.pages.content import page_content
from publisher.pages.head import Head, Translation, about, article_link, entry_page, everything, web_address
from publisher.pages.listing import Order
from publisher.pages.provenance import elsewhere, mendings, notes
from publisher.pages.rendering import render
from publisher.site import Site
from store.entry import CompanyCount, Slug, Stored
from store.lineage import Lineage

_UNKNOWN_LINEAGE: Final = Lineage()
COMPANIES_ON_HOME: Final = 24
COMPANIES_IN_HEAD: Final = 3
"""Companies of an entry whose feeds its page offers to readers beside those of everything."""
DESCRIPTION: Final = 200
"""Characters of a page's description that previews and search engines show at most."""


def render_home(site: Site, *, entries: Sequence[Stored], companies: Sequence[CompanyCount], total: int) -> str:
    """The newest entries by day, the companies most written about, and how to subscribe.

    `total` is the number of published entries, of which `entries` are the newest.
    """
    pages = listing.pages_of(total)
    head = Head(
        title=site.title,
        description=site.description,
        canonical=site.url("/"),
        channels=(everything(site),),
        next=site.url("/?page=2") if pages > 1 else None,
    )
    return render(
        "home.html",
        site,
        head,
        days=listing.by_day(entries),
        pages=pages,
        total=total,
        companies=listing.most_written_about(companies, COMPANIES_ON_HOME),
        companies_total=len(companies),
    )


def render_companies(
    site: Site,
    *,
    companies: Sequence[CompanyCount],
    activity: Mapping[Slug, Months] = MappingProxyType({}),
    order: Order = Order.NAME,
    sought: str = "",
    page: int = 1,
) -> str:
    """One page of companies in an order; `sought` is what their names were searched for, which is done already.

    `page` counts from 1, up to `listing.last_page`.
    """

    def address(number: int, by: Order = order) -> str:
        return site.url(listing.companies_path(sought, by, number))

    shown = listing.portion(companies, page, order)
    found = f" with “{sought}”" if sought else ""
    head = Head(
        title=f"Companies{found}{f', page {page}' if page > 1 else ''} · {site.title}",
        description=f"{listing.counted(len(companies), 'company', 'companies')}{found}, each with feeds of its own.",
        canonical=None if sought else address(page),
        channels=(everything(site),),
        previous=address(page - 1) if page > 1 else None,
        next=address(page + 1) if page < shown.pages else None,
    )
    return render(
        "companies.html",
        site,
        head,
        shown=shown,
        anchors=listing.anchors(shown),
        activity=activity,
        address=address,
        order=order,
        orders=Order,
        sought=sought,
        total=len(companies),
    )


def render_company(
    site: Site,
    *,
    company: CompanyCount,
    entries: Sequence[Stored],
    months: Months | None = None,
    languages: Sequence[str] = (),
    page: int = 1,
    pages: int = 1,
) -> str:
    """One company: its feeds, its names, its months, and one page of its entries. `page` counts from 1.

    `languages` are those that a person may narrow its entries to.
    """

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
    return render(
        "company.html",
        site,
        head,
        company=company,
        days=listing.by_day(entries),
        months=months,
        languages=languages,
        channel=about(site, company),
        page=page,
        pages=pages,
    )


def render_entry(
    site: Site, *, stored: Stored, translations: Sequence[Stored] = (), lineage: Lineage = _UNKNOWN_LINEAGE
) -> str:
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
    return render(
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
        mendings=mendings(entry),
        elsewhere=elsewhere(site, link, lineage.sources),
        lineage=lineage,
    )


def render_problem(site: Site, *, status: int, title: str, message: str) -> str:
    """What went wrong, in plain words.

    Each line of `message` becomes a paragraph. The page has no canonical address and stays out of search engines.
    """
    head = Head(title=f"{title} · {site.title}", description=title, channels=(everything(site),))
    return render("problem.html", site, head, status=status, title=title, paragraphs=message.split("\n"))
