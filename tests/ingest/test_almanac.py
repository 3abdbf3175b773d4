from __future__ import annotations

from collections import defaultdict

from ingest.almanac import BEFORE_DAY, LISTOPADA, MONTHS, MONTHS_BY_LANGUAGE, WEEKDAYS
from ingest.folding import folded


def test_every_language_has_twelve_months() -> None:
    assert {language: len(months) for language, months in MONTHS_BY_LANGUAGE.items() if len(months) != 12} == {}


def test_no_name_is_two_months_except_the_one_that_is_known_to_be() -> None:
    meanings = defaultdict(set)
    for months in MONTHS_BY_LANGUAGE.values():
        for number, forms in enumerate(months, start=1):
            for form in forms:
                meanings[folded(form)].add(number)
    assert {name: numbers for name, numbers in meanings.items() if len(numbers) > 1} == {LISTOPADA: {10, 11}}


def test_all_words_are_folded_as_they_are_looked_up() -> None:
    assert [word for word in {*MONTHS, *WEEKDAYS, *BEFORE_DAY} if folded(word) != word] == []
