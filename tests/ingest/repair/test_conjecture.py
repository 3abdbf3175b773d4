from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair.codepages import BY_NAME
from ingest.repair.conjecture import Conjectures
from ingest.repair.lexicon import lexicons
from ingest.repair.losses import SOFT_HYPHEN, Blank, Loss
from ingest.repair.places import Token

DROPPED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D, SOFT_HYPHEN})
WESTERN = Loss(BY_NAME["cp1252"], DROPPED, Blank.KEPT)
FOLDED = Loss(BY_NAME["cp1252"], DROPPED, Blank.FOLDED)
CYRILLIC = Loss(BY_NAME["cp1251"], frozenset({0x98, SOFT_HYPHEN}), Blank.KEPT)


def mended(word: str, language: str, loss: Loss = WESTERN, *, starts: bool = False) -> str:
    token = Token(loss.damage(word), starts, ",", opens=True)
    return Conjectures(loss, lexicons()[language]).of(token).text


@pytest.mark.parametrize(
    ("word", "language", "loss", "starts"),
    [
        ("jednání", "cs", WESTERN, False),
        ("Číst", "cs", WESTERN, True),
        ("„Číst", "cs", WESTERN, True),
        ("Sí", "es", WESTERN, True),
        ("là", "fr", FOLDED, False),
        ("Кажется", "ru", WESTERN, True),
        ("ИМИДЖ", "ru", CYRILLIC, False),
        ("mluvčí Šárka", "cs", FOLDED, False),
        ("avrà un", "it", FOLDED, False),
        ("Reykjavík", "nb", WESTERN, False),
        ("đến", "vi", WESTERN, False),
        ("🚀", "de", WESTERN, False),
        ("📝", "de", WESTERN, False),
        ("over”", "en", WESTERN, False),
    ],
)
def test_a_word_that_lost_bytes_is_what_its_language_and_place_make_likely(
    word: str, language: str, loss: Loss, *, starts: bool
) -> None:
    assert mended(word, language, loss, starts=starts) == word


def test_between_two_words_of_equal_right_the_lead_is_small_and_else_it_is_not() -> None:
    russian = Conjectures(WESTERN, lexicons()["ru"])
    doubtful, sure = (russian.of(Token(WESTERN.damage(word), starts=False, follows=" ")) for word in ("Ас", "сам"))
    assert doubtful.lead is not None
    assert sure.lead is not None
    assert doubtful.lead < 1 < sure.lead


def test_what_lost_nothing_has_no_lead_and_keeps_nothing() -> None:
    found = Conjectures(WESTERN, lexicons()["de"]).of(Token(WESTERN.damage("größe"), starts=False, follows=" "))
    assert (found.text, found.lead, found.kept) == ("größe", None, ())


@given(st.text(st.sampled_from("ÃÄÅ€â™œšaBc "), min_size=1, max_size=12), st.sampled_from([WESTERN, FOLDED]))
def test_every_conjecture_leaves_its_token_behind(text: str, loss: Loss) -> None:
    conjectures = Conjectures(loss, lexicons()["cs"], signs_set_later=True)
    text = f"{text}\n"
    for match in loss.token.finditer(text):
        made = conjectures.of(Token(match[0], starts=False, follows=text[match.end() : match.end() + 1]))
        parts = (each if place in made.kept else loss.spoilt(each) for place, each in enumerate(made.text))
        again = loss.settled("".join((*parts, text[match.end() :])))
        assert again == text[match.start() :]
