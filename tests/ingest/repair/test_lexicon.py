from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair.lexicon import Tally, abroad, fold, lexicons
from ingest.repair.orthography import ALPHABETS, in_cyrillic


@given(st.dictionaries(st.text(), st.integers(1, 100_000)))
def test_a_tally_gives_back_what_it_was_made_of_up_to_its_limit(counts: dict[str, int]) -> None:
    hashed = {crc32(text.encode()): count for text, count in counts.items()}
    tally = Tally.of(hashed)
    assert all(tally.get(text) == min(hashed[crc32(text.encode())], 0xFFFF) for text in counts)


def test_every_language_with_an_alphabet_has_words_but_estonian() -> None:
    assert lexicons().keys() == ALPHABETS.keys()
    assert [name for name, lexicon in lexicons().items() if not lexicon.has_words] == ["et"]


def test_common_words_of_ascii_are_known_and_rare_ones_are_not() -> None:
    english = lexicons()["en"]
    assert english.frequency("the") is not None
    assert english.frequency("defenestration") is None


@pytest.mark.parametrize("name", ["García", "Łódź", "Александр"])
def test_a_name_is_known_abroad_if_any_language_knows_it(name: str) -> None:
    assert abroad(name) == max(share for each in lexicons().values() if (share := each.frequency(name)) is not None)


def test_a_word_of_no_language_is_unknown_abroad() -> None:
    assert abroad("Žřbňklí") is None


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("cs", "Číst"),
        ("de", "große"),
        ("tr", "IŞIK"),
        ("ro", "aceşti"),
        ("el", "μικρός"),
        ("sr", "људи"),
        ("ru", "Это"),
    ],
)
def test_a_word_is_known_in_every_spelling_that_the_lists_fold(language: str, word: str) -> None:
    frequency = lexicons()[language].frequency(word)
    assert frequency is not None
    assert -6 <= frequency < -1
    assert lexicons()[language].frequency(f"{word}{word}") is None


@given(st.sampled_from(sorted(ALPHABETS)), st.text(max_size=20))
def test_folding_twice_is_folding_once(language: str, word: str) -> None:
    once = fold(word, language)
    assert fold(once, language) == once or language == "tr"


def test_serbian_is_written_in_either_alphabet() -> None:
    assert in_cyrillic("njegova džungla ljudi") == "његова џунгла људи"
