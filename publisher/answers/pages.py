"""The pages: home, companies, one company, one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import assert_never
from urllib.parse import urlencode

from publisher import pages
from publisher.answers import Answer, Moved, Refused
from publisher.answers.companies import page_path, unknown_company
from publisher.answers.filters import is_filtered, selection
from publisher.answers.listing import for_front, numbered, only, page_number, within
from publisher.languages import language_name
from publisher.pages.chart import Months
from publisher.pages.listing import most_active
from publisher.parameters import BadParameterError, quoted
from publisher.publication import Document, View
from store import entries, translations
from store.activity import last_month_of, monthly, months_to
from store.entry import CompanyCount, EntryState, Slug, Stored
from store.lineage import lineage
from store.selection import EVERYTHING, Clause, Selection

_LONGEST_NAME = 100
_PUBLIC_ID = re.compile(r"[a-z2-7]{16}")


def home(view: View, pairs: Sequence[tuple[str, str]] = ()) -> Answer:
    """The newest entries and the companies; with filters the list of what they select, or a numbered page of all.

    Raises `BadParameterError`.
    """
    if is_filtered(pairs):
        return selection(view, pairs)
    if number := page_number(pairs):
        total = entries.count(view.conn, EVERYTHING)
        return numbered(view, pages.of_everything(view.site), EVERYTHING, number, total=total, what="all entries")

    def document() -> Document:
        shown = for_front(view, EVERYTHING)
        companies = view.directory.all(view.conn)
        total = entries.count(view.conn, EVERYTHING)
        return _page(pages.render_home(view.site, entries=shown, companies=companies, total=total), _newest(shown))

    return view.representation("/", document)


def companies(view: View, pairs: Sequence[tuple[str, str]]) -> Answer:
    """One page of the companies, all or those whose names hold ``q``, by name or activity.

    Raises `BadParameterError`.
    """
    number, order, sought = page_number(pairs) or 1, _order(only("sort", pairs)), only("q", pairs)
    if len(sought) > _LONGEST_NAME:
        raise BadParameterError("q", f"{quoted(sought)} is longer than {_LONGEST_NAME} characters")
    listed = view.directory.search(view.conn, sought)
    if refusal := within(number, pages.last_page(len(listed)), "the companies"):
        return refusal

    def document() -> Document:
        activity = view.directory.activity(view.conn)
        ordered = most_active(listed, activity) if order is pages.Order.ACTIVITY else listed
        html = pages.render_companies(
            view.site, companies=ordered, activity=activity, order=order, sought=sought, page=number
        )
        return _page(html, view.head.seq)

    return view.representation(pages.companies_path(sought, order, number), document)


def company(view: View, slug: Slug, pairs: Sequence[tuple[str, str]]) -> Answer:
    """A company with its newest entries, a numbered page of them, or what filters leave; raises `BadParameterError`."""
    number = page_number(pairs)
    if (found := view.directory.find(view.conn, slug)) is None:
        return unknown_company(view, slug)
    if found.slug != slug:
        return Moved(page_path(found) + ("?" + urlencode(pairs) if pairs else ""))
    if is_filtered(pairs):
        return selection(view, pairs, slug)
    chosen = Selection(companies=(Clause((found.slug,)),))
    if number:
        listing = pages.of_company(view.site, found)
        return numbered(view, listing, chosen, number, total=found.entries, what=found.name)

    def document() -> Document:
        shown = for_front(view, chosen)
        html = pages.render_company(
            view.site,
            company=found,
            entries=shown,
            months=_months(view, found),
            languages=sorted(entries.languages(view.conn, chosen), key=language_name),
        )
        return _page(html, _newest(shown))

    return view.representation(page_path(found), document)


def _months(view: View, company: CompanyCount) -> Months | None:
    """The last months in which a company had entries: no article about another one moves them on."""
    last = last_month_of(company, view.head.at)
    if last is None:
        return None
    if (known := view.directory.activity(view.conn).get(company.slug)) and known.starts[-1] == last:
        return known
    figures = monthly(view.conn, last, company.slug).get(company.slug)
    return Months(months_to(last), figures) if figures else None


def entry(view: View, public_id: str) -> Answer:
    """One entry; 301 to the one that goes on in its place, 410 where it was withdrawn."""
    stored = entries.find(view.conn, public_id) if _PUBLIC_ID.fullmatch(public_id) else None
    if stored is None:
        return Refused(404, "No such entry", f"there is no entry {quoted(public_id)} here")
    match stored.state:
        case EntryState.PUBLISHED:
            return view.representation(f"/entries/{public_id}/", lambda: _entry_page(view, stored))
        case EntryState.HELD if stored.seq == 0:  # no change ever showed it to anybody
            return Refused(404, "No such entry", f"there is no entry {quoted(public_id)} here")
        case EntryState.MERGED if heir := entries.merged_into(view.conn, public_id):
            return Moved(f"/entries/{heir}/")
        case EntryState.HELD | EntryState.WITHDRAWN | EntryState.MERGED:
            return Refused(410, "Withdrawn", "this entry was withdrawn")
        case _:
            assert_never(stored.state)


def _entry_page(view: View, stored: Stored) -> Document:
    others = translations.of_entries(view.conn, [stored.id]).get(stored.id, [])
    html = pages.render_entry(view.site, stored=stored, translations=others, lineage=lineage(view.conn, stored.id))
    return _page(html, _newest([stored, *others]))


def _page(html: str, seq: int) -> Document:
    return Document(html.encode(), "text/html; charset=utf-8", seq)


def _newest(shown: Iterable[Stored]) -> int:
    return max((stored.seq for stored in shown), default=0)


def _order(asked: str) -> pages.Order:
    try:
        return pages.Order(asked.lower() or pages.Order.NAME)
    except ValueError as error:
        raise BadParameterError("sort", f'{quoted(asked)} is neither "name" nor "activity"') from error
