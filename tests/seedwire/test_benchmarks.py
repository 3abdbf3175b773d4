"""The benchmarks measure what they say, and refuse to measure anything else."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from benchmarks import report
from benchmarks.load import CLIENTS, load
from benchmarks.percentile import percentile
from benchmarks.process_tree import ProcessTree, cpu_seconds
from benchmarks.report import Better, Figure, Target
from benchmarks.workplace import HOST, Daemon, FailedError, Workplace

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are measured through /proc")

# Holds 60 MB itself, and 40 MB in a child that works for half a second.
HUNGRY = """
import subprocess, sys
held = b"x" * 60_000_000
work = "import time; held = b'x' * 40_000_000\\nwhile time.process_time() < 0.5: pass\\nprint(1, flush=True); input()"
child = subprocess.Popen([sys.executable, "-c", work], stdin=sys.stdin)
sys.exit(child.wait())
"""


def test_a_program_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="status 3"):
        Workplace(tmp_path).run("status")


# --- figures


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.1, 100))
def test_a_percentile_is_the_least_value_that_enough_values_do_not_exceed(values: list[float], percent: float) -> None:
    found = percentile(values, percent)

    def share(limit: float) -> float:
        return sum(value <= limit for value in values) * 100 / len(values)

    assert found in values
    assert share(found) >= percent - 1e-9
    assert all(share(value) < percent for value in values if value < found)


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


@pytest.mark.parametrize(
    ("value", "target", "met"),
    [
        (800.0, Target(800, Better.HIGHER), True),
        (799.9, Target(800, Better.HIGHER), False),
        (299.9, Target(300, Better.LOWER), True),
        (300.0, Target(300, Better.LOWER), False),
        (None, Target(300, Better.LOWER), None),
        (1.0, None, None),
    ],
)
def test_a_report_says_whether_a_target_is_met(value: float | None, target: Target | None, met: bool | None) -> None:  # noqa: FBT001 - a column of the table
    figure = Figure("ingest", "speed", value, "articles/s", target)
    [told] = report.as_json({}, [figure])["figures"]
    assert told["met"] is met
    shown = StringIO()
    report.show(Console(file=shown, width=120), {"cores": "2"}, [figure])
    assert ("missed" in shown.getvalue()) == (met is False)
    assert ("not measured" in shown.getvalue()) == (value is None)
    assert "cores: 2" in shown.getvalue()


def test_a_figure_is_shown_as_it_is_and_not_as_markup() -> None:
    shown = StringIO()
    report.show(Console(file=shown, width=120), {}, [Figure("[bold]", "[red]", 12_345.6, "ms", note="[dim]")])
    for text in ("[bold]", "[red]", "12,346", "[dim]"):
        assert text in shown.getvalue()


# --- processes


@linux
def test_memory_and_cpu_of_a_process_and_its_children_are_counted() -> None:
    with subprocess.Popen([sys.executable, "-c", HUNGRY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with ProcessTree(process.pid, interval=0.02) as tree:
            process.stdout.readline()  # both hold what they are going to hold
            while (tree.peak_mb or 0) < 100 or (tree.other_cpu or 0) < 0.4:
                time.sleep(0.02)
            spent = cpu_seconds(process.pid)
            process.stdin.write(b"\n")
            process.stdin.flush()
            assert process.wait() == 0
    assert tree.peak_mb is not None
    assert 100 < tree.peak_mb < 250
    assert tree.own_resident_mb is not None
    assert tree.own_resident_mb > 60
    assert [size > 40 for size in tree.other_resident_mb] == [True]
    assert tree.own_cpu is not None
    assert tree.other_cpu is not None
    assert spent is not None
    # The system counts in hundredths, the child in nanoseconds.
    assert tree.own_cpu < 0.4 < tree.other_cpu
    assert spent >= 0.4


@linux
def test_a_process_that_has_ended_costs_nothing_more() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    with ProcessTree(process.pid, interval=0.01) as tree:
        pass
    assert cpu_seconds(process.pid) == 0
    assert tree.peak_mb is None


# --- load


class Counting(http.server.BaseHTTPRequestHandler):
    """Answers everything with 200 and three bytes."""

    protocol_version = "HTTP/1.1"
    answered = 0

    def do_GET(self) -> None:
        Counting.answered += 1
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"abc")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Daemon]:
    Counting.answered = 0
    with http.server.ThreadingHTTPServer((HOST, 0), Counting) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield Daemon(os.getpid(), running.server_port)
        running.shutdown()
        thread.join()


def test_load_counts_the_answers_that_were_given(server: Daemon) -> None:
    told = load(server, "/", {}, status=200, seconds=0.3)
    assert told.answers == Counting.answered
    assert told.answers >= CLIENTS
    assert told.per_second < told.answers / 0.3
    assert told.body == 3
    assert 0 < told.p50 <= told.p99


def test_load_refuses_another_answer_than_the_one_to_be_measured(server: Daemon) -> None:
    with pytest.raises(FailedError, match="expected 304"):
        load(server, "/", {}, status=304, seconds=0.3)
