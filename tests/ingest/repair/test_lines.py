from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair.codepages import BY_NAME
from ingest.repair.lines import lines
from ingest.repair.losses import SOFT_HYPHEN, Blank, Loss

LOSS = Loss(BY_NAME["cp1252"], frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D, SOFT_HYPHEN}), Blank.KEPT)
LONG = "Tak dlouhá řádka, že se věta bez tečky láme a pokračuje"


def starts(text: str) -> bool:
    *_, (_, token) = (token for line in lines(LOSS.damage(text), LOSS) for token in line.tokens)
    return token.starts


@pytest.mark.parametrize(
    "text",
    ["Čeká", "- Čeká", "# Čeká", "Konec. Čeká", "Opravdu? „Čeká", "title: ok\nČeká", f"{LONG}.\nČeká", "Nadpis\nČeká"],
)
def test_a_sentence_starts_with_its_line_and_behind_a_full_stop(text: str) -> None:
    assert starts(text)


@pytest.mark.parametrize("text", ["kdo čeká", "resp. čeká", "kdo, čeká", "tzv. čeká", f"{LONG}\nčeká"])
def test_none_starts_inside_behind_an_abbreviation_or_where_a_line_was_wrapped(text: str) -> None:
    assert not starts(text)


def test_words_behind_capitals_are_in_loud_company() -> None:
    ((_, token),) = lines(f"VELKY {LOSS.damage('č')}", LOSS)[0].tokens
    assert token.loud


def test_a_clean_line_has_no_tokens_however_damaged_its_neighbours_are() -> None:
    clean, damaged = lines(f"Krásný týden\n{LOSS.damage('Krásný týden')}", LOSS)
    assert not clean.tokens
    assert len(damaged.tokens) == 2


@given(st.text(st.sampled_from("ÃÄÅ€â™œša. \n"), max_size=60))
def test_lines_and_tokens_stand_where_they_stood(text: str) -> None:
    found = lines(text, LOSS)
    assert "\n".join(line.text for line in found) == text
    for line in found:
        assert all(line.text.startswith(token.source, start) for start, token in line.tokens)
