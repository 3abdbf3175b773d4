"""``python -m tests.faults.hostile``: what becomes of each text made to harm or to be slow, and how long that takes.

Rows 25, 26 and 29; milliseconds of CPU for the whole way from bytes to entry, the best of three.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table

from ingest.reading import entry_from
from ingest.rejection import Rejection
from tests.faults.fuzz.reading import FILE, RULES
from tests.faults.hostile.articles import text, titled
from tests.faults.hostile.blocks import VALUES, YAML
from tests.faults.hostile.slow import SLOW

WIDTH = 150


def main() -> None:
    """Print the table, slowest first."""
    table = Table("row", "case", "KB", "ms", "what becomes of it", box=box.SIMPLE_HEAD)
    measured = [(*_measured(data), row, name, len(data)) for row, name, data in _cases()]
    for milliseconds, fate, row, name, size in sorted(measured, reverse=True):
        table.add_row(str(row), name, f"{size / 1024:.0f}", f"{milliseconds:.1f}", fate)
    Console(width=WIDTH).print(table)


def _cases() -> Iterator[tuple[int, str, bytes]]:
    for row, cases in ((25, YAML), (26, VALUES)):
        for name, (front, _) in cases.items():
            yield row, name, titled(front, 1)
    for name, body in SLOW.items():
        yield 29, name, text("---\ntitle: Pomalý\n---", body)


def _measured(data: bytes) -> tuple[float, str]:
    found = entry_from(data, FILE, RULES)
    times = []
    for _ in range(3):
        begun = time.process_time()
        entry_from(data, FILE, RULES)
        times.append(time.process_time() - begun)
    return min(times) * 1000, f"refused: {found.reason}" if isinstance(found, Rejection) else "an entry"


if __name__ == "__main__":
    main()
