"""Feeds as bytes: RSS 2.0, Atom 1.0, JSON Feed 1.1, and OPML 2.0 for lists of them.

Rendering is pure and deterministic: an equal `Feed` gives the same bytes on every worker, in every thread and under
every locale. feedgen builds RSS and Atom, and nothing outside this package knows it.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import assert_never

from publisher.documents.atom import render_atom
from publisher.documents.jsonfeed import render_json
from publisher.documents.opml import Outline, render_opml
from publisher.documents.rss import render_rss
from publisher.feed import Feed, Format
from publisher.item import FeedItem

__all__ = ["Outline", "render", "render_opml"]

_log = logging.getLogger(__name__)

_UNRENDERABLE = (ValueError, TypeError, ArithmeticError)
"""What lxml, feedgen and json raise on text, values and times that a document cannot hold."""


def render(feed: Feed, format: Format) -> bytes:  # noqa: A002 - it is the word for it, and nothing here formats
    """The feed as a document.

    What `build_feed` made can always be rendered. Should an item be the exception, it is left out with a warning that
    names it, and costs the others nothing; raises only where the feed without any items cannot be rendered either.
    """
    try:
        return _write(feed, format)
    except _UNRENDERABLE:
        sound = tuple(item for item in feed.items if _is_sound(item, feed, format))
        return _write(replace(feed, items=sound), format)


def _write(feed: Feed, notation: Format) -> bytes:
    match notation:
        case Format.RSS:
            return render_rss(feed)
        case Format.ATOM:
            return render_atom(feed)
        case Format.JSON:
            return render_json(feed)
        case _:
            assert_never(notation)


def _is_sound(item: FeedItem, feed: Feed, notation: Format) -> bool:
    try:
        _write(replace(feed, items=(item,), tombstones=()), notation)
    except _UNRENDERABLE as error:
        _log.warning("entry %r is left out of %s: %s", item.guid, notation, error)
        return False
    return True
