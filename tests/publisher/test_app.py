"""The application over a real socket, on a real database."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from werkzeug.serving import make_server

from publisher.app import create_app
from publisher.entrance import what_is_wrong
from publisher.site import Site
from store import edits, entries
from store.engine import Database
from store.entry import Author, Company, DateOrigin, Entry, Fingerprint, Guid, Hold, Identity, Source, Stored
from store.slug import company_slug, public_id

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom", "t": "http://purl.org/atompub/tombstones/1.0"}
SITE = Site(base_url="https://feeds.example/news", title="Zprávy", hubs=("https://hub.example/",), max_age=120)

ARTICLES: Mapping[str, Mapping[str, object]] = {
    "cs": {"title": "Amazon staví v Brně", "language": "cs-CZ", "companies": ("Amazon",), "importance": 4},
    "bg": {"title": "Софарма расте", "language": "bg", "companies": ("Софарма АД", "Amazon"), "importance": 2},
    "en": {"title": "OpenAI & friends <meet>", "language": "en", "companies": ("OpenAI, Inc.",), "importance": 5},
    "de": {"title": "Škoda zeigt ein Auto", "language": "de", "companies": ("Škoda Auto",)},
    "pl": {"title": "Nic o firmach", "language": "pl", "companies": ()},
}


def article(
    name: str, number: int, *, title: str, language: str, companies: tuple[str, ...], importance: int | None
) -> Entry:
    return Entry(
        identity=Identity(None, f"example.com/{name}", language, Fingerprint(f"{number:064x}")),
        title=title,
        published=START + number * DAY,
        published_origin=DateOrigin.DECLARED,
        content=f"<p>{title.replace('<', '').replace('&', '')} in full.</p>",
        text=title,
        summary=f"{name} in short.",
        language=language,
        link=f"https://example.com/{name}",
        companies=tuple(Company(company_slug(company), company) for company in companies),
        companies_declared=True,
        categories=("Chips",) if number % 2 else ("Cars", "Money"),
        importance=importance,
        authors=(Author("Jana Nováková"),) if number % 2 else (),
        source=Source("Digi Times") if number % 2 else None,
    )


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def titles(self) -> list[str]:
        return [title.text or "" for title in etree.fromstring(self.body).iterfind("a:entry/a:title", namespaces=ATOM)]


@dataclass(slots=True)
class Running:
    """A server in this process, its database, and its clock."""

    database: Database
    port: int = 0
    now: datetime = NOW

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Response:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return Response(answer.status, dict(answer.headers.items()), answer.read())
        finally:
            connection.close()

    def add(self, name: str, at: datetime = START, **changes: object) -> Stored:
        number = sorted(ARTICLES).index(name) if name in ARTICLES else 20
        parts = {
            "title": name,
            "language": "en",
            "companies": (),
            "importance": None,
            **ARTICLES.get(name, {}),
            **changes,
        }
        guid = Guid(f"urn:example:{name}")
        with self.database.write() as conn:
            edits.add(conn, article(name, number, **parts), guid=guid, at=at, arrived=at)  # type: ignore[arg-type]
            found = entries.find(conn, public_id(guid))
        assert found is not None
        return found


def serve(database: Database, site: Site) -> Iterator[Running]:
    running = Running(database)
    server = make_server("127.0.0.1", 0, create_app(database, site, clock=lambda: running.now), threaded=True)
    running.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    server.shutdown()
    thread.join()
    server.server_close()
    database.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Running]:
    yield from serve(Database.create(f"sqlite:///{tmp_path / 'empty.db'}", site=SITE.base_url), SITE)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Five articles in five languages; tests that share it change nothing."""
    path = tmp_path_factory.mktemp("store") / "shared.db"
    for running in serve(Database.create(f"sqlite:///{path}", site=SITE.base_url), SITE):
        for name in ARTICLES:
            running.add(name)
        yield running


FEEDS = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}


@pytest.mark.parametrize("folder", ["/", "/companies/amazon/"])
@pytest.mark.parametrize("name", FEEDS)
def test_every_feed_is_served_with_its_type_and_validators(shared: Running, folder: str, name: str) -> None:
    got = shared.get(folder + name)
    assert got.status == 200
    assert got.headers["Content-Type"] == FEEDS[name]
    assert got.headers["Cache-Control"] == "public, max-age=120, stale-while-revalidate=120"
    assert got.headers["Vary"] == "Accept-Encoding, A-IM, Sec-Fetch-Dest"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Last-Modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert f"https://feeds.example/news{folder}{name}".encode() in got.body
    assert b"https://hub.example/" in got.body
    head = shared.get(folder + name, method="HEAD")
    assert head.body == b""
    same = ("ETag", "Content-Length", "Content-Type", "Last-Modified", "Cache-Control", "Vary")
    assert [head.headers[each] for each in same] == [got.headers[each] for each in same]
    again = shared.get(folder + name, {"If-None-Match": f'"x", W/{got.headers["ETag"]}'})
    assert (again.status, again.body) == (304, b"")
    assert {key: again.headers[key] for key in ("ETag", "Cache-Control", "Vary")} == {
        key: got.headers[key] for key in ("ETag", "Cache-Control", "Vary")
    }
    assert shared.get(folder + name, {"If-Modified-Since": got.headers["Last-Modified"]}).status == 304


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("company=amazon", {"cs", "bg"}),
        ("company=amazon,openai", {"cs", "bg", "en"}),
        ("company=amazon&company=sofarma", {"bg"}),
        ("company=-amazon", {"en", "de", "pl"}),
        ("company=OpenAI,%20Inc.", {"en"}),
        ("language=cs", {"cs"}),
        ("language=cs,bg", {"cs", "bg"}),
        ("language=-cs", {"bg", "en", "de", "pl"}),
        ("company=amazon,openai&language=cs&min_importance=4", {"cs"}),
        ("min_importance=4", {"cs", "en"}),
        ("category=chips", {"cs", "en"}),
        ("category=cars&category=money", {"bg", "de", "pl"}),
        ("source=Digi+Times", {"cs", "en"}),
        ("author=jana-novakova", {"cs", "en"}),
        ("since=2026-01-04", {"en", "pl"}),
        ("until=2026-01-01", {"bg"}),
        ("since=2026-01-02&until=2026-01-03", {"cs", "de"}),
        ("company=sofarma&language=en", set()),
        ("q=stavi+BRNE", {"cs"}),
        ("q=skod*+OR+%D1%80%D0%B0%D1%81%D1%82%D0%B5", {"de", "bg"}),
        ("q=%22in+short%22+-meet&source=-digi-times", {"bg", "de", "pl"}),
        ("q=short&company=amazon&language=cs", {"cs"}),
        ("q=sh", set()),
        ("utm_source=reader", set(ARTICLES)),
    ],
)
def test_a_filter_leaves_exactly_what_it_names(shared: Running, asked: str, titles: set[str]) -> None:
    got = shared.get(f"/atom.xml?{asked}")
    assert got.status == 200
    assert set(got.titles()) == {ARTICLES[name]["title"] for name in titles}
    assert len(json.loads(shared.get(f"/feed.json?{asked}").body)["items"]) == len(titles)
    assert shared.get(f"/rss.xml?{asked}").body.count(b"<item>") == len(titles)


def test_all_spellings_of_a_feed_are_one_document(shared: Running) -> None:
    canonical = shared.get("/atom.xml?company=amazon,openai&language=cs")
    for other in ("language=CS&company=OpenAI,Amazon", "x=1&company=amazon,openai,amazon&limit=50&language=cs"):
        assert shared.get(f"/atom.xml?{other}").body == canonical.body
    assert b'href="https://feeds.example/news/atom.xml?company=amazon,openai&amp;language=cs"' in canonical.body
    assert shared.get("/atom.xml?company=amazon").body == shared.get("/companies/amazon/atom.xml").body
    assert b"hub.example" not in canonical.body


def test_limit_and_content_change_the_document_and_not_the_id(shared: Running) -> None:
    def feed_id(path: str) -> str:
        return str(etree.fromstring(shared.get(path).body).findtext("a:id", namespaces=ATOM))

    assert len(shared.get("/atom.xml?limit=2").titles()) == 2
    assert feed_id("/atom.xml") == feed_id("/atom.xml?limit=2&content=summary")
    assert b"in full" not in shared.get("/atom.xml?content=summary").body
    ids = {feed_id(f"/atom.xml{query}") for query in ("", "?company=amazon", "?language=cs", "?company=openai")}
    assert len(ids) == 4


@pytest.mark.fault(31)
@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/atom.xml?limit=0", 400, "limit"),
        ("/rss.xml?since=soon", 400, "since"),
        ("/feed.json?q=%21%21%21", 400, 'q: "!!!" holds no letter or digit to search for'),
        ("/companies/amazon/rss.xml?language=%21", 400, "language"),
        ("/atom.xml?company=amazn", 404, "amazon (Amazon)"),
        ("/companies/amazn/atom.xml", 404, "amazon (Amazon)"),
        ("/companies/open-ai/rss.xml", 404, "openai (OpenAI, Inc.)"),
        ("/companies/zzzzzz/feed.json", 404, "https://feeds.example/news/companies/"),
        ("/atm.xml", 404, "/atom.xml"),
        ("/companies/amazon/feed.xml", 404, "nothing at"),
    ],
)
def test_a_program_is_refused_in_one_line_of_plain_words(shared: Running, path: str, status: int, words: str) -> None:
    got = shared.get(path)
    assert got.status == status
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert got.headers["Cache-Control"] == "no-store"
    assert words in got.body.decode()
    assert got.body.count(b"\n") == 1


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/", 200, "Amazon staví v Brně"),
        ("/companies/", 200, "Škoda Auto"),
        ("/companies/sofarma/", 200, "Софарма расте"),
        (f"/entries/{public_id(Guid('urn:example:cs'))}/", 200, "Amazon staví v Brně"),
        ("/companies/amazon/?page=2", 404, "no page 2"),
        ("/companies/amazon/?page=x", 400, "page"),
        ("/companies/amazn/", 404, "amazon (Amazon)"),
        ("/entries/aaaaaaaaaaaaaaaa/", 404, "no entry"),
        ("/entries/%2e%2e/", 404, "no entry"),
        ("/nowhere", 404, "nothing at"),
    ],
)
def test_pages_are_html_under_a_strict_policy(shared: Running, path: str, status: int, words: str) -> None:
    got = shared.get(path)
    assert got.status == status
    assert got.headers["Content-Type"] == "text/html; charset=utf-8"
    assert got.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    assert words in got.body.decode()
    if status == 200:
        assert shared.get(path, {"If-None-Match": got.headers["ETag"]}).status == 304
        assert shared.get(path, method="HEAD").headers["Content-Length"] == str(len(got.body))


@pytest.mark.fault(30)
@pytest.mark.parametrize("path", ["/companies", "/companies/amazon?page=1", "/entries/aaaaaaaaaaaaaaaa"])
def test_a_forgotten_slash_is_added_below_the_base_url(shared: Running, path: str) -> None:
    got = shared.get(path, {"Host": "evil.example"})
    assert got.status == 301
    assert got.headers["Location"] == "https://feeds.example/news" + path.replace("?", "/?") + (
        "" if "?" in path else "/"
    )


@pytest.mark.fault(31)
@pytest.mark.parametrize("path", ["/companies/atom.xml", "/entries/feed.json", "/companies/OpenAI%20Inc"])
def test_a_slash_is_added_to_nothing_that_can_be_no_name(shared: Running, path: str) -> None:
    assert shared.get(path).status == 404


@pytest.mark.fault(30)
@pytest.mark.parametrize(
    "path", ["/atom.xml", "/", "/companies/amazon/", "/opml.xml", "/companies.json", "/robots.txt"]
)
def test_no_byte_depends_on_the_host_or_on_forwarding(shared: Running, path: str) -> None:
    plain = shared.get(path)
    forged = shared.get(
        path,
        {
            "Host": "evil.example",
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "gopher",
            "X-Forwarded-Prefix": "/evil",
            "Forwarded": "host=evil.example",
        },
    )
    assert forged.body == plain.body
    assert forged.status == 200
    assert forged.headers.get("ETag") == plain.headers.get("ETag")
    assert b"evil" not in forged.body


@pytest.mark.fault(30)
@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1"])
def test_a_health_check_in_http_1_0_needs_no_host(shared: Running, version: str) -> None:
    """HAProxy sends such ones, and granian calls their protocol ``HTTP/1``."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "", "SERVER_PROTOCOL": version}
    assert what_is_wrong(environ, ()) is None
    assert what_is_wrong({**environ, "SERVER_PROTOCOL": "HTTP/1.1"}, ()) is not None
    with socket.create_connection(("127.0.0.1", shared.port), timeout=10) as raw:
        raw.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert int(raw.makefile("rb").readline().split()[1]) == 200


@pytest.mark.fault(30)
@pytest.mark.parametrize(
    ("host", "hosts", "path", "fault"),
    [
        ("evil.example", (), "/", None),
        ("feeds.example", ("feeds.example",), "/", None),
        ("FEEDS.Example.:8080", ("feeds.example",), "/", None),
        ("[::1]:8080", ("[::1]",), "/", None),
        ("evil.example", ("feeds.example",), "/", "allowed_hosts"),
        ("feeds.example.evil", ("feeds.example",), "/", "allowed_hosts"),
        ("[::2]", ("[::1]",), "/", "allowed_hosts"),
        ("feeds.example", (), "", "no path"),
        ("a,b", ("a", "b"), "/", "no host, or more than one"),
        ("", (), "/", "no host, or more than one"),
    ],
)
def test_a_request_is_for_one_host_that_is_known_and_for_a_path(
    host: str, hosts: tuple[str, ...], path: str, fault: str | None
) -> None:
    said = what_is_wrong({"HTTP_HOST": host, "SERVER_PROTOCOL": "HTTP/1.1", "PATH_INFO": path}, hosts)
    assert said is None if fault is None else fault in (said or "")


@pytest.mark.parametrize(
    ("feed", "page"),
    [
        ("/atom.xml", "/"),
        ("/atom.xml?limit=1&content=summary", "/"),
        ("/companies/amazon/atom.xml", "/companies/amazon/"),
        ("/atom.xml?category=cars&limit=2", "/?category=cars"),
        ("/companies/amazon/atom.xml?language=bg", "/companies/amazon/?language=bg"),
        ("/atom.xml?company=amazon,openai", "/?company=amazon,openai"),
    ],
)
def test_a_feed_leads_to_the_page_that_shows_the_same(shared: Running, feed: str, page: str) -> None:
    (link,) = etree.fromstring(shared.get(feed).body).iterfind("a:link[@rel='alternate']", namespaces=ATOM)
    assert link.get("href") == f"https://feeds.example/news{page}"
    assert json.loads(shared.get(feed.replace("atom.xml", "feed.json")).body)["home_page_url"] == link.get("href")
    shown = shared.get(page)
    assert shown.status == 200
    for title in shared.get(feed).titles():
        assert escape(title) in shown.body.decode()


@pytest.mark.parametrize("host", ['evil"><script>', "a b", "", "[", "a:b:c"])
def test_a_broken_host_header_is_no_server_error(shared: Running, host: str) -> None:
    with socket.create_connection(("127.0.0.1", shared.port), timeout=10) as raw:
        raw.sendall(f"GET /atom.xml HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        status = int(raw.makefile("rb").readline().split()[1])
    assert status in {200, 400}


@pytest.mark.fault(31)
@pytest.mark.parametrize(
    "path",
    [
        "/companies/%00/atom.xml",
        "/companies/amazon%00/atom.xml",
        "/companies/amazon%0d%0aX-Evil:1/atom.xml",
        "/companies/..%2famazon/atom.xml",
        "/companies/%2e%2e/atom.xml",
        "/companies/%ff/atom.xml",
        "/companies/AMAZON/atom.xml",
        "/companies/" + "a" * 50_000 + "/atom.xml",
        "//evil.example/atom.xml",
        "/atom.xml/",
        "/static/..%2fapp.py",
        "/atom.xml?company=%00",
        "/atom.xml?company=%ff",
        "/atom.xml?x=" + "y" * 50_000,
        "/atom.xml?" + "&".join(f"company=c{number}" for number in range(1000)),
        "/atom.xml?company=" + ",".join("c" for _ in range(1000)),
        "/atom.xml?company=%F0%9F%98%80",
        "/companies/amazon/?page=99999999999999999999",
    ],
)
def test_hostile_addresses_are_refused(shared: Running, path: str) -> None:
    got = shared.get(path)
    assert got.status in {400, 404}
    assert got.headers["Cache-Control"] == "no-store"
    assert len(got.body) < 20_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=20), query=st.text(max_size=30), name=st.sampled_from(["company", "since", "limit", "q"]))
def test_no_address_is_a_server_error(shared: Running, path: str, query: str, name: str) -> None:
    where = quote(path, errors="surrogatepass")
    what = quote(query, errors="surrogatepass")
    for address in (
        f"/{where}",
        f"/companies/{where}/atom.xml?{what}",
        f"/rss.xml?{name}={what}",
        f"/entries/{where}/",
    ):
        assert shared.get(address).status < 500


@pytest.mark.fault(31)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "get", "Head", "options"])
@pytest.mark.parametrize("path", ["/atom.xml", "/", "/companies", "/companies/amazon/rss.xml"])
def test_nothing_can_be_changed(shared: Running, method: str, path: str) -> None:
    got = shared.get(path, method=method)
    assert got.status == 405
    assert {"GET", "HEAD"} <= set(got.headers["Allow"].replace(" ", "").split(","))


def test_the_lists_for_programs(shared: Running) -> None:
    listed = json.loads(shared.get("/companies.json").body)["companies"]
    assert [company["slug"] for company in listed] == ["amazon", "openai", "skoda-auto", "sofarma"]
    assert listed[0] == {
        "slug": "amazon",
        "name": "Amazon",
        "aliases": [],
        "entries": 2,
        "newest": "2026-01-02T00:00:00Z",
        "feeds": {
            "rss": "https://feeds.example/news/companies/amazon/rss.xml",
            "atom": "https://feeds.example/news/companies/amazon/atom.xml",
            "json": "https://feeds.example/news/companies/amazon/feed.json",
        },
        "page": "https://feeds.example/news/companies/amazon/",
    }
    opml = shared.get("/opml.xml")
    assert opml.headers["Content-Type"] == "text/x-opml; charset=utf-8"
    urls = etree.fromstring(opml.body).xpath("//outline/@xmlUrl")
    assert urls == [company["feeds"]["atom"] for company in listed]
    assert b"Disallow: /news/*?\n" in shared.get("/robots.txt").body


def test_files_of_the_pages_may_be_kept_for_ever_at_their_versioned_address(shared: Running) -> None:
    plain = shared.get("/static/seedwire.css")
    assert plain.headers["Content-Type"] == "text/css; charset=utf-8"
    versioned = shared.get("/static/seedwire.css?v=" + plain.headers["ETag"].strip('"'))
    assert "immutable" in versioned.headers["Cache-Control"]
    assert "immutable" not in shared.get("/static/seedwire.css?v=old").headers["Cache-Control"]
    assert shared.get("/static/seedwire.css", {"If-None-Match": plain.headers["ETag"]}).status == 304
    assert shared.get("/static/secret.css").status == 404


def test_health_and_readiness(shared: Running) -> None:
    alive, ready = shared.get("/healthz"), shared.get("/readyz")
    assert json.loads(alive.body) == {"status": "ok"}
    state = json.loads(ready.body)
    assert (state["status"], state["entries"], state["last_pass"]) == ("ok", 5, None)
    assert state["ingestion"]["trouble"]
    assert alive.headers["Cache-Control"] == ready.headers["Cache-Control"] == "no-store"


def test_an_empty_site_is_whole_and_valid(empty: Running) -> None:
    assert empty.get("/atom.xml").titles() == []
    assert b"<updated>2000-01-01T00:00:00Z</updated>" in empty.get("/atom.xml").body
    assert json.loads(empty.get("/companies.json").body) == {"companies": []}
    assert {empty.get(path).status for path in ("/", "/companies/", "/opml.xml", "/rss.xml", "/feed.json")} == {200}
    assert "Last-Modified" not in empty.get("/atom.xml").headers


def test_a_new_entry_is_in_the_next_answer(empty: Running) -> None:
    empty.add("cs", at=NOW)
    first = empty.get("/atom.xml")
    assert first.titles() == ["Amazon staví v Brně"]
    assert "Last-Modified" not in first.headers
    empty.now = NOW + timedelta(seconds=4.9)
    assert "Last-Modified" not in empty.get("/atom.xml").headers
    assert empty.get("/atom.xml", {"If-Modified-Since": "Sun, 01 Mar 2026 00:00:00 GMT"}).status == 200
    empty.now = NOW + timedelta(seconds=5)
    assert empty.get("/atom.xml").headers["Last-Modified"] == "Sun, 01 Mar 2026 00:00:00 GMT"
    empty.add("en", at=NOW + timedelta(seconds=6))
    second = empty.get("/atom.xml", {"If-None-Match": first.headers["ETag"]})
    assert second.status == 200
    assert second.titles() == ["OpenAI & friends <meet>", "Amazon staví v Brně"]


def test_news_of_another_company_leaves_the_tag_of_a_feed_alone(empty: Running) -> None:
    empty.add("cs")
    before = empty.get("/companies/amazon/atom.xml")
    empty.add("en", at=START + DAY)
    after = empty.get("/companies/amazon/atom.xml")
    assert after.headers["ETag"] == before.headers["ETag"]
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]


def test_a_withdrawn_entry_is_a_tombstone_and_its_page_is_gone(empty: Running) -> None:
    stored = empty.add("cs")
    with empty.database.write() as conn:
        edits.withdraw(conn, stored, at=START + DAY, reason="by the editors")
    got = empty.get("/atom.xml")
    assert got.titles() == []
    assert etree.fromstring(got.body).xpath("//t:deleted-entry/@ref", namespaces=ATOM) == [stored.guid]
    assert json.loads(empty.get("/feed.json").body)["items"] == []
    assert empty.get(f"/entries/{stored.public_id}/").status == 410
    empty.add("en", at=START + 40 * DAY)
    assert b"deleted-entry" not in empty.get("/atom.xml").body


def test_an_entry_that_waits_is_nowhere(empty: Running) -> None:
    guid = Guid("urn:example:held")
    waiting = article("held", 3, title="Later", language="en", companies=("Amazon",), importance=None)
    with empty.database.write() as conn:
        edits.add(conn, replace(waiting, hold=Hold("a draft")), guid=guid, at=START, arrived=START)
    assert empty.get(f"/entries/{public_id(guid)}/").status == 404
    assert empty.get("/atom.xml").titles() == []


def test_a_known_company_without_entries_is_an_empty_feed(empty: Running) -> None:
    stored = empty.add("cs")
    with empty.database.write() as conn:
        edits.withdraw(conn, stored, at=START, reason="by the editors")
    assert empty.get("/companies/amazon/feed.json").status == 200
    assert json.loads(empty.get("/companies/amazon/feed.json").body)["items"] == []
    assert b"amazon" not in empty.get("/opml.xml").body


def test_a_company_with_many_entries_has_pages(empty: Running) -> None:
    for number in range(51):
        empty.add(f"n{number}", companies=("Amazon",))
    assert empty.get("/companies/amazon/?page=1").status == 200
    refused = empty.get("/companies/amazon/?page=2")
    assert (refused.status, b"the last one is 1" in refused.body) == (404, True)


def test_thousands_of_companies_have_pages(empty: Running) -> None:
    empty.add("list", companies=tuple(f"Firma {number}" for number in range(301)))
    assert b"firma-99/" in empty.get("/companies/?page=6").body
    assert empty.get("/companies/?page=1").body == empty.get("/companies/").body
    refused = empty.get("/companies/?page=7")
    assert (refused.status, b"the last one is 6" in refused.body) == (404, True)
    assert empty.get("/companies/?page=x").status == 400


@pytest.mark.fault(30)
@pytest.mark.parametrize("path", ["/", "/atom.xml?company=amazon", "/companies/amazon/", "/robots.txt", "/companies"])
def test_a_proxy_may_pass_the_path_of_the_base_url_on_or_take_it_off(shared: Running, path: str) -> None:
    kept, taken = shared.get("/news" + path), shared.get(path)
    assert (kept.status, kept.body) == (taken.status, taken.body)
    assert kept.headers.get("Location") == taken.headers.get("Location")


def test_another_path_that_begins_like_that_of_the_base_url_is_not_it(shared: Running) -> None:
    assert shared.get("/news").body == shared.get("/").body
    assert shared.get("/newsatom.xml").status == 404
    assert shared.get("/news/news/atom.xml").status == 404


def test_a_database_that_cannot_be_read_is_said_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "lost.db"
    for running in serve(Database.create(f"sqlite:///{path}", site=SITE.base_url), SITE):
        assert running.get("/readyz").status == 200
        with running.database.write() as conn:
            conn.exec_driver_sql("DROP TABLE entry_company")
            conn.exec_driver_sql("DROP TABLE change")
        for name in ("/atom.xml", "/", "/companies/amazon/rss.xml"):
            got = running.get(name)
            assert (got.status, got.headers["Retry-After"]) == (503, "5")
            assert got.headers["Cache-Control"] == "no-store"
            assert b"change" not in got.body
        assert json.loads(running.get("/readyz").body)["status"] == "unavailable"
        assert running.get("/healthz").status == 200
    assert "cannot be answered now" in caplog.text
