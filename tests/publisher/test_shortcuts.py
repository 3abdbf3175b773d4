"""The way around Flask: header for header what Flask answers, never older than the newest change, and used."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from publisher.app import create_app
from publisher.exchange import feed_manner
from publisher.limiter import Limiter
from publisher.publication import Publication
from publisher.shortcuts import LONGEST_ADDRESS, MOST_SHORTCUTS, Shortcut, Shortcuts
from publisher.site import Site
from store import edits, entries
from store.engine import Database
from store.entry import Company, DateOrigin, Entry, Fingerprint, Guid, Identity, Slug
from store.slug import public_id
from tests.faults.trials import many

START = datetime(2026, 1, 1, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example/news", title="Zprávy", hubs=("https://hub.example/",))
PATHS = (
    "/atom.xml",
    "/rss.xml?company=amazon",
    "/feed.json?limit=2",
    "/companies/amazon/atom.xml",
    "/",
    "/companies/",
    "/companies/amazon/",
    "/opml.xml",
    "/companies.json",
    "/robots.txt",
    "/news/atom.xml",
    "/companies/nobody/rss.xml",
    "/companies",
)


def article(number: int) -> Entry:
    return Entry(
        identity=Identity(None, None, "de", Fingerprint(f"{number:064x}")),
        title=f"Größere Brötchen {number}",
        published=START + timedelta(hours=number),
        published_origin=DateOrigin.DECLARED,
        content=f"<p>{'Brötchen für alle. ' * 20}</p>",
        text="Brötchen",
        summary="Brötchen für alle.",
        companies=(Company(Slug("amazon"), "Amazon"),),
        companies_declared=True,
    )


@dataclass
class Running:
    """One application that is asked again and again, and how often Flask had to answer."""

    database: Database
    app: Flask
    now: datetime = START
    by_flask: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> TestResponse:
        return Client(self.app).open(
            path, method=method, headers=dict(headers or {}), environ_base={"REMOTE_ADDR": "::1"}
        )

    def change(self) -> None:
        number = next(self.numbers)
        self.now += timedelta(minutes=1)
        with self.database.write() as conn:
            edits.add(conn, article(number), guid=Guid(f"urn:example:{number}"), at=self.now, arrived=self.now)


def open_site(path: Path) -> Running:
    database = Database.create(f"sqlite:///{path}", site=SITE.base_url)
    made = Running(database, create_app(database, SITE, clock=lambda: made.now))

    @made.app.before_request
    def count() -> None:
        made.by_flask += 1

    made.change()
    return made


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Running]:
    made = open_site(tmp_path / "a.db")
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = open_site(tmp_path_factory.mktemp("shared") / "a.db")
    yield made
    made.database.close()


tags = st.sampled_from(["{tag}", "W/{tag}", '"x", {tag}', "{old}", '"x"', "*", "", '"', "\u00e9"])
optional = st.fixed_dictionaries(
    {},
    optional={
        "If-None-Match": tags,
        "If-Modified-Since": st.sampled_from(
            ["{date}", "Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 01 Jan 2050 00:00:00 GMT", "now"]
        ),
        "Accept-Encoding": st.sampled_from(["gzip", "br, gzip", "identity;q=0, gzip;q=0.1", "*", "deflate", "", ";;"]),
        "A-IM": st.sampled_from(["feed", "gzip", "vcdiff, feed;q=0.5", "feed;q=0", ""]),
        "Sec-Fetch-Dest": st.sampled_from(["document", "empty", "Document", ""]),
        "Host": st.sampled_from(["feeds.example", "evil.example:99", "[::1]", "a b", 'x">', "a,b", "x" * 80]),
        "Upgrade": st.just("websocket"),
        "Connection": st.just("Upgrade"),
        "X-Forwarded-For": st.just("203.0.113.7"),
        "Range": st.just("bytes=0-9"),
        "Cache-Control": st.just("no-cache"),
    },
)


@pytest.mark.fault(30)
@settings(max_examples=many(50, 500), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    headers=optional,
    method=st.sampled_from(["GET", "GET", "HEAD", "OPTIONS", "POST", "get"]),
    changed=st.booleans(),
    young=st.booleans(),
)
def test_both_ways_answer_alike_before_and_after_a_change(
    shared: Running, path: str, headers: dict[str, str], method: str, *, changed: bool, young: bool
) -> None:
    old = shared.get(path).headers.get("ETag", '"-"')
    if changed:
        shared.change()
    changed_at = shared.now
    shared.now += timedelta(seconds=0 if young else 10)
    present = shared.get(path)
    facts = {"tag": present.headers.get("ETag", '"-"'), "old": old, "date": present.headers.get("Last-Modified", "-")}
    asked = {name: value.format(**facts) for name, value in headers.items()}
    hot = shared.get(path, asked, method)
    # An address that nobody asked for before, and the same document: Flask finds it.
    seen = shared.by_flask
    cold = shared.get(f"{path}{'&' if '?' in path else '?'}unknown={seen}", asked, method)
    fresh = Client(create_app(shared.database, SITE, clock=lambda: shared.now)).open(path, method=method, headers=asked)
    shared.now = changed_at
    for other in (cold, fresh):
        if "Location" in hot.headers or hot.status_code == 404:
            assert (hot.status, set(hot.headers.keys())) == (other.status, set(other.headers.keys()))
        else:
            assert (hot.status, sorted(hot.headers), hot.data) == (other.status, sorted(other.headers), other.data)


@pytest.mark.parametrize(
    "path", [path for path in PATHS if not path.endswith(("nobody/rss.xml", "/companies", ".txt"))]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_was_answered_once_goes_around_flask(site: Running, path: str, method: str) -> None:
    tag = site.get(path).headers["ETag"]
    before = site.by_flask
    assert site.get(path, method=method).status_code == 200
    assert site.get(path, {"If-None-Match": tag, "Accept-Encoding": "br"}, method).status_code == 304
    assert site.by_flask == before
    site.get(path, {"A-IM": "feed", "If-None-Match": tag}, method)
    assert site.by_flask == before


def test_news_that_another_subscriber_was_sent_go_around_flask(site: Running) -> None:
    tag = site.get("/atom.xml").headers["ETag"]
    site.change()
    first = site.get("/atom.xml", {"A-IM": "feed", "If-None-Match": tag})
    before = site.by_flask
    again = site.get("/atom.xml", {"A-IM": "feed", "If-None-Match": f'W/{tag[:-1]}-gzip"'})
    assert (first.status_code, again.status_code) == (226, 226)
    assert (again.headers, again.data) == (first.headers, first.data)
    assert site.by_flask == before
    site.change()
    assert len(site.get("/atom.xml", {"A-IM": "feed", "If-None-Match": tag}).data) > len(first.data)


def test_a_commit_is_in_the_very_next_answer_and_what_changes_nothing_costs_nothing(site: Running) -> None:
    for _ in range(20):
        tag = site.get("/atom.xml").headers["ETag"]
        assert site.get("/atom.xml", {"If-None-Match": tag}).status_code == 304
        site.change()
        assert site.get("/atom.xml", {"If-None-Match": tag}).status_code == 200
    before = site.by_flask
    with site.database.write() as conn:
        conn.exec_driver_sql("INSERT INTO meta (key, value) VALUES ('a note', 'of the ingester')")
    assert site.get("/atom.xml").status_code == 200
    assert site.by_flask == before


def test_an_address_that_leads_elsewhere_after_a_change_is_followed(site: Running) -> None:
    page = f"/entries/{public_id(Guid('urn:example:1'))}/"
    site.change()
    assert {site.get(page).status_code for _ in range(3)} == {200}
    with site.database.write() as conn:
        one, two = (entries.find(conn, public_id(Guid(f"urn:example:{n}"))) for n in (1, 2))
        assert one is not None
        assert two is not None
        edits.merge(conn, one, two, at=site.now, reason="dasselbe")
    assert {site.get(page).status_code for _ in range(3)} == {301}


@pytest.mark.fault(32)
def test_longer_addresses_than_anybody_needs_are_not_remembered(site: Running) -> None:
    path = "/atom.xml?x=" + "y" * LONGEST_ADDRESS
    for expected in (1, 2, 3):
        before = site.by_flask
        assert site.get(path).status_code == 200
        assert site.by_flask == before + 1, expected


@pytest.mark.fault(32)
def test_of_endless_addresses_the_last_ones_are_remembered(site: Running) -> None:
    shortcuts = Shortcuts(Publication(site.database, SITE), lambda: site.now, None)
    there = Shortcut("/atom.xml", feed_manner(SITE, "/atom.xml"))
    for number in range(MOST_SHORTCUTS + 100):
        shortcuts.learn({"PATH_INFO": "/atom.xml", "QUERY_STRING": f"x={number}"}, 1, there)
    head, known = shortcuts._learnt
    assert (head, len(known)) == (1, MOST_SHORTCUTS)
    assert list(known)[-1] == ("/atom.xml", f"x={MOST_SHORTCUTS + 99}")


@pytest.mark.fault(34)
def test_both_ways_count_the_same_answers(site: Running) -> None:
    app = create_app(site.database, SITE, limiter=Limiter(3, [ip_network("10.0.0.0/8")]))

    def ask(path: str, method: str = "GET", **headers: str) -> TestResponse:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(app).open(path, method=method, headers=fields, environ_base={"REMOTE_ADDR": "203.0.113.7"})

    tag = ask("/atom.xml").headers["ETag"]
    for path in ("/atom.xml", "/atom.xml?junk=1") * 3:
        assert ask(path, If_None_Match=tag).status_code == 304
        assert ask(path, "HEAD").status_code == 200
    assert ask("/atom.xml?junk=2").status_code == 200
    assert ask("/news/atom.xml", A_IM="feed", If_None_Match='"-"').status_code == 200
    for path in ("/atom.xml", "/atom.xml?junk=3", "/atom.xml?limit=50", "/news/atom.xml"):
        refused = ask(path)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["Cache-Control"] == "no-store"
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert ask("/atom.xml", If_None_Match=tag).status_code == 304
    assert ask("/rss.xml").status_code == 200
    assert {ask("/").status_code for _ in range(9)} == {200}
    assert {ask("/companies.json").status_code for _ in range(9)} == {200}
