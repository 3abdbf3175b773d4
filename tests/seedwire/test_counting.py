"""The requests that a running daemon answers, counted over all its workers, also those that die."""

from __future__ import annotations

import http.client
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.seedwire.conftest import free_port

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

pytestmark = pytest.mark.process

ASKED = 40


def told(port: int) -> dict[str, float]:
    """The metrics of requests, by name and labels."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    except OSError:
        return {}
    finally:
        connection.close()
    return {name: float(value) for name, value in re.findall(r"^seedwire_(http\S+) (\S+)$", text, re.MULTILINE)}


@pytest.mark.long
def test_all_workers_count_together_and_a_dead_one_takes_nothing_along(
    start: Start, tmp_path: Path, eventually: Callable[..., Any]
) -> None:
    (tmp_path / "seeds").mkdir()
    port = free_port()
    daemon = start("run", tmp_path, admin_listen=f"127.0.0.1:{port}", web_workers=2)
    eventually(daemon.has_passed, "the first pass")
    eventually(lambda: told(port), "the metrics")
    tag = daemon.get("/atom.xml").headers["etag"]
    before = told(port)
    for _ in range(ASKED):
        assert daemon.get("/atom.xml", If_None_Match=tag).status == 304
    assert daemon.get("/nikde").status == 404
    after = told(port)
    assert after['http_requests_total{status="304"}'] == before.get('http_requests_total{status="304"}', 0) + ASKED
    assert after['http_requests_total{status="404"}'] == 1

    supervised = {p.pid for p in daemon.group() if p.parent == daemon.process.pid}
    workers = [p.pid for p in daemon.group() if p.parent in supervised and "resource_tracker" not in p.command]
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    eventually(lambda: told(port).get('http_requests_total{status="404"}'), "the metrics of a new worker")
    assert told(port)['http_requests_total{status="304"}'] == after['http_requests_total{status="304"}']
    assert "_granian: Unexpected exit from worker-1" in daemon.log
