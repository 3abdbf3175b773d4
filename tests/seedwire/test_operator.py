"""The operator's page of a running daemon, at an address of its own."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

pytestmark = pytest.mark.process

Eventually = Callable[..., Any]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def port() -> int:
    """A port that nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
        return number


def ask(port: int, path: str) -> tuple[int, str]:
    """Status and body; 0 where nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


def test_metrics_and_the_page_are_at_their_own_address_and_nowhere_else(
    start: Start, tmp_path: Path, eventually: Eventually, write_article: Callable[..., str], port: int
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.md").write_text(write_article("Úvodem"), "utf-8")
    running = start("run", tmp_path, admin_listen=f"127.0.0.1:{port}", settle_time=0)
    eventually(lambda: 'seedwire_entries{state="published"} 1.0' in ask(port, "/metrics")[1], "the metrics")
    eventually(lambda: "<h1>Running</h1>" in ask(port, "/")[1], "the page")
    assert {running.get(path).status for path in ("/metrics", "/?refresh=off")} == {404, 200}
    assert ask(port, "/atom.xml")[0] == 404
    assert running.end() < 10
    assert ask(port, "/metrics")[0] == 0


def test_the_server_alone_has_them_too(
    start: Start, tmp_path: Path, eventually: Eventually, program: Callable[..., Any], port: int
) -> None:
    (tmp_path / "seeds").mkdir()
    assert program(tmp_path, "ingest").returncode == 0
    running = start("serve", tmp_path, admin_listen=f"127.0.0.1:{port}")
    eventually(lambda: ask(port, "/metrics")[0] == 200, "the metrics")
    eventually(running.ready, "the server")
    assert "The ingester does not run" in ask(port, "/")[1]
    assert running.end() < 10


def test_an_address_that_is_taken_is_refused_at_once(
    start: Start, tmp_path: Path, program: Callable[..., Any], taken: int
) -> None:
    (tmp_path / "seeds").mkdir()
    assert program(tmp_path, "ingest").returncode == 0
    running = start("serve", tmp_path, admin_listen=f"127.0.0.1:{taken}")
    assert running.process.wait(timeout=30) == 3
    assert f"127.0.0.1:{taken}: cannot listen there" in running.log
    assert "admin_listen" in running.log
