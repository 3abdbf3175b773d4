"""The pages of a list of entries: what the list is called, where each page is, and the ways from one to the others.

The front page has no number and shows the newest entries. The numbered ones count from the oldest (`store.portions`),
and tell nothing that a new entry changes: neither how many there are, nor which is the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.pages.dates import day_of, day_text
from publisher.pages.head import Channel
from publisher.site import Site
from store.entry import Stored
from store.portions import PORTION, portions


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of entries that has pages."""

    title: str
    """As its pages are headed, without a full stop."""
    path: str
    """Of its front page, with the query of a filter."""
    channel: Channel
    """Its feeds."""

    def page(self, number: int) -> str:
        """The path of a numbered page.

        >>> Listing("Acme", "/companies/acme/", Channel("Acme", ())).page(7)
        '/companies/acme/?page=7'
        """
        return f"{self.path}{'&' if '?' in self.path else '?'}page={number}"


@dataclass(frozen=True, slots=True)
class Turns:
    """Where one gets to from a page of a list: addresses, None where there is nothing, or where another leads too."""

    newest: str | None = None
    newer: str | None = None
    older: str | None = None
    oldest: str | None = None
    number: int | None = None
    """Of the page itself; None on the front page."""


NO_TURNS = Turns()


def from_front(site: Site, listing: Listing, *, total: int, following: Stored | None) -> Turns:
    """The ways from the front page of a list of so many entries; `following` is the first that it does not show.

    The newest numbered page begins with entries that the front page shows already, so the way there leads to the first
    that it does not: nobody reads anything twice, and nothing is skipped.
    """
    last = portions(total)
    if following is None or not last:
        return NO_TURNS
    return Turns(
        older=f"{site.url(listing.page(last))}#{following.public_id}",
        oldest=site.url(listing.page(1)) if last > 1 else None,
    )


def from_page(site: Site, listing: Listing, number: int, *, is_last: bool) -> Turns:
    """The ways from a numbered page. From the last the way to what is newer leads to the front page."""
    front = site.url(listing.path)
    return Turns(
        newest=None if is_last else front,
        newer=front if is_last else site.url(listing.page(number + 1)),
        older=site.url(listing.page(number - 1)) if number > 1 else None,
        oldest=site.url(listing.page(1)) if number > 2 else None,  # noqa: PLR2004 - what is older than 2 is the oldest
        number=number,
    )


def newest_of(shown: Sequence[Stored]) -> tuple[Sequence[Stored], Stored | None]:
    """What a front page shows of the newest entries, and the first that it does not."""
    return shown[:PORTION], shown[PORTION] if len(shown) > PORTION else None


def span_text(shown: Sequence[Stored]) -> str:
    """From when to when entries were published, newest first as they come."""
    newest, oldest = day_of(shown[0].entry.published), day_of(shown[-1].entry.published)
    return day_text(newest) if newest == oldest else f"{day_text(oldest)} to {day_text(newest)}"
