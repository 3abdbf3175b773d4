from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.kinship.lexicon import Fact
from ingest.kinship.words import LOOKED_AT, Text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The plant, at last!", ["the", "plant", "at", "last"]),
        ("1,900 or 1 900 or 1.900 or 1’900", ["1900", "or", "1900", "or", "1900", "or", "1900"]),
        ("2,5 % and 2.5 %", ["2.5", "and", "2.5"]),
        ("at 14:30 on 2026-05-14", ["at", "14:30", "on", "2026-05-14"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("sh\ufffdlf", ["sh\ufffdlf"]),
        ("Дупка ﬁrst", ["дупка", "first"]),
        ("新工厂", ["新", "工", "厂"]),
        ("トヨタの車", ["トヨタ", "の", "車"]),
        ("– • …", []),
    ],
)
def test_words_are_without_case_punctuation_and_grouped_digits(text: str, words: list[str]) -> None:
    assert Text.of(text).words == words


def test_a_sentence_a_line_and_a_clause_open_with_a_word() -> None:
    assert Text.of("One two. Three\nfour: five, six").opening == [True, False, True, True, True, False]


@pytest.mark.parametrize(("text", "whole"), [("Done.", True), ("„Hotovo.“", True), ("And so", False), ("完了。", True)])
def test_a_text_is_whole_where_it_ends_with_a_sentence(text: str, *, whole: bool) -> None:
    assert Text.of(text).whole is whole


def test_names_have_a_capital_inside_a_sentence_or_an_odd_one_anywhere() -> None:
    text = Text.of(
        "Yesterday Acme met the mayor of Brno. Nobody from OpenAI came. IBM did not; sales of phones rose all the same."
    )
    assert text.names == {"acme", "brno", "openai", "ibm"}
    assert not text.capitalises_nouns


def test_where_nouns_have_capitals_only_odd_ones_tell_a_name() -> None:
    text = Text.of("Das Werk in Leipzig stellt Batterien und Motoren für SAP und die Bahn her.")
    assert text.capitalises_nouns
    assert {fact.value for fact in text.facts if fact.kind == "name"} == {"sap"}


def test_a_title_tells_a_name_of_ideographs() -> None:
    assert Fact("name", "京") in Text.of("他在東京都工作").facts
    assert not Text.of("他在工作").facts


def test_facts_are_counted_with_how_often_the_text_says_so() -> None:
    facts = Text.of("it rose by 5 to 5 million").facts
    assert facts == {Fact("direction", "up"): 1, Fact("number", "5"): 2, Fact("magnitude", "10⁶"): 1}


def test_two_ideographs_weigh_as_much_as_a_word() -> None:
    for text, weight in (("one two three four", 4), ("新工厂在", 2)):
        read = Text.of(text)
        assert read.weight(range(len(read.words))) == weight


@given(st.text(max_size=200))
def test_every_word_is_known_as_it_stands_and_by_its_place(text: str) -> None:
    read = Text.of(text)
    assert len(read.words) == len(read.raw) == len(read.opening)
    assert read.opening[:1] in ([], [True])
    assert read.facts.total() <= len(read.words)


@given(st.lists(st.sampled_from(["Praha", "Straße", "ЗАВОД", "5", "1,900", "京", "."]), max_size=30))
def test_case_and_white_space_play_no_part(words: list[str]) -> None:
    assert Text.of(" ".join(words)).words == Text.of("\n".join(words).upper()).words


def test_what_stands_behind_the_characters_that_are_looked_at_plays_no_part() -> None:
    text = "ab " * (LOOKED_AT // 3 + 1)
    assert Text.of(text + "more").words == Text.of(text).words
