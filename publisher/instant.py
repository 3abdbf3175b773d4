"""Points in time as they stand in an address: RFC 3339, or a day alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from enum import Enum

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_FULL_DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
# A blank before the hours of a zone was a "+" that nobody escaped: forms decode it that way (WHATWG URL, section 5.1).
_ZONE = r"(?:[Zz]|(?P<sign>[-+ ])(?P<ahead_hours>\d\d):(?P<ahead_minutes>\d\d))"
_FULL_TIME = rf"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>[0-5]\d|60)(?:\.(?P<fraction>\d+))?{_ZONE}"
_INSTANT = re.compile(rf"{_FULL_DATE}(?:[Tt ]{_FULL_TIME})?", re.ASCII)


class Edge(Enum):
    """Which instant of a day is meant where a day stands alone."""

    FIRST = "first"
    LAST = "last"


class BadInstantError(ValueError):
    """Raised for text that is no day and no time of RFC 3339, or lies outside the years 1 to 9999 in UTC."""


def read_instant(text: str, edge: Edge) -> datetime:
    """A time of RFC 3339 (section 5.6) or a day ``YYYY-MM-DD`` of UTC, as a time in UTC.

    Digits beyond the microsecond are dropped; a leap second is the first instant after it.

    >>> read_instant("2026-01-30", Edge.LAST).isoformat()
    '2026-01-30T23:59:59.999999+00:00'
    """
    if (match := _INSTANT.fullmatch(text)) is None:
        raise BadInstantError(text)
    part = match.groupdict()
    try:
        day = datetime(int(part["year"]), int(part["month"]), int(part["day"]), tzinfo=UTC)
        if part["hour"] is None:
            return day if edge is Edge.FIRST else day + (_DAY - _MICROSECOND)
        return day + _since_midnight(part) - _ahead(part)
    except (ValueError, OverflowError) as error:
        raise BadInstantError(text) from error


def write_instant(moment: datetime, edge: Edge) -> str:
    """The shortest text that `read_instant` reads back as this time."""
    moment = moment.astimezone(UTC)
    alone = time.min if edge is Edge.FIRST else time.max
    if moment.time() == alone:
        return moment.date().isoformat()
    return moment.isoformat().replace("+00:00", "Z")


def _since_midnight(part: dict[str, str | None]) -> timedelta:
    clock = time(int(part["hour"] or 0), int(part["minute"] or 0))
    micro = int((part["fraction"] or "0")[:6].ljust(6, "0"))
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=int(part["second"] or 0), microseconds=micro)


def _ahead(part: dict[str, str | None]) -> timedelta:
    if part["sign"] is None:
        return timedelta()
    clock = time(int(part["ahead_hours"] or 0), int(part["ahead_minutes"] or 0))
    ahead = timedelta(hours=clock.hour, minutes=clock.minute)
    return -ahead if part["sign"] == "-" else ahead
