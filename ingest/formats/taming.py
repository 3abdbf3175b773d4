"""What TOML and JSON decode to, made the same as what our YAML does: few types, few levels, nothing that surprises."""

from __future__ import annotations

import math
from datetime import date, time

from ingest.formats import DEEPEST, EXACT_DIGITS, MOST_NODES, too_deep, too_full
from store.entry import Json


def tame(table: dict[str, object]) -> dict[str, Json]:
    """The same values with dates and numbers that JSON cannot hold as strings. Raises `LimitError` over the limits."""
    tamer = _Tamer()
    return {key: tamer.value(value, depth=1) for key, value in table.items()}


class _Tamer:
    """Walks one table and counts its nodes."""

    def __init__(self) -> None:
        self._nodes = 0

    def value(self, value: object, depth: int) -> Json:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise too_full()
        if depth > DEEPEST:
            raise too_deep()
        match value:
            case None | bool() | str():
                return value
            case int():
                return value if abs(value) < 10**EXACT_DIGITS else _digits(value)
            case float():
                return value if math.isfinite(value) else str(value)
            case date() | time():
                return value.isoformat()
            case list():
                return [self.value(item, depth + 1) for item in value]
            case dict():
                return {str(key): self.value(item, depth + 1) for key, item in value.items()}
            case _:
                raise TypeError(value)


def _digits(value: int) -> str:
    # Python refuses to write more than 4,300 digits in base ten; TOML can have them in base sixteen.
    return str(value) if value.bit_length() < 1024 else hex(value)  # noqa: PLR2004 - what a double holds
