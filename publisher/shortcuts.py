"""The way around Flask for what was answered before, at a tenth of the cost.

Readers poll: almost every request asks for an address that somebody asked for since the last stored change. Such a
request needs no routing, no parsing of parameters and no SQL, only to know that nothing changed (`store.pulse`). All
else, and whatever goes wrong here, is left to Flask. Both answer with `publisher.exchange`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from publisher.exchange import Asked, Form, Manner, Reply, form_of, limited, news_base, news_name, respond, respond_news
from publisher.limiter import Limiter
from publisher.publication import Publication
from publisher.representations import Representation
from store.errors import StoreError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_SHORTCUTS = 4096
LONGEST_ADDRESS = 1024
"""Characters of path and query. With `MOST_SHORTCUTS` at most 8 MB."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What an address led to: the name of a representation, and how it is sent."""

    path: str
    manner: Manner


class Shortcuts:
    """The addresses that were answered at one stored change. Safe for threads.

    Holds no document: those are in the cache of representations, which has its own bounds.
    """

    def __init__(self, publication: Publication, clock: Callable[[], datetime], limiter: Limiter | None) -> None:
        self._publication = publication
        self._clock = clock
        self._limiter = limiter
        self._lock = Lock()
        # One value, so that who reads without the lock never has the addresses of one change and the number of another.
        self._learnt: tuple[int, dict[tuple[str, str], Shortcut]] = (-1, {})

    def learn(self, environ: WSGIEnvironment, head: int, shortcut: Shortcut) -> None:
        """Keep where the address of a request led to at the stored change `head`."""
        address = (environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        if len(address[0]) + len(address[1]) > LONGEST_ADDRESS:
            return
        with self._lock:
            if head != self._learnt[0]:
                self._learnt = (head, {})
            known = self._learnt[1]
            if len(known) >= MOST_SHORTCUTS and address not in known:
                del known[next(iter(known))]
            known[address] = shortcut

    def reply(self, environ: WSGIEnvironment) -> Reply | None:
        """The answer to a request; None where it takes Flask to find it."""
        learnt_at, addresses = self._learnt
        known = addresses.get((environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")))
        if known is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None
        try:
            head = self._publication.pulse.head()
        except StoreError:
            return None  # Flask meets the same error, and has the words for it
        document = self._publication.cache.find(known.path, head) if head == learnt_at else None
        if document is None:
            return None
        asked = Asked.of(environ)
        match form_of(asked, document, known.manner):
            case Form.WHOLE:
                reply = respond(asked, document, known.manner, self._clock())
            case Form.NEWS if news := self._news(document, asked, head):
                reply = respond_news(asked, news, known.manner)
            case _:
                return None
        limiter = self._limiter
        if limiter is None or not known.manner.is_feed:
            return reply
        return limited(reply, asked, lambda: limiter.retry_after(environ, known.path))

    def _news(self, whole: Representation, asked: Asked, head: int) -> Representation | None:
        """What another subscriber with a copy of the same age was sent."""
        base = news_base(asked, whole, head)
        return None if base is None else self._publication.cache.find(news_name(whole, base), head)

    def around(self, inner: WSGIApplication) -> WSGIApplication:
        """The application, asked only for what is not known here."""

        def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if (reply := self.reply(environ)) is None:
                return inner(environ, start_response)
            start_response(reply.line, list(reply.fields))
            return [reply.body]

        return outer
