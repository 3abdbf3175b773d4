from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from ingest import alphabets
from ingest.ngrams import Ngrams

SENTENCES = {
    "cs": "Podle ředitele půjde hlavně o součástky pro elektromobily, po kterých v Evropě rychle roste poptávka.",
    "de": "Nach Angaben der Leitung werden dort vor allem Teile für Fahrzeuge gebaut, die immer mehr Leute kaufen.",
    "en": "The new plant will mostly make parts for electric cars, which more and more people in Europe want.",
    "pl": "Według dyrektora będą tam powstawać głównie części do samochodów, na które szybko rośnie popyt.",
    "uz": "Zavod kelasi yilda ishga tushadi va uch yuzdan ortiq odamni ish bilan ta'minlaydi.",
}
SERBIAN = "Fabrika će početi da radi sledeće godine i zaposliće više od trista ljudi iz okolnih sela."
LATIN = alphabets.SHARED["Latn"].languages
TEXTS = st.text(st.characters(max_codepoint=0x17F), max_size=200) | st.sampled_from(sorted(SENTENCES.values()))


@pytest.fixture(scope="module")
def latin() -> Ngrams:
    return Ngrams.load(LATIN)[0]


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    """py3langid's own, with the same choice of languages."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LATIN)
    return identifier


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_likeliest_in_its_own_language(latin: Ngrams, language: str) -> None:
    assert latin.likeliest(SENTENCES[language])[0] == language


@given(TEXTS)
def test_the_shares_are_those_of_py3langid(latin: Ngrams, identifier: LanguageIdentifier, text: str) -> None:
    assert latin.shares(text) == pytest.approx(dict(identifier.rank(text)), abs=1e-4)


@given(TEXTS)
def test_the_likeliest_language_is_the_one_with_the_highest_share(latin: Ngrams, text: str) -> None:
    shares = latin.shares(text)
    language, share = latin.likeliest(text)
    assert share == shares[language] == max(shares.values())
    assert sum(shares.values()) == pytest.approx(1, abs=1e-4)


def test_a_language_that_was_not_chosen_is_never_answered() -> None:
    some, others = Ngrams.load({"cs", "sk"}, {"bg", "ru"})
    assert set(some.shares(SENTENCES["en"])) == {"cs", "sk"}
    assert others.likeliest("Заводът край Пловдив ще започне работа догодина.")[0] == "bg"


def test_a_language_of_two_scripts_counts_once(latin: Ngrams) -> None:
    assert set(latin.shares(SERBIAN)) == LATIN


@pytest.mark.parametrize("text", ["", "\x00", "\ud800"])
def test_a_text_that_says_nothing_is_in_all_languages_alike(latin: Ngrams, text: str) -> None:
    shares = latin.shares(text)
    assert max(shares.values()) < 0.1
    assert len(shares) == len(LATIN)
