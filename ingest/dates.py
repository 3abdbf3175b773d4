"""Dates as people and programs write them, in some forty languages.

A date that could mean two days is decided by one rule, and never by the process's locale or time zone:

``01/02/2026``
    is the first of February. Day first is how most of the world writes it; month first is read only where nothing else
    is possible (``01/30/2026``). A year that comes first is never in doubt.
``30. listopada 2026``
    is in October, ``30 listopada 2026`` in November: Croatian writes the stop and Polish does not.

What is impossible (``2026-02-30``), has two digits of a year or no day, names no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from ingest.almanac import BEFORE_DAY, LISTOPADA, MONTHS, WEEKDAYS
from ingest.dateforms import CLOCK_FORMS, DATE_FORMS, LAST_WORD, LEAD, NAMED_ZONES, WEEKDAY_BEHIND
from ingest.folding import folded

LONGEST_DATE = 64
"""Characters. Anything longer is no date, and is not looked at further."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS_OF_A_YEAR = 12

_GLUED = re.compile(r"[\w-]")
_FIRST_EAST_ASIAN = "\u2e80"

_IN_NAME = re.compile(
    r"(?<![0-9])(?P<year>[0-9]{4})(?:"
    r"(?P<separator>[-_/])(?P<month>[0-9]{1,2})(?P=separator)(?P<day>[0-9]{1,2})(?![0-9])"
    # With full stops only in two digits: 2024.1.5 is as likely a version.
    r"|\.(?P<month2>[0-9]{2})\.(?P<day2>[0-9]{2})(?![0-9])"
    # Without separators only where it stands alone: in a20260205VL205 it may be anything.
    r"|(?<![A-Za-z][0-9]{4})(?P<month3>[0-9]{2})(?P<day3>[0-9]{2})(?![0-9A-Za-z]))"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, and whether whoever wrote it said in which zone."""

    at: datetime
    """Aware, in UTC."""
    zoned: bool


def parse_moment(value: str, zone: tzinfo) -> Moment | None:
    """The moment that the whole of `value` names, or None where it names none.

    Read are ISO 8601 calendar dates (basic and extended) and RFC 3339, RFC 5322, days and months in numbers and in the
    words of `ingest.almanac`, with or without a time, and Unix time in ten digits (seconds) or thirteen (milliseconds).
    `zone` is for those that name none; a date without a time is its midnight. Years are 1 to 9999.

    >>> from zoneinfo import ZoneInfo
    >>> parse_moment("30. ledna 2026 v 14.35", ZoneInfo("Europe/Prague")).at.isoformat()
    '2026-01-30T13:35:00+00:00'
    >>> parse_moment("2026-02-30", UTC), parse_moment("01/02/2026", UTC).at.month
    (None, 2)
    """
    text = value.strip().removesuffix(".") if len(value) <= 2 * LONGEST_DATE else value
    found = leading_moment(text, zone)
    return found[0] if found and found[1] == len(text) else None


def leading_moment(text: str, zone: tzinfo) -> tuple[Moment, int] | None:
    """The moment that `text` begins with, and how many characters name it; None where it begins with none."""
    beginning = text[:LONGEST_DATE]
    start = _after_lead(beginning)
    for form in DATE_FORMS:
        day = form.match(beginning, start)
        if day is None:
            continue
        weekday = _weekday_behind(beginning, day.end())
        clock = _clock(beginning, weekday.end() if weekday else day.end())
        end = (clock or weekday or day).end()
        if _is_glued(beginning, end):
            continue
        if moment := _moment(day.groupdict() | (clock.groupdict() if clock else {}), zone):
            return moment, end
    return None


def _after_lead(text: str) -> int:
    """Where the date begins, behind days of the week and prepositions."""
    at = 0
    while (lead := LEAD.match(text, at)) and folded(lead["word"]) in WEEKDAYS | BEFORE_DAY:
        at = lead.end()
    return at


def _weekday_behind(text: str, at: int) -> re.Match[str] | None:
    if found := WEEKDAY_BEHIND.match(text, at):
        return found
    word = LAST_WORD.match(text, at)
    return word if word and folded(word["word"]) in WEEKDAYS else None


def _clock(text: str, at: int) -> re.Match[str] | None:
    return next((found for form in CLOCK_FORMS if (found := form.match(text, at))), None)


def _is_glued(text: str, end: int) -> bool:
    """Whether what was read is only the beginning of a word. Chinese and Japanese put no blank behind a date."""
    return _GLUED.match(text, end) is not None and text[end] < _FIRST_EAST_ASIAN


def _moment(parts: dict[str, str | None], zone: tzinfo) -> Moment | None:
    try:
        if digits := parts.get("seconds"):
            return Moment(_EPOCH + timedelta(seconds=int(digits)), zoned=True)
        if digits := parts.get("milliseconds"):
            return Moment(_EPOCH + timedelta(milliseconds=int(digits)), zoned=True)
        month, day = _month_and_day(parts)
        offset = _offset(parts.get("zone"))
        local = datetime(
            int(parts["year"] or 0), month, day, _hour(parts), int(parts.get("minute") or 0), tzinfo=offset or zone
        )
        return Moment((local + _within_minute(parts)).astimezone(UTC), zoned=offset is not None)
    except (ValueError, OverflowError):
        return None


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int]:
    if first := parts.get("first"):
        day, month = int(first), int(parts["other"] or 0)
        return (day, month) if month > _MONTHS_OF_A_YEAR else (month, day)
    day = int(parts["day"] or 0)
    if (name := parts.get("name")) is None:
        return int(parts["month"] or 0), day
    month = MONTHS.get(folded(name), 0)  # zero is no month: the caller finds the date impossible
    return (month - 1 if folded(name) == LISTOPADA and parts.get("stop") else month), day


def _hour(parts: dict[str, str | None]) -> int:
    hour = int(parts.get("hour") or 0)
    half = parts.get("half")
    if not half:
        return hour
    if not 1 <= hour <= 12:  # noqa: PLR2004 - hours of half a day
        raise ValueError(hour)
    return hour % 12 + (12 if half in "pP" else 0)


def _within_minute(parts: dict[str, str | None]) -> timedelta:
    """Seconds and fraction. RFC 3339 has minutes of 61 seconds; the sixty-first is the first of the next here."""
    seconds = int(parts.get("second") or 0)
    if seconds > 60:  # noqa: PLR2004 - the leap second
        raise ValueError(seconds)
    return timedelta(seconds=seconds, microseconds=int((parts.get("fraction") or "")[:6].ljust(6, "0")))


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if (named := NAMED_ZONES.get(zone.casefold())) is not None:
        return timezone(timedelta(hours=named))
    offset = zone.upper().removeprefix("UTC").removeprefix("GMT")
    digits = offset[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > len("14") else (int(digits), 0)
    if minutes > 59:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(zone)
    return timezone((-1 if offset[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def date_in_name(text: str) -> date | None:
    """The first date in the name of a file, a path or a link, from 1990 to 2100.

    >>> date_in_name("2026-01-30-amazon.md"), date_in_name("/2026/01/30/amazon/"), date_in_name("build-2024.1.5")
    (datetime.date(2026, 1, 30), datetime.date(2026, 1, 30), None)
    """
    for match in _IN_NAME.finditer(text):
        month = match["month"] or match["month2"] or match["month3"]
        day = match["day"] or match["day2"] or match["day3"]
        try:
            found = date(int(match["year"]), int(month), int(day))
        except ValueError:
            continue
        if 1990 <= found.year <= 2100:  # noqa: PLR2004 - before the web, and after us
            return found
    return None
