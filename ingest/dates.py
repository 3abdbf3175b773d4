"""Dates as people and programs write them, read strictly: what could mean two things means nothing.

``5/2/2026`` is the fifth of February in Prague and the second of May in Boston, so it is no date here. Nothing asks the
process for its locale or its time zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

LONGEST_DATE = 64
"""Characters. Anything longer is no date, and is not looked at further."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_ZONES = {
    # RFC 5322, section 4.3: the only names of zones that mean one thing everywhere.
    "z": 0, "ut": 0, "utc": 0, "gmt": 0,
    "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
}  # fmt: skip

_TIME = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
_ZONE = rf"(?P<zone>[+-][0-9]{{2}}(?::?[0-9]{{2}})?|{'|'.join(_NAMED_ZONES)})"
_CLOCK = rf"(?:(?:T|,?[ ]{{1,2}}(?:at[ ])?){_TIME}(?:[ ]?{_ZONE}(?!\w))?)?"
_BASIC_CLOCK = rf"(?:T?(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?P<second>[0-9]{{2}})(?:[ ]?{_ZONE}(?!\w))?)?"
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?[ ]{1,2})?"
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})"

_FORMS = tuple(
    re.compile(rf"(?:{form})(?![\w-])", re.IGNORECASE)
    for form in (
        # ISO 8601 and RFC 3339, and the same with the separators of file systems: year first is never in doubt.
        rf"{_YEAR}(?P<separator>[-/.])(?P<month>[0-9]{{1,2}})(?P=separator){_DAY}{_CLOCK}",
        # ISO 8601, basic format.
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}}){_BASIC_CLOCK}",
        # Day first, with full stops: how most of Europe writes it, and nobody writes it month first.
        rf"{_DAY}\.[ ]?(?P<month>[0-9]{{1,2}})\.[ ]?{_YEAR}(?:[ ]?г\.?)?{_CLOCK}",
        # RFC 5322, section 3.3, and the same day without a time.
        rf"{_WEEKDAY}{_DAY}(?:st|nd|rd|th)?[ ]{_MONTH},?[ ]{_YEAR}{_CLOCK}",
        rf"{_WEEKDAY}{_MONTH}[ ]{_DAY}(?:st|nd|rd|th)?,?[ ]{_YEAR}{_CLOCK}",
        r"(?P<seconds>[0-9]{10})",
        r"(?P<milliseconds>[0-9]{13})",
    )
)

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
    """The moment that the whole of `value` names, or None where it names none, or more than one.

    Read are ISO 8601 calendar dates (basic and extended) and RFC 3339, RFC 5322, ``5. 2. 2026``, ``February 5, 2026``,
    ``5 February 2026``, and Unix time in ten digits (seconds) or thirteen (milliseconds). `zone` is for those that
    name none; a date without a time is its midnight.

    >>> from zoneinfo import ZoneInfo
    >>> parse_moment("2026-02-05", ZoneInfo("Europe/Prague")).at.isoformat()
    '2026-02-04T23:00:00+00:00'
    >>> parse_moment("2026-02-30", UTC), parse_moment("5/2/2026", UTC)
    (None, None)
    """
    text = value.strip() if len(value) <= 2 * LONGEST_DATE else value
    found = leading_moment(text, zone)
    return found[0] if found and found[1] == len(text) else None


def leading_moment(text: str, zone: tzinfo) -> tuple[Moment, int] | None:
    """The moment that `text` begins with, and how many characters name it; None where it begins with none."""
    beginning = text[:LONGEST_DATE]
    for form in _FORMS:
        if match := form.match(beginning):
            moment = _moment(match.groupdict(), zone)
            return (moment, match.end()) if moment else None
    return None


def _moment(parts: dict[str, str | None], zone: tzinfo) -> Moment | None:
    try:
        if digits := parts.get("seconds"):
            return Moment(_EPOCH + timedelta(seconds=int(digits)), zoned=True)
        if digits := parts.get("milliseconds"):
            return Moment(_EPOCH + timedelta(milliseconds=int(digits)), zoned=True)
        offset = _offset(parts.get("zone"))
        local = datetime(
            int(parts["year"] or 0),
            int(parts.get("month") or 1 + _MONTHS.index((parts["name"] or "")[:3].casefold())),
            int(parts["day"] or 0),
            int(parts.get("hour") or 0),
            int(parts.get("minute") or 0),
            tzinfo=offset or zone,
        )
        return Moment((local + _within_minute(parts)).astimezone(UTC), zoned=offset is not None)
    except (ValueError, OverflowError):
        return None


def _within_minute(parts: dict[str, str | None]) -> timedelta:
    """Seconds and fraction. RFC 3339 has minutes of 61 seconds; the sixty-first is the first of the next here."""
    seconds = int(parts.get("second") or 0)
    if seconds > 60:  # noqa: PLR2004 - the leap second
        raise ValueError(seconds)
    return timedelta(seconds=seconds, microseconds=int((parts.get("fraction") or "")[:6].ljust(6, "0")))


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if (hours := _NAMED_ZONES.get(zone.casefold())) is not None:
        return timezone(timedelta(hours=hours))
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if minutes > 59:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(zone)
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


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
