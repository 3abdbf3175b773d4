from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.damage import lossless, lossy
from ingest.repair.codepages import BY_NAME
from ingest.repair.losses import NO_BREAK_SPACE, SOFT_HYPHEN, Blank, Loss, suspected, with_blanks
from ingest.repair.orthography import LETTERS
from ingest.repair.punctuation import SIGNS

UNDEFINED = {
    name: frozenset(byte for byte in range(0x80, 0x100) if not bytes((byte,)).decode(name, "ignore"))
    for name in ("cp1250", "cp1251", "cp1252", "cp1254", "cp1257")
}
losses = st.builds(
    lambda name, hyphen, blank: Loss(BY_NAME[name], UNDEFINED[name] | hyphen, blank),
    st.sampled_from(sorted(UNDEFINED)),
    st.sampled_from([frozenset[int](), frozenset({SOFT_HYPHEN})]),
    st.sampled_from(Blank),
)
texts = st.text(st.sampled_from([*sorted(LETTERS), *sorted(SIGNS), *"aBc .,\n"]), max_size=60)


@given(losses, texts)
def test_ascii_but_blanks_is_the_same_after_any_loss(loss: Loss, text: str) -> None:
    before, after = ("".join(c for c in each if c.isascii() and c != " ") for each in (text, loss.damage(text)))
    assert before == after


@given(losses, texts, texts)
def test_parts_that_were_spoilt_alone_settle_into_the_damage_of_the_whole(loss: Loss, one: str, other: str) -> None:
    assert loss.settled(loss.spoilt(one) + loss.spoilt(other)) == loss.damage(one + other)


@given(losses, texts)
def test_pieces_make_up_the_token_and_each_reading_leaves_its_piece_behind(loss: Loss, text: str) -> None:
    damaged = loss.damage(text)
    for match in loss.token.finditer(damaged):
        pieces = list(loss.pieces(match[0]))
        assert "".join(piece.source for piece in pieces) == match[0]
        for piece in pieces:
            assert all(loss.damage(reading).rstrip(" ") == piece.source.rstrip(" ") for reading in piece.readings)
            assert piece.lost or len(piece.readings) <= 1


@given(st.sampled_from(sorted(UNDEFINED)), texts)
def test_only_the_no_break_space_can_tell_the_blanks_apart(name: str, text: str) -> None:
    kept, plain = (Loss(BY_NAME[name], UNDEFINED[name], blank) for blank in (Blank.KEPT, Blank.PLAIN))
    assert kept.damage(text).replace(kept.page.table[NO_BREAK_SPACE], " ") == plain.damage(text)


@pytest.mark.parametrize(
    ("page", "name", "text"),
    [
        ("cp1252", "cp1252/cp1254", "Příští týden začne čtvrtý ročník, říkají pořadatelé ze Žďáru."),
        ("cp1250", "cp1250", "Ärzte und Pfleger würden gern kürzer arbeiten, heißt es in München."),
        ("cp1251", "cp1251", "Испанские инвесторы интересуются Иркутском и его историей."),
        ("cp1257", "cp1257", "Šiandien žmonės į darbą atvyks greičiau, žada Švenčionių meras."),
    ],
)
def test_the_page_and_the_lost_bytes_are_read_off_what_is_left(page: str, name: str, text: str) -> None:
    broken = lossy(text, page)
    (loss,) = (loss for loss in suspected(broken) if loss.name == name)
    assert loss.damage(text) == broken


def test_a_byte_that_is_still_there_was_not_lost() -> None:
    found = suspected(lossless("Příští týden začne čtvrtý ročník, říkají pořadatelé.", "cp1252"))
    assert all(SOFT_HYPHEN not in loss.dropped and 0x8D not in loss.dropped for loss in found)


@pytest.mark.parametrize(("blank", "kind"), [("  ", Blank.PLAIN), (" ", Blank.FOLDED)])
def test_blanks_behind_leads_may_have_been_bytes(blank: str, kind: Blank) -> None:
    broken = lossy("La città avrà un museo, perché è così che farà parlare di sé.", "cp1252").replace("\xa0 ", blank)
    (loss, *_) = suspected(broken)
    found = with_blanks(loss, broken)
    assert found is not None
    assert found.blank is kind
