"""Requests that end where they should not, or are none, byte for byte against the daemon (rows 30 and 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.newsroom import daemon
from tests.faults.soundness import one, sound
from tests.faults.wire import answers, last, request
from tests.seedwire.conftest import eventually, start_for_all

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running

__all__ = ["daemon", "eventually", "start_for_all"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(30, 31), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]

NEXT = last("/robots.txt")
BAD, CLOSED = (400,), (405,)


@pytest.mark.parametrize(
    ("first", "statuses"),
    [
        (request("/healthz", "Transfer-Encoding: chunked", body=b"5\r\nhello\r\n0\r\n\r\n"), (200, 200)),
        (request("/healthz", "Content-Length: 5", body=b"hello"), (200, 200)),
        (request("/healthz", "Content-Length: 0", "Content-Length: 0"), (200, 200)),
        (request("/healthz", "Transfer-Encoding: chunked", body=b"zz\r\nhello\r\n0\r\n\r\n"), (200,)),
        (request("/healthz", "Content-Length: 99999999999", body=b"hello"), (200,)),
        (request("/healthz", "Content-Length: 0", "Content-Length: 44", method="POST"), BAD),
        (request("/healthz", "Content-Length: 0, 44", method="POST"), BAD),
        (request("/healthz", "Content-Length: 44, 0"), BAD),
        (request("/healthz", "Content-Length: -1"), BAD),
        (request("/healthz", "Content-Length: +0"), BAD),
        (request("/healthz", "Content-Length: 0x0"), BAD),
        (request("/healthz", "Content-Length: 99999999999999999999999"), BAD),
        (
            request("/healthz", "Content-Length: 5", "Transfer-Encoding: chunked", method="POST", body=b"0\r\n\r\n"),
            CLOSED,
        ),
        (
            request("/healthz", "Transfer-Encoding: chunked", "Content-Length: 44", method="POST", body=b"0\r\n\r\n"),
            CLOSED,
        ),
        (request("/healthz", "Transfer-Encoding: xchunked", method="POST", body=b"0\r\n\r\n"), BAD),
        (request("/healthz", "Transfer-Encoding: identity", method="POST", body=b"0\r\n\r\n"), BAD),
        (request("/healthz", "Transfer-Encoding: chunked, identity", method="POST", body=b"0\r\n\r\n"), BAD),
        (request("/healthz", "Transfer-Encoding:\r\n chunked", method="POST", body=b"0\r\n\r\n"), BAD),
        (request("/healthz", "Transfer-Encoding : chunked", method="POST", body=b"0\r\n\r\n"), BAD),
        (request("/healthz", "Transfer-Encoding: chunked\0", method="POST", body=b"0\r\n\r\n"), BAD),
        (request("/healthz", "X: a\r\n\tb"), BAD),
        (request("/healthz", "X: a\rContent-Length: 44"), BAD),
        (request("/healthz", "no colon"), BAD),
        (request("/healthz", ": no name"), BAD),
        (request("/healthz", "A B: c"), BAD),
        (request("/healthz", "A: \0"), BAD),
        (b"POST /healthz HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", BAD),
        (request("/healthz", "Content-Length: 5", "Expect: 100-continue", method="POST"), (405, 400)),
        (b"GET /healthz\r\n", BAD),
        (b"GET /healthz HTTP/0.9\r\nHost: x\r\n\r\n", BAD),
        (b"GET /healthz HTTP/1.2\r\nHost: x\r\n\r\n", BAD),
        (b"GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n", BAD),
        (b"GET\t/healthz\tHTTP/1.1\r\nHost: x\r\n\r\n", BAD),
        (b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", BAD),
        (b"GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n", BAD),
        (b"GET /companies/\xff/ HTTP/1.1\r\nHost: x\r\n\r\n", BAD),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", BAD),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", ()),
        (request("/healthz") * 100, (200,) * 101),
    ],
    ids=lambda given: given[:90].decode("latin-1") if isinstance(given, bytes) else None,
)
def test_requests_end_where_the_standard_says_or_the_server_hangs_up(
    daemon: Running, first: bytes, statuses: tuple[int, ...]
) -> None:
    told = [sound(answer).status for answer in answers(daemon.port, first + NEXT)]
    assert tuple(told) == statuses
    assert daemon.get("/healthz").status == 200


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        *((method, "/", 405) for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "PURGE", "CONNECT")),
        *((method, "/atom.xml", 405) for method in ("get", "Get", "head", "options", "GETS", "A" * 10_000)),
        *((method, "/nowhere", 404) for method in ("GET", "POST", "DELETE", "OPTIONS")),
        ("G(T", "/", 400),
        ("", "/", 400),
        ("OPTIONS", "*", 204),
        ("GET", "*", 404),
        ("GET", "evil.example:443", 400),
        ("CONNECT", "evil.example:443", 400),
        ("GET", "?limit=1", 400),
        ("GET", "", 400),
        ("GET", "ftp://evil.example/atom.xml", 200),
        ("GET", "/" + "a" * 100_000, 431),
        ("GET", "/" + "a" * 10_000, 404),
    ],
    ids=lambda given: given[:30] if isinstance(given, str) else None,
)
def test_a_method_or_target_that_leads_to_nothing_is_refused(
    daemon: Running, method: str, target: str, status: int
) -> None:
    answer = one(daemon.port, last(target, method=method), method)
    assert answer.status == status
    if status == 405:
        assert answer.fields["allow"] == "GET, HEAD, OPTIONS"
    if status == 204:
        assert answer.fields["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "fields",
    [
        [f"X-{number}: a" for number in range(10_000)],
        [f"X-{number}: a" for number in range(200)],
        ["X: " + "a" * 30_000],
        ["X: " + "a" * 1_000_000],
        ["If-None-Match: " + '"a", ' * 200_000],
        ["Accept-Encoding: " + "gzip;q=0.5," * 100_000],
    ],
    ids=["10,000", "200", "30 kB", "1 MB", "a million tags", "a million codings"],
)
def test_more_header_than_anybody_needs_is_refused_unread(daemon: Running, fields: list[str]) -> None:
    assert [answer.status for answer in answers(daemon.port, last("/atom.xml", *fields))] == [431]
    assert daemon.get("/healthz").status == 200
