"""What is answered to a request for a document: status, header fields and bytes, as one pure function.

Flask and the way around it (`publisher.shortcuts`) both answer with what stands here, so they cannot differ. Nothing
here knows either of them; the time of the request is passed in, and only ``Last-Modified`` depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from http import HTTPStatus

from publisher.address import to_uri
from publisher.codings import Coding, preferred, weights
from publisher.conditional import base_of, http_date, last_modified, not_modified, tag_matches
from publisher.representations import Representation
from publisher.site import Site

NOT_STORED = "no-store"
PLAIN = "text/plain; charset=utf-8"
CODED_VARY = "Accept-Encoding"
FEED_VARY = "Accept-Encoding, A-IM, Sec-Fetch-Dest"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: http:; "
    "media-src https: http:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"))
"""On every answer."""
READABLE = "GET, HEAD, OPTIONS"
CORS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Last-Modified, IM, Retry-After"),
)
"""On every answer of an address that scripts of any site may read: feeds and lists, errors included."""
PREFLIGHT = (
    ("Access-Control-Allow-Methods", READABLE),
    (
        "Access-Control-Allow-Headers",
        "Accept, Accept-Language, Content-Language, If-None-Match, If-Modified-Since, A-IM",
    ),
    ("Access-Control-Max-Age", "86400"),
)
"""What a browser asks before it sends ``If-None-Match`` or ``A-IM`` from a script of another site (Fetch, 4.8)."""

_OPEN = re.compile(
    r"(?:/companies/[^/]*)?/(?:rss\.xml|atom\.xml|feed\.json|atom/archive/[^/]*\.xml)|/opml\.xml|/companies\.json"
)
_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_FULL = frozenset({HTTPStatus.OK, HTTPStatus.IM_USED})

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a request decides its answer, apart from its address."""

    method: str
    if_none_match: str | None = None
    if_modified_since: str | None = None
    accept_encoding: str | None = None
    a_im: str | None = None
    fetch_dest: str | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Asked:
        """The facts of a WSGI request (PEP 3333)."""
        get = environ.get
        return cls(
            environ["REQUEST_METHOD"],
            get("HTTP_IF_NONE_MATCH"),
            get("HTTP_IF_MODIFIED_SINCE"),
            get("HTTP_ACCEPT_ENCODING"),
            get("HTTP_A_IM"),
            get("HTTP_SEC_FETCH_DEST"),
        )

    @property
    def wants_news(self) -> bool:
        """The client takes what changed instead of the whole feed (RFC 3229 section 10.5.3, ``A-IM: feed``)."""
        return self.a_im is not None and weights(self.a_im).get("feed", 0) > 0

    def is_behind(self, etag: str) -> bool:
        """Whether news are wanted, by who has a copy of another state than that with the entity tag."""
        return self.if_none_match is not None and self.wants_news and not tag_matches(self.if_none_match, etag)

    @property
    def is_navigation(self) -> bool:
        """A person opens the address in a browser; whoever speaks of validators or deltas is a program."""
        return self.fetch_dest == "document" and self.if_none_match is None and self.a_im is None


class Form(Enum):
    """What of a feed is to be sent."""

    WHOLE = auto()
    NEWS = auto()
    """What changed since the client's copy, where that is known."""
    PAGE = auto()
    """A page for a person."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How what is at an address is sent, whoever asks."""

    fields: Fields
    """Header fields of 200 and 304 alike, ``Cache-Control`` apart."""
    cache: str
    """``Cache-Control``."""
    is_feed: bool = False
    """It has news and a page for people, and is counted."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: what is sent."""

    status: int
    fields: Fields
    body: bytes

    @property
    def line(self) -> str:
        """The status with its phrase, as WSGI wants it."""
        return _LINES[self.status]


def fresh(site: Site) -> str:
    """How long a cache may answer by itself; as long again while it asks (RFC 5861)."""
    return f"public, max-age={site.max_age}, stale-while-revalidate={site.max_age}"


def feed_manner(site: Site, path: str) -> Manner:
    """Of the feed at a canonical path. Unfiltered ones tell their hubs, in the header too (WebSub, section 4)."""
    links = [f'<{to_uri(site.url(path))}>; rel="self"']
    if "?" not in path:
        links += [f'<{to_uri(hub)}>; rel="hub"' for hub in site.hubs]
    return Manner((("Vary", FEED_VARY), ("Link", ", ".join(links)), *CORS, *SECURITY), fresh(site), is_feed=True)


def list_manner(site: Site) -> Manner:
    """Of a list for programs."""
    return Manner((("Vary", CODED_VARY), *CORS, *SECURITY), fresh(site))


def page_manner(site: Site) -> Manner:
    """Of a page."""
    return Manner((("Vary", CODED_VARY), ("Content-Security-Policy", CONTENT_SECURITY_POLICY), *SECURITY), fresh(site))


def file_manner(cache: str) -> Manner:
    """Of a file that pages are shown with, or that crawlers ask for."""
    return Manner((("Vary", CODED_VARY), *SECURITY), cache)


def form_of(asked: Asked, document: Representation, manner: Manner) -> Form:
    """What is to be sent of a document to who asks so."""
    if not manner.is_feed:
        return Form.WHOLE
    if asked.is_navigation:
        return Form.PAGE
    return Form.NEWS if asked.is_behind(document.etag) else Form.WHOLE


def news_base(asked: Asked, whole: Representation, newest: int) -> int | None:
    """The change up to which the client has the feed; None where none is known that is no newer than the `newest`."""
    return base_of(asked.if_none_match or "", whole.etag[1:].partition(".")[0], newest)


def news_name(whole: Representation, base: int) -> str:
    """What the news of a feed since a change are kept as: no address of ours looks so."""
    return f"{whole.path} since {base}"


def respond(asked: Asked, document: Representation, manner: Manner, now: datetime) -> Reply:
    """The whole document, or 304 where the client has it (RFC 9110 section 15.4.5: then no field of its bytes).

    A date alone is no base for news: who asks for those and has no tag gets the whole feed, and with it a tag.
    """
    coding = document.coding(preferred(asked.accept_encoding))
    modified = last_modified(document.changed, now)
    since = None if manner.is_feed and asked.wants_news else asked.if_modified_since
    common = (("ETag", document.tag(coding)), ("Cache-Control", manner.cache), *manner.fields)
    if not_modified(asked.if_none_match, since, etag=document.etag, last_modified=modified):
        return Reply(HTTPStatus.NOT_MODIFIED, common, b"")
    dated = () if modified is None else (("Last-Modified", http_date(modified)),)
    return _sent(asked, HTTPStatus.OK, document, coding, (*common, *dated))


def respond_news(asked: Asked, news: Representation, manner: Manner) -> Reply:
    """226 with what changed (RFC 3229 section 10.4.1); `news` bears the entity tag of the whole feed.

    No cache may keep it that does not know instance manipulations: ``no-store`` says so, and ``im`` that one that
    does may.
    """
    coding = news.coding(preferred(asked.accept_encoding))
    fields = (("ETag", news.tag(coding)), ("IM", "feed"), ("Cache-Control", "no-store, im"), *manner.fields)
    return _sent(asked, HTTPStatus.IM_USED, news, coding, fields)


def respond_page(asked: Asked, page: Representation) -> Reply:
    """The page that a person gets at the address of a feed: never kept, for the same address is a feed to programs."""
    coding = page.coding(preferred(asked.accept_encoding))
    policy = ("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    fields = (("Cache-Control", NOT_STORED), ("Vary", FEED_VARY), policy, *CORS, *SECURITY)
    return _sent(asked, HTTPStatus.OK, page, coding, fields)


def limited(reply: Reply, asked: Asked, wait: Callable[[], int | None]) -> Reply:
    """The reply of a feed, or 429 where the client has had too many full ones: `wait` counts, and gives seconds.

    What sends no bytes costs nothing, and is never counted.
    """
    if asked.method != "GET" or reply.status not in _FULL or (seconds := wait()) is None:
        return reply
    words = f"too many requests for this feed from this address; ask again in {seconds} s, and send If-None-Match\n"
    body = words.encode()
    fields = (
        ("Content-Type", PLAIN),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(seconds)),
        ("Cache-Control", NOT_STORED),
        ("Vary", FEED_VARY),
        *CORS,
        *SECURITY,
    )
    return Reply(HTTPStatus.TOO_MANY_REQUESTS, fields, body)


def is_open(path: str) -> bool:
    """Whether scripts of any site may read what is at a path: the feeds, their archives, and the lists."""
    return _OPEN.fullmatch(path) is not None


def _sent(asked: Asked, status: int, document: Representation, coding: Coding, fields: Fields) -> Reply:
    body = document.coded(coding)
    encoding = () if coding is Coding.IDENTITY else (("Content-Encoding", coding.value),)
    content = (("Content-Type", document.content_type), ("Content-Length", str(len(body))), *encoding)
    return Reply(status, (*content, *fields), b"" if asked.method == "HEAD" else body)
