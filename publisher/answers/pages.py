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
from publisher.answers.listing import only, page_number, within
from publisher.pages.listing import most_active
from publisher.parameters import BadParameterError, quoted
from publisher.publication import Document, View
from store import entries, translations
from store.entry import EntryState, Slug, Stored
from store.lineage import lineage
from store.selection import EVERYTHING, Clause, Selection

_LONGEST_NAME = 100
_PUBLIC_ID = re.compile(r"[a-z2-7]{16}")


def home(view: View, pairs: Sequence[tuple[str, str]] = ()) -> Answer:
    """The newest entries and the companies; with filters or a page number, the list of what they select.

    Raises `BadParameterError`.
    """
    if is_filtered(pairs) or page_number(pairs) > 1:
        return selection(view, pairs)

    def document() -> Document:
        shown = entries.newest(view.conn, EVERYTHING, pages.ENTRIES_ON_PAGE)
        companies = view.directory.all(view.conn)
        total = entries.count(view.conn, EVERYTHING)
        return _page(pages.render_home(view.site, entries=shown, companies=companies, total=total), _newest(shown))

    return view.representation("/", document)


def companies(view: View, pairs: Sequence[tuple[str, str]]) -> Answer:
    """One page of the companies, all or those whose names hold ``q``, by name or activity.

    Raises `BadParameterError`.
    """
    number, order, sought = page_number(pairs), _order(only("sort", pairs)), only("q", pairs)
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
    """One page of a company's entries, newest first, or of those that filters leave; raises `BadParameterError`."""
    number = page_number(pairs)
    if (found := view.directory.find(view.conn, slug)) is None:
        return unknown_company(view, slug)
    if found.slug != slug:
        return Moved(page_path(found) + ("?" + urlencode(pairs) if pairs else ""))
    if is_filtered(pairs):
        return selection(view, pairs, slug)
    last = pages.pages_of(found.entries)
    if refusal := within(number, last, found.name):
        return refusal

    def document() -> Document:
        chosen = Selection(companies=(Clause((found.slug,)),))
        shown = entries.newest(view.conn, chosen, pages.ENTRIES_ON_PAGE, (number - 1) * pages.ENTRIES_ON_PAGE)
        html = pages.render_company(
            view.site,
            company=found,
            entries=shown,
            months=view.directory.activity(view.conn).get(found.slug),
            languages=[choice.term for choice in view.directory.facets(view.conn).languages],
            page=number,
            pages=last,
        )
        return _page(html, _newest(shown))

    return view.representation(page_path(found) + (f"?page={number}" if number > 1 else ""), document)


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
