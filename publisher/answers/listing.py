"""Which page of a list is asked for, and whether there is one."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.answers import Refused
from publisher.parameters import BadParameterError, whole_number

_GREATEST_PAGE = 1_000_000


def page_number(pairs: Sequence[tuple[str, str]]) -> int:
    """The page that is asked for, counted from 1; raises `BadParameterError`."""
    return whole_number("page", asked, _GREATEST_PAGE) if (asked := only("page", pairs)) else 1


def only(name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The one value of a parameter, empty where there is none; raises `BadParameterError` for a second."""
    values = [value.strip() for given, value in pairs if given == name and value.strip()]
    if len(values) > 1:
        raise BadParameterError(name, "is given twice, and only one value makes sense")
    return values[0] if values else ""


def within(number: int, last: int, what: str) -> Refused | None:
    """The refusal of a page after the last one."""
    if number <= last:
        return None
    return Refused(404, "No such page", f"page: there is no page {number} of {what}; the last one is {last}")
