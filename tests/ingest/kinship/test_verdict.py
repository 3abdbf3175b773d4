"""What two texts are to each other: the practice set, and what holds for any two texts."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.kinship import Comparison, Kinship, compare, kinship
from tests.ingest.kinship.articles import FOOTERS, HEADERS, ORIGINALS, Original
from tests.ingest.kinship.practice import PRACTICE

SAME, COPY, TRUNCATED, UPDATE, RELATED, DIFFERENT = Kinship


@pytest.mark.parametrize(("one", "other", "expected"), [pytest.param(*pair[1:], id=pair[0]) for pair in PRACTICE])
def test_the_practice_set_is_told_apart(one: str, other: str, expected: Kinship) -> None:
    found = compare(one, other)
    assert found.kinship is expected, found.why
    assert compare(other, one) == found


ENGLISH = ORIGINALS[0].text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ORIGINALS[2].text, ORIGINALS[2].text.replace("3.1 billion", "3.1 million")),
        (ORIGINALS[2].text, ORIGINALS[2].text.replace("companies rose", "companies fell")),
        (ENGLISH, ENGLISH.replace("on Tuesday", "on Friday")),
        (ENGLISH, ENGLISH.replace("eleven ships", "twelve ships")),
        (ENGLISH, ENGLISH.replace("from Finland", "from Estonia")),
        (ORIGINALS[3].text, ORIGINALS[3].text.replace("v říjnu", "v listopadu")),
        (ORIGINALS[3].text, ORIGINALS[3].text.replace("potvrdil", "nepotvrdil")),
        (ORIGINALS[5].text, ORIGINALS[5].text.replace("85 млн. евро", "85 млрд. евро")),
        (ORIGINALS[7].text, ORIGINALS[7].text.replace("am Donnerstag", "am Montag")),
        (ORIGINALS[7].text, ORIGINALS[7].text.replace("nach Rostock", "nach Wismar")),
    ],
    ids=[
        "magnitude",
        "direction",
        "day",
        "number-word",
        "name",
        "month-cs",
        "negated-cs",
        "magnitude-bg",
        "day-de",
        "noun-de",
    ],
)
def test_one_word_that_says_something_else_is_an_update(one: str, other: str) -> None:
    assert kinship(one, other) is UPDATE


@pytest.mark.parametrize(
    ("old", "new"),
    [("1,900", "1900"), ("1,900", "1 900"), ("Priya", "Prjya"), ("Leeds", "LEEDS"), ("shelf", "sh\ufffdlf")],
    ids=["grouping", "blank", "misspelt-name", "capitals", "lost-letter"],
)
def test_another_spelling_of_the_same_is_none(old: str, new: str) -> None:
    assert old in ORIGINALS[1].text
    assert kinship(ORIGINALS[1].text, ORIGINALS[1].text.replace(old, new)) in {SAME, COPY}


@pytest.mark.parametrize("original", ORIGINALS, ids=[f"{o.language}{i}" for i, o in enumerate(ORIGINALS)])
def test_two_copies_with_headers_and_footers_of_their_own_are_copies(original: Original) -> None:
    header, footer = HEADERS[original.language], FOOTERS[original.language]
    assert kinship(header + original.text, "(agency) – " + original.text) is COPY
    assert kinship(header + original.text, original.text + footer) is COPY


@pytest.mark.parametrize("original", ORIGINALS, ids=[f"{o.language}{i}" for i, o in enumerate(ORIGINALS)])
def test_the_second_half_and_a_teaser_that_asks_to_read_on_are_parts(original: Original) -> None:
    half = len(original.text) // 2
    assert kinship(original.text[half:], original.text) is TRUNCATED
    assert kinship(original.text[:half] + "… Read more", original.text) is TRUNCATED


ABOUT = (
    "\n\n"
    "About Acme. Acme Robotics builds small machines for warehouses and hospitals. Founded in 2009, it employs 1,300 "
    "people in nine countries and is listed in Helsinki. More at acme.example or by telephone on weekdays from nine to "
    "five. Forward-looking statements involve risks that are described in the annual report."
)


def test_a_long_closing_that_two_press_releases_share_makes_them_no_copies() -> None:
    one, other = (original.text.split("\n\n")[0] + ABOUT for original in ORIGINALS[:2])
    assert kinship(one, other) in {RELATED, DIFFERENT}


def test_two_translations_of_one_article_are_copies() -> None:
    one = (
        "Řetězec Obchůdek jedná o zvláštním přístupu ke skladům firmy Depo a uvažuje o investici v miliardách korun do "
        "této společnosti, píše Ekonomický posel. Rozhovory ukazují úsilí hlavních prodejců o těsnější spolupráci na "
        "poli rychlého doručování. Depo nedávno podepsalo smlouvu s Poštou za 38 miliard korun na přepravu zásilek."
    )
    other = (
        "Řetězec Obchůdek vyjednává o mimořádném přístupu ke skladům firmy Depo a zvažuje investici v miliardách korun "
        "do této firmy, uvádí Ekonomický posel. Jednání odhalují snahu hlavních prodejců o užší spolupráci v oblasti "
        "rychlého doručování. Nedávno Depo uzavřelo smlouvu s Poštou v hodnotě 38 miliard korun na přepravu zásilek."
    )
    assert kinship(one, other) is COPY


def test_the_evidence_names_the_facts_that_differ() -> None:
    found = compare(ENGLISH, ENGLISH.replace("340 million", "390 million"))
    assert found.kinship is UPDATE
    assert found.share == pytest.approx(0.99, abs=0.01)
    assert found.why == "99 % of the words are the same; they differ in 340 and 390"
    footer = compare(ENGLISH, ENGLISH + FOOTERS["en"])
    assert footer.why == "93 % of the words are the same; the rest is at the end"


# --- any two texts

texts = st.text(max_size=200) | st.lists(
    st.sampled_from(["a", "b", "of", "Prague", "5", "30", "není", "京", "都", ".", "\n", "–", "，"]), max_size=60
).map(" ".join)


@given(texts, texts)
def test_it_is_symmetric_and_a_share_is_a_share(one: str, other: str) -> None:
    found = compare(one, other)
    assert found == compare(other, one)
    assert 0 <= found.share <= 1


@given(texts)
def test_every_text_is_the_same_as_itself(text: str) -> None:
    assert compare(text, text) == Comparison(SAME, 1.0, "the words are the same")


@given(st.sampled_from(ORIGINALS), st.floats(0.3, 0.9))
@example(ORIGINALS[0], 0.61328125)  # which is inside "3.1", behind its point
def test_a_beginning_is_a_part_wherever_it_is_cut(original: Original, share: float) -> None:
    assert kinship(original.text[: int(len(original.text) * share)], original.text) in {TRUNCATED, COPY}


@given(st.sampled_from(ORIGINALS), st.integers(0, 10**6), st.integers(0, 10**6))
def test_another_number_is_never_a_copy(original: Original, old: int, new: int) -> None:
    first, *rest = original.text.split("\n\n")
    one, other = (f"{first} ({number})\n\n" + "\n\n".join(rest) for number in (old, new))
    assert kinship(one, other) is (SAME if old == new else UPDATE)


@pytest.mark.parametrize(
    "words", ["a b", "x", "Abc Abd Iran Iraq", "ne neje 5 50"], ids=["two", "one", "names", "facts"]
)
def test_a_megabyte_of_hostile_text_takes_no_longer_than_a_long_article(words: str) -> None:
    rng = Random(words)  # noqa: S311 - the same every time, not a secret
    one, other = (" ".join(rng.choices(words.split(), k=250_000)) for _ in range(2))
    started = time.process_time()
    compare(one, other)
    assert time.process_time() - started < 2
