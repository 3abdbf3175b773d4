"""How a name may be written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.inflection import Tongue
from ingest.companies.spellings import Name, Trust, is_form, is_written_out, keys_of, normalised
from store.entry import Slug


def forms(name: str, shown: str, tongue: Tongue, trust: Trust = Trust.PLAIN) -> bool:
    keys = keys_of(Name(Slug("x"), name, trust))
    return any(shown.startswith(key.text) and is_form(key, shown, tongue) for key in keys)


@pytest.mark.parametrize(
    ("name", "shown", "tongue", "expected"),
    [
        ("Nvidia", "Nvidií", Tongue.SLAVIC, True),
        ("Nvidia", "NVIDIÍ", Tongue.SLAVIC, True),
        ("Nvidia", "Nvidií", Tongue.OTHER, False),
        ("OpenAI", "Openai", Tongue.OTHER, True),
        ("eBay", "EBAY", Tongue.OTHER, True),
        ("Google", "google", Tongue.OTHER, False),
        ("Google", "GOOGLe", Tongue.OTHER, False),
    ],
)
def test_a_name_may_bend_and_stand_in_capitals(name: str, shown: str, tongue: Tongue, *, expected: bool) -> None:
    assert forms(name, shown, tongue) is expected


def test_only_a_name_that_means_one_thing_may_be_capitalised_otherwise() -> None:
    assert forms("TikTok", "Tiktok", Tongue.OTHER)
    assert not forms("TikTok", "Tiktok", Tongue.OTHER, Trust.AMBIGUOUS)
    assert forms("ispace", "Ispace", Tongue.OTHER)
    assert not forms("ispace", "Ispace", Tongue.OTHER, Trust.AMBIGUOUS)


@pytest.mark.parametrize(
    ("text", "written_out"),
    [("the DELL of old", True), ("the GAP of old", False), ("GAP CUTS JOBS", True)],
)
def test_a_short_name_in_capitals_is_an_acronym_unless_all_is(text: str, *, written_out: bool) -> None:
    shown = next(word for word in text.split() if word in {"DELL", "GAP"})
    name = Name(Slug("x"), shown.capitalize(), Trust.AMBIGUOUS)
    (key,) = (key for key in keys_of(name) if key.capitals and key.text == shown)
    start = text.index(shown)
    assert is_written_out(text, start, start + len(shown), key) is written_out


@given(st.text(max_size=60))
def test_a_normalised_text_stays_so_and_is_composed(text: str) -> None:
    once = normalised(text)
    assert not set("’ʼ\u00a0\u202f\u2011\u00ad") & set(once)
    assert once.isascii() or unicodedata.is_normalized("NFC", normalised(unicodedata.normalize("NFC", once)))


def test_apostrophes_hyphens_and_blanks_are_one_each() -> None:
    assert normalised("l’Oréal\u00a0a Coca\u2011Cola, Micro\u00adsoft") == "l'Oréal a Coca-Cola, Microsoft"
