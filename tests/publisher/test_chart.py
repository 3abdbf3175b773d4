from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publisher.pages.chart import LARGE, SMALL, Months, chart, in_short, in_words, sparkline
from publisher.pages.dates import month_text
from store.activity import months_to

LAST = datetime(2026, 2, 1, tzinfo=UTC)

figures = st.lists(st.integers(0, 100_000), min_size=1, max_size=24).map(tuple)


def months(counts: tuple[int, ...]) -> Months:
    return Months(months_to(LAST, len(counts)), counts)


def heights(drawing: str, count: int) -> list[int]:
    """The height of each month's bar as it is drawn, zero where there is none."""
    (path,) = etree.fromstring(drawing).iterfind("path")
    bars = {int(x): int(up) for x, up in re.findall(r"M([0-9]+) [0-9]+v-([0-9]+)", path.get("d") or "")}
    return [bars.get(4 * number + 2, 0) for number in range(count)]


@given(figures)
def test_bars_are_as_high_as_their_figures_and_the_highest_fills_the_chart(counts: tuple[int, ...]) -> None:
    for drawing, height in ((sparkline(months(counts)), SMALL), (chart(months(counts)), LARGE)):
        drawn = heights(drawing, len(counts))
        assert [bool(up) for up in drawn] == [bool(figure) for figure in counts]
        assert max(drawn) == (height if any(counts) else 0)
        for figure, up in zip(counts, drawn, strict=True):
            assert up == 2 or abs(up - figure / (max(counts) or 1) * height) <= 0.5


@given(figures)
def test_words_tell_every_figure_and_which_is_the_highest(counts: tuple[int, ...]) -> None:
    said = months(counts)
    told = dict(re.findall(r"([A-Z][a-z]+ [0-9]{4}) ([0-9,]+)(?=[,.])", in_words(said).partition(":")[2]))
    assert {month: int(figure.replace(",", "")) for month, figure in told.items()} == {
        month_text(start): figure for start, figure in zip(said.starts, counts, strict=True) if figure
    }
    if any(counts):
        assert f"{sum(counts):,} in {len(counts)} months" in in_short(said)
        assert in_short(said).endswith(f": {max(counts):,}")
        assert said.busiest == len(counts) - 1 - counts[::-1].index(max(counts))
    else:
        assert in_short(said) == f"none in {len(counts)} months"
        assert said.busiest is None


def test_a_chart_is_an_image_with_a_name_and_needs_no_style_of_its_own() -> None:
    for drawing in (sparkline(months((1, 2))), chart(months((1, 2)))):
        root = etree.fromstring(drawing)
        assert root.get("role") == "img"
        assert root.findtext("title") == "3 in 2 months, most in February 2026: 2"
        assert not root.xpath("//@style | //style | //script")


def test_a_small_chart_is_small() -> None:
    assert len(sparkline(months(tuple(range(976, 1000))))) < 400
