"""The operator's page of a running daemon, at an address of its own."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.seedwire.conftest import free_port

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
    return free_port()


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


@pytest.mark.long
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


@pytest.mark.long
def test_an_address_that_is_taken_is_refused_at_once(
    start: Start, tmp_path: Path, program: Callable[..., Any], taken: int
) -> None:
    (tmp_path / "seeds").mkdir()
    assert program(tmp_path, "ingest").returncode == 0
    running = start("serve", tmp_path, admin_listen=f"127.0.0.1:{taken}")
    assert running.process.wait(timeout=30) == 3
    assert f"127.0.0.1:{taken}: cannot listen there" in running.log
    assert "admin_listen" in running.log


MANUAL = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def scraped(port: int) -> dict[tuple[str, str], float]:
    """The metrics by name and the value of their only label, as another parser than the writer's reads them."""
    return {
        (sample.name.removeprefix("seedwire_"), "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(ask(port, "/metrics")[1])
        for sample in family.samples
    }


def documented() -> set[str]:
    section = MANUAL.read_text("utf-8").split("\n## Metrics\n")[1].split("\n## ")[0]
    names = (line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
    return {name for cell in names for name in re.findall(r"`(\w+)`", cell)}


@pytest.mark.long
@pytest.mark.fault(12, 36)
def test_a_daemon_tells_every_metric_and_its_troubles_and_serves_on(
    start: Start, tmp_path: Path, eventually: Eventually, program: Callable[..., Any], write_article: Callable[..., str]
) -> None:
    port, closed = (free_port() for _ in range(2))
    seeds, away = tmp_path / "seeds", tmp_path / "away"
    seeds.mkdir()
    (seeds / "a.md").write_text(write_article("Úvodem"), "utf-8")
    (seeds / "b.md").write_bytes(b"\0\1\2" * 99)
    hub = f"http://127.0.0.1:{closed}/"
    settings = {"admin_listen": f"127.0.0.1:{port}", "settle_time": 0, "scan_interval": "1s", "websub_hubs": hub}
    running = start("run", tmp_path, export_dir=tmp_path / "public", **settings)
    eventually(lambda: scraped(port).get(("entries", "published")) == 1, "the entry in the metrics")
    eventually(lambda: scraped(port).get(("hub_trouble", hub)) == 1, "the trouble of the hub")
    assert scraped(port)["pings_pending", hub] > 0
    eventually(lambda: scraped(port).get(("exporter_up", "")) == 1, "the exporter's sign of life")

    for _ in range(5):
        assert running.get("/atom.xml").status == 200
    told = scraped(port)
    assert told["problems", ""] == 1
    assert told["cache_hits_total", ""] + told["cache_misses_total", ""] >= 5
    assert told["cache_documents", ""] >= 1
    assert told["cache_bytes", ""] > len(running.get("/atom.xml").body)
    assert told["render_seconds_count", "atom"] >= 1
    assert told["process_starts_total", "ingester"] == 1
    assert told["process_starts_total", "web worker"] == 2
    # A hub that never took a ping has no such time; all else is there.
    names = {re.sub(r"_(bucket|count|sum)$", "", name) for name, _ in told}
    assert documented() - names == {"hub_success_timestamp_seconds"}

    seeds.rename(away)
    eventually(lambda: scraped(port)["last_pass_trouble", ""] == 1, "the folder that is gone")
    assert "nothing is withdrawn" in ask(port, "/")[1]
    assert "nothing is withdrawn" in program(tmp_path, "status", "--json").stdout
    assert running.ready()["ingestion"]["trouble"]
    assert running.get("/healthz").status == 200
    assert running.titles() == {"Úvodem"}
    away.rename(seeds)
    eventually(lambda: scraped(port)["last_pass_trouble", ""] == 0, "that all is well again")

    os.kill(running.ingester(), signal.SIGKILL)
    eventually(lambda: scraped(port)["process_starts_total", "ingester"] == 2, "the start of another ingester")
    assert running.end() < 10
