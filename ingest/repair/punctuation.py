"""Signs of print where a byte was lost: several leave the same behind, and the place tells which of them it was.

Of ``â€`` in Windows-1252, that is ``”`` and hardly ever a hyphen; in Windows-1254, it is ``„`` before a word and ``”``
behind it; in Windows-1250, ``‘`` before and nothing else that is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

SIGNS: Final = frozenset("\u00a0«»°§©®±²³·½×–—‐‘’‚“”„†•…‰‹›€№™←→−\ufeff")
"""Punctuation and symbols of everyday print, that stand outside words."""

EMOJI: Final = (
    "\ufe0f🔥🚀✅📰❌⚡📈📉📊🤖💰💡🔒❤⚠🔍📝🌍🎉🏆🔐🤝🧠📱🔔📍⭐✨👍😂😍😭🙏👀💪🎯🏠🎁💎🌐🛡🏛⏰⏳🔴🟢☀➡🔗📅📌📎🎬🎮🎵🏥🏭🌎🌏"
    "📞📺💻🐝🍎🌞🌧❄☕⚽🏅🚗🚌🚲✈🔎💸💼🏦🏙🌱💧🐍🧪🛠⚙🔑📣📢💬🗳⚖🚨🆕🆗❗❓♻🏁🎓🎤📷🎨🍕🍺📐📁📏🚁🔝💐😏😐🐐"
)
"""Those that articles hold, the commonest first. The first makes a picture of the sign that it follows."""

LOW_QUOTING: Final = frozenset(
    ("bg", "cs", "de", "el", "et", "hu", "is", "lt", "lv", "mk", "nl", "pl", "ro", "ru", "sh", "sk", "sl", "sr", "uk")
)
"""The languages whose quotations may open with „."""


class Position(Enum):
    """What stands beside a sign."""

    OPENING = "a word follows, none precedes"
    INSIDE = "words on both sides"
    CLOSING = "a word precedes, none follows"
    ALONE = "no word on either side"

    @classmethod
    def of(cls, *, word_before: bool, word_after: bool) -> Position:
        """The position of a sign between these."""
        if word_before:
            return cls.INSIDE if word_after else cls.CLOSING
        return cls.OPENING if word_after else cls.ALONE


_WRONG: Final = 1.5
"""log10 of the odds against a quotation mark on the side where it does not belong."""

_UNCOMMON: Final = 3.0
"""log10 of the odds against a sign that newspapers hardly print."""

_PLACES: Final[Mapping[str, frozenset[Position]]] = MappingProxyType(
    dict.fromkeys("„‚‹«", frozenset({Position.OPENING}))
    | dict.fromkeys("”›»", frozenset({Position.CLOSING}))
    | {
        "“": frozenset({Position.OPENING, Position.CLOSING}),  # which closes in Prague and Berlin
        "‘": frozenset({Position.OPENING}),
        "’": frozenset({Position.INSIDE, Position.CLOSING}),
        "‐": frozenset({Position.INSIDE}),
    }
)
_RARE: Final = MappingProxyType(dict.fromkeys("†←→−\ufeff", _UNCOMMON) | {"‚": _WRONG, "‘": 0.5, "‐": 0.5})


def cost(sign: str, position: Position, language: str) -> float:
    """log10 of the odds against `sign` at this `position` in a text of this `language`, beside its fellows.

    >>> cost("„", Position.OPENING, "cs"), cost("„", Position.CLOSING, "cs"), cost("„", Position.OPENING, "en")
    (0.0, 1.5, 3.0)
    """
    against = _RARE.get(sign, 0.0)
    if sign == "„" and language not in LOW_QUOTING:
        against += _UNCOMMON
    places = _PLACES.get(sign)
    if places is not None and position not in places:
        against += _UNCOMMON if sign == "‐" else _WRONG
    return against


def emoji_cost(emoji: str) -> float | None:
    """log10 of the odds against an emoji, by Zipf's law; None where it is none that articles hold.

    >>> emoji_cost("\U0001f600") is None
    True
    """
    return _EMOJI_COSTS.get(emoji)


_RANK_WORTH: Final = 0.1
_EMOJI_COSTS: Final = MappingProxyType({emoji: _RANK_WORTH * rank for rank, emoji in enumerate(EMOJI)})
