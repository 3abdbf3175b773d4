from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.tags import LANGUAGE_OF_COUNTRY, identity, misused_country, normalise


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
        ("němčina", "de"),
        ("английски", "en"),
        ("Tschechisch", "cs"),
        ("Simplified Chinese", "zh-Hans"),
        ("Serbian (Latin)", "sr-Latn"),
        ("Brazilian Portuguese", "pt-BR"),
        ("cz", "cs"),
        ("CZ_cz", "cs-CZ"),
        ("ua", "uk"),
        ("jp", "ja"),
        ("gr", "el"),
        ("dk", "da"),
        ("us", "en-US"),
        ("tw", "zh-TW"),
        ("se", "se"),
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


@pytest.mark.parametrize(
    ("tag", "misused"), [("cz", True), ("cz_CZ", True), ("JP", True), ("cs-CZ", False), ("uk", False), ("Czech", False)]
)
def test_the_code_of_a_country_is_known_from_that_of_a_language(tag: str, misused: bool) -> None:  # noqa: FBT001 - a row of the table
    assert misused_country(tag) is misused


def test_codes_of_both_a_language_and_a_country_are_read_as_the_language() -> None:
    assert [code for code in LANGUAGE_OF_COUNTRY if normalise(code) != code or misused_country(code)] == []
