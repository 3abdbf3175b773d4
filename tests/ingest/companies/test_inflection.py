"""How names bend, language by language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.inflection import Tongue, bends, stems, tongue_of

FORMS = {
    "cs": "Google:Googlu Googlem Googlovi Googlův | Microsoft:Microsoftu Microsoftem Microsoftova Microsoftovu "
    "| Nvidia:Nvidie Nvidii Nvidií Nvidiou | Škoda:Škody Škodě Škodu Škodou | Amazon:Amazonu Amazonem | "
    "Apple:Applem Applu "
    "| Meta:Mety Metě Metou | Box:Boxu | ČEZ:ČEZu ČEZem | Alza:Alzy Alze Alzou | Volvo:Volva Volvem | "
    "Huawei:Huaweie Huaweiem",
    "sk": "Tesla:Tesly Tesle Teslou | Microsoft:Microsofte Microsoftom | Eset:Esetu Esetom",
    "pl": "Tesla:Tesli Teslę Teslą | Microsoft:Microsoftu Microsofcie | Facebook:Facebookiem | Google:Googla | "
    "Nokia:Nokii Nokią "
    "| Biedronka:Biedronki Biedronce | Samsung:Samsunga Samsungowi",
    "hr": "Google:Googlea Googlom | Nvidia:Nvidije Nvidijom | Amazon:Amazona Amazonom",
    "hu": "Microsoft:Microsoftnál Microsofttal Microsoftot | Tesla:Teslát Teslának | Google:Googlenek | "
    "Amazon:Amazonnal",
    "fi": "Microsoft:Microsoftin Microsoftille | Apple:Applen Applelle | Nokia:Nokian Nokiaa Nokialta",
    "et": "Microsoft:Microsofti Microsoftiga | Tesla:Teslale",
    "lt": "Microsoft:Microsofto Microsoftui | Tesla:Teslos Teslą",
    "lv": "Tesla:Teslas Teslai",
    "de": "Microsoft:Microsofts | Google:Googles | Tesla:Teslas",
    "sv": "Spotify:Spotifys | Volvo:Volvos",
    "ro": "Google:Googleul | Microsoft:Microsoftului | Dacia:Daciei",
    "ru": "Яндекс:Яндекса Яндексом Яндексу | Тесла:Теслы Теслою Тесле | Нокия:Нокии Нокией | "
    "Роснефть:Роснефти Роснефтью",
    "uk": "Тесла:Тесли Теслою | Майкрософт:Майкрософту Майкрософтом",
    "bg": "Майкрософт:Майкрософта Майкрософтът | Тесла:Теслата",
    "sr": "Мајкрософт:Мајкрософта Мајкрософтом | Тесла:Тесле Теслу",
    "el": "Τράπεζα:Τράπεζας",
}
CASES = [
    (language, name, form)
    for language, listed in FORMS.items()
    for group in listed.split(" | ")
    for name, forms in [group.strip().split(":")]
    for form in forms.split()
]
NAMES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=20)


def is_form(name: str, form: str, language: str | None) -> bool:
    return any(
        form.startswith(stem.text) and bends(stem, form[len(stem.text) :], tongue_of(language)) for stem in stems(name)
    )


@pytest.mark.parametrize(("language", "name", "form"), CASES)
def test_a_form_is_known_in_its_language_and_where_the_language_is_unknown(language: str, name: str, form: str) -> None:
    assert is_form(name, form, language)
    assert is_form(name, form, None)


@pytest.mark.parametrize(
    ("name", "other", "language"),
    [
        ("Meta", "Met", None),
        ("Meta", "Metro", None),
        ("Meta", "Metal", None),
        ("Мета", "Мет", "ru"),
        ("Мета", "Метал", "bg"),
        ("Тесла", "Тесл", "ru"),
        ("Amazon", "Amazonka", None),
        ("Амазон", "Амазонка", "bg"),
        ("Apple", "Apples", "en"),
        ("Target", "Targets", "en"),
        ("Google", "Googlem", "en"),
        ("Intel", "Intelligence", None),
        ("Oracle", "Oracles", "fr"),
        ("Visa", "Visum", "de"),
        ("Arm", "Army", "en"),
        ("Orange", "Oranges", "fr"),
    ],
)
def test_another_word_is_no_form(name: str, other: str, language: str | None) -> None:
    assert not is_form(name, other, language)


def test_the_first_of_several_words_bends_too() -> None:
    for form in ("České spořitelny", "Českou spořitelnu", "České spořitelně"):
        assert is_form("Česká spořitelna", form, "cs")
    assert is_form("Škoda Auto", "Škody Auto", "cs")
    assert not is_form("Česká spořitelna", "Český spořitel", "cs")


def test_a_language_is_known_by_its_primary_subtag_in_any_case() -> None:
    assert tongue_of("CS-cz") is tongue_of("sk") is Tongue.SLAVIC
    assert tongue_of("xx") is Tongue.OTHER


@given(NAMES, st.sampled_from(["cs", "hu", "en", "ru", "zh", None]))
def test_a_name_is_always_a_form_of_itself(name: str, language: str | None) -> None:
    assert is_form(name, name, language)


@given(NAMES, st.sampled_from(["cs", "fi", None]))
def test_a_stem_with_what_was_cut_from_it_is_the_name(name: str, language: str | None) -> None:
    first = next(stems(name))
    assert first.text + first.cut == name
    assert not bends(first, "x" * 30, tongue_of(language))
