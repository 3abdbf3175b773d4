"""The benchmarks measure what they say, and refuse to measure anything else."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rich.console import Console

from benchmarks import __main__ as program
from benchmarks import report
from benchmarks.load import CLIENTS, load
from benchmarks.percentile import percentile
from benchmarks.process_tree import ProcessTree, cpu_seconds
from benchmarks.report import Better, Figure, Target
from benchmarks.workplace import HOST, Daemon, FailedError, Workplace
from tests.faults.trials import many, tried

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


NUMBER: Mapping[str, object] = {"type": ["number", "null"]}
TEXT: Mapping[str, object] = {"type": "string", "minLength": 1}


def record(**properties: object) -> dict[str, object]:
    """An object that has all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


FIGURE = record(
    group=TEXT,
    name=TEXT,
    value=NUMBER,
    unit=TEXT,
    note={"type": "string"},
    target={"oneOf": [{"type": "null"}, {"type": "string", "pattern": r"^(at least|under) [\d.]+$"}]},
    met={"type": ["boolean", "null"]},
)
FACTS = ("cores", "processor", "system", "python", "sqlite", "file system", "load before")
REPORT = record(machine=record(**dict.fromkeys(FACTS, TEXT)), figures={"type": "array", "items": FIGURE, "minItems": 1})


def written(file: Path) -> list[dict[str, object]]:
    """The figures of a report that is as it should be."""
    document = json.loads(file.read_text("utf-8"))
    Draft202012Validator(REPORT).validate(document)
    figures: list[dict[str, object]] = document["figures"]
    return figures


def test_the_report_for_programs_says_what_the_one_for_people_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def part(root: Path, scale: program.Scale) -> Iterator[Figure]:
        assert root.is_dir()
        yield Figure("příjem", "rychlost", 1234.5, "articles/s", Target(800, Better.HIGHER), "„celá“")
        yield Figure("příjem", "files", scale.files, "files")
        yield Figure("příjem", "paměť", None, "MB", Target(400, Better.LOWER))

    monkeypatch.setattr(program, "PARTS", {"part": part})
    file = tmp_path / "figures.json"
    asked = ["--short", "--files", "1500", "--json", str(file), "--directory", str(tmp_path)]
    assert program.main(asked) == 0
    speed, files, memory = written(file)
    assert speed == {
        "group": "příjem",
        "name": "rychlost",
        "value": 1234.5,
        "unit": "articles/s",
        "note": "„celá“",
        "target": "at least 800",
        "met": True,
    }
    assert (files["value"], files["target"], files["met"]) == (1500, None, None)
    assert (memory["value"], memory["target"], memory["met"]) == (None, "under 400", None)
    assert "1,234" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [file], "what was made is gone"


@linux
@pytest.mark.process
@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.fault(14)
def test_what_a_folder_of_very_many_files_costs_is_measured_and_written(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    count = many(2_000, 1_000_000)
    asked = ["--only", "files", "--files", str(count), "--json", str(file), "--directory", str(tmp_path)]
    assert program.main(asked) == 0
    tried(count)
    figures = {str(figure["name"]): figure for figure in written(file)}
    assert {name for name, figure in figures.items() if figure["value"] is None} == set()
    if count == 1_000_000:  # of fewer, the program itself is most of it
        assert figures["memory for each file"]["met"]


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
        with contextlib.suppress(ConnectionError):  # who is refused measures no further
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
