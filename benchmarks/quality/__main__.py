"""How right the ingester is: ``python -m benchmarks.quality [--short] [--json] [--mistakes]``.

Everything it reads is shipped beside it and written by us; nothing of it is random. A bar that is missed makes it no
failure: it says so, and ends with status 0.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

from rich.console import Console

from benchmarks.quality import clean, companies, duplicates, headerless, legacy, texts
from benchmarks.quality.report import Part, show, summarise

_WIDTH = 140
"""Columns of the report where it goes into a file."""

PARTS: Mapping[str, Callable[..., Part]] = MappingProxyType(
    {
        "texts": texts.measure,
        "clean": clean.measure,
        "legacy": legacy.measure,
        "headerless": headerless.measure,
        "companies": companies.measure,
        "duplicates": duplicates.measure,
    }
)
"""Name of a part to what measures it; each takes ``short``."""


def main(arguments: list[str] | None = None) -> int:
    """Measure and report; gives the exit status."""
    asked = _parser().parse_args(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    parts = []
    for name in asked.only or PARTS:
        parts.append(PARTS[name](short=asked.short))
        if not asked.json:
            show(console, parts[-1], mistakes=asked.mistakes)
    if asked.json:
        print(json.dumps({"parts": [part.as_json() for part in parts]}, ensure_ascii=False, indent=2))
    else:
        summarise(console, [figure for part in parts for figure in part.figures])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description="Measure how right Seedwire is.")
    parser.add_argument("--short", action="store_true", help="a part of the texts: under 20 seconds")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; repeat it for another")
    parser.add_argument("--mistakes", action="store_true", help="list every mistake")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    return parser


if __name__ == "__main__":
    sys.exit(main())
