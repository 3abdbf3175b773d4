"""The table of faults: what the tests that name a fault showed, row by row, at the end of `make faults`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO

import pytest
from hypothesis import settings
from rich import box
from rich.console import Console
from rich.table import Table

from tests.faults.rows import ROWS
from tests.faults.trials import counted, many

# A property is not about time: on a machine that does something else as well, an example may take a second.
settings.register_profile("seedwire", deadline=None, max_examples=many(60, 300))
settings.load_profile("seedwire")

_WIDTH = 150


@dataclass(slots=True)
class Finding:
    """What was seen of one row."""

    tests: int = 0
    trials: int = 0
    broken: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def result(self) -> str:
        if self.broken:
            return f"BROKEN: {', '.join(self.broken)}"
        return ("kept" if self.tests else "not tried") + "".join(f"; not {name}" for name in self.skipped)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let the row travel with the report, also from a worker."""
    for mark in item.iter_markers("fault"):
        for number in mark.args:
            assert number in ROWS, f"{item.nodeid}: there is no fault {number}"
            item.user_properties.append(("fault", number))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count what the test tries."""
    counted()
    try:
        yield
    finally:
        item.user_properties.append(("trials", counted()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table, where it was asked for."""
    if "fault" not in config.option.markexpr:
        return
    findings = {number: Finding() for number in ROWS}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            _note(findings, report, outcome)
    terminalreporter.section("faults")
    written = StringIO()
    Console(file=written, width=_WIDTH, markup=False).print(_table(findings.items()))
    terminalreporter.write(written.getvalue())


def _note(findings: dict[int, Finding], report: pytest.TestReport, outcome: str) -> None:
    properties = list(getattr(report, "user_properties", ()))
    name = report.nodeid.rpartition("::")[2]
    for number in (value for key, value in properties if key == "fault"):
        finding = findings[number]
        match outcome:
            case "passed":
                finding.tests += 1
                finding.trials += sum(value for key, value in properties if key == "trials")
            case "skipped":
                finding.skipped.append(name)
            case _:
                finding.broken.append(name)


def _table(findings: Iterable[tuple[int, Finding]]) -> Table:
    table = Table("#", "fault", "promise", "tests", "trials", "result", box=box.SIMPLE_HEAD)
    for number, finding in findings:
        row = ROWS[number]
        table.add_row(str(number), row.fault, row.promise, str(finding.tests), str(finding.trials), finding.result)
    return table
