from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.tags import identity, normalise


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("cs", "cs"),
        (" cs ", "cs"),
        ("cs_CZ", "cs-CZ"),
        ("EN-us", "en-US"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("sr_RS@latin", "sr-Latn-RS"),
        ("cs_CZ.UTF-8", "cs-CZ"),
        ("de_DE@euro", "de-DE"),
        ("es-419", "es-419"),
        ("zh-yue-HK", "yue-HK"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("DE-1996", "de-1996"),
        ("en-U-CA-Gregory", "en-u-ca-gregory"),
        ("en-x-Twain", "en-x-twain"),
        ("fil", "fil"),
        ("iw", "he"),
        ("sh-RS", "sr-Latn-RS"),
        ("ces", "cs"),
        ("Czech", "cs"),
        ("čeština", "cs"),
        ("български", "bg"),
        ("", None),
        ("x", None),
        ("xx", None),
        ("123", None),
        ("und", None),
        ("C", None),
        ("POSIX", None),
        ("C.UTF-8", None),
        ("en, cs", None),
        ("not a language", None),
        ("en-", None),
        ("en--US", None),
        ("klingonese", None),
        ("en" + "-abcde" * 5000, None),
    ],
)
def test_tags_are_brought_to_canonical_form(written: str, tag: str | None) -> None:
    assert normalise(written) == tag


@given(st.text(max_size=40) | st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}(\.[a-z0-9]+)?", fullmatch=True))
def test_a_normalised_tag_stays_as_it_is_and_has_an_identity(written: str) -> None:
    tag = normalise(written)
    if tag is not None:
        assert normalise(tag) == tag
        assert tag.startswith(identity(tag).partition("-")[0])
        assert identity(identity(tag)) == identity(tag) != ""


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("sr-Latn-RS", "sr-Latn"), ("cs-CZ", "cs"), ("cs", "cs"), ("zh-Hant", "zh-Hant"), ("?", ""), (None, "")],
)
def test_the_identity_is_primary_subtag_and_script(tag: str | None, expected: str) -> None:
    assert identity(tag) == expected
