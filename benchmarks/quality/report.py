"""What was found, part by part: tables, the bars that were met or missed, and the mistakes one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.report import Figure

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. A figure is a share between 0 and 1 where it is a float; None where there was nothing to measure."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def as_json(self) -> dict[str, Any]:
        """Rows as objects, by the names of the columns."""
        return {"title": self.title, "rows": [dict(zip(self.columns, row, strict=True)) for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report."""

    name: str
    sheets: tuple[Sheet, ...]
    figures: tuple[Figure, ...]
    """What is to be compared with a bar."""
    mistakes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The part as it stands in the document."""
        return {
            "name": self.name,
            "sheets": [sheet.as_json() for sheet in self.sheets],
            "figures": [figure.as_json() for figure in self.figures],
            "mistakes": list(self.mistakes),
        }


def show(console: Console, part: Part, *, mistakes: bool) -> None:
    """The tables of one part, and its mistakes where they are asked for."""
    for sheet in part.sheets:
        table = Table(title=escape(sheet.title), title_justify="left", title_style="bold", box=None, pad_edge=False)
        for name in sheet.columns:
            table.add_column(escape(name), justify="left" if name == sheet.columns[0] else "right", no_wrap=True)
        for row in sheet.rows:
            table.add_row(*map(_cell, row))
        console.print(table)
        console.print()
    if mistakes and part.mistakes:
        console.print(f"mistakes, {part.name}:", style="bold")
        for mistake in part.mistakes:
            console.print(f"  {mistake}", markup=False, soft_wrap=True)
        console.print()


def summarise(console: Console, figures: Sequence[Figure]) -> None:
    """Every bar, met or missed; the last thing of the report."""
    table = Table(title="bars", title_justify="left", title_style="bold", show_header=False, box=None, pad_edge=False)
    for figure in figures:
        table.add_row(
            escape(figure.group), escape(figure.name), _value(figure), f"[{_style(figure)}]{_verdict(figure)}[/]",
            escape(figure.note),
        )  # fmt: skip
    console.print(table)


def missed(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures that fall short of their bars."""
    return tuple(figure for figure in figures if figure.as_json()["met"] is False)


def _cell(value: Cell) -> str:
    match value:
        case None:
            return "–"
        case float():
            return f"{value:.3f}"
        case int():
            return f"{value:,}"
        case str():
            return escape(value)


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "not measured"
    return f"{figure.value:.4f}" if figure.unit == "share" else f"{figure.value:,.0f} {figure.unit}"


def _verdict(figure: Figure) -> str:
    if figure.target is None:
        return "no bar"
    if figure.value is None:
        return f"bar: {figure.target}"
    return f"{'missed' if missed([figure]) else 'met'}: {figure.target}"


def _style(figure: Figure) -> str:
    return "red" if missed([figure]) else "green"
