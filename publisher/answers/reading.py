"""A feed as a person sees it who opened its address in a browser (contract 7): never what a feed client gets."""

from __future__ import annotations

from collections.abc import Sequence

from publisher import pages
from publisher.answers import Answer, Refused
from publisher.answers.asked import ask, wish
from publisher.feed import Format
from publisher.publication import Document, View
from publisher.query import canonical
from publisher.titles import feed_title
from store import entries
from store.entry import Slug


def reading(view: View, format: Format, pairs: Sequence[tuple[str, str]], slug: Slug | None = None) -> Answer:  # noqa: A002 - the field's word
    """The readable page of the feed at this address; raises `BadParameterError`.

    A company that has another slug now is shown under its present one: a person is spared the redirect.
    """
    asked = ask(view, pairs, slug)
    if isinstance(asked, Refused):
        return asked
    query = asked.query

    def document() -> Document:
        shown = entries.window(view.conn, query.selection, query.limit or view.site.feed_limit)
        title = feed_title(view.site, query.selection, asked.names)
        html = pages.render_reading(view.site, wish=wish(view, asked), title=title, format=format, entries=shown)
        return Document(html.encode(), "text/html; charset=utf-8", max((stored.seq for stored in shown), default=0))

    # No address of ours begins so: the page of a feed is not the feed.
    return view.representation(f"reading {canonical(query, format)}", document)
