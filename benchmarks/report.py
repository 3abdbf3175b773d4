"""What was measured: figures as values, a table for people, JSON for programs, and the machine they are true of."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from store.sqlite import library

_CPU_MODEL = "model name"
_NAME_WIDTH, _VALUE_WIDTH, _UNIT_WIDTH = 36, 12, 14
"""Characters: the same in every group, so that figures stand below each other."""


class Better(Enum):
    """On which side of its target a figure should be."""

    HIGHER = "at least"
    LOWER = "under"


@dataclass(frozen=True, slots=True)
class Target:
    """What was promised; told beside the figure, and never a reason to fail."""

    value: float
    better: Better

    def is_met_by(self, value: float) -> bool:
        """Whether a figure keeps the promise."""
        return value >= self.value if self.better is Better.HIGHER else value < self.value

    def __str__(self) -> str:
        """As in ``under 300``."""
        return f"{self.better.value} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value."""

    group: str
    """What was done, as in ``ingest of 10,000 articles``."""
    name: str
    value: float | None
    """None where this machine cannot tell."""
    unit: str
    target: Target | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The figure as it stands in the report."""
        plain = asdict(self)
        plain["target"] = self.target and str(self.target)
        plain["met"] = None if self.target is None or self.value is None else self.target.is_met_by(self.value)
        return plain


def machine(scratch: Path) -> dict[str, str]:
    """What the figures depend on. `scratch` is where files and databases were."""
    sqlite = library()
    return {
        "cores": str(os.cpu_count()),
        "processor": _processor(),
        "system": platform.platform(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": f"{sqlite.sqlite_version} ({sqlite.__name__})",
        "file system": _file_system(scratch),
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


def as_json(facts: Mapping[str, str], figures: Iterable[Figure]) -> dict[str, Any]:
    """The whole report."""
    return {"machine": dict(facts), "figures": [figure.as_json() for figure in figures]}


def show(console: Console, facts: Mapping[str, str], figures: Iterable[Figure]) -> None:
    """The whole report: a table for each group."""
    console.print("\n".join(f"{name}: {fact}" for name, fact in facts.items()), markup=False)
    for group, members in groupby(figures, key=attrgetter("group")):
        table = Table(title=escape(group), title_justify="left", title_style="bold", show_header=False, box=None)
        table.add_column(min_width=_NAME_WIDTH)
        table.add_column(min_width=_VALUE_WIDTH, justify="right", no_wrap=True)
        table.add_column(min_width=_UNIT_WIDTH)
        table.add_column(overflow="fold")
        for figure in members:
            table.add_row(escape(figure.name), _value(figure), figure.unit, _remarks(figure))
        console.print()
        console.print(table)


def _value(figure: Figure) -> str:
    match figure.value:
        case None:
            return "not measured"
        case value if value >= 100:
            return f"{value:,.0f}"
        case value if value >= 1:
            return f"{value:.2f}"
        case value:
            return f"{value:.3f}"


def _remarks(figure: Figure) -> str:
    remarks = [escape(figure.note)] if figure.note else []
    if figure.target is not None:
        missed = figure.value is not None and not figure.target.is_met_by(figure.value)
        remarks.insert(0, f"[red]missed: {figure.target}[/]" if missed else f"target: {figure.target}")
    return "; ".join(remarks)


def _processor() -> str:
    """The model that Linux names; elsewhere the architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith(_CPU_MODEL))
    return next(models, platform.machine())


def _file_system(place: Path) -> str:
    """The type of the file system that a directory is on: how long a commit takes depends on it."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "unknown"
    types = {point: kind for _, point, kind, *_ in map(str.split, mounts)}
    above = (str(directory) for directory in (place.resolve(), *place.resolve().parents))
    return next((types[directory] for directory in above if directory in types), "unknown")
