"""What languages are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.languages import language_name


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("cs", "Czech"),
        ("BG", "Bulgarian"),
        ("sr-Latn", "Serbian (Latn)"),
        ("sr-cyrl-me", "Serbian (Cyrl-ME)"),
        ("de-1996", "German (1996)"),
        ("en-gb-oxendict", "English (GB-oxendict)"),
        ("en-x-ab-test", "English (x-ab-test)"),
        ("x-klingon", "x-klingon"),
        ("tlh", "tlh"),
    ],
)
def test_a_language_is_called_by_its_english_name_and_without_one_by_its_tag(tag: str, name: str) -> None:
    assert language_name(tag) == name


@given(st.from_regex(r"[a-z]{2,3}(-[a-z]{4})?(-[a-z]{2}|-[0-9]{3})?(-x-[a-z0-9]{1,8})?", fullmatch=True))
def test_a_range_and_a_tag_are_called_alike_and_nothing_of_them_is_lost(tag: str) -> None:
    named = language_name(tag)
    assert named.casefold() == language_name(tag.upper()).casefold()
    assert all(subtag in named.casefold() for subtag in tag.split("-")[1:])
