"""What an article is found by among those that are stored: a shared noun, standard library only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from store.entry import Identity

MOST_KEYS = 20
"""Keys of one article."""

ENOUGH_KEYS = 2
"""Keys that two articles must share to be compared: one is chance (1,618 of 4.5 million pairs of generated articles
shared one, 3 shared two)."""


@dataclass(frozen=True, slots=True)
class Marks:
    """All that an article can be found by among those that are stored."""

    identity: Identity
    language: str = ""
    """Primary subtag and script, declared or detected; empty where it is not known."""
    work: str | None = None
    """Source and original title, as a key: the same for all translations of one article."""
    keys: tuple[int, ...] = ()
    """Signed numbers of 64 bits, at most `MOST_KEYS`; texts that share `ENOUGH_KEYS` may be copies of each other."""

    def shared_keys(self, other: Marks) -> int:
        """How many keys the texts of two articles share; from `ENOUGH_KEYS` on they are worth comparing."""
        return len(set(self.keys).intersection(other.keys))

    def __iter__(self) -> Iterator[str | int]:
        """Each mark that another article may share; never the language, which is none by itself."""
        identity = self.identity
        yield from (m for m in (identity.fingerprint, identity.declared, identity.link, self.work) if m is not None)
        yield from self.keys
