"""The shapes of article files: text to values, before anybody asks what the values mean (contract 1)."""

from __future__ import annotations

LARGEST_BLOCK = 64 * 1024
"""Characters of front matter. The real ones have about a thousand."""

DEEPEST = 20
"""Levels of nesting. The real ones have two; libyaml takes time that grows with the square (25,000 brackets: 0.9 s)."""

MOST_NODES = 16_384
"""Values and keys in one block; as many as are read in about 20 ms."""

EXACT_DIGITS = 15
"""An integer of more stays text: a double, and so the JSON of others, cannot hold it."""

REPEATED = "written more than once: the last one counts"


class BlockError(Exception):
    """A block that cannot be read: what was found and what to do. Lines and columns count from 0, in the block."""

    def __init__(self, found: str, advice: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(found)
        self.found = found
        self.advice = advice
        self.line = line
        self.column = column


class LimitError(BlockError):
    """A block that is larger, deeper or fuller than front matter is."""


def too_deep(line: int | None = None, column: int | None = None) -> LimitError:
    """The refusal of a block that is nested more than `DEEPEST` levels."""
    return LimitError(f"found more than {DEEPEST} levels of nesting", "write the values less nested", line, column)


def too_full(line: int | None = None, column: int | None = None) -> LimitError:
    """The refusal of a block that holds more than `MOST_NODES` values."""
    found = f"found more than {MOST_NODES} values"
    return LimitError(found, "move data that is no front matter elsewhere", line, column)


def too_large() -> LimitError:
    """The refusal of a block that is longer than `LARGEST_BLOCK`."""
    return LimitError(f"it is longer than {LARGEST_BLOCK} characters", "move what is no front matter into the text", 0)
