from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.words import LONGEST_WORD, folded, shown

BICAMERAL = (
    "aábcčdďeéěfghiíjklľĺmnňoóöôøpqrřsštťuúůüvwxyýzžąćęłńśźżăâîșțßœæđð абвгдеёжзийіїґєўқ αάβγήίϊΐςσώ ấềộửỹơư ışğ"
)
"""Letters whose other case exists, of languages that articles are written in."""

written = st.text(st.sampled_from(BICAMERAL + "  -,.!'") | st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Příliš žluťoučký kůň", "prilis zlutoucky kun"),
        ("ŁÓDŹ; Gdańsk/Sopot", "lodz gdansk sopot"),
        ("Straße Nr. 5", "strasse nr 5"),
        ("Ærøskøbing, Þórr, Đorđe", "aeroskobing thorr dorde"),
        ("Ёлка й май", "елка и маи"),
        ("Київ, Їжак; об'єкт об’єкт обʼєкт", "киів іжак об єкт об єкт об єкт"),
        ("Ο Οδυσσεύς", "ο οδυσσευσ"),
        ("Đặng Thị Ngọc", "dang thi ngoc"),
        ("İSTANBUL ılık", "istanbul ilik"),
        ("COVID-19 a AT&T (AI)", "covid 19 a at t ai"),
        ("Windows™ 10 m² ﬁnance", "windows 10 m2 finance"),
        ("١٢٣ مُحَمَّد مـحـمـد", "123 محمد محمد"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी में", "हिन्दी में"),
        ("日立製作所のAI戦略", "日 立 製 作 所 の ai 戦 略"),
        ("ﾄﾖﾀ、トヨタ", "ト ヨ タ ト ヨ タ"),
        ("삼성전자 주가", "삼성전자 주가"),
        ("ไทย 5", "ไ ท ย 5"),
        ("roz\u00addělené bez\u200bmezery \ufeffa", "rozdelene bez mezery a"),
        ("!!! — … 🙂", ""),
        ("", ""),
    ],
)
def test_words_are_without_case_accents_and_punctuation(text: str, words: str) -> None:
    assert folded(text) == words


@given(written)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(written)
def test_words_are_parted_by_single_blanks_and_hold_no_other_punctuation(text: str) -> None:
    words = folded(text)
    assert words.split() == words.split(" ") if words else True
    assert all(c == " " or unicodedata.category(c)[0] in "LNM" for c in words)


@given(written)
def test_composed_and_decomposed_text_has_the_same_words(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text)) == folded(text)


@given(st.text(BICAMERAL, max_size=40))
def test_case_does_not_matter(text: str) -> None:
    assert folded(text.upper()) == folded(text.lower()) == folded(text)


@given(st.text(BICAMERAL, max_size=40))
def test_accents_do_not_matter(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    assert folded(bare) == folded(text)


@given(written, written)
def test_the_words_of_two_texts_are_those_of_both(one: str, two: str) -> None:
    assert folded(f"{one}\n{two}").split() == folded(one).split() + folded(two).split()


@given(written.map(folded), written.map(folded))
def test_a_run_of_characters_is_found_in_a_text_without_blanks(before: str, after: str) -> None:
    assert "東 京 電 力" in folded(f"{before}東京電力{after}")


def test_a_word_is_cut_where_no_database_would_take_more() -> None:
    assert folded("ž" * (LONGEST_WORD + 1) + " a") == "z" * LONGEST_WORD + " a"


@given(written)
def test_words_are_shown_without_the_blanks_that_their_script_has_not(text: str) -> None:
    assert shown(folded(text)).replace(" ", "") == folded(text).replace(" ", "")
    assert folded(text).isascii() <= (shown(folded(text)) == folded(text))
