"""How often a measurement was at most how much."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil


def percentile(values: Sequence[float], percent: float) -> float:
    """The least of `values` that at least `percent` of them do not exceed (nearest rank). Raises `ValueError` for none.

    >>> percentile([5, 1, 4, 2, 3], 50), percentile([5, 1, 4, 2, 3], 99)
    (3, 5)
    """
    if not values:
        raise ValueError("no values")
    rank = max(1, ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]
