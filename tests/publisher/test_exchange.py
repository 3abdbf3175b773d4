"""What is answered, as a pure function: every answer is one that HTTP allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.exchange import (
    Asked,
    Form,
    Manner,
    feed_manner,
    file_manner,
    form_of,
    is_open,
    limited,
    list_manner,
    page_manner,
    respond,
    respond_news,
    respond_page,
)
from publisher.representations import Representation
from publisher.site import Site

CHANGED = datetime(2026, 1, 30, 12, 0, 0, 250_000, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example/zprávy", hubs=("https://hub.example/", "https://hub2.example/"), max_age=60)


def document(body: bytes = "Zażółć gęślą jaźń. ".encode() * 40, path: str = "/atom.xml") -> Representation:
    return Representation.of(
        body, "application/atom+xml; charset=utf-8", path=path, database_id="0123abcd", seq=7, changed=CHANGED
    )


FEED = document()
MANNERS = (feed_manner(SITE, "/atom.xml"), list_manner(SITE), page_manner(SITE), file_manner("no-cache"))
fields = st.one_of(st.none(), st.text(max_size=12))
requests = st.builds(
    Asked,
    st.sampled_from(["GET", "HEAD"]),
    if_none_match=st.one_of(fields, st.sampled_from([FEED.etag, "*", f"W/{FEED.etag}"])),
    if_modified_since=st.one_of(fields, st.just("Fri, 30 Jan 2026 12:00:00 GMT")),
    accept_encoding=st.one_of(fields, st.sampled_from(["gzip", "br", "identity;q=0"])),
    a_im=st.one_of(fields, st.just("feed")),
    fetch_dest=st.one_of(fields, st.just("document")),
)


@given(requests, st.sampled_from(MANNERS), st.timedeltas(timedelta(0), timedelta(days=1)))
def test_every_answer_is_whole_or_none_of_it(asked: Asked, manner: Manner, age: timedelta) -> None:
    reply = respond(asked, FEED, manner, CHANGED + age)
    told = dict(reply.fields)
    assert len(told) == len(reply.fields)
    assert all(value.isascii() and "\n" not in value for value in told.values())
    assert told["ETag"].startswith(FEED.etag[:-1])
    assert told["Cache-Control"] == manner.cache
    assert "Accept-Encoding" in told["Vary"]
    if reply.status == 304:
        assert reply.body == b""
        assert not {"Content-Type", "Content-Length", "Content-Encoding", "Last-Modified"} & set(told)
    else:
        assert reply.status == 200
        assert told["Content-Type"] == FEED.content_type
        assert (told.get("Content-Encoding") is None) == (told["ETag"] == FEED.etag)
        assert ("Last-Modified" in told) == (age >= timedelta(seconds=5))
        assert reply.body == b"" if asked.method == "HEAD" else len(reply.body) == int(told["Content-Length"])


@given(requests)
def test_head_says_what_get_says(asked: Asked) -> None:
    heads, gets = (
        (
            respond(_with(asked, method), FEED, MANNERS[0], CHANGED),
            respond_news(_with(asked, method), FEED, MANNERS[0]),
            respond_page(_with(asked, method), FEED),
        )
        for method in ("HEAD", "GET")
    )
    for head, got in zip(heads, gets, strict=True):
        assert (head.status, head.fields, head.body) == (got.status, got.fields, b"")


def _with(asked: Asked, method: str) -> Asked:
    return Asked(
        method, asked.if_none_match, asked.if_modified_since, asked.accept_encoding, asked.a_im, asked.fetch_dest
    )


@given(requests)
def test_a_program_never_gets_a_page_and_only_a_feed_has_other_forms(asked: Asked) -> None:
    form = form_of(asked, FEED, MANNERS[0])
    assert (form is Form.PAGE) == (
        asked.fetch_dest == "document" and asked.if_none_match is None and asked.a_im is None
    )
    assert form is not Form.NEWS or (asked.a_im == "feed" and asked.if_none_match is not None)
    assert {form_of(asked, FEED, manner) for manner in MANNERS[1:]} == {Form.WHOLE}


@pytest.mark.fault(34)
@given(requests, st.one_of(st.none(), st.integers(1, 60)))
def test_only_full_answers_are_counted(asked: Asked, seconds: int | None) -> None:
    counted: list[None] = []

    def wait() -> int | None:
        counted.append(None)
        return seconds

    whole = respond(asked, FEED, MANNERS[0], CHANGED)
    reply = limited(whole, asked, wait)
    assert bool(counted) == (asked.method == "GET" and whole.status == 200)
    if counted and seconds:
        told = dict(reply.fields)
        assert (reply.status, told["Retry-After"], told["Cache-Control"]) == (429, str(seconds), "no-store")
        assert f"{seconds} s" in reply.body.decode()
        assert told["Access-Control-Allow-Origin"] == "*"
    else:
        assert reply is whole


def test_only_an_unfiltered_feed_names_its_hubs() -> None:
    hubs = '<https://hub.example/>; rel="hub", <https://hub2.example/>; rel="hub"'
    whole = dict(feed_manner(Site(base_url="https://f.example", hubs=SITE.hubs), "/rss.xml").fields)
    assert whole["Link"] == f'<https://f.example/rss.xml>; rel="self", {hubs}'
    part = dict(feed_manner(Site(base_url="https://f.example", hubs=SITE.hubs), "/rss.xml?language=cs").fields)
    assert part["Link"] == '<https://f.example/rss.xml?language=cs>; rel="self"'


@pytest.mark.parametrize(
    ("path", "readable"),
    [
        ("/atom.xml", True),
        ("/companies/amazon/feed.json", True),
        ("/companies//rss.xml", True),
        ("/atom/archive/12.xml", True),
        ("/companies/amazon/atom/archive/x.xml", True),
        ("/opml.xml", True),
        ("/companies.json", True),
        ("/", False),
        ("/companies/amazon/", False),
        ("/companies/a/b/rss.xml", False),
        ("/companies/opml.xml", False),
        ("/atom.xml/", False),
        ("/robots.txt", False),
    ],
)
def test_scripts_may_read_feeds_and_lists_and_no_pages(path: str, *, readable: bool) -> None:
    assert is_open(path) is readable
