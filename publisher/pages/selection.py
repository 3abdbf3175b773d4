"""The pages about a filter: where it is clicked together, the entries it selects, and a feed as a person sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.feed import Format
from publisher.form import Form
from publisher.pages import listing
from publisher.pages.head import FORMAT_NAMES, Channel, Head, everything
from publisher.pages.paging import Listing, from_front, newest_of
from publisher.pages.rendering import render
from publisher.site import Site
from store.entry import CompanyCount, Stored

READABLE: Final = 40
"""Entries of a feed that its readable page shows; a feed may have 500."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A filter as a person is shown it."""

    words: str
    """What it selects, as a sentence."""
    channel: Channel
    """Its feeds."""
    filter_path: str
    """Where it can be changed."""
    page_path: str
    """Where its entries are listed."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to click: what the filter would be with it, or, `chosen` already, without."""

    name: str
    entries: int
    path: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter selects."""

    total: int
    newest: Sequence[Stored]


def render_filter(
    site: Site,
    *,
    wish: Wish,
    form: Form,
    found: Found | None,
    options: Mapping[str, Sequence[Option]],
    companies: Sequence[CompanyCount],
    near: Sequence[Option] = (),
) -> str:
    """The form as it was filled in, what it selects, and the addresses of its feeds.

    `found` is None where a field is at fault: then there is no feed to show. `options` has a list for each field that
    can be clicked; `companies` are proposed while a name is typed; `near` are those that a wrong name may have meant.
    """
    head = Head(
        title=f"{wish.words.removesuffix('.') if form.values and found else 'Make a feed'} · {site.title}",
        description="A feed of just what you want to read.",
        canonical=None if form.values else site.url("/filter/"),
        channels=(wish.channel, everything(site)) if form.values and found else (everything(site),),
    )
    return render(
        "filter.html",
        site,
        head,
        wish=wish,
        form=form,
        found=found,
        days=listing.by_day(found.newest) if found else (),
        options=options,
        companies=companies,
        near=near,
    )


def of_wish(wish: Wish) -> Listing:
    """The list of what a filter selects."""
    return Listing(wish.words.removesuffix("."), wish.page_path, wish.channel)


def render_selection(site: Site, *, wish: Wish, found: Found) -> str:
    """The newest entries that a filter selects: of `found`, there is one more than the page shows, if any."""
    of = of_wish(wish)
    shown, following = newest_of(found.newest)
    turns = from_front(site, of, total=found.total, following=following)
    head = Head(
        title=f"{of.title} · {site.title}",
        description=f"{listing.counted(found.total, 'entry', 'entries')}: {of.title}.",
        canonical=site.url(of.path),
        channels=(wish.channel, everything(site)),
        next=turns.older,
    )
    return render("selection.html", site, head, wish=wish, found=found, days=listing.by_day(shown), turns=turns)


def _once(*channels: Channel) -> tuple[Channel, ...]:
    return tuple(dict.fromkeys(channels))


def render_reading(site: Site, *, wish: Wish, title: str, format: Format, entries: Sequence[Stored]) -> str:  # noqa: A002 - the field's word
    """A feed as a person sees it who opened its address in a browser."""
    ours = next(address for address in wish.channel.addresses if address.format == FORMAT_NAMES[format])
    head = Head(title=title, description=wish.words, canonical=ours.url, channels=_once(wish.channel, everything(site)))
    return render(
        "reading.html",
        site,
        head,
        wish=wish,
        title=title,
        address=ours,
        others=[address for address in wish.channel.addresses if address is not ours],
        days=listing.by_day(entries[:READABLE]),
        total=len(entries),
        shown=min(len(entries), READABLE),
    )
