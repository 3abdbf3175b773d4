"""What changed in a feed since the copy that a subscriber has (RFC 3229 with ``A-IM: feed``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publisher.answers import feeds
from publisher.documents import render
from publisher.exchange import news_name
from publisher.feed import Format
from publisher.publication import View
from publisher.representations import Representation
from store import entries, news
from store.entry import Slug

MOST_CHANGES = 500
"""Entries and tombstones in one answer; who has missed more gets the whole feed, as everybody who is new."""


def delta(
    view: View,
    format: Format,  # noqa: A002 - the field's word
    pairs: Sequence[tuple[str, str]],
    slug: Slug | None,
    *,
    whole: Representation,
    base: int,
) -> Representation | None:
    """The feed `whole` with only what is new to who has it up to the change `base`; None where that is too much.

    It says of the feed what `whole` says, and bears its entity tag: whoever has read it has what `whole` shows. What
    was withdrawn is told by tombstones, so in Atom alone. An entry that left the filter by an edit is no longer this
    feed's to speak of, and stays with who has it. Which feed a copy was of is not known, only the change up to which
    it goes: a tag of the same feed at another ``limit`` or with other ``content`` serves as well.
    """
    name = news_name(whole, base)
    if held := view.cache.find(name, view.head.seq):
        return held
    found = feeds.wanted(view, format, pairs, slug)
    if not isinstance(found, feeds.Wanted):
        return None
    selection = found.query.selection
    window = entries.window(view.conn, selection, found.query.limit or view.site.feed_limit)
    missed = news.since(view.conn, selection, base, window, MOST_CHANGES)
    if missed is None:
        return None

    def rendered() -> Representation:
        full, _ = feeds.whole(view, found, format)
        part, _ = feeds.compose(view, found, format, missed.entries, missed.tombstones)
        same = replace(full, items=part.items, tombstones=part.tombstones)
        return replace(whole, body=render(same, format))

    return view.cache.get(name, view.head.seq, rendered)
