"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentence import LONGEST_SENTENCE, ends_with_abbreviation, first_sentence, opening

FRAGMENTS = st.sampled_from(
    [
        "Amazon",
        "dnes",
        "млрд.",
        "Това",
        "Dr.",
        "J.",
        "U.S.",
        "5.",
        "února",
        "z.",
        "B.",
        "Inc.",
        "The",
        "…",
        "?!",
        "„Ano.“",
        "今天很好。",
        "明天",
        "یہ۔",
        "है।",
        "\n",
        "\n\n",
        "\xa0",
        "x" * 90,
        ",",
        "–",
        "3.5",
        "Karel",
        "IV.",
        "atd.",
    ]
)
TEXTS = st.one_of(st.text(max_size=700), st.lists(FRAGMENTS, max_size=120).map(" ".join))


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("Сумата може да достигне до 50 млрд. долара.", "Това съобщи източник."),
        ("Компанията ще похарчи 26 млрд. долара през 2026 г.", "Тя прогнозира ръст."),
        ("През 2026 г. Amazon обяви сделка.", "Край."),
        ("Цената е 3.5 млн. лева.", "Край."),
        ("Това е т.е. Иван.", "Край."),
        ("Dr. Smith said so.", "Then he left."),
        ("U.S. officials met.", "They left."),
        ("The U.S. Senate voted on Tuesday.", "It passed."),
        ("Sen. Warren asked twice.", "Nobody knew."),
        ("Apple Inc. Chief Executive Tim Cook said so.", "Yes."),
        ("Shares rose again at Apple Inc.", "The company said so."),
        ("J. K. Rowling wrote it.", "Yes."),
        ("No. 5 is alive.", "Yes."),
        ("He said no.", "Then yes."),
        ('He said "Go."', "Then he left."),
        ("Yahoo! is back.", "Good."),
        ("Look at example.com for more.", "There."),
        ("Version 3.5 is here.", "Good."),
        ("Das gilt z. B. für Autos.", "Danach nicht."),
        ("Das gilt z.B. Autos und Rädern.", "Danach nicht."),
        ("Am 5. Februar begann es.", "Dann."),
        ("Der 3. Band erscheint.", "Dann."),
        ("Der Umsatz stieg um 5 Mio. Euro im Jahr 2026.", "Die Folge."),
        ("Viz č. 5 zákona.", "Další věta."),
        ("To je tzv. Nobelova cena.", "Ano."),
        ("Píše o tom např. Reuters.", "Ano."),
        ("Dne 5. února začal.", "Potom."),
        ("Firma ČEZ, a.s. oznámila zisk.", "Dnes."),
        ("To byl jen sen.", "Potom vstal."),
        ("Karel IV. Lucemburský založil univerzitu.", "Ano."),
        ("Koupil chleba, mléko, sýr atd.", "Pak šel domů."),
        ("„To je ono.“", "Řekl a odešel."),
        ("Opravdu?!", "Ano."),
        ("Tak… možná.", "Ne."),
        ("Spółka ma 5 mld. zł.", "Tak."),
        ("Było ok. 5 tys. osób.", "Koniec."),
        ("यह है।", "वह है।"),
        ("هل هذا؟", "نعم."),
    ],
)
def test_the_first_sentence_ends_where_a_reader_would_end_it(first: str, rest: str) -> None:
    assert first_sentence(f"  {first}\n{rest}") == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("今天很好。明天也好。", "今天很好。"),
        ("「行こう！」彼は言った。", "「行こう！」"),
        ("什么？！好。", "什么？！"),
    ],
)
def test_scripts_without_blanks_need_none_after_the_mark(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_a_blank_line_ends_a_sentence_without_a_mark() -> None:
    assert first_sentence("Souhrn\n \nAmazon rokuje.") == "Souhrn"


def test_a_sentence_without_an_end_is_cut_at_a_clause() -> None:
    text = "slovo " * 40 + "první, " + "další " * 40
    assert first_sentence(text) == ("slovo " * 40 + "první…")


def test_without_a_clause_it_is_cut_between_words() -> None:
    cut = first_sentence("slovo " * 100)
    assert cut.endswith("slovo…")
    assert len(cut) <= LONGEST_SENTENCE


def test_a_cut_parts_no_character_from_its_accent() -> None:
    cut = first_sentence("e\u0301" * 400)
    assert cut.endswith("e\u0301…")


@pytest.mark.parametrize(
    "text", ["Apple Inc.", "usw. z. B.", "50 млрд.", "The U.S.", "J. K.", "ČEZ, a. s.", "(ČEZ, a.s.)"]
)
def test_an_abbreviation_at_the_end_is_known(text: str) -> None:
    assert ends_with_abbreviation(text)


@pytest.mark.parametrize("text", ["Tržby rostou.", "The code is red.", "Hotovo...", "Ano!", "Inc", "", "."])
def test_other_ends_are_no_abbreviations(text: str) -> None:
    assert not ends_with_abbreviation(text)


def test_an_opening_is_made_of_whole_sentences() -> None:
    assert opening("Věta jedna je tu. " * 40, 50) == "Věta jedna je tu. Věta jedna je tu."


def test_an_opening_that_one_short_sentence_would_leave_empty_is_cut_at_a_word() -> None:
    assert opening("Ano. " + "slovo " * 50, 30) == "Ano. slovo slovo slovo slovo…"


@given(TEXTS)
def test_the_first_sentence_begins_the_collapsed_text(text: str) -> None:
    collapsed = " ".join(text.split())
    sentence = first_sentence(text)
    assert bool(sentence) == bool(collapsed)
    assert len(sentence) <= LONGEST_SENTENCE
    assert collapsed.startswith((sentence, sentence.removesuffix("…")))


@given(TEXTS)
def test_the_first_sentence_of_a_first_sentence_is_itself(text: str) -> None:
    sentence = first_sentence(text)
    assert first_sentence(sentence) == sentence


@given(TEXTS, st.integers(min_value=10, max_value=400))
def test_an_opening_begins_the_collapsed_text_and_keeps_to_its_length(text: str, longest: int) -> None:
    collapsed = " ".join(text.split())
    begun = opening(text, longest)
    assert bool(begun) == bool(collapsed)
    assert len(begun) <= longest
    assert collapsed.startswith((begun, begun.removesuffix("…")))
    assert opening(begun, longest) == begun


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", [". ", "Dr. ", "A. ", "a.", "。", '."', "\n\n", "5. ", "a", ",", "(", "…"])
def test_a_megabyte_of_anything_is_quick(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert len(first_sentence(text)) <= LONGEST_SENTENCE
    assert len(opening(text)) <= LONGEST_SENTENCE
