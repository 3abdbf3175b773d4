"""Requests and processes in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publisher.usage import CacheUse

BOUNDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper ends of the classes of durations, in seconds: a 304 takes 12 µs, a feed that is rendered some 10 ms."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, every time that it was done."""

    classes: tuple[int, ...]
    """How often it took at most as long as each of `BOUNDS`, and longer than the one before; the last has no bound."""
    seconds: float
    """All together."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was counted since the server began."""

    answers: Mapping[int, int]
    """By status code; only those that there were."""
    answered: Times
    rendered: Mapping[str, Times]
    """By kind of document (`publisher.usage.KINDS`)."""
    starts: Mapping[str, int]
    """Of processes, by name; only those that were started."""
    cache: CacheUse
    """Of all workers; what is held, of those that live."""
