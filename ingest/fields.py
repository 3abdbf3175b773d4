"""What the value of one key means: a title, a list of companies, a date. Never raises, whatever stands there.

Values come from YAML, TOML, JSON or a line of text, so each function takes whatever those can hold and answers with a
`Reading`: what is usable, and what is not, in words for the person who wrote the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Generic, TypeVar, assert_never

from ingest import addresses, tags
from ingest.characters import clean
from ingest.dates import Moment, parse_moment
from ingest.readable import as_text
from store.entry import Json

LONGEST_TITLE = 500
"""Characters."""
_GAPS = re.compile(r"[\s\x00-\x20\x7f-\x9f]+")
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What the value of a key means; nothing and no remark where it is null or empty."""

    value: T | None = None
    remarks: tuple[str, ...] = ()
    """Why some or all of it was not used."""


def title(value: Json) -> Reading[str]:
    """One line of text, at most `LONGEST_TITLE` characters."""
    read = line(value)
    if read.value is None or len(read.value) <= LONGEST_TITLE:
        return read
    return Reading(read.value[: LONGEST_TITLE - 1].rstrip() + "…", (f"is cut to {LONGEST_TITLE} characters",))


def prose(value: Json) -> Reading[str]:
    """A `line` for people to read: where it is HTML, what a browser would show of it."""
    read = line(value)
    if read.value is None or (shown := squeezed(as_text(read.value))) == read.value:
        return read
    return Reading(shown or None, ("is HTML: its text is taken",))


def line(value: Json) -> Reading[str]:
    """Text with each run of white space, line ends and control characters as one blank; a number as it is written."""
    match value:
        case None:
            return Reading()
        case bool() | list() | dict():
            return not_a(value, "text")
        case _:
            return Reading(squeezed(str(value)) or None)


def guid(value: Json) -> Reading[str]:
    """A string: a number would be the same in many a folder."""
    return line(value) if value is None or isinstance(value, str) else not_a(value, "string")


def moment(value: Json, zone: tzinfo) -> Reading[Moment]:
    """A date that `ingest.dates.parse_moment` knows."""
    text = line(value)
    if text.value is None:
        return Reading(None, ("is " + kind(value) + ", expected a date",)) if text.remarks else Reading()
    if found := parse_moment(text.value, zone):
        return Reading(found)
    return Reading(None, (f"is no date that can be understood: {_short(text.value)}",))


def flag(value: Json) -> Reading[bool]:
    """True or false, also as the words that YAML 1.1 and people have for them."""
    word = str(value).strip().casefold() if isinstance(value, (bool, int, str)) else None
    if value is None or word == "":
        return Reading()
    if word in _TRUE or word in _FALSE:
        return Reading(word in _TRUE)
    return not_a(value, "true or false")


def importance(value: Json) -> Reading[int]:
    """A whole number from 1 to 5."""
    text = line(value)
    if text.value is None:
        return Reading(None, text.remarks)
    if text.value in {"1", "2", "3", "4", "5"}:
        return Reading(int(text.value))
    return Reading(None, (f"is no number from 1 to 5: {_short(text.value)}",))


def tag(value: Json) -> Reading[str]:
    """A language as BCP 47 has it."""
    text = line(value)
    if text.value is None:
        return Reading(None, text.remarks)
    if normal := tags.normalise(text.value):
        return Reading(normal)
    return Reading(None, (f"names no language: {_short(text.value)}",))


def link(value: Json) -> Reading[str]:
    """An absolute http or https address."""
    return _address(value, addresses.absolute, "is no http or https address")


def relative_link(value: Json) -> Reading[str]:
    """An absolute address, or a path on the site, marked `store.entry.RELATIVE`."""
    return _address(value, lambda text: addresses.absolute(text) or addresses.relative(text), "is no address or path")


def image(value: Json) -> Reading[str]:
    """The address of an image, absolute or on the site; in a mapping ``url``, ``src`` or ``path``; of a list one."""
    match value:
        case dict():
            candidates: list[Json] = [member(value, key) for key in ("url", "src", "path")]
        case list():
            candidates = [next((item for item in value if isinstance(item, str)), None)]
        case _:
            return relative_link(value)
    return next((read for item in candidates if (read := relative_link(item)).value), not_a(value, "address"))


def _address(value: Json, find: Callable[[str], str | None], complaint: str) -> Reading[str]:
    text = line(value)
    if text.value is None:
        return Reading(None, text.remarks)
    found = find(text.value)
    return Reading(found) if found else Reading(None, (f"{complaint}: {_short(text.value)}",))


def member(mapping: dict[str, Json], key: str) -> Json:
    """The value of a key in any case."""
    return next((value for name, value in mapping.items() if name.casefold() == key), None)


def squeezed(text: str) -> str:
    """`text` in one line, cleaned."""
    if not text.isprintable() or "  " in text:
        text = _GAPS.sub(" ", text)
    return clean(text).strip()


def not_a(value: Json, expected: str) -> Reading[T]:
    """The reading of a value of an unusable type."""
    article = "" if expected[:4] in {"text", "true"} else "an " if expected[0] in "aeiou" else "a "
    return Reading(None, (f"is {kind(value)}, expected {article}{expected}",))


def kind(value: Json) -> str:
    """The type of a value, in words."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            assert_never(value)


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:79] + "…")  # noqa: PLR2004 - what fits into one line of `check`
