from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.kinship.difference import Difference
from ingest.kinship.words import Text
from tests.ingest.kinship.articles import FOOTERS, HEADERS, ORIGINALS, PARAGRAPHS, Original

originals = pytest.mark.parametrize("original", ORIGINALS, ids=[f"{o.language}{i}" for i, o in enumerate(ORIGINALS)])


def between(one: str, other: str) -> Difference:
    return Difference.between(Text.of(one), Text.of(other))


def size(text: str) -> int:
    return len(Text.of(text).words)


@originals
def test_a_header_and_a_footer_are_edges_and_leave_no_gap(original: Original) -> None:
    header, footer = HEADERS[original.language], FOOTERS[original.language]
    found = between(original.text, header + original.text + footer)
    assert found.gaps == ()
    assert found.common == found.core == size(original.text)
    assert found.outside == (0, size(header) + size(footer))


@originals
def test_a_paragraph_in_the_middle_is_one_gap(original: Original) -> None:
    first, *rest = original.text.split("\n\n")
    paragraph = PARAGRAPHS[original.language]
    found = between(original.text, "\n\n".join([first, paragraph, *rest]))
    assert sum(len(gap.b) for gap in found.gaps) == size(paragraph)
    assert found.outside == (0, 0)


@originals
def test_paragraphs_in_another_order_are_common_all_the_same(original: Original) -> None:
    first, *rest = original.text.split("\n\n")
    found = between(original.text, "\n\n".join([*rest[::-1], first]))
    assert found.common >= 0.9 * size(original.text)


@given(st.sampled_from(ORIGINALS), st.sampled_from(ORIGINALS), st.integers(0, 2000), st.integers(0, 2000))
def test_no_word_is_lost_or_counted_twice(one: Original, other: Original, cut: int, start: int) -> None:
    a, b = Text.of(one.text[start:]), Text.of(one.text[:cut] + other.text)
    found = Difference.between(a, b)
    places = [place for gap in (found.head, *found.gaps, found.tail) for place in gap.a]
    assert places == sorted(set(places))
    assert found.common + len(places) == len(a.words)
    assert found.core == len(a.words) - found.outside[0]
