"""Where an understood file stands in the ledger, by what its entry is and says. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from store.entry import Entry, Stored
from store.file import FileState


@dataclass(frozen=True, slots=True)
class Standing:
    """A state with the reason and the advice that `problems` shows; both empty where the article is published."""

    state: FileState
    reason: str = ""
    advice: str = ""


def standing(content: Entry, stored: Stored | None = None) -> Standing:
    """Where the files of an article stand: `content` is what its entry says, `stored` the entry where there is one."""
    if stored is not None and stored.withheld is not None:
        back = f"nothing to do; to put it back: seedwire restore {stored.public_id}"
        return Standing(FileState.WITHHELD, f"withheld by the operator: {stored.withheld}", back)
    match content.hold:
        case None:
            return Standing(FileState.PUBLISHED)
        case hold if hold.until:
            until = f"nothing to do: it is published at {hold.until:%Y-%m-%d %H:%M} UTC"
            return Standing(FileState.HELD, f"held back: {hold.reason}", until)
        case hold:
            return Standing(FileState.HELD, f"held back: {hold.reason}", "take that line out of the file to publish it")
