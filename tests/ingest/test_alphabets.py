from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest import alphabets


@pytest.mark.parametrize(
    ("sample", "script"),
    [
        ("Žluťoučký kůň", "Latn"),
        ("Новият завод", "Cyrl"),
        ("المصنع الجديد", "Arab"),
        ("नया कारखाना", "Deva"),
        ("নতুন কারখানা", "Beng"),
        ("Завод Intel", None),
        ("Το νέο εργοστάσιο", None),
        ("123 !?", None),
        ("", None),
    ],
)
def test_a_script_of_several_languages_is_that_of_most_letters(sample: str, script: str | None) -> None:
    assert alphabets.script(sample) == script


@pytest.mark.parametrize(
    ("sample", "language"),
    [
        ("Το νέο εργοστάσιο", "el"),
        ("המפעל החדש", "he"),
        ("새 공장이 내년에", "ko"),
        ("新工厂将于明年开始生产", "zh"),
        ("新しい工場が来年から", "ja"),
        ("新工場建設計画発表", "zh"),
        ("โรงงานใหม่", "th"),
        ("Նոր գործարանը", "hy"),
        ("ახალი ქარხანა", "ka"),
        ("አዲሱ ፋብሪካ", "am"),
        ("The new plant", None),
        ("", None),
    ],
)
def test_an_alphabet_of_one_language_tells_it(sample: str, language: str | None) -> None:
    found = alphabets.language(sample)
    assert (found and found[0]) == language


def test_the_share_is_that_of_the_letters() -> None:
    assert alphabets.language("ααα b, 5") == ("el", 0.75)


@given(st.text(max_size=100))
@example("\N{TELUGU SIGN COMBINING CANDRABINDU ABOVE}")
def test_any_text_is_of_a_known_language_and_a_share_is_more_than_half(sample: str) -> None:
    found = alphabets.language(sample)
    assert found is None or (found[0] in alphabets.LANGUAGES and 0.5 < found[1] <= 1)
    assert alphabets.script(sample) in {None, *alphabets.SHARED}


def test_no_language_is_told_by_two_alphabets() -> None:
    times = sorted(language for alphabet in alphabets.SHARED.values() for language in alphabet.languages)
    assert [language for language in set(times) if times.count(language) > 1] == ["sr"]
