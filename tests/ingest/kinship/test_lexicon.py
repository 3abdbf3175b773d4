from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.kinship.lexicon import Kind, listed


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("number", "12", "12 twelve zwölf dvanáct dwanaście дванадесет двенадцать"),
        ("number", "2", "2 two zwei dva dvě dwa dwie два две двама"),
        ("magnitude", "10³", "thousand thousands tausend tisíc tisíce tysięcy хиляди тысяч"),
        ("magnitude", "10⁶", "million millions millionen milionů milionów милиона миллионов млн mio"),
        ("magnitude", "10⁹", "billion milliarden miliard miliardy милиарда млрд 亿 億"),
        ("magnitude", "10¹²", "trillion bilion bilionů трилиона"),
        ("negation", "not", "not never nicht keine není nikdy nie не няма нет pas 不 没"),
        ("direction", "up", "rose rises gained increased gestiegen vzrostly stoupla wzrosły покачиха 涨"),
        ("direction", "down", "fell falls lost declined gefallen klesly spadla straciły понижават 跌"),
    ],
)
def test_words_of_several_languages_say_one_fact(kind: Kind, value: str, words: str) -> None:
    assert {listed(word) for word in words.split()} == {(kind, value)}


@pytest.mark.parametrize(
    "word",
    [
        *("january", "monday", "tomorrow", "januar", "donnerstag", "leden", "ledna", "července", "čtvrtek"),
        *("stycznia", "środę", "септември", "четвъртък", "января", "среду", "février", "agosto"),
    ],
)
def test_a_day_is_its_own_value(word: str) -> None:
    assert listed(word) == ("day", word)


@pytest.mark.parametrize(
    "word",
    [
        *("the", "company", "weather", "factory", "building"),
        *("společnost", "závod", "unternehmen", "werk", "компания", "zakład"),
    ],
)
def test_ordinary_words_are_no_facts(word: str) -> None:
    assert listed(word) is None


@given(st.text(min_size=1, max_size=12))
def test_whatever_begins_with_a_digit_is_a_number_and_any_word_is_a_fact_or_none(word: str) -> None:
    fact = listed(word)
    if word[0].isdecimal():
        assert fact == ("number", word)
    assert fact is None or fact.value
