"""Behind a proxy: where documents are, and whom the proxy says that it asks for (rows 30 and 34)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.front import nginx
from tests.faults.newsroom import DOCUMENTS, daemon
from tests.faults.trials import many, tried
from tests.faults.wire import Answer, answers, last
from tests.seedwire.conftest import eventually, start_for_all

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["daemon", "eventually", "start_for_all"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]

Eventually = Callable[..., Any]

LIMIT = 10
CLIENT, OTHER, SIX = "203.0.113.7", "203.0.113.8", "2001:db8:1:2::{}"
SPOOFED = (
    ("X-Forwarded-For: 127.0.0.1",),
    ("X-Forwarded-For: ::1",),
    ("X-Forwarded-For: unknown",),
    ("X-Forwarded-For: 198.51.100.{}",),
    ("X-Forwarded-For: 198.51.100.{}, 203.0.113.99, 127.0.0.1",),
    ("X-Forwarded-For: " + "1.2.3.4, " * 500,),
    ('X-Forwarded-For: "',),
    ("X_Forwarded_For: 198.51.100.{}",),
    ("X-Real-IP: 127.0.0.1", "Client-IP: 127.0.0.1", "True-Client-IP: 127.0.0.1", "CF-Connecting-IP: 127.0.0.1"),
    ("User-Agent: reader {}", "Cookie: who={}", "Authorization: Basic {}"),
)
"""What a client may write so as to be taken for another; ``{}`` is a number that changes."""


@pytest.fixture(scope="module")
def limited(
    start_for_all: Start, daemon: Running, eventually: Eventually, tmp_path_factory: pytest.TempPathFactory
) -> Running:
    """A server whose clients all come by a proxy on loopback, with counters that nobody has used."""
    running = start_for_all(
        "serve",
        tmp_path_factory.mktemp("limited"),
        base_url="https://feeds.example.org/zprávy",
        rate_limit=LIMIT,
        trusted_proxies="127.0.0.1",
        web_workers=3,
        database_url=f"sqlite:///{daemon.home}/seedwire.db",
    )
    eventually(running.ready, "an answer")
    return running


@pytest.mark.fault(30)
@pytest.mark.parametrize(
    ("location", "path"),
    [("/", ""), ("/zpr%C3%A1vy/", "/"), ("/zpr%C3%A1vy/", "")],
    ids=["root", "stripping", "passing"],
)
def test_documents_are_the_same_behind_a_proxy_that_takes_the_path_off_or_passes_it_on(
    daemon: Running, location: str, path: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("proxy") / "nginx"
    # nginx compares paths as they are after decoding.
    with nginx(home, daemon.port, CLIENT, location=location.replace("%C3%A1", "á"), path=path) as port:
        for document in DOCUMENTS:
            plain = answers(daemon.port, last(document))[0]
            proxied = answers(port, last(location.rstrip("/") + document, host="evil.example"))[0]
            assert (proxied.status, proxied.body) == (plain.status, plain.body), document
            same = {"etag", "location", "link", "cache-control", "content-security-policy", "vary"}
            assert {k: v for k, v in proxied.fields.items() if k in same} == {
                k: v for k, v in plain.fields.items() if k in same
            }
            tried()


@pytest.mark.fault(34)
def test_nobody_is_taken_for_another_behind_a_trusted_proxy(
    limited: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with nginx(tmp_path_factory.mktemp("proxy") / "nginx", limited.port, CLIENT) as port:
        for feed, fields in enumerate(SPOOFED, 1):  # a feed for each, for each has its own limit
            statuses = []
            for number in range(3 * LIMIT):
                told = (field.replace("{}", str(number)) for field in fields)
                statuses.append(answers(port, last(f"/rss.xml?limit={feed}&n={number}", *told))[0].status)
                tried()
            assert statuses == [200] * LIMIT + [429] * 2 * LIMIT, fields


@pytest.mark.fault(34)
def test_a_flood_of_one_client_is_cut_and_all_others_are_served(limited: Running) -> None:
    def ask(path: str, client: str, *fields: str, method: str = "GET") -> Answer:
        tried()
        raw = last(path, f"X-Forwarded-For: {client}", *fields, method=method)
        return answers(limited.port, raw, method)[0]

    tag = ask("/atom.xml", OTHER).fields["etag"]
    spellings = (
        "/atom.xml",
        "/atom.xml?x={}",
        "/zpr%C3%A1vy/atom.xml",
        "/atom.xml?limit=50",
        "//atom.xml",
        "/atom.xml?q=&x={}",
    )
    with ThreadPoolExecutor(8) as pool:
        asked = [spellings[number % len(spellings)].format(number) for number in range(many(200, 3000))]
        rude = list(pool.map(lambda path: ask(path, CLIENT), asked))
    assert sum(answer.status == 200 for answer in rude) == LIMIT
    refused = [answer for answer in rude if answer.status != 200]
    assert {answer.status for answer in refused} == {429}
    assert all(1 <= int(answer.fields["retry-after"]) <= 60 for answer in refused)
    assert all(answer.fields["cache-control"] == "no-store" for answer in refused)
    assert max(len(answer.body) for answer in refused) < 200
    # Who asks as it should is not met by the limit, whoever else there is behind that address.
    assert {ask("/atom.xml", CLIENT, f"If-None-Match: {tag}").status for _ in range(50)} == {304}
    assert {ask("/atom.xml", CLIENT, method="HEAD").status for _ in range(50)} == {200}
    assert {ask("/atom.xml", CLIENT, method=method).status for method in ("get", "Get")} == {405}
    assert ask("/rss.xml", CLIENT).status == 200
    assert ask("/atom.xml", OTHER).status == 200
    # The /64 of a customer is one client, and the next one another (RFC 6177).
    assert [ask("/feed.json", SIX.format(number)).status for number in range(2 * LIMIT)] == [200] * LIMIT + [
        429
    ] * LIMIT
    assert ask("/feed.json", "2001:db8:1:3::1").status == 200
    assert ask("/feed.json", "::ffff:203.0.113.7").status == 200, "the same address as 203.0.113.7"
