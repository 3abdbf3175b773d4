"""The texts and cases that quality is measured on are what they say they are."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from benchmarks.quality import clean, headerless
from benchmarks.quality.corpus import HABITS, Prose, articles, languages
from store.entry import DateOrigin

LETTERS = {
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøå",
    "de": "äöüß",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ",
    "es": "áéíñóúü",
    "et": "äöõüšž",
    "fi": "äöå",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "it": "àèéìòù",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "nb": "æøå",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõú",
    "ro": "ăâîșț",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "sv": "åäö",
    "tr": "çğıöşü",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}

every_language = pytest.mark.parametrize("language", languages())


def whole(language: str) -> str:
    return "\n\n".join(prose.headerless for prose in articles(language))


def test_there_are_enough_languages_and_each_has_its_habits() -> None:
    assert len(languages()) >= 18
    assert set(languages()) == set(HABITS)


@every_language
def test_a_language_has_enough_prose(language: str) -> None:
    prose = articles(language)
    assert len(prose) >= 3
    assert sum(len(one.paragraphs) for one in prose) >= 12
    assert sum(len(one.sentences) for one in prose) >= 44
    assert any(one.title.isupper() for one in prose)
    assert sum(one.body.count("€") for one in prose) >= 1


@pytest.mark.parametrize(("language", "letters"), LETTERS.items(), ids=LETTERS)
def test_every_letter_of_the_alphabet_occurs(language: str, letters: str) -> None:
    assert set(letters) - set(whole(language).lower()) == set()


@every_language
def test_the_prose_is_composed_and_has_no_controls(language: str) -> None:
    text = whole(language)
    assert unicodedata.is_normalized("NFC", text)
    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cn"}} <= {"\n"}


def test_sentences_make_up_their_paragraphs() -> None:
    prose = Prose("cs", "Titulek", ("Stalo se to v pátek. „A proč?“ ptal se Řehoř. Nikdo nevěděl…", "Konec."))
    assert prose.sentences == ("Stalo se to v pátek.", "„A proč?“ ptal se Řehoř.", "Nikdo nevěděl…", "Konec.")


def test_there_are_enough_files_without_front_matter_in_enough_languages() -> None:
    cases = list(headerless.cases())
    assert len(cases) >= 80
    assert len({case.language for case in cases}) >= 12
    assert {case.origin for case in cases} == {DateOrigin.HEADER, DateOrigin.FILE_NAME, DateOrigin.MTIME}
    assert all((case.date is None) is (case.origin is DateOrigin.MTIME) for case in cases)


@pytest.mark.parametrize("case", list(headerless.cases()), ids=lambda case: f"{case.language}: {case.note}")
def test_a_wanted_title_is_in_its_file(case: headerless.Case) -> None:
    assert case.title.removesuffix("…") in case.text


def test_no_two_cases_have_one_text() -> None:
    texts = [case.text for case in headerless.cases()] + [text for _, text in clean.hostile()]
    assert [text for text, count in Counter(texts).items() if count > 1] == []
