from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.companies.names import beginnings, key, keys, parts
from store.slug import without_legal_form

names = st.text(st.characters(), max_size=40)  # with lone surrogates and unassigned characters
words = st.text("abcčdeřžжщюя", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OpenAI", "Open AI"),
        ("OpenAI", "OPENAI"),
        ("OpenAI", "  open-ai, Inc. "),
        ("Škoda Auto", "SKODA AUTO a.s."),
        ("Żabka", "Zabka"),
        ("Ørsted", "Orsted A/S"),
        ("Mærsk", "Maersk"),
        ("Türk Hava Yolları", "TURK HAVA YOLLARI"),
        ("L'Oréal", "L’Oreal S.A."),
        ("AT&T", "AT and T"),
        ("Marks & Spencer", "Marks and Spencer plc"),
        ("Алёнка", "АЛЕНКА"),
        ("ООО «Яндекс»", "Яндекс"),
        ("Ｔｏｙｏｔａ", "Toyota"),
        ("株式会社キーエンス", "キーエンス"),
        ("Τράπεζα Πειραιώς", "ΤΡΑΠΕΖΑ ΠΕΙΡΑΙΩΣ"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Canal+", "Canal"),
        ("ハード", "バード"),  # a mark makes another sound and another word
        ("Gap", "Gab"),
        ("3M", "4M"),
        ("Sber", "Сбер"),
    ],
)
def test_names_of_different_things_have_different_keys(one: str, other: str) -> None:
    assert not set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(
    ("whole", "bare"), [("The Gap", "Gap"), ("Amazon.com", "Amazon"), ("The Booking.com", "Booking")]
)
def test_article_and_domain_are_left_out_of_the_looser_key_only(whole: str, bare: str) -> None:
    assert key(whole) != key(bare)
    assert keys(whole)[1] == key(bare)


@pytest.mark.parametrize("name", ["", "   ", "!!!", "–", "«»"])
def test_what_has_no_letter_has_no_key(name: str) -> None:
    assert keys(name) == ()
    assert not key(name)


@given(names)
def test_any_text_has_at_most_two_keys_and_none_is_empty(name: str) -> None:
    assert len(keys(name)) <= 2
    assert all(keys(name))


@given(st.lists(words, min_size=1, max_size=4), st.sampled_from(["", " ", "-", "  ", " "]))
def test_case_and_gaps_do_not_matter(pieces: list[str], gap: str) -> None:
    whole = " ".join(pieces)
    shouted = gap.join(pieces).upper()
    assume(all(without_legal_form(form) == form for form in (whole, whole.upper(), shouted)))  # "Go AB" is one
    assert key(shouted) == key(unicodedata.normalize("NFD", whole))


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("Alphabet/Google", ("Alphabet", "Google")),
        ("Meta (Facebook)", ("Meta", "Facebook")),
        ("Google & Microsoft", ("Google", "Microsoft")),
        ("Google und Microsoft", ("Google", "Microsoft")),
        ("Гугъл и Майкрософт", ("Гугъл", "Майкрософт")),
        ("X, formerly Twitter", ("X", "Twitter")),
        ("X formerly Twitter", ("X", "Twitter")),
        ("Sony – PlayStation", ("Sony", "PlayStation")),
        ("AT&T", ()),
        ("Coca-Cola", ()),
        ("Sandisk", ()),
        ("/", ()),
    ],
)
def test_the_names_inside_a_name(name: str, held: tuple[str, ...]) -> None:
    assert parts(name) == held


@given(names)
def test_parts_stand_in_the_name_and_are_never_the_name_itself(name: str) -> None:
    held = parts(name)
    assert all(part and part in name for part in held)
    assert held != (name.strip(),)


@given(st.lists(words, min_size=1, max_size=6))
def test_beginnings_are_shorter_and_shorter(pieces: list[str]) -> None:
    name = " ".join(pieces)
    found = beginnings(name)
    assert len(found) == len(pieces) - 1
    assert all(name.startswith(beginning + " ") for beginning in found)
    assert sorted(found, key=len, reverse=True) == list(found)
