"""The pages: home, companies, one company, one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import assert_never
from urllib.parse import urlencode

from publisher import pages
from publisher.answers import Answer, Moved, Refused
from publisher.answers.companies import page_path, unknown_company
from publisher.parameters import BadParameterError, quoted, whole_number
from publisher.publication import Document, View
from store import entries, translations
from store.entry import EntryState, Slug, Stored
from store.selection import EVERYTHING, Clause, Selection

PAGE_SIZE = 50
"""Entries on the home page and on each page of a company."""

_GREATEST_PAGE = 1_000_000
_PUBLIC_ID = re.compile(r"[a-z2-7]{16}")


def home(view: View) -> Answer:
    """The newest entries and the companies."""

    def document() -> Document:
        shown = entries.newest(view.conn, EVERYTHING, PAGE_SIZE)
        companies = view.directory.all(view.conn)
        total = entries.count(view.conn, EVERYTHING)
        return _page(pages.render_home(view.site, entries=shown, companies=companies, total=total), _newest(shown))

    return view.representation("/", document)


def companies(view: View, pairs: Sequence[tuple[str, str]]) -> Answer:
    """One page of all companies, A to Z; raises `BadParameterError`."""
    number = _page_number(pairs)
    listed = view.directory.all(view.conn)
    if number > (last := pages.last_page(len(listed))):
        return Refused(404, "No such page", f"page: there is no page {number} of the companies; the last one is {last}")

    def document() -> Document:
        return _page(pages.render_companies(view.site, companies=listed, page=number), view.head.seq)

    return view.representation("/companies/" + (f"?page={number}" if number > 1 else ""), document)


def company(view: View, slug: Slug, pairs: Sequence[tuple[str, str]]) -> Answer:
    """One page of a company's entries, newest first; raises `BadParameterError`."""
    number = _page_number(pairs)
    if (found := view.directory.find(view.conn, slug)) is None:
        return unknown_company(view, slug)
    if found.slug != slug:
        return Moved(page_path(found) + ("?" + urlencode(pairs) if pairs else ""))
    last = max(1, -(-found.entries // PAGE_SIZE))
    if number > last:
        return Refused(404, "No such page", f"page: there is no page {number} of {found.name}; the last one is {last}")

    def document() -> Document:
        chosen = Selection(companies=(Clause((found.slug,)),))
        shown = entries.newest(view.conn, chosen, PAGE_SIZE, (number - 1) * PAGE_SIZE)
        html = pages.render_company(view.site, company=found, entries=shown, page=number, pages=last)
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
    return _page(pages.render_entry(view.site, stored=stored, translations=others), _newest([stored, *others]))


def _page(html: str, seq: int) -> Document:
    return Document(html.encode(), "text/html; charset=utf-8", seq)


def _newest(shown: Iterable[Stored]) -> int:
    return max((stored.seq for stored in shown), default=0)


def _page_number(pairs: Sequence[tuple[str, str]]) -> int:
    values = [value.strip() for name, value in pairs if name == "page" and value.strip()]
    if len(values) > 1:
        raise BadParameterError("page", "is given twice, and only one value makes sense")
    return whole_number("page", values[0], _GREATEST_PAGE) if values else 1
