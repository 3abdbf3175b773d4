"""From the bytes of a request to its answer: no client may bring about more than a refusal in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import assert_never

from ingest.kinship import compare
from ingest.shingles import overlap
from publisher.codings import Coding, preferred, weights
from publisher.conditional import base_of, not_modified, read_http_date, tag_matches
from publisher.exchange import Asked, Form, feed_manner, form_of, news_base, respond, respond_news, respond_page
from publisher.feed import Format
from publisher.parameters import BadParameterError, split
from publisher.query import canonical, parse
from publisher.representations import Representation
from publisher.search import read_search, write_search
from publisher.site import Site
from store.slug import company_slug
from store.words import folded
from tests.faults.fuzz.target import text_of

CHANGED = datetime(2026, 1, 30, 12, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example", hubs=("https://hub.example/",))
DEFAULT_LIMIT = 50
FEED = Representation.of(
    "Zażółć gęślą jaźń. ".encode() * 40,
    "application/atom+xml; charset=utf-8",
    path="/atom.xml",
    database_id="0123abcd",
    seq=7,
    changed=CHANGED,
)
MANNER = feed_manner(SITE, "/atom.xml")


def refused_in_words(error: BadParameterError) -> None:
    """A refusal is one short line for a person."""
    assert str(error).isprintable()
    assert len(str(error)) < 500


def a_query_has_one_address_or_is_refused(data: bytes) -> None:
    try:
        query = parse(split(data), company=None, default_limit=DEFAULT_LIMIT)
    except BadParameterError as error:
        refused_in_words(error)
        return
    address = canonical(query, Format.ATOM)
    path, _, asked = address.partition("?")
    company = company_slug(path.split("/")[2]) if path.startswith("/companies/") else None
    assert address.isascii()
    assert parse(split(asked.encode()), company=company, default_limit=DEFAULT_LIMIT) == query


def a_search_is_written_as_it_is_read(data: bytes) -> None:
    text = text_of(data)
    words = folded(text)
    assert folded(words) == words
    try:
        clauses = read_search(text)
    except BadParameterError as error:
        refused_in_words(error)
        return
    assert read_search(write_search(clauses)) == clauses


def any_condition_is_met_or_not(data: bytes) -> None:
    tags, _, date = data.decode("latin-1").partition("\n")
    assert not_modified(tags, date, etag=FEED.etag, last_modified=CHANGED) == tag_matches(tags, FEED.etag)
    base = base_of(tags, "0123abcd", 7)
    assert base is None or 0 <= base <= 7
    for text in (tags, date):
        read = read_http_date(text, near=CHANGED)
        assert read is None or read.tzinfo is UTC


def any_coding_asked_for_is_one_of_ours(data: bytes) -> None:
    field = data.decode("latin-1")
    wanted = preferred(field)
    assert wanted
    assert len(set(wanted)) == len(wanted)
    assert set(wanted) <= set(Coding)
    assert all(0 <= weight <= 1 for weight in weights(field).values())


def any_request_is_answered_whole_or_not_modified(data: bytes) -> None:
    """The method and five header fields, a line each, in the order of `Asked`."""
    method, *fields = [line or None for line in data.decode("latin-1").split("\n")[:6]]
    asked = Asked("HEAD" if method == "HEAD" else "GET", *fields)
    match form_of(asked, FEED, MANNER):
        case Form.WHOLE:
            reply = respond(asked, FEED, MANNER, CHANGED + timedelta(minutes=1))
        case Form.NEWS:
            base = news_base(asked, FEED, 7)
            assert base is None or 0 <= base <= 7
            reply = respond_news(asked, FEED, MANNER)
        case Form.PAGE:
            reply = respond_page(asked, FEED)
        case form:
            assert_never(form)
    told = dict(reply.fields)
    assert reply.status in {200, 226, 304}
    assert all(value.isascii() and value.isprintable() for value in told.values())
    if reply.status == 304 or asked.method == "HEAD":
        assert reply.body == b""
    else:
        assert int(told["Content-Length"]) == len(reply.body)


def two_texts_are_compared_alike_from_both_sides(data: bytes) -> None:
    """What the ingester itself does to texts, without a parser process that could be ended in its place."""
    one, _, other = text_of(data).partition("\n\n")
    assert compare(one, other).kinship == compare(other, one).kinship
    assert 0 <= overlap(one, other) <= 1
