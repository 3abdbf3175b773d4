from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.boundaries import CAPITALS, CASELESS, INSIDE_WORD
from ingest.companies.sieve import Sieve

NAMES = ["Amazon", "Škoda", "Яндекс", "IBM", "HP", "3M", "X", "C&A", "Δέλτα"]
SMALL = ["adidas", "dm", "heis", "монобанк", "ōura", "net"]
SIEVE = Sieve.of(NAMES, SMALL)
CAPITAL = st.sampled_from(CAPITALS)
TEXTS = st.text(st.characters(max_codepoint=0x52F) | st.sampled_from("谷가ა\U0001f680\U00020001\ud800"), max_size=60)


@given(TEXTS, st.sampled_from(NAMES), TEXTS)
def test_every_place_of_a_name_is_let_through(before: str, name: str, after: str) -> None:
    places, _ = SIEVE.places(before + name + after)
    assert len(before) in places or before[-1:] in set(CAPITALS)


@given(TEXTS, st.sampled_from(SMALL), TEXTS)
def test_every_place_of_a_name_in_small_letters_is_let_through_where_a_word_begins(
    before: str, name: str, after: str
) -> None:
    places, _ = SIEVE.places(before + name + after)
    assert len(before) in places or INSIDE_WORD.match(before[-1:])


def test_inside_a_word_nothing_in_small_letters_is_let_through() -> None:
    assert SIEVE.places("hadidas, xdm; бмонобанк\u0301heis 7dm")[0] == []
    assert SIEVE.places("adidas (dm) .net")[0] == [0, 8, 13]


@given(st.lists(st.builds(str.__add__, CAPITAL, TEXTS), max_size=20), TEXTS)
def test_whatever_the_names_are_none_is_lost(names: list[str], text: str) -> None:
    places, _ = Sieve.of(names).places(text)
    for place, character in enumerate(text):
        if (
            character in CAPITALS
            and text[place - 1 : place] not in [*CAPITALS]
            and text.startswith(tuple(names), place)
        ):
            assert place in places


@given(TEXTS)
def test_without_names_in_small_letters_only_capitals_and_digits_that_follow_none_are_let_through(text: str) -> None:
    places, _ = Sieve.of(CAPITALS).places(text)
    capitals = [place for place, character in enumerate(text) if character in CAPITALS]
    assert places == [place for place in capitals if place - 1 not in capitals]


@given(TEXTS)
def test_a_letter_without_case_is_noticed(text: str) -> None:
    _, has_caseless = SIEVE.places(text)
    assert has_caseless == (CASELESS.search(text) is not None)


@pytest.mark.parametrize(
    "text",
    [
        "Die Anleger warten, und Berlin schweigt. Im Jahr 2026 wird Neues kommen.",
        "Podle Prahy se nic nemění; Brno počká do roku 2027.",
        "Според София нищо не се променя, а Варна чака.",
    ],
)
def test_most_capitals_are_dismissed(text: str) -> None:
    places, _ = SIEVE.places(text)
    assert len(places) <= sum(character in CAPITALS for character in text) / 4


def test_joined_sieves_let_through_what_either_does() -> None:
    text = "Amazon, Lidl, Brno, billa, dm"
    other = Sieve.of(["Lidl"], ["billa"])
    assert SIEVE.places(text)[0] == [0, 27]
    assert other.places(text)[0] == [8, 20]
    assert SIEVE.joined(other).places(text)[0] == other.joined(SIEVE).places(text)[0] == [0, 8, 20, 27]


def test_without_names_nothing_is_let_through() -> None:
    assert Sieve.of([]).places("Amazon, 3M")[0] == []
