"""What can happen, a step at a time: each an action with two numbers, which choose among what there is at that moment.

So every list of steps is a walk, and one that fails can be cut down.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What can happen."""

    ADD = "add an article"
    ADD_OLD = "add an article with an old date"
    ADD_EARLY = "add an article that is dated some hours ahead"
    ADD_MANY = "add so many that it is a backfill"
    EDIT = "edit the text"
    EDIT_MANY = "edit so many that it is a backfill"
    RETITLE = "give it another title"
    REASSIGN = "let it be about other companies"
    DRAFT = "make a draft of it, or the other way"
    RENAME = "rename a file"
    COPY = "copy a file"
    DELETE = "delete a file"
    BRING_BACK = "bring a deleted file back"
    TWINS = "add two articles that have nothing in common"
    PROVE = "add a file that proves them one"
    UNDO = "take a merger back"
    WITHHOLD = "let the operator withdraw an entry"
    READMIT = "let the operator restore one"
    LOOK = "look at the files that were touched"
    LOOK_ROUND = "pass over the folder"
    LOOK_SLOWLY = "pass over the folder while readers poll"
    LOOK_ANEW = "read all files again"
    WAIT = "wait"
    POLL = "poll"


_OFTEN = (
    Action.ADD,
    Action.ADD_OLD,
    Action.EDIT,
    Action.LOOK,
    Action.LOOK_ROUND,
    Action.WAIT,
    Action.POLL,
    Action.POLL,
)
ACTIONS: Sequence[Action] = (*Action, *_OFTEN)
"""To draw from."""
NUMBERS = 1000
"""Both numbers of a step are less than this."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens, and to which of them."""

    action: Action
    which: int = 0
    how: int = 0

    def __str__(self) -> str:
        return f"Step(Action.{self.action.name}, {self.which}, {self.how})"


def steps(seed: int, count: int) -> list[Step]:
    """A walk at random, always the same for a seed."""
    dice = random.Random(seed)  # noqa: S311 - it has to come back
    return [Step(dice.choice(ACTIONS), dice.randrange(NUMBERS), dice.randrange(NUMBERS)) for _ in range(count)]


def shortened(taken: Sequence[Step], fails: Callable[[Sequence[Step]], bool], most: int) -> list[Step]:
    """Steps that fail after pieces, ever smaller, were left out (ddmin, Zeller 1999), as far as `most` trials get."""
    left, size = list(taken), len(taken) // 2
    while size:
        at = 0
        while at < len(left) and most:
            fewer, most = left[:at] + left[at + size :], most - 1
            if fails(fewer):
                left = fewer
            else:
                at += size
        size //= 2
    return left
