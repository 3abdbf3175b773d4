"""The operator's page: what runs, what is late, what went wrong and what to do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from publisher.condition import Condition
from publisher.pages.rendering import document
from publisher.site import Site
from store.file import printable

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_LIMITS: Final = ((2 * _DAY, _DAY, "days"), (2 * _HOUR, _HOUR, "hours"), (2 * _MINUTE, _MINUTE, "minutes"))
_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")
_STEP: Final = 1000


def render_operator(site: Site, condition: Condition, *, still: bool) -> str:
    """The page at one moment; `still`, it does not come anew by itself."""
    return document(
        "operator.html",
        site=site,
        now=condition,
        still=still,
        printable=printable,
        age=lambda moment: span(condition.now - moment),
        span=span,
        size=size,
    )


def span(length: timedelta) -> str:
    """A length of time in one unit, as exact as it matters.

    >>> span(timedelta(milliseconds=340)), span(timedelta(seconds=75)), span(timedelta(hours=50))
    ('0.34 s', '75 s', '2 days')
    """
    seconds = max(0.0, length.total_seconds())
    for least, unit, name in _LIMITS:
        if seconds >= least:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"  # noqa: PLR2004 - two digits


def size(count: int) -> str:
    """Bytes in a unit that a person can compare.

    >>> size(97562624), size(512)
    ('98 MB', '512 bytes')
    """
    value, unit = float(count), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{value:.2g} {_UNITS[unit]}" if unit and value < 10 else f"{value:.0f} {_UNITS[unit]}"  # noqa: PLR2004 - two digits
