"""Every figure that the documentation claims: ``python -m benchmarks [--short] [--json FILE]``.

It takes a few minutes and a few hundred megabytes in a temporary directory, uses loopback alone, and ends what it
starts. No figure makes it fail; a wrong answer does, for then there is nothing to measure.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from benchmarks import care, filters, flood, ingest, latency, multitude, reference, report, serving, wire
from benchmarks.report import Figure
from benchmarks.workplace import FailedError, Workplace


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything; each is an option of the command line too."""

    articles: int
    """Ingested."""
    trials: int
    """Of latency."""
    entries: int
    """Stored for the filters."""
    files: int
    """In a folder where nothing changes."""
    seconds: float
    """Of each load on the server."""


FULL = Scale(articles=10_000, trials=20, entries=100_000, files=1_000_000, seconds=5.0)
SHORT = Scale(articles=500, trials=5, entries=2_000, files=20_000, seconds=1.0)


def folder(root: Path, scale: Scale) -> Iterator[Figure]:
    """What is measured on a folder of articles: ingestion, the loops beside it, latency, serving, bytes."""
    place = Workplace(root)
    speed = 0.0
    for figure in ingest.measure(place, scale.articles):
        speed = figure.value or 0.0 if figure.name == ingest.SPEED else speed
        yield figure
    yield from reference.measure_ingest(place, speed)
    yield from care.measure(place)
    yield from serving.measure_rendering(place)
    yield from serving.measure_application(place)
    yield from reference.measure_rendering(place)
    with place.daemon() as daemon:
        yield from latency.measure(place, daemon, scale.articles, scale.trials)
        yield from serving.measure_http(daemon, scale.seconds)
        yield from wire.measure(place, daemon)


def archive(root: Path, scale: Scale) -> Iterator[Figure]:
    """What is measured on a large database: filters."""
    yield from filters.measure(Workplace(root), scale.entries)


def many(root: Path, scale: Scale) -> Iterator[Figure]:
    """What is measured on a folder of very many files: the pass that finds nothing to do."""
    yield from multitude.measure(Workplace(root), scale.files)


def crowd(root: Path, scale: Scale) -> Iterator[Figure]:
    """What a reader waits beside slow clients and a flood of polls."""
    yield from flood.measure(Workplace(root), scale.seconds * 4)


_WIDTH = 140
"""Columns of the report where it goes into a file."""

PARTS: Mapping[str, Callable[[Path, Scale], Iterable[Figure]]] = MappingProxyType(
    {"folder": folder, "archive": archive, "files": many, "flood": crowd}
)


def main(arguments: list[str] | None = None) -> int:
    """Measure and report; gives the exit status."""
    asked = _parser().parse_args(arguments)
    given = {field.name: getattr(asked, field.name) for field in fields(Scale)}
    scale = replace(SHORT if asked.short else FULL, **{name: value for name, value in given.items() if value})
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    messages = Console(stderr=True, highlight=False, soft_wrap=True)
    facts = report.machine(asked.directory)
    figures: list[Figure] = []
    for name in asked.only or PARTS:
        with tempfile.TemporaryDirectory(prefix="seedwire-bench-", dir=asked.directory) as scratch:
            try:
                for figure in PARTS[name](Path(scratch), scale):
                    if figure.group not in {told.group for told in figures}:
                        messages.print(figure.group, style="dim", markup=False)
                    figures.append(figure)
            except FailedError as error:
                messages.print(f"{name}: {error}", markup=False)
                return 1
    report.show(console, facts, figures)
    if asked.json is not None:
        asked.json.write_text(json.dumps(report.as_json(facts, figures), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Seedwire on this machine.")
    parser.add_argument("--short", action="store_true", help="a twentieth of everything, or less: about a minute")
    parser.add_argument("--articles", type=int, metavar="N", help="articles to ingest")
    parser.add_argument("--trials", type=int, metavar="N", help="articles to wait for")
    parser.add_argument("--entries", type=int, metavar="N", help="entries to search with filters")
    parser.add_argument("--files", type=int, metavar="N", help="files to look through; 1,000 at least")
    parser.add_argument("--seconds", type=float, metavar="N", help="duration of each load on the server")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; repeat it for another")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path(tempfile.gettempdir()),
        help="where files and databases are made and removed again: on the disk that is to be measured",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
