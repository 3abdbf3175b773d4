"""Title, summary and lead."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.parts import LONGEST_LEAD, LONGEST_LOOK, first_sentence_end, parts_of

LEAD = "The town by the lake has sold its field to a man from the north."


def lead(text: str) -> str:
    parts = parts_of("Title", "", text)
    return parts.whole[parts.text_start : parts.lead_end]


def test_the_lead_is_the_first_paragraph_that_is_no_heading() -> None:
    assert lead(f"{LEAD}\n\nMore.") == LEAD
    assert lead(f"Summary\n\n{LEAD}\n\nMore.") == f"Summary\n\n{LEAD}"
    assert lead(LEAD) == LEAD


def test_a_long_paragraph_leads_up_to_the_end_of_a_sentence() -> None:
    text = f"{LEAD} " * 20
    assert lead(text).endswith("north")
    assert LONGEST_LEAD - len(LEAD) - 1 <= len(lead(text)) <= LONGEST_LEAD


def test_a_summary_that_repeats_the_text_is_looked_at_once() -> None:
    assert parts_of("Title", LEAD, f"{LEAD} More.").whole == f"Title\n{LEAD} More."
    assert parts_of("Title", "Short.", LEAD).whole == f"Title\nShort.\n{LEAD}"


def test_the_first_sentence_ends_where_another_begins() -> None:
    text = "It is 5 p.m. in Ems. Nobody came."
    assert first_sentence_end(text, 0, len(text)) == text.index("Nobody")
    assert first_sentence_end("It is late.", 0, 11) is None


@given(st.text(max_size=60), st.text(max_size=60), st.text("ab. \n", max_size=1500))
def test_the_parts_stand_in_order(title: str, summary: str, text: str) -> None:
    parts = parts_of(title, summary, text)
    assert 0 <= parts.title_end < parts.text_start <= parts.lead_end <= len(parts.whole)
    assert parts.lead_end - parts.text_start <= LONGEST_LEAD


def test_no_more_is_looked_at_than_is_promised() -> None:
    assert len(parts_of("a" * 10**5, "b" * 10**5, "c" * 10**5).whole) <= LONGEST_LOOK * 1.25 + 2
