from __future__ import annotations

import pytest

from ingest.kinship.difference import Difference
from ingest.kinship.findings import Change, Findings
from ingest.kinship.words import Text

ARTICLE = (
    "The council of Ostford has approved a bridge for 40 million crowns, said mayor Lena Kralova on Monday. "
    "It opens in May and carries trams. Nobody has asked for a toll so far."
)


def findings(one: str, other: str) -> Findings:
    a, b = Text.of(one), Text.of(other)
    return Findings.of(a, b, Difference.between(a, b).gaps)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("40 million", "45 million", Change("number", ("40",), ("45",))),
        ("40 million", "40 billion", Change("magnitude", ("10⁶",), ("10⁹",))),
        ("on Monday", "on Friday", Change("day", ("monday",), ("friday",))),
        ("has approved", "has rejected", Change("direction", ("up",), ("down",))),
        ("has approved", "has not approved", Change("negation", (), ("not",))),
        ("of Ostford", "of Westmoor", Change("name", ("ostford",), ("westmoor",))),
    ],
)
def test_a_fact_for_another_is_a_change_of_its_kind(old: str, new: str, change: Change) -> None:
    assert findings(ARTICLE, ARTICLE.replace(old, new)).facts == (change,)
    back = Change(change.kind, change.b, change.a)
    assert findings(ARTICLE.replace(old, new), ARTICLE).facts == (back,)


@pytest.mark.parametrize(
    ("old", "new", "reworded"),
    [
        ("carries trams", "bears trams", 1),
        ("million crowns", "milion crowns", 0),
        ("Kralova", "Králova", 0),
        ("so far", "until today", 2),
    ],
    ids=["another word", "misspelt", "diacritics", "words"],
)
def test_wording_changes_no_fact(old: str, new: str, reworded: int) -> None:
    found = findings(ARTICLE, ARTICLE.replace(old, new))
    assert (found.facts, found.reworded, found.inserted) == ((), reworded, 0)


def test_a_name_that_the_other_text_has_elsewhere_is_no_change() -> None:
    moved = ARTICLE.replace("of Ostford", "there").replace("carries trams", "carries trams to Ostford")
    assert findings(ARTICLE, moved).facts == ()


def test_a_sentence_that_only_one_has_is_inserted() -> None:
    added = "The old ferry will go on running for those who have no wish to cross on foot. Nobody"
    found = findings(ARTICLE, ARTICLE.replace("Nobody", added))
    assert found.inserted == len(added.split()) - 1
    assert found.facts == ()


GERMAN = "Das Werk in Rostock baut Krane für die Häfen der Ostsee, und die Stadt hilft mit Geld und Wohnungen."


def test_a_noun_for_another_counts_where_nothing_else_has_changed() -> None:
    only = findings(GERMAN, GERMAN.replace("Rostock", "Wismar"))
    assert only.facts == (Change("noun", ("rostock",), ("wismar",)),)
    among_others = GERMAN.replace("Rostock", "Wismar").replace("baut", "fertigt").replace("hilft", "unterstützt sie")
    assert findings(GERMAN, among_others).facts == ()
