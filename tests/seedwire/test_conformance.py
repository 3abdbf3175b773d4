"""HTTP as contract 7 has it, over a socket, from the server as it is run: cold and hot, before and after a restart."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import pytest

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

pytestmark = pytest.mark.process

Eventually = Callable[..., Any]
Write = Callable[..., str]

HUB = "https://hub.example.org/"
BASE = "https://feeds.example.org/news"
FEEDS = {
    "/atom.xml": "application/atom+xml; charset=utf-8",
    "/rss.xml": "application/rss+xml; charset=utf-8",
    "/feed.json": "application/feed+json; charset=utf-8",
    "/companies/skoda-auto/atom.xml": "application/atom+xml; charset=utf-8",
    "/atom.xml?language=cs&min_importance=1": "application/atom+xml; charset=utf-8",
}
LISTS = {"/opml.xml": "text/x-opml; charset=utf-8", "/companies.json": "application/json; charset=utf-8"}
PAGES = ("/", "/companies/", "/companies/skoda-auto/")
FEED_VARY = "Accept-Encoding, A-IM, Sec-Fetch-Dest"
CHANGING = {"date"}
"""Fields that differ from answer to answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    fields: Mapping[str, str]
    """By name in lower case, without those of `CHANGING`; each name once."""
    body: bytes


def ask(server: Running, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        listed = [(name.lower(), value) for name, value in response.getheaders() if name.lower() not in CHANGING]
        assert len(dict(listed)) == len(listed), listed
        return Answer(response.status, dict(listed), response.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, program: Callable[..., Any], write_article: Write) -> Path:
    """A folder that was ingested: four articles about two companies, two of them one entry now."""
    place = tmp_path_factory.mktemp("conformance")
    (place / "seeds").mkdir()
    for day, (language, title) in enumerate(
        {"cs": "Škoda staví závod", "bg": "Щъркелът лети", "de": "Škoda fährt"}.items(), 1
    ):
        companies = () if language == "bg" else ("Škoda Auto",)
        text = write_article(title, companies=companies, language=language, date=f"2026-01-0{day}", importance="3")
        (place / "seeds" / f"{language}.md").write_text(text, "utf-8")
    assert program(place, "ingest", settle_time="0.05s").returncode == 0
    return place


def serve(start: Start, home: Path, eventually: Eventually, **others: object) -> Running:
    running = start("serve", home, base_url=BASE, websub_hubs=HUB, max_age=120, web_workers=1, **others)
    eventually(running.ready, "an answer")
    return running


@pytest.fixture(scope="module")
def server(start_for_all: Start, home: Path, eventually: Eventually) -> Running:
    running = serve(start_for_all, home, eventually)
    eventually(
        lambda: "last-modified" in ask(running, "/atom.xml").fields, "a date: changes are young for five seconds"
    )
    return running


CASES: list[tuple[str, str, dict[str, str]]] = [
    (method, path, headers)
    for path in (
        *FEEDS,
        *LISTS,
        *PAGES,
        "/robots.txt",
        "/static/seedwire.css",
        "/companies/nobody/atom.xml",
        "/companies",
    )
    for method in ("GET", "HEAD")
    for headers in (
        {},
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "br, gzip"},
        {"If-None-Match": "{tag}"},
        {"If-None-Match": "W/{tag}", "Accept-Encoding": "gzip"},
        {"If-Modified-Since": "{date}"},
        {"A-IM": "feed", "If-None-Match": "{older}"},
        {"Sec-Fetch-Dest": "document"},
    )
] + [("OPTIONS", path, {}) for path in (*FEEDS, *LISTS, "/")]


def _answers(server: Running) -> list[Answer]:
    got = []
    for method, path, headers in CASES:
        plain = ask(server, path).fields
        tag = plain.get("etag", '"-"')
        older = re.sub(r"\.\d+\.", ".0.", tag)
        facts = {"tag": tag, "date": plain.get("last-modified", "-"), "older": older}
        got.append(ask(server, path, method, **{k.replace("-", "_"): v.format(**facts) for k, v in headers.items()}))
    return got


def test_every_answer_is_the_same_cold_and_hot_and_after_a_restart(
    start: Start, server: Running, home: Path, eventually: Eventually
) -> None:
    first, second = _answers(server), _answers(server)
    # Another process, in another directory, that has answered nothing yet.
    again = serve(start, home / "again", eventually, database_url=f"sqlite:///{home / 'seedwire.db'}")
    for case, *answers in zip(CASES, first, second, _answers(again), strict=True):
        assert answers[0] == answers[1] == answers[2], case


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_all_that_a_subscriber_goes_by(server: Running, path: str) -> None:
    got = ask(server, path)
    assert got.status == 200
    assert got.fields["content-type"] == FEEDS[path]
    assert got.fields["cache-control"] == "public, max-age=120, stale-while-revalidate=120"
    assert got.fields["vary"] == FEED_VARY
    assert got.fields["content-length"] == str(len(got.body))
    assert re.fullmatch(r'"[0-9a-f]{8}\.\d+\.[0-9a-f]{16}"', got.fields["etag"])
    assert got.fields["last-modified"].endswith(" GMT")
    links = [f'<{BASE}{path}>; rel="self"'] + ([] if "?" in path else [f'<{HUB}>; rel="hub"'])
    assert got.fields["link"] == ", ".join(links)
    assert got.fields["access-control-allow-origin"] == "*"
    assert got.fields["access-control-expose-headers"] == "ETag, Link, Last-Modified, IM, Retry-After"
    head = ask(server, path, "HEAD")
    assert (head.status, head.fields, head.body) == (200, got.fields, b"")


@pytest.mark.parametrize("path", [*FEEDS, *LISTS, *PAGES, "/robots.txt", "/static/seedwire.css"])
def test_each_coding_has_its_own_tag_and_all_of_them_match(server: Running, path: str) -> None:
    plain = ask(server, path)
    read: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "br": brotli.decompress}
    tags = [plain.fields["etag"]]
    assert "content-encoding" not in plain.fields
    for coding, decode in read.items() if len(plain.body) >= 200 else ():
        coded = ask(server, path, Accept_Encoding=coding)
        assert coded.fields["content-encoding"] == coding
        assert coded.fields["content-length"] == str(len(coded.body))
        assert decode(coded.body) == plain.body
        assert coded.fields["vary"].startswith("Accept-Encoding")
        tags.append(coded.fields["etag"])
        assert tags[-1] == f'{tags[0][:-1]}-{coding}"'
    for tag in tags:
        for spelling in (tag, f"W/{tag}", f'"x", {tag}'):
            for accepted in ("", "gzip", "br"):
                unchanged = ask(server, path, If_None_Match=spelling, Accept_Encoding=accepted)
                assert (unchanged.status, unchanged.body) == (304, b"")
                whole = ask(server, path, Accept_Encoding=accepted).fields
                kept = {
                    "etag",
                    "cache-control",
                    "vary",
                    "link",
                    *(name for name in whole if name.startswith("access-")),
                }
                assert {k: v for k, v in unchanged.fields.items() if k in kept} == {
                    k: v for k, v in whole.items() if k in kept
                }
                assert not {"content-length", "content-type", "content-encoding"} & set(unchanged.fields)


@pytest.mark.parametrize("path", [*FEEDS, *LISTS, *PAGES])
def test_a_tag_beats_a_date(server: Running, path: str) -> None:
    date = ask(server, path).fields["last-modified"]
    assert ask(server, path, If_Modified_Since=date).status == 304
    assert ask(server, path, If_Modified_Since=date, If_None_Match='"other"').status == 200
    assert ask(server, path, If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status == 200


@pytest.mark.parametrize("path", FEEDS)
def test_news_since_a_copy(server: Running, path: str) -> None:
    whole = ask(server, path, Accept_Encoding="gzip")
    older = re.sub(r"\.\d+\.", ".0.", whole.fields["etag"])
    news = ask(server, path, Accept_Encoding="gzip", If_None_Match=older, A_IM="feed")
    assert (news.status, news.fields["im"], news.fields["cache-control"]) == (226, "feed", "no-store, im")
    assert news.fields["etag"] == whole.fields["etag"]
    assert news.fields["vary"] == FEED_VARY
    assert len(gzip.decompress(news.body)) <= len(gzip.decompress(whole.body))
    assert ask(server, path, If_None_Match=whole.fields["etag"], A_IM="feed").status == 304
    assert ask(server, path, If_None_Match='"x"', A_IM="feed").status == 200
    assert ask(server, path, If_Modified_Since=whole.fields["last-modified"], A_IM="feed").status == 200


@pytest.mark.parametrize("path", FEEDS)
def test_a_person_gets_a_page_and_a_program_never(server: Running, path: str) -> None:
    page = ask(server, path, Sec_Fetch_Dest="document")
    assert (page.status, page.fields["content-type"]) == (200, "text/html; charset=utf-8")
    assert (page.fields["cache-control"], page.fields["vary"]) == ("no-store", FEED_VARY)
    assert "default-src 'none'" in page.fields["content-security-policy"]
    assert not {"etag", "last-modified", "im"} & set(page.fields)
    for program in ({"If_None_Match": '"x"'}, {"A_IM": "feed"}, {"A_IM": "gzip"}):
        assert ask(server, path, Sec_Fetch_Dest="document", **program).fields["content-type"] == FEEDS[path]
    for destination in ("empty", "iframe", "script"):
        assert ask(server, path, Sec_Fetch_Dest=destination).fields["content-type"] == FEEDS[path]


@pytest.mark.parametrize("path", [*FEEDS, *LISTS, "/companies/nobody/atom.xml"])
def test_scripts_of_other_sites_may_read_feeds(server: Running, path: str) -> None:
    asked = {"Origin": "https://reader.example", "Access_Control_Request_Method": "GET"}
    preflight = ask(server, path, "OPTIONS", Access_Control_Request_Headers="a-im, if-none-match", **asked)
    assert (preflight.status, preflight.body) == (204, b"")
    assert preflight.fields["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    allowed = {name.strip().lower() for name in preflight.fields["access-control-allow-headers"].split(",")}
    assert {"a-im", "if-none-match", "if-modified-since"} <= allowed
    assert int(preflight.fields["access-control-max-age"]) > 0
    assert "access-control-allow-credentials" not in preflight.fields
    for method, more in (("GET", {}), ("GET", {"If_None_Match": "*"}), ("HEAD", {}), ("POST", {}), ("OPTIONS", {})):
        assert ask(server, path, method, **more).fields["access-control-allow-origin"] == "*"
    assert ask(server, path + "?limit=x&limit=y").fields["access-control-allow-origin"] == "*"


def test_pages_are_of_one_site_and_anything_can_be_asked_for_its_options(server: Running) -> None:
    for path in PAGES:
        assert "access-control-allow-origin" not in ask(server, path).fields
        options = ask(server, path, "OPTIONS")
        assert (options.status, options.fields["allow"], options.body) == (204, "GET, HEAD, OPTIONS", b"")
        assert "access-control-allow-origin" not in options.fields
    assert ask(server, "/nowhere", "OPTIONS").status == 404


@pytest.mark.fault(31)
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/atom.xml?limit=0", 400),
        ("/companies/nobody/rss.xml", 404),
        ("/nowhere", 404),
        ("/companies/nobody/", 404),
        ("/entries/aaaaaaaaaaaaaaaa/", 404),
        ("/static/nothing.css", 404),
    ],
)
def test_a_refusal_is_never_kept(server: Running, path: str, status: int) -> None:
    for method in ("GET", "HEAD"):
        got = ask(server, path, method, If_None_Match="*")
        assert (got.status, got.fields["cache-control"]) == (status, "no-store")
        assert not {"etag", "last-modified"} & set(got.fields)


@pytest.mark.fault(30)
@pytest.mark.parametrize("host", ["", "a, b", 'x">'])
def test_a_request_for_no_readable_host_is_refused_hot_and_cold(server: Running, host: str) -> None:
    for path in ("/atom.xml", f"/atom.xml?cold={len(host)}"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            connection.putrequest("GET", path, skip_host=True)
            connection.putheader("Host", host)
            connection.endheaders()
            assert connection.getresponse().status == 400
        finally:
            connection.close()


@pytest.mark.fault(34)
@pytest.mark.parametrize("command", ["run", "serve"])
@pytest.mark.long
def test_clients_are_counted_over_all_workers_and_only_by_their_own_address(
    start: Start, home: Path, tmp_path: Path, eventually: Eventually, command: str
) -> None:
    # A proxy on this machine that is trusted: what it says of its clients counts, and it is itself no loopback client.
    shutil.copytree(home / "seeds", tmp_path / "seeds")
    if command == "serve":
        shutil.copy(home / "seedwire.db", tmp_path / "seedwire.db")
    limits = {"rate_limit": 10, "trusted_proxies": "127.0.0.1", "web_workers": 3, "base_url": BASE}
    running = start(command, tmp_path, scan_interval="1h", settle_time="0.1s", **limits)
    eventually(lambda: running.ready().get("entries"), "the articles")
    client = {"X_Forwarded_For": "198.51.100.1, 203.0.113.7"}
    answers = [ask(running, f"/rss.xml?n={number}", **client) for number in range(30)]
    assert [answer.status for answer in answers].count(200) == 10
    refused = answers[-1]
    assert refused.status == 429
    assert 1 <= int(refused.fields["retry-after"]) <= 60
    assert refused.fields["cache-control"] == "no-store"
    assert refused.fields["access-control-allow-origin"] == "*"
    assert b"rss" not in refused.body
    tag = answers[0].fields["etag"]
    assert {ask(running, "/rss.xml", If_None_Match=tag, **client).status for _ in range(20)} == {304}
    assert ask(running, "/rss.xml", User_Agent="another", **client).status == 429
    assert ask(running, "/atom.xml", **client).status == 200
    assert ask(running, "/rss.xml", X_Forwarded_For="203.0.113.8").status == 200
    assert {ask(running, "/rss.xml").status for _ in range(30)} == {200}


def test_who_forwards_without_being_trusted_is_warned_of_once(
    start: Start, server: Running, home: Path, eventually: Eventually
) -> None:
    running = start(
        "serve",
        home / "untrusted",
        base_url=BASE,
        rate_limit=2,
        web_workers=2,
        database_url=f"sqlite:///{home / 'seedwire.db'}",
    )
    eventually(running.ready, "an answer")
    assert {ask(running, "/rss.xml", X_Forwarded_For="203.0.113.7").status for _ in range(20)} == {200}
    assert running.log.count("trusted_proxies") == 1
    assert "trusted_proxies" not in server.log


# --- newsboat and libcurl


class StandingDate(BaseHTTPRequestHandler):
    """A feed as many servers send it: the tag follows the bytes, and the date stands still for a whole second."""

    entries = 1
    date = formatdate(1_767_225_600, usegmt=True)

    def do_GET(self) -> None:
        body = feed_of(type(self).entries)
        tag = f'"{type(self).entries}"'
        same_tag = self.headers["If-None-Match"] == tag
        # RFC 9110 section 13.2.2, to the letter: a date counts only where there is no tag.
        same_date = self.headers["If-None-Match"] is None and self.headers["If-Modified-Since"] == self.date
        self.send_response(304 if same_tag or same_date else 200)
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", self.date)
        self.send_header("Content-Type", "application/rss+xml")
        if not (same_tag or same_date):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not (same_tag or same_date):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: pytest shows what a test prints."""


def feed_of(number: int) -> bytes:
    items = "".join(
        f"<item><title>Zpráva {n}</title><link>http://127.0.0.1/{n}</link><guid>urn:example:{n}</guid></item>"
        for n in range(number)
    )
    head = "<title>Zprávy</title><link>http://127.0.0.1/</link><description>d</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


@pytest.fixture
def newsboat(tmp_path: Path) -> Callable[[str], int]:
    """Let newsboat ask for a feed; gives how many articles it has not read."""
    program = shutil.which("newsboat")
    if program is None:
        missing = "newsboat is not installed (Debian: the package newsboat)"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)

    def poll(url: str) -> int:
        (tmp_path / "urls").write_text(f"{url}\n", "utf-8")
        done = subprocess.run(
            [program, "-C", os.devnull, "-u", "urls", "-c", "cache.db", "-x", "reload", "print-unread"],
            cwd=tmp_path,
            env=os.environ | {"HOME": str(tmp_path), "NO_PROXY": "*"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return int(done.stdout.split()[0])

    return poll


@pytest.fixture
def standing_date() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandingDate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/rss.xml"
    server.shutdown()
    thread.join()
    server.server_close()


def test_newsboat_loses_an_entry_where_the_tag_changes_and_the_date_stands(
    newsboat: Callable[[str], int], standing_date: str
) -> None:
    StandingDate.entries = 1
    for _ in range(2):  # newsboat keeps no validators of the first answer
        assert newsboat(standing_date) == 1
    StandingDate.entries = 2
    # libcurl compares the date of the answer with the one it asked with, whatever the status, and drops the body. The
    # tag of the answer is kept all the same, so the entry never comes.
    for _ in range(2):
        assert newsboat(standing_date) == 1


def test_newsboat_loses_no_entry_that_comes_in_the_same_second(
    newsboat: Callable[[str], int], start: Start, tmp_path: Path, eventually: Eventually, write_article: Write
) -> None:
    home = tmp_path / "daemon"
    (home / "seeds").mkdir(parents=True)
    running = start("run", home, scan_interval="1h", settle_time="0")
    eventually(running.has_passed, "the first pass")
    for number in range(1, 6):
        beside = home / f"{number}.tmp"
        beside.write_text(
            write_article(f"Zpráva číslo {number} o něčem docela jiném než {number * 7}", date="2026-01-01"), "utf-8"
        )
        beside.rename(home / "seeds" / f"{number}.md")
        eventually(lambda number=number: len(running.items()) == number, "the article")
        assert newsboat(f"{running.url}/rss.xml") == number


def test_the_lists_and_files_have_their_types(server: Running) -> None:
    for path, content_type in LISTS.items():
        got = ask(server, path)
        assert (got.status, got.fields["content-type"], got.fields["vary"]) == (200, content_type, "Accept-Encoding")
    assert json.loads(ask(server, "/companies.json").body)["companies"]
    assert ask(server, "/robots.txt").fields["content-type"] == "text/plain; charset=utf-8"
    assert ask(server, "/static/seedwire.css").fields["content-type"] == "text/css; charset=utf-8"
