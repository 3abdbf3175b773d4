from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair.losses import Piece
from ingest.repair.places import Place, Token, places
from ingest.repair.punctuation import Position

LOST_QUOTE = Piece("â€", ("”", "‐"), lost=True)
LOST_C = Piece("Ä", ("č", "Č"), lost=True)
LOST_S = Piece("Å ", ("Š",), lost=True)


def plain(text: str) -> list[Piece]:
    return [Piece(letter, (), lost=False) for letter in text]


def placed(pieces: list[Piece], *, follows: str = " ", opens: bool = True) -> list[Place]:
    source = "".join(piece.source for piece in pieces)
    return list(places(pieces, Token(source, starts=False, follows=follows, opens=opens)))


@pytest.mark.parametrize(
    ("pieces", "number", "follows", "opens", "position"),
    [
        ([LOST_QUOTE, *plain("dnes")], 0, " ", True, Position.OPENING),
        ([LOST_QUOTE, LOST_S, *plain("tefan")], 0, " ", True, Position.OPENING),
        ([*plain("dnes"), LOST_QUOTE], 4, ",", True, Position.CLOSING),
        ([*plain("dnes"), LOST_QUOTE], 4, "", True, Position.CLOSING),
        ([*plain("bien"), LOST_QUOTE, *plain("etre")], 4, " ", True, Position.INSIDE),
        ([LOST_QUOTE], 0, "5", True, Position.OPENING),
        ([LOST_QUOTE], 0, " ", True, Position.ALONE),
        ([LOST_QUOTE], 0, ".", False, Position.CLOSING),
    ],
)
def test_a_sign_has_the_position_of_its_neighbours(
    pieces: list[Piece], number: int, follows: str, *, opens: bool, position: Position
) -> None:
    assert placed(pieces, follows=follows, opens=opens)[number].position is position


def test_a_letter_inside_a_word_has_the_case_of_the_whole_ones() -> None:
    assert [place.case for place in placed([*plain("ho"), LOST_C, *plain("ky")])][2] is False
    assert [place.case for place in placed([*plain("HO"), LOST_C, *plain("KY")])][2] is True


def test_a_letter_that_begins_a_word_may_have_either_case_also_behind_a_sign_or_a_blank() -> None:
    assert placed([LOST_C, *plain("esky")])[0].case is None
    assert placed([LOST_QUOTE, LOST_C, *plain("esky")])[1].case is None
    assert placed([*plain("ves"), LOST_S, LOST_C, *plain("esky")])[4].case is None


def test_only_the_last_piece_has_the_blank_behind_the_token() -> None:
    assert [place.blank_follows for place in placed([LOST_C, *plain("as")])] == [False, False, True]


@given(st.lists(st.sampled_from([LOST_QUOTE, LOST_C, LOST_S, *plain("aB.1")]), min_size=1, max_size=8))
def test_every_piece_has_a_place(pieces: list[Piece]) -> None:
    assert len(placed(pieces)) == len(pieces)
