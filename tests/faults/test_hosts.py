"""Requests that lie about whom they are for, and who sent them, byte for byte against the daemon (row 30)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.newsroom import BASE, DOCUMENTS, daemon
from tests.faults.soundness import BARE, one
from tests.faults.trials import tried
from tests.faults.wire import answers, last
from tests.seedwire.conftest import eventually, free_port, listens, start_for_all

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["daemon", "eventually", "start_for_all"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(30), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]

Eventually = Callable[..., Any]

FORGERIES: dict[str, tuple[str, ...]] = {
    "Forwarded": ("Forwarded: for=192.0.2.1;host=evil.example;proto=gopher;by=evil.example",),
    "X-Forwarded": (
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-Port: 666",
        "X-Forwarded-Prefix: /evil",
        "X-Forwarded-For: evil.example, 192.0.2.1",
        "X-Forwarded-Server: evil.example",
        "X-Real-IP: 192.0.2.1",
    ),
    "underscores": ("X_Forwarded_Host: evil.example", "X_Forwarded_Prefix: /evil", "Script_Name: /evil"),
    "addresses": ("X-Original-URL: /evil", "X-Rewrite-URL: /evil", "X-Host: evil.example", "Script-Name: /evil"),
    "methods": ("X-HTTP-Method-Override: DELETE", "X-HTTP-Method: PUT", "X-Method-Override: PATCH"),
    "protocols": ("Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
    "h2c": ("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"),
    "origin": ("Origin: https://evil.example", "Referer: https://evil.example/evil", "Cookie: evil=1"),
    "others": ("Proxy: http://evil.example", "TE: trailers", "Max-Forwards: 0", "Range: bytes=0-9", "Expect: evil"),
}
HOSTS = ("evil.example", "evil.example:99", "EVIL.example.", "[::1]:8080", "192.0.2.1", "xn--evil-.example", "a" * 9000)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_byte_and_no_field_hangs_on_whom_a_request_is_for(
    daemon: Running, path: str, eventually: Eventually
) -> None:
    eventually(
        lambda: "last-modified" in daemon.get("/").headers, "the date, which is told five seconds after a change"
    )
    joint = "&" if "?" in path else "?"
    plain = one(daemon.port, last(path))
    asked = [
        *(last(path, host=host) for host in HOSTS),
        *(last(f"http://evil.example{path}", *fields, host="evil.example") for fields in FORGERIES.values()),
        *(last(path, "Connection: Upgrade", *fields) for fields in FORGERIES.values()),
        # Asked for the first time too, where Flask answers; what is no parameter changes nothing.
        *(last(f"{path}{joint}cold={number}", host=host) for number, host in enumerate(HOSTS)),
        *(last(f"{path}{joint}cold={name}", *fields) for name, fields in FORGERIES.items()),
    ]
    for raw in asked:
        told = one(daemon.port, raw)
        assert b"evil" not in b"".join(value.encode() for value in told.fields.values()) + told.body, raw[:200]
        if path == "/companies":
            assert (told.status, plain.status) == (301, 301)
        else:
            assert (told.status, told.lasting, told.body) == (plain.status, plain.lasting, plain.body), raw[:200]
    tried(len(asked))


@pytest.mark.parametrize(
    "fields",
    [
        b"",
        b"Host:\r\n",
        b"Host: a\r\nHost: b\r\n",
        b"Host: a\r\nhost: a\r\n",
        b"Host: a, b\r\n",
        b"Host: a b\r\n",
        b"Host: a:b\r\n",
        b"Host: user@a\r\n",
        b"Host: [::1\r\n",
        b"Host: ::1\r\n",
        b"Host: a/b\r\n",
        b"Host: a\\b\r\n",
        b"Host: <script>\r\n",
        b"Host: a\0b\r\n",
        b"Host: a\xff\r\n",
        "Host: škoda.example\r\n".encode(),
        b"Host: a\rX: b\r\n",
        b"Host: a\r\n b\r\n",
        b"Host : a\r\n",
        b" Host: a\r\n",
        b"Host\r\n",
        b"Host: " + b"a" * 65_536 + b"\r\n",
    ],
    ids=lambda fields: fields[:40].decode("latin-1"),
)
def test_a_request_without_one_readable_host_is_refused_hot_and_cold(daemon: Running, fields: bytes) -> None:
    for target in (b"/atom.xml", b"/atom.xml?cold=%d" % len(fields), b"/nowhere"):
        raw = b"GET " + target + b" HTTP/1.1\r\n" + fields + b"Connection: close\r\n\r\n"
        assert one(daemon.port, raw).status in BARE
        tried()


def test_where_hosts_are_configured_others_are_refused(
    start_for_all: Start, daemon: Running, eventually: Eventually
) -> None:
    strict = start_for_all(
        "serve",
        daemon.home / "strict",
        base_url="https://Feeds.Example.org:8443/news",
        allowed_hosts="novinky.example, příklad.cz",
        database_url=f"sqlite:///{daemon.home}/seedwire.db",
    )
    eventually(strict.ready, "an answer to who asks loopback")
    known = (
        "feeds.example.org",
        "FEEDS.example.org:1",
        "novinky.example.",
        "xn--pklad-zsa96e.cz",
        "localhost",
        "[::1]:80",
    )
    unknown = ("evil.example", "feeds.example.org.evil.example", "evil-novinky.example", "192.0.2.1", "[::2]", "cz")
    for path in ("/atom.xml", "/atom.xml", "/nowhere", "/companies"):
        assert {answers(strict.port, last(path, host=host))[0].status for host in unknown} == {400}
        assert {answers(strict.port, last(path, host=host))[0].status for host in known} <= {200, 301, 404}
        tried(len(known) + len(unknown))
    assert answers(strict.port, b"GET /readyz HTTP/1.0\r\n\r\n")[0].status == 200, "who names none, as HAProxy does"


def test_the_operators_page_on_loopback_is_no_other_sites_to_read(
    start_for_all: Start, daemon: Running, eventually: Eventually
) -> None:
    """A page of evil.example may let its own name lead to 127.0.0.1 in the browser that shows it (DNS rebinding)."""
    private = free_port()
    running = start_for_all(
        "serve",
        daemon.home / "operated",
        admin_listen=f"127.0.0.1:{private}",
        base_url=BASE,
        database_url=f"sqlite:///{daemon.home}/seedwire.db",
    )
    eventually(running.ready, "an answer")
    eventually(lambda: listens(private), "an answer of the operator's page, which is a server of its own")
    for path in ("/", "/metrics", "/?refresh=off", "/static/seedwire.css", "/nowhere"):
        ours = {
            answers(private, last(path, host=host))[0].status for host in (f"127.0.0.1:{private}", "localhost", "[::1]")
        }
        theirs = [answers(private, last(path, host=host))[0] for host in ("evil.example", "127.0.0.1.evil.example", "")]
        assert ours == {404 if path == "/nowhere" else 200}
        assert {answer.status for answer in theirs} == {400}
        assert all(b"seedwire_" not in answer.body and b"<" not in answer.body for answer in theirs)
        tried(6)
    assert answers(running.port, last("/metrics"))[0].status == 404, "it is nowhere but at its own address"
