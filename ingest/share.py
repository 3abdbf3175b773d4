"""Which files are read though nothing says that they changed: each has its turn."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Share:
    """One part of all files, by their numbers in the ledger: the `turn`-th of so many `parts`; of none, no file.

    Signatures do not tell everything: what is written through a mapping of a file moves its times only when the page
    is written for the first time, and some file systems count them in seconds.
    """

    turn: int = 0
    parts: int = 0

    def takes(self, number: int) -> bool:
        """Whether the file of this number is in it."""
        return self.parts > 0 and number % self.parts == self.turn % self.parts

    def next(self) -> Share:
        """The part whose turn it is afterwards; in as many steps as there are parts every file has its turn."""
        return replace(self, turn=self.turn + 1)


NONE = Share()
"""No file is read without a reason."""
