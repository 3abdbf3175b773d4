"""Times as documents write them. None of these asks for the time or looks at the locale."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime


def rfc3339(moment: datetime) -> str:
    """An aware time in UTC, to the second, as Atom and JSON Feed write it (RFC 3339, section 5.6).

    >>> rfc3339(datetime(2026, 2, 5, 4, 16, 42, tzinfo=UTC))
    '2026-02-05T04:16:42Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def rfc822(moment: datetime) -> str:
    """An aware time in UTC, to the second, as RSS 2.0 writes it: RFC 822 with a year of four digits.

    >>> rfc822(datetime(2026, 2, 5, 4, 16, 42, tzinfo=UTC))
    'Thu, 05 Feb 2026 04:16:42 GMT'
    """
    return format_datetime(moment.astimezone(UTC), usegmt=True)


class Rfc3339(datetime):
    """A time whose ISO form, which is what feedgen writes into Atom, is that of `rfc3339`."""

    @classmethod
    def of(cls, moment: datetime) -> Rfc3339:
        """The same moment, in UTC."""
        moment = moment.astimezone(UTC)
        return cls.combine(moment.date(), moment.timetz())

    def isoformat(self, sep: str = "T", timespec: str = "seconds") -> str:
        """``2026-02-05T04:16:42Z``."""
        return super().isoformat(sep, timespec).removesuffix("+00:00") + "Z"
