from __future__ import annotations

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.folding import folded
from ingest.formats.headers import read_headers
from ingest.headwords import HEADER_WORDS
from ingest.keys import KNOWN_KEYS

BODY = "Výrobce koupil závod. Cenu neuvedl.\n\nDruhý odstavec."


def headers(text: str) -> tuple[dict[str, object], str]:
    values, at = read_headers(text, UTC)
    return dict(values), text[at:]


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("Název: Závod mění majitele", "title", "Závod mění majitele"),
        ("NAZEV: Závod mění majitele", "title", "Závod mění majitele"),
        ("Názov: Závod mení majiteľa", "title", "Závod mení majiteľa"),
        ("Tytuł: Zakład zmienia właściciela", "title", "Zakład zmienia właściciela"),
        ("Заглавие: Заводът сменя собственика", "title", "Заводът сменя собственика"),
        ("Заголовок: Завод меняет владельца", "title", "Завод меняет владельца"),
        ("Titre : L’usine change de mains", "title", "L’usine change de mains"),
        ("Título: La planta cambia de dueño", "title", "La planta cambia de dueño"),
        ("Überschrift: Werk wechselt Besitzer", "title", "Werk wechselt Besitzer"),
        ("Cím: Gazdát cserél a gyár", "title", "Gazdát cserél a gyár"),
        ("Τίτλος: Το εργοστάσιο πωλείται", "title", "Το εργοστάσιο πωλείται"),
        ("BAŞLIK: Fabrika satıldı", "title", "Fabrika satıldı"),
        ("标题：工厂易主", "title", "工厂易主"),
        ("**Titulek:** Závod mění majitele", "title", "Závod mění majitele"),
        ("- **Titulek**: Závod mění majitele", "title", "Závod mění majitele"),
        ("Titulek: Konec? Ne, začátek", "title", "Konec? Ne, začátek"),
        ("Původní titulek: Plant changes hands", "original_title", "Plant changes hands"),
        ("datum 30. 1. 2026", "date", "30. 1. 2026"),
        ("Datum vydání: 30. ledna 2026 v 14.35", "date", "30. ledna 2026 v 14.35"),
        ("Дата: 30 януари 2026 г.", "date", "30 януари 2026 г."),
        ("Publié le : 30 janvier 2026", "date", "30 janvier 2026"),
        ("Publikováno 30. 1. 2026", "date", "30. 1. 2026"),
        ("Datum – 30. 1. 2026", "date", "30. 1. 2026"),
        ("日期：2026年1月30日", "date", "2026年1月30日"),
        ("pátek 30. ledna 2026", "date", "pátek 30. ledna 2026"),
        ("Datum: 30. února 2026", "date", "30. února 2026"),
        ("Aktualizováno: 30. 1. 2026", "updated", "30. 1. 2026"),
        ("Firmy: Škoda Auto, Google", "companies", "Škoda Auto, Google"),
        ("Компании: Амазон; Гугъл", "companies", "Амазон, Гугъл"),
        ("公司：亚马逊、谷歌", "companies", "亚马逊,谷歌"),
        ("companies: bank of america, openai", "companies", "bank of america, openai"),
        ("Jazyk: čeština", "language", "čeština"),
        ("Štítky: umělá inteligence, čipy", "tags", "umělá inteligence, čipy"),
        ("Autor: J. K. Nováková", "author", "J. K. Nováková"),
        ("Autor: redakce webu", "author", "redakce webu"),
        ("Zdroj: Ministerstvo průmyslu a obchodu", "source", "Ministerstvo průmyslu a obchodu"),
        ("Източник: Ройтерс", "source", "Ройтерс"),
        ("Odkaz: https://example.com/a?b=c", "url", "https://example.com/a?b=c"),
        ("Perex: Cena zůstává tajná. Zatím.", "perex", "Cena zůstává tajná. Zatím."),
        ("Shrnutí: Cena zůstává tajná.", "summary", "Cena zůstává tajná."),
    ],
)
def test_a_word_of_any_language_begins_a_header(line: str, key: str, value: str) -> None:
    assert headers(f"\n {line}\n\n{BODY}") == ({key: value}, BODY)


@pytest.mark.parametrize(
    "text",
    [
        "Date: the fruit of the desert.\n\nMore.",
        "Data: il nuovo petrolio.\n\nAltro.",
        "Data 30 stycznia 2026 przejdzie do historii.",
        "Datum: 24 firem z Brna se spojilo\n\nDál.",
        "Datum je krásné slovo.",
        "30 January 2026 was a cold day.",
        "30. ledna 2026",
        "30. února 2026\n\nText.",
        "20260130\n\nText.",
        "Published on 30 January 2026 in Prague",
        "Title: a history of names. It began in Rome.\n\nMore.",
        "Company: we are hiring\n\nCome.",
        "Společnost: úspěch i pád jedné rodiny\n\nText.",
        "Source: Reuters says Amazon is in talks with its rivals\n\nMore.",
        "Autor: neznámý muž, který o tom nikdy nikomu neřekl ani slovo\n\nText.",
        "Adresa: Brno\n\nText.",
        "Web: konec\n\nText.",
        "Lingua: franca\n\nTesto.",
        "Image: the castle at dusk\n\nText.",
        "Souhrn: to je všechno, co v souboru je.",
        "Rubrika: co všechno se letos změní na českých silnicích\n\nText.",
        "Poznámka: redakce má zavřeno.",
        "Titulek bez dvojtečky\n\nText.",
        "Text.\n\nZdroj: Reuters",
    ],
)
def test_what_a_reader_would_read_as_text_stays_text(text: str) -> None:
    assert headers(text) == ({}, text)


def test_a_brand_in_small_letters_begins_the_text_behind_a_date() -> None:
    assert headers("datum 30. 1. 2026 eBay roste.") == ({"date": "30. 1. 2026"}, "eBay roste.")


def test_headers_of_several_languages_and_a_text_stand_on_few_lines() -> None:
    text = "date: 2026-01-30T10:00:00Z Titulek: Úvod\nZdroj: Reuters\nText o všem."
    expected = {"date": "2026-01-30T10:00:00Z", "title": "Úvod", "source": "Reuters"}
    assert headers(text) == (expected, "Text o všem.")


def test_every_word_is_looked_up_as_it_stands_in_the_table_and_means_a_key() -> None:
    assert [word for word in HEADER_WORDS if folded(word) != word] == []
    assert set(HEADER_WORDS.values()) <= KNOWN_KEYS


@given(st.sampled_from(sorted(HEADER_WORDS)), st.sampled_from([": ", " : ", "：", ":"]))
def test_every_word_for_a_title_or_a_date_begins_a_header(word: str, colon: str) -> None:
    key = HEADER_WORDS[word]
    value = {"title": "Nový závod", "date": "30. 1. 2026", "updated": "30. 1. 2026"}.get(key)
    if value is not None:
        assert headers(f"{word}{colon}{value}\n{BODY}") == ({key: value}, BODY)


WORDS = st.sampled_from(
    [*sorted(HEADER_WORDS)[::7], "Amazon", "roste.", "30. 1. 2026", "2026-01-30", "a", "\n", ":", "：", "**"]
)


@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=200))
def test_headers_and_what_follows_are_the_whole_text(text: str) -> None:
    values, at = read_headers(text, UTC)
    assert 0 <= at <= len(text)
    assert set(values) <= KNOWN_KEYS
    assert bool(values) or text[:at].strip("\ufeff \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029").strip() == ""
    again, further = read_headers(text[at:], UTC)
    assert (again, further) == ({}, 0)


@given(st.dates(date(1000, 1, 1)), st.lists(st.sampled_from(["Amazon roste.", "Кратка новина.", "Dál."]), min_size=1))
def test_headers_never_swallow_the_body(day: date, sentences: list[str]) -> None:
    body = "\n\n".join(sentences)
    text = f"Datum: {day:%d}. {day:%m}. {day.year}\nTitulek: Zpráva\nZdroj: Reuters\n\n{body}"
    assert headers(text)[1] == body


@pytest.mark.fault(29)
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["Titulek:\n", "Datum 30. 1. 2026 ", "Zdroj: a\n", "a ", "**", "- ", "：", "30. 1. 2026\n"]
)
def test_a_megabyte_of_headers_is_read_in_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert read_headers(text, UTC)[1] <= len(text)
