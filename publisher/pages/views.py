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
from publisher.pages.paging import Listing, from_front, from_page, newest_of, span_text
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


def of_everything(site: Site) -> Listing:
    """The list of all entries."""
    return Listing(site.title, "/", everything(site))


def of_company(site: Site, company: CompanyCount) -> Listing:
    """The list of a company's entries."""
    return Listing(company.name, f"/companies/{company.slug}/", about(site, company))


def render_home(site: Site, *, entries: Sequence[Stored], companies: Sequence[CompanyCount], total: int) -> str:
    """The newest entries by day, the companies most written about, and how to subscribe.

    `total` is the number of published entries, of which `entries` are the newest: one more than the page shows, if
    there are more.
    """
    shown, following = newest_of(entries)
    turns = from_front(site, of_everything(site), total=total, following=following)
    head = Head(
        title=site.title,
        description=site.description,
        canonical=site.url("/"),
        channels=(everything(site),),
        next=turns.older,
    )
    return render(
        "home.html",
        site,
        head,
        days=listing.by_day(shown),
        turns=turns,
        companies=listing.most_written_about(companies, COMPANIES_ON_HOME),
        companies_total=len(companies),
    )


def render_portion(site: Site, *, of: Listing, entries: Sequence[Stored], number: int, is_last: bool) -> str:
    """One numbered page of a list of entries, with nothing on it that is not its own; `entries` are never none."""
    turns = from_page(site, of, number, is_last=is_last)
    span = span_text(entries)
    head = Head(
        title=f"{of.title}, page {number}" + (f" · {site.title}" if of.title != site.title else ""),
        description=f"{of.title}: {listing.counted(len(entries), 'entry', 'entries')} of {span}.",
        canonical=site.url(of.page(number)),
        channels=tuple(dict.fromkeys((of.channel, everything(site)))),
        previous=turns.newer,
        next=turns.older,
    )
    days = listing.by_day(entries)
    return render("portion.html", site, head, listing=of, turns=turns, span=span, days=days)


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
) -> str:
    """One company: its feeds, its names, its months, and its newest entries: one more than the page shows, if any.

    `languages` are those that a person may narrow its entries to.
    """
    shown, following = newest_of(entries)
    turns = from_front(site, of_company(site, company), total=company.entries, following=following)
    head = Head(
        title=f"{company.name} · {site.title}",
        description=f"{listing.counted(company.entries, 'article', 'articles')} about {company.name}, and their feeds.",
        canonical=site.url(f"/companies/{company.slug}/"),
        channels=(about(site, company), everything(site)),
        next=turns.older,
    )
    return render(
        "company.html",
        site,
        head,
        company=company,
        days=listing.by_day(shown),
        turns=turns,
        months=months,
        languages=languages,
        channel=about(site, company),
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
