"""What is fuzzed: one function of the product, the inputs it begins with, and what must hold of every other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

SLOW = 2.0
"""Seconds of CPU for one input of `LONGEST`, traced by the fuzzer, which takes ten times as long as without."""
LONGEST = 4_096
"""Bytes of an input."""


@dataclass(frozen=True, slots=True)
class Target:
    """Raises whatever is wrong: an error that is not declared, or the assertion that does not hold."""

    name: str
    holds: Callable[[bytes], None]
    samples: Sequence[bytes]
    """What the fuzzer changes first."""
    words: Sequence[str] = ()
    """What it may put anywhere: the signs that the grammar consists of."""


def text_of(data: bytes) -> str:
    """Any text: UTF-8, where each byte that is none becomes a lone surrogate."""
    return data.decode("utf-8", "surrogateescape")
