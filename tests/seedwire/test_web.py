"""The web server: the address that it takes, and clients that are slow, rude or both."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from seedwire.config import Settings, load_settings
from seedwire.web import PortTakenError, claim

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

Eventually = Callable[..., Any]
Write = Callable[..., str]

SLOW = 200
"""Connections that never finish their request."""


def settings(listen: str, **others: object) -> Settings:
    return load_settings(None, {"listen": listen, **others}, {})


# --- the address


def test_a_free_address_is_taken_as_it_is(free_port: int) -> None:
    wanted = settings(f"127.0.0.1:{free_port}")
    assert claim(wanted) == wanted


def test_port_zero_becomes_a_port_that_every_url_names() -> None:
    claimed = claim(settings("127.0.0.1:0"))
    assert claimed.listen.port > 0
    assert claimed.base_url == f"http://127.0.0.1:{claimed.listen.port}"
    assert claimed.site().base_url == claimed.base_url


def test_a_base_url_that_was_set_stays_whatever_the_port(free_port: int) -> None:
    for port in (0, free_port):
        claimed = claim(settings(f"127.0.0.1:{port}", base_url="https://feeds.example.org/news"))
        assert claimed.base_url == "https://feeds.example.org/news"


def test_a_taken_address_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(PortTakenError, match=f"{taken}: cannot listen there .Address already in use."):
            claim(settings(taken))


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PortTakenError, match="Cannot assign requested address"):
        claim(settings("192.0.2.1:8080", base_url="https://feeds.example.org"))


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.process
@pytest.mark.parametrize("host", ["localhost", "[::1]"])
def test_names_and_ipv6_are_served(start: Start, server: Running, eventually: Eventually, host: str) -> None:
    if host == "[::1]" and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    again = start("serve", server.home / host, listen=f"{host}:0", database_url=f"sqlite:///{server.home}/seedwire.db")

    def status() -> int:
        # The program was told to find a port, and says in its log line which one that is.
        (port,) = eventually(lambda: re.findall(r"serving http://.*:(\d+)/", again.log), "the address")
        connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=10)
        try:
            connection.request("GET", "/rss.xml")
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    assert eventually(status, f"an answer at {host}") == 200


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


# --- clients


@pytest.fixture(scope="module")
def server(
    start_for_all: Start,
    tmp_path_factory: pytest.TempPathFactory,
    program: Callable[..., Any],
    eventually: Eventually,
    write_article: Write,
) -> Running:
    """A publisher of three articles."""
    home = tmp_path_factory.mktemp("web")
    (home / "seeds").mkdir()
    for title in ("Jedna", "Две", "Drei"):
        (home / "seeds" / f"{title}.md").write_text(write_article(title), "utf-8")
    assert program(home, "ingest", settle_time="0.05s").returncode == 0
    running = start_for_all("serve", home)
    eventually(running.ready, "an answer")
    return running


def _connect(server: Running, beginning: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    connection.sendall(beginning)
    return connection


@pytest.fixture
def slow(server: Running, request: pytest.FixtureRequest) -> Iterator[int]:
    with contextlib.ExitStack() as connections:
        for _ in range(SLOW):
            connections.enter_context(contextlib.closing(_connect(server, request.param)))
        yield SLOW


@pytest.mark.fault(33)
@pytest.mark.process
@pytest.mark.parametrize(
    "slow",
    [b"GET /rss", b"GET /rss.xml HTTP/1.1\r\nHost: x\r\nX-Slow: ", b""],
    indirect=True,
    ids=["half a request line", "half a header", "nothing"],
)
def test_slow_clients_keep_nobody_waiting(server: Running, slow: int) -> None:
    assert slow == SLOW
    took = []
    for _ in range(10):
        begun = time.monotonic()
        assert server.get("/rss.xml").status == 200
        took.append(time.monotonic() - begun)
    print(f"slowest of {len(took)} answers beside {slow} slow clients: {max(took):.3f} s")  # noqa: T201 - a measurement
    assert max(took) < 8, "as long as a slow client is held"


@pytest.mark.fault(33)
@pytest.mark.process
def test_clients_that_read_slowly_keep_nobody_waiting(server: Running) -> None:
    with contextlib.ExitStack() as connections:
        for _ in range(SLOW):
            asked = _connect(server, b"GET /atom.xml HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connections.enter_context(contextlib.closing(asked))
        begun = time.monotonic()
        assert server.get("/feed.json").status == 200
        assert time.monotonic() - begun < 20, "as long as a slow client is held"


@pytest.mark.fault(31)
@pytest.mark.process
def test_giant_headers_are_refused_and_harm_nobody(server: Running) -> None:
    with contextlib.closing(_connect(server, b"GET / HTTP/1.1\r\nHost: x\r\n")) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(b"X-Giant: " + b"a" * 600_000 + b"\r\n\r\n")
        try:
            answer = connection.recv(100)
        except ConnectionError:
            answer = b""
    assert not answer or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431"))
    assert server.get("/").status == 200


@pytest.mark.fault(31)
@pytest.mark.process
@pytest.mark.parametrize(
    "rubbish", [b"\x16\x03\x01\x02\x00\x01\x00", b"NONSENSE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 50]
)
def test_rubbish_is_refused_and_harms_nobody(server: Running, rubbish: bytes) -> None:
    with contextlib.closing(_connect(server, rubbish)) as connection:
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            assert not connection.recv(100).startswith(b"HTTP/1.1 5")
    assert server.get("/healthz").status == 200


@pytest.mark.process
def test_requests_on_one_connection_are_answered_one_after_the_other(server: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        for path in ("/atom.xml", "/rss.xml", "/feed.json") * 5:
            connection.request("GET", path)
            response = connection.getresponse()
            assert response.status == 200
            assert len(response.read()) == int(response.headers["Content-Length"])
    finally:
        connection.close()


@pytest.mark.process
def test_an_end_right_after_the_first_answer_waits_for_no_worker(
    start: Start, server: Running, eventually: Eventually
) -> None:
    # Most of the workers are still loading: none of them may miss the signal, or it is killed after five seconds.
    young = start("serve", server.home / "young", database_url=f"sqlite:///{server.home}/seedwire.db", web_workers=3)
    eventually(young.ready, "an answer")
    assert young.end() < 5
    assert young.process.returncode == 0
