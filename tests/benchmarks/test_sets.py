"""The held-out sets are whole: every case is in shape, says what it claims, and stands once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from benchmarks.quality.respelling import Respelling, respelled_text, respelled_title
from benchmarks.quality.sets import Article, CompanyCase, DuplicateCase, Truth, company_cases, duplicate_cases

LANGUAGES = {"en": 60, "cs": 40, "bg": 25, "ru": 15, "pl": 15, "de": 15, "sk": 10, "fr": 10, "es": 10, "it": 5, "uk": 5}
FEW = {"hu", "tr", "ro", "ja", "zh"}
SHORT = 25  # words: bodies below get no help from what they have in common

ARTICLE = """
articles:
  a: {title: Bridge opens, text: The bridge opens in June., language: en, date: 2026-03-11, source: Post,
      link: "https://example.com/a"}
pairs:
"""


@pytest.fixture(scope="module")
def companies() -> tuple[CompanyCase, ...]:
    return company_cases()


@pytest.fixture(scope="module")
def duplicates() -> tuple[DuplicateCase, ...]:
    return duplicate_cases()


def content(article: Article) -> tuple[str, str]:
    return article.title, article.text


def words(text: str) -> list[str]:
    return text.split()


def test_each_language_has_the_number_of_company_cases_it_was_promised(companies: tuple[CompanyCase, ...]) -> None:
    counts = Counter(case.language for case in companies)
    assert {language: n for language, n in LANGUAGES.items() if counts[language] < n} == {}
    assert set(counts) >= FEW
    assert len(companies) >= 220


def test_a_third_of_the_company_cases_or_more_are_about_no_company(companies: tuple[CompanyCase, ...]) -> None:
    without = sum(not case.companies for case in companies)
    assert len(companies) / 3 <= without <= len(companies) / 2


def test_no_two_company_cases_share_a_title_or_a_text(companies: tuple[CompanyCase, ...]) -> None:
    assert [t for t, n in Counter(case.title for case in companies).items() if n > 1] == []
    assert [t for t, n in Counter(case.text for case in companies).items() if n > 1] == []


def test_every_company_case_has_text_and_no_name_twice(companies: tuple[CompanyCase, ...]) -> None:
    for case in companies:
        named = [*case.companies, *case.also]
        assert case.title, case
        assert len(case.text) > 30, case.title
        assert all(named), case.title
        assert len(named) == len(set(named)), case.title


def test_doubtful_company_cases_are_few(companies: tuple[CompanyCase, ...]) -> None:
    assert sum(case.doubtful for case in companies) <= len(companies) / 20


def test_every_truth_has_enough_pairs_and_every_language_a_share(duplicates: tuple[DuplicateCase, ...]) -> None:
    counts = Counter(case.truth for case in duplicates)
    assert {truth for truth in Truth if counts[truth] < 8} == set()
    assert len(duplicates) >= 120
    languages = {case.one.language for case in duplicates}
    assert languages >= {"en", "cs", "bg", "de", "pl", "ru", "fr", "es", "zh", "ja"}


def test_the_pairs_are_made_from_thirty_articles_or_more(duplicates: tuple[DuplicateCase, ...]) -> None:
    assert len({content(case.one) for case in duplicates}) >= 30


def test_some_articles_are_too_short_for_anything_but_exact_rules(duplicates: tuple[DuplicateCase, ...]) -> None:
    short = {case.one.text for case in duplicates if case.one.language not in {"zh", "ja"}}
    assert sum(len(words(text)) < SHORT for text in short) >= 4


def test_no_two_pairs_set_the_same_texts_against_each_other(duplicates: tuple[DuplicateCase, ...]) -> None:
    pairs = Counter((case.one, case.other) for case in duplicates)
    assert [pair for pair, n in pairs.items() if n > 1] == []


def test_what_is_called_the_same_differs_in_nothing_but_case_white_space_and_marks(
    duplicates: tuple[DuplicateCase, ...],
) -> None:
    def letters(article: Article) -> str:
        return "".join(c for c in (article.title + article.text).casefold() if c.isalnum())

    for case in duplicates:
        if case.truth is Truth.SAME:
            assert letters(case.one) == letters(case.other), case.one.title


def test_what_is_called_anything_else_differs_in_title_or_text(duplicates: tuple[DuplicateCase, ...]) -> None:
    for case in duplicates:
        if case.truth is not Truth.SAME:
            assert content(case.one) != content(case.other), case.one.title


def test_a_truncated_text_is_shorter_and_begins_like_the_whole(duplicates: tuple[DuplicateCase, ...]) -> None:
    for case in duplicates:
        if case.truth is Truth.TRUNCATED:
            assert len(case.other.text) < len(case.one.text), case.one.title
            assert case.other.text[:20] == case.one.text[:20], case.one.title


def test_an_update_keeps_the_link_or_the_title(duplicates: tuple[DuplicateCase, ...]) -> None:
    for case in duplicates:
        if case.truth is Truth.UPDATE:
            same_link = case.one.link is not None and case.one.link == case.other.link
            assert same_link or case.one.title == case.other.title, case.one.title


def test_only_translations_cross_languages_save_where_nothing_is_shared(duplicates: tuple[DuplicateCase, ...]) -> None:
    for case in duplicates:
        crosses = case.one.language != case.other.language
        assert crosses == (case.truth is Truth.TRANSLATION) or case.truth is Truth.DIFFERENT, case.one.title


def test_a_translation_shares_its_link_or_its_source_and_original_title(duplicates: tuple[DuplicateCase, ...]) -> None:
    for case in duplicates:
        if case.truth is Truth.TRANSLATION:
            one, other = case.one, case.other
            original = one.original_title or one.title
            same_original = one.source == other.source and original == other.original_title
            assert one.link == other.link or same_original, one.title


def test_no_answer_is_listed_as_right_twice(duplicates: tuple[DuplicateCase, ...]) -> None:
    for case in duplicates:
        right = [case.truth, *case.also]
        assert len(right) == len(set(right)), case.one.title


def test_four_truths_mean_one_entry() -> None:
    assert {truth.value for truth in Truth if truth.one_entry} == {"same", "copy", "truncated", "update"}


def in_file(folder: Path, pair: str) -> tuple[DuplicateCase, ...]:
    file = folder / "duplicates.yaml"
    file.write_text(ARTICLE + pair, "utf-8")
    return duplicate_cases(file)


def test_edits_are_applied_in_the_order_that_the_readme_gives(tmp_path: Path) -> None:
    pair = (
        "  - {one: a, truth: copy, other: {link: '', until: opens, replace: {opens: closes}, before: By A, after: End}}"
    )
    (case,) = in_file(tmp_path, pair)
    assert case.other == replace(case.one, link=None, text="By A\n\nThe bridge closes\n\nEnd")


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        ("replace: {closes: opens}", "not in the text: 'closes'"),
        ("until: closes", "not in the text: 'closes'"),
        ("replace: {opens: opens}", "replaced by itself: 'opens'"),
    ],
)
def test_an_edit_that_changes_nothing_is_refused(tmp_path: Path, edit: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        in_file(tmp_path, f"  - {{one: a, truth: copy, other: {{{edit}}}}}")


@pytest.mark.parametrize(
    "pair",
    [
        "  - {one: a, truth: alike, other: {after: End}}",
        "  - {one: a, truth: copy, other: {afterwards: End}}",
        "  - {one: a, truth: copy, other: {after: End}, note: a comma, that split a note}",
    ],
)
def test_an_unknown_truth_edit_or_key_is_refused(tmp_path: Path, pair: str) -> None:
    with pytest.raises(ValidationError):
        in_file(tmp_path, pair)


def test_an_article_that_nobody_wrote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="'b'"):
        in_file(tmp_path, "  - {one: a, other: b, truth: copy}")


@given(st.text(alphabet="aábcčdeěłńóřż ,.\n"))
def test_text_without_diacritics_keeps_its_length_and_is_ascii(text: str) -> None:
    plain = respelled_text(text, Respelling.DIACRITICS)
    assert plain.isascii()
    assert len(plain) == len(text)


@given(st.text(alphabet="abc č\n", max_size=300))
def test_other_spacing_changes_white_space_only(text: str) -> None:
    assert words(respelled_text(text, Respelling.SPACING)) == words(text)
    title = text.replace("\n", " ")
    assert words(respelled_title(title, Respelling.SPACING)) == words(title)


@pytest.mark.parametrize(
    ("typed", "otherwise"),
    [
        ("„Škoda,“ řekl – a šel.", '"Škoda," řekl - a šel.'),
        ("« Nous vidons les plages »", '" Nous vidons les plages "'),
        ('"Yes" - it\'s "true"', "“Yes” – it’s “true”"),
    ],
)
def test_typography_goes_from_typographic_to_plain_and_back(typed: str, otherwise: str) -> None:
    assert respelled_text(typed, Respelling.TYPOGRAPHY) == otherwise
