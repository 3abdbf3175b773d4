"""Summaries and names that other systems exported as HTML."""

from __future__ import annotations

import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fields import Reading, prose, title
from ingest.names import categories, companies
from ingest.readable import as_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("AT&amp;T buys &quot;X&quot; &#8211; and more", 'AT&T buys "X" – and more'),
        ("<p>První <b>tučný</b> odstavec.</p><p>Druhý &amp; poslední</p>", "První tučný odstavec.\n\nDruhý & poslední"),
        ("Dva řádky<br/>v perexu", "Dva řádky\nv perexu"),
        ("Kurz &euro; k &#x24;", "Kurz € k $"),
        ("Škoda&nbsp;Auto", "Škoda\N{NO-BREAK SPACE}Auto"),
        ("Nebezpečný <script>alert(1)</script> titulek", "Nebezpečný titulek"),
        ("Vector<T> a <em>šablony</em>", "Vector<T> a šablony"),
    ],
)
def test_html_is_read_as_a_browser_shows_it(written: str, read: str) -> None:
    assert as_text(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "R&D a AT&T",
        "a < b > c",
        "Vector<T> v C++",
        "What the <title> of a page is for",
        "Proč končí odstavec značkou </p>",
        "cena &neznámá; zůstala",
        "&notanentityatall;",
        "5 <10 & 7> 3",
        "<Jméno> & <Příjmení>",
    ],
)
def test_what_is_no_html_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"))))
def test_escaped_text_is_read_back(text: str) -> None:
    assert as_text(escape(text)) == text


@given(st.text("<>/&;bpi# x", max_size=60))
def test_nothing_that_looks_like_html_is_fatal_or_left(text: str) -> None:
    read = as_text(f"<b>{text}</b>")
    assert "</b>" not in as_text(read) or "&" in text


def test_a_megabyte_of_tags_that_do_not_end_is_read_in_its_time() -> None:
    begun = time.process_time()
    as_text("<b" * 500_000)
    as_text("<b>" * 300_000)
    as_text("&amp" * 250_000)
    assert time.process_time() - begun < 30


def test_it_is_told_that_a_field_was_html() -> None:
    assert prose("<p>Krátce.</p>").remarks == ("is HTML: its text is taken",)
    assert prose("AT&T").remarks == ()
    assert prose("<br><hr>").value is None


def test_a_title_is_the_text_that_it_is() -> None:
    assert title("<b>AT&amp;T</b>") == Reading("<b>AT&amp;T</b>")


def test_names_are_read_too() -> None:
    assert companies(["Johnson &amp; Johnson", "AT&T"]).value == ("Johnson & Johnson", "AT&T")
    assert categories("R&amp;D").value == ("R&D",)
