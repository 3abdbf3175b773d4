"""The archive documents of the feed of everything and of each company's (RFC 5005, section 4)."""

from __future__ import annotations

import re
from dataclasses import replace

from publisher.answers import Answer, Moved, Refused
from publisher.answers.feeds import Wanted, archive_path, assemble, wanted
from publisher.documents import render
from publisher.feed import Format, History
from publisher.parameters import quoted
from publisher.publication import Document, View
from publisher.query import canonical
from store import archives
from store.archives import Archive
from store.entry import Slug

_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def archive(view: View, name: str, slug: Slug | None = None) -> Answer:
    """The archive whose number is written so; of a company's feed where `slug` is given. Takes no filters."""
    number = int(name) if _NUMBER.fullmatch(name) else 0
    found = wanted(view, Format.ATOM, (), slug)
    if isinstance(found, Refused):
        return found
    feed = canonical(found.query, Format.ATOM) if isinstance(found, Wanted) else found.path
    path = archive_path(feed, number)
    if number and isinstance(found, Moved):
        return Moved(path)
    closed = archives.find(view.conn, slug, number)
    if closed is None or isinstance(found, Moved):
        return _unknown(name, view.site.url(feed), archives.newest(view.conn, slug))
    return view.representation(path, lambda: _document(view, found, slug, closed))


def _document(view: View, found: Wanted, slug: Slug | None, closed: Archive) -> Document:
    """Its entries complete, newest published first. One that has lost them all is empty, and still leads on."""
    contents = archives.contents(view.conn, slug, closed.number)
    made, seq = assemble(view, found, contents.entries, changed=contents.lost)
    feed = canonical(found.query, Format.ATOM)

    def url(number: int) -> str:
        return view.site.url(archive_path(feed, number))

    around = History(
        current=made.self_urls[Format.ATOM],
        previous=url(closed.number - 1) if closed.number > 1 else None,
        following=url(closed.following) if closed.following else None,
    )
    made = replace(made, self_urls={**made.self_urls, Format.ATOM: url(closed.number)}, history=around)
    return Document(render(made, Format.ATOM), Format.ATOM.content_type, max(seq, contents.seq, closed.seq))


def _unknown(name: str, feed: str, newest: Archive | None) -> Refused:
    advice = f"the newest one is {newest.number}" if newest else "it has none yet"
    return Refused(404, "No such archive", f"archive: there is no {quoted(name)} of the feed {feed}; {advice}")
