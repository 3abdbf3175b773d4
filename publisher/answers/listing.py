"""Which page of a list is asked for, and the numbered pages of lists of entries."""

from __future__ import annotations

from collections.abc import Sequence

from publisher import pages
from publisher.answers import Answer, Refused
from publisher.pages import Listing
from publisher.parameters import BadParameterError, whole_number
from publisher.publication import Document, View
from store import entries
from store.entry import Stored
from store.portions import PORTION, newer_than, portions
from store.selection import Selection

_GREATEST_PAGE = 1_000_000


def page_number(pairs: Sequence[tuple[str, str]]) -> int | None:
    """The page that is asked for, counted from 1; None where none is. Raises `BadParameterError`."""
    return whole_number("page", asked, _GREATEST_PAGE) if (asked := only("page", pairs)) else None


def only(name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The one value of a parameter, empty where there is none; raises `BadParameterError` for a second."""
    values = [value.strip() for given, value in pairs if given == name and value.strip()]
    if len(values) > 1:
        raise BadParameterError(name, "is given twice, and only one value makes sense")
    return values[0] if values else ""


def within(number: int, last: int, what: str) -> Refused | None:
    """The refusal of a page after the last one."""
    if number <= last:
        return None
    known = f"the last one is {last}" if last else "all of it is on one page"
    return Refused(404, "No such page", f"page: there is no page {number} of {what}; {known}")


def for_front(view: View, chosen: Selection) -> list[Stored]:
    """What a front page shows, and the first that it does not."""
    return entries.newest(view.conn, chosen, PORTION + 1)


def numbered(view: View, listing: Listing, chosen: Selection, number: int, *, total: int, what: str) -> Answer:
    """One numbered page of a list of `total` entries; `what` it is called where there is no such page."""
    last = portions(total)
    if refusal := within(number, last, what):
        return refusal

    def document() -> Document:
        shown = entries.newest(view.conn, chosen, PORTION, newer_than(number, total))
        html = pages.render_portion(view.site, of=listing, entries=shown, number=number, is_last=number == last)
        return Document(html.encode(), "text/html; charset=utf-8", max(stored.seq for stored in shown))

    return view.representation(listing.page(number), document)
