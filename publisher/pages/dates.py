"""Times as people read them and as machines do, in UTC and without a look at the clock or the locale."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final

# strftime would follow the process's locale.
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MIDNIGHT: Final = time()


def day_of(moment: datetime) -> date:
    """The UTC day that a moment belongs to."""
    return moment.astimezone(UTC).date()


def day_text(day: date) -> str:
    """A day in words.

    >>> day_text(date(2026, 2, 5))
    '5 February 2026'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_text(moment: datetime) -> str:
    """A month in words.

    >>> month_text(datetime(2026, 2, 5, 4, 16, 42, tzinfo=UTC))
    'February 2026'
    """
    day = day_of(moment)
    return f"{_MONTHS[day.month - 1]} {day.year}"


def clock_text(moment: datetime) -> str:
    """The time of day, or nothing at midnight: that is what a date without a time becomes.

    >>> clock_text(datetime(2026, 2, 5, 4, 16, 42, tzinfo=UTC)), clock_text(datetime(2026, 2, 5, tzinfo=UTC))
    ('04:16', '')
    """
    in_utc = moment.astimezone(UTC)
    return "" if in_utc.time() == _MIDNIGHT else f"{in_utc:%H:%M}"


def moment_text(moment: datetime) -> str:
    """Day and time in words.

    >>> moment_text(datetime(2026, 2, 5, 4, 16, 42, tzinfo=UTC))
    '5 February 2026, 04:16 UTC'
    """
    clock = clock_text(moment)
    return day_text(day_of(moment)) + (f", {clock} UTC" if clock else "")


def machine_text(moment: datetime) -> str:
    """What a ``datetime`` attribute takes: a global date and time, or the day alone at midnight (HTML, 2.3.5).

    >>> machine_text(datetime(2026, 2, 5, 4, 16, 42, tzinfo=UTC)), machine_text(datetime(2026, 2, 5, tzinfo=UTC))
    ('2026-02-05T04:16:42Z', '2026-02-05')
    """
    in_utc = moment.astimezone(UTC)
    if in_utc.time() == _MIDNIGHT:
        return in_utc.date().isoformat()
    return in_utc.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
