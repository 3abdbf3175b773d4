"""Entries per month as a small chart: an SVG that is part of the page, and the same in words.

One path a chart, without style or script, so that fifty of them weigh 20 kB and a strict policy lets them show. Bars
begin at zero and are as high as the highest of their own chart: it shows when something happened, the figure beside it
how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from markupsafe import Markup

from publisher.pages.dates import month_text

_STEP = 4
"""Width of one month; the style sheet strokes three quarters of it."""
SMALL = 20
"""Height of a chart in a line of text, in the same units."""
LARGE = 100


@dataclass(frozen=True, slots=True)
class Months:
    """Figures of consecutive months, oldest first; as many figures as months."""

    starts: tuple[datetime, ...]
    figures: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.figures)

    @property
    def busiest(self) -> int | None:
        """The position of the newest of the highest figures; None where nothing happened."""
        highest = max(self.figures, default=0)
        return max(i for i, figure in enumerate(self.figures) if figure == highest) if highest else None


def sparkline(months: Months) -> Markup:
    """A chart for a line of text, described by its main figures."""
    return _svg(months, SMALL, f"<title>{escape(in_short(months))}</title>", 'class="spark"')


def chart(months: Months) -> Markup:
    """A chart as wide as its place, described by every figure."""
    short, words = escape(in_short(months)), escape(in_words(months))
    described = f'<title id="chart-title">{short}</title><desc id="chart-figures">{words}</desc>'
    names = 'class="chart" preserveAspectRatio="none" aria-labelledby="chart-title" aria-describedby="chart-figures"'
    return _svg(months, LARGE, described, names)


def in_short(months: Months) -> str:
    """The chart's main figures in words.

    >>> from datetime import UTC
    >>> in_short(Months((datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)), (2, 5)))
    '7 in 2 months, most in February 2026: 5'
    """
    if (busiest := months.busiest) is None:
        return f"none in {len(months.figures)} months"
    most = f"{month_text(months.starts[busiest])}: {months.figures[busiest]:,}"
    return f"{months.total:,} in {len(months.figures)} months, most in {most}"


def in_words(months: Months) -> str:
    """Every figure that is not zero, in words."""
    each = zip(months.starts, months.figures, strict=True)
    told = [f"{month_text(start)} {figure:,}" for start, figure in each if figure]
    return f"Entries by month: {', '.join(told)}." if told else "No entries in these months."


def _svg(months: Months, height: int, described: str, attributes: str) -> Markup:
    width = max(1, len(months.figures)) * _STEP
    svg = (
        f'<svg {attributes} role="img" viewBox="0 0 {width} {height}">'
        f'{described}<path d="{_bars(months.figures, height)}"/></svg>'
    )
    return Markup(svg)  # noqa: S704 - made of numbers and escaped words


def _bars(figures: Sequence[int], height: int) -> str:
    """Strokes upwards from the bottom; what is not zero is at least two units high, so that one entry can be seen."""
    highest = max(figures, default=0) or 1
    tall = [max(2, round(figure / highest * height)) if figure else 0 for figure in figures]
    return "".join(f"M{i * _STEP + _STEP // 2} {height}v-{up}" for i, up in enumerate(tall) if up)
