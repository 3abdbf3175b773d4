"""How often a fault was brought about: a test counts what it tries, and the table adds it up."""

from __future__ import annotations

import os

FULL = os.environ.get("FAULTS") == "full"
"""Whether there is time: `make faults` takes it, `make test` and CI do not."""

_count = 0


def many(short: int, full: int) -> int:
    """How many trials to make: a few, or as many as were promised."""
    return full if FULL else short


def tried(times: int = 1) -> None:
    """Count trials of the test that runs."""
    global _count  # noqa: PLW0603 - one test runs at a time in a process, and properties can ask no fixture for it
    _count += times


def counted() -> int:
    """The trials since this was asked last; a test that counts none is one trial."""
    global _count
    count, _count = _count, 0
    return max(count, 1)
