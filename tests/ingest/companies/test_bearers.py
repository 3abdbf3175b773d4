"""Who else bears a name: persons, grounds, things, elided articles."""

from __future__ import annotations

import pytest

from ingest.companies.bearers import is_elided, is_person, is_place, is_thing
from ingest.companies.surroundings import word_before


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Harrison Ford", True),
        ("President Ford", True),
        ("Mr. Ford", True),
        ("Никола Ford", True),
        ("Werner von Ford", True),
        ("von Ford", False),
        ("harrison Ford", False),
        ("carmaker Ford", False),
        ("Ford", False),
    ],
)
def test_a_first_name_or_a_title_makes_a_person(text: str, *, person: bool) -> None:
    start = text.index("Ford")
    assert is_person(text, start, word_before(text, start)) is person


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("the", "Arena", True),
        ("ulice", "", True),
        ("na", "stadionu", True),
        ("в", "стадион", True),
        ("the", "shares", False),
        ("", "", False),
    ],
)
def test_grounds_and_streets_are_named_after_companies(before: str, after: str, *, place: bool) -> None:
    assert is_place(before, after) is place


@pytest.mark.parametrize(
    ("before", "after", "thing"),
    [("the", "is", True), ("The", "", True), ("an", "shares", False), ("at", "is", False), ("", "", False)],
)
def test_an_article_before_and_no_noun_behind_make_a_thing(before: str, after: str, *, thing: bool) -> None:
    assert is_thing(before, after) is thing


@pytest.mark.parametrize(
    ("text", "language", "elided"),
    [
        ("Dell'azienda", "it", True),
        ("Dell'UE", "it", True),
        ("Dell'hotel", "it", True),
        ("Dell'azienda", "", True),
        ("Dell'in", "", False),
        ("Dell'a", "pl", False),
        ("Dell'azienda", "tr", False),
        ("Dell's", "it", False),
        ("Dell's", "", False),
        ("Dell'", "it", False),
        ("Dell", "it", False),
        ("Dell azienda", "it", False),
    ],
)
def test_an_apostrophe_before_a_vowel_is_an_elision_where_it_is_no_ending(
    text: str, language: str, *, elided: bool
) -> None:
    assert is_elided(text, len("Dell"), language) is elided
