"""What there is at an address: a document, another address, or a refusal in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from publisher.representations import Representation


@dataclass(frozen=True, slots=True)
class Moved:
    """It is at another of our addresses, for good (301)."""

    path: str
    """Path and query below ``base_url``, percent-encoded."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing can be shown, and why."""

    status: int
    """400, 404 or 410."""
    title: str
    message: str
    """One lower-case sentence without a full stop that names the parameter or the address and what is near it."""


Answer: TypeAlias = Representation | Moved | Refused
