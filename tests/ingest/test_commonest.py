from __future__ import annotations

import pytest

from ingest.commonest import speaks


@pytest.mark.parametrize(
    ("language", "sample"),
    [
        ("cs", "firma oznámila že v kraji postaví závod který bude dávat práci pro tři sta lidí"),
        ("de", "das werk steht in der nähe und die stadt ist mit dem bau zufrieden"),
        ("ru", "компания не сказала что это было и как она будет работать"),
    ],
)
def test_a_text_speaks_its_own_language_and_no_other(language: str, sample: str) -> None:
    assert [other for other in ("bg", "cs", "de", "en", "pl", "ru", "sk", "uk") if speaks(other, sample)] == [language]


def test_a_language_of_which_no_words_are_known_is_spoken_by_nobody() -> None:
    assert not speaks("xh", "the of and to that is was for")


def test_a_few_words_are_no_evidence() -> None:
    assert not speaks("en", "Amazon and OpenAI: the deal")
