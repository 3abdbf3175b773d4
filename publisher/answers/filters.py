"""The filter page, and the lists of what a filter selects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from publisher import pages
from publisher.answers import Answer, Moved, Refused
from publisher.answers.asked import Asked, ask, resolved, unknown, wish
from publisher.answers.listing import for_front, numbered, page_number
from publisher.directory import nearest
from publisher.form import corrected, filled_in, filter_path, is_chosen, read_form, toggled
from publisher.languages import language_name
from publisher.pages.listing import most_written_about
from publisher.parameters import quoted
from publisher.publication import Document, View
from publisher.query import FeedQuery
from store import entries
from store.entry import Slug
from store.facets import Choice

PREVIEW = 10
"""Entries that show what a filter selects."""
PROPOSED = 200
"""Companies whose names are proposed while one is typed: 9 KB."""
CLICKABLE = 12
"""Companies, categories, sources and authors of each that can be clicked."""


def filter_page(view: View, pairs: Sequence[tuple[str, str]]) -> Answer:
    """The form where a filter is clicked together. Answers any parameters: what is wrong is told beside its field."""
    kept = filled_in(pairs)
    if len(kept) < len(pairs):  # a form sends all its fields; the address is to be one that can be passed on
        return Moved("/filter/" + ("?" + urlencode(kept) if kept else ""))

    def document() -> Document:
        form = read_form(kept, default_limit=view.site.feed_limit)
        near: list[pages.Option] = []
        if wrong := unknown(view, form.query):
            form = form.with_fault("company", f"there is no {quoted(wrong)} here")
            near = [
                pages.Option(c.name, c.entries, "/filter/?" + urlencode(corrected(kept, wrong, c.slug)), chosen=False)
                for c in nearest(wrong, view.directory.all(view.conn))
            ]
        asked = resolved(view, FeedQuery() if form.faults else form.query)
        found = None if form.faults else _found(view, asked)
        html = pages.render_filter(
            view.site,
            wish=wish(view, asked),
            form=form,
            found=found,
            options={} if form.faults else _options(view, asked.query),
            companies=most_written_about(view.directory.all(view.conn), PROPOSED),
            near=near,
        )
        return Document(html.encode(), "text/html; charset=utf-8", view.head.seq)

    return view.representation("/filter/" + ("?" + urlencode(kept) if kept else ""), document)


def selection(view: View, pairs: Sequence[tuple[str, str]], slug: Slug | None = None) -> Answer:
    """The newest entries that the parameters select, or a numbered page of them; raises `BadParameterError`."""
    number = page_number(pairs)
    asked = ask(view, pairs, slug)
    if isinstance(asked, Refused):
        return asked
    wished = wish(view, asked)
    if is_filtered(pairs) and "?" not in wished.page_path:  # one company, or nothing at all, has a page of its own
        return Moved(wished.page_path + (f"?page={number}" if number else ""))
    chosen = asked.query.selection
    if number:
        total = entries.count(view.conn, chosen)
        return numbered(view, pages.of_wish(wished), chosen, number, total=total, what="this selection")

    def document() -> Document:
        found = pages.Found(entries.count(view.conn, chosen), for_front(view, chosen))
        html = pages.render_selection(view.site, wish=wished, found=found)
        return Document(html.encode(), "text/html; charset=utf-8", max((one.seq for one in found.newest), default=0))

    return view.representation(wished.page_path, document)


def is_filtered(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether parameters narrow a page: length and form of a feed do not."""
    return any(name not in {"limit", "content"} for name, _ in filled_in(pairs))


def _found(view: View, asked: Asked) -> pages.Found:
    chosen = asked.query.selection
    return pages.Found(entries.count(view.conn, chosen), entries.newest(view.conn, chosen, PREVIEW))


def _options(view: View, query: FeedQuery) -> Mapping[str, Sequence[pages.Option]]:
    """What can be clicked, with where each click leads: one more that will do, or one less."""
    facets = view.directory.facets(view.conn)
    companies = most_written_about(view.directory.all(view.conn), CLICKABLE)
    choices: dict[str, Sequence[Choice]] = {
        "company": [Choice(c.slug, c.name, c.entries) for c in companies],
        "language": [Choice(c.term, language_name(c.term), c.entries) for c in facets.languages[:CLICKABLE]],
        "category": facets.categories[:CLICKABLE],
        "source": facets.sources[:CLICKABLE],
        "author": facets.authors[:CLICKABLE],
    }
    return {
        field: [
            pages.Option(c.name, c.entries, filter_path(toggled(query, field, c.term)), is_chosen(query, field, c.term))
            for c in offered
        ]
        for field, offered in choices.items()
    }
