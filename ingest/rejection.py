"""Why a file cannot become an article."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """What is wrong with a file and what to do about it: two lower-case phrases without a full stop.

    `reason` names line and column where there are any: ``front matter, line 3, column 7: found a tab where …``.
    """

    reason: str
    advice: str


class UnusableError(Exception):
    """Raised by the pure steps from bytes to entry when a file cannot go on; caught once, where a file is read.

    Carries a `Rejection`; never crosses the border of the package.
    """

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.rejection = Rejection(reason, advice)
