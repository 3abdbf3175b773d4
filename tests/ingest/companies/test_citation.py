"""Who is named only to tell of another."""

from __future__ import annotations

import pytest

from ingest.companies.citation import clause_before, is_aside, is_cited, is_rival, is_source
from store.entry import Slug


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("A field was sold, according to ", True),
        ("Pole bylo prodáno, uvedla agentura ", True),
        ("Нивата е продадена, съобщи ", True),
        ("Ein Feld wurde verkauft, laut der Zeitung ", True),
        ("A field was sold to ", False),
        ("Pole koupil ", False),
    ],
)
def test_a_source_is_known_by_what_stands_before_it(text: str, *, cited: bool) -> None:
    assert is_cited(clause_before(f"{text}Reuters", len(text))) is cited


def test_only_the_line_of_a_name_tells_who_is_cited() -> None:
    text = "According to\nReuters"
    assert clause_before(text, text.index("Reuters")) == ""


def test_the_press_is_a_source_behind_a_dash_and_an_analyst_where_he_expects() -> None:
    assert is_source("a field is sold – ", "", press=True)
    assert not is_source("a field is sold – ", "", press=False)
    assert is_source("", " expects more", press=False)
    assert not is_source("", " expects more", press=True)
    assert not is_source("a field is sold to ", " on monday", press=True)


@pytest.mark.parametrize(
    ("slug", "before", "after", "aside"),
    [
        ("google", "a former ", " engineer", True),
        ("google", "rivals such as ", "", True),
        ("google", "", "-backed startup", True),
        ("google", "the engineers of ", " met", False),
        ("facebook", "a video that he posted on ", "", True),
        ("google", "a video that he posted on ", "", False),
        ("nasdaq", "shares on the ", "", True),
        ("google", "shares on the ", "", False),
    ],
)
def test_rivals_owners_platforms_and_exchanges_tell_of_another(
    slug: str, before: str, after: str, *, aside: bool
) -> None:
    whole = f"{before}Name{after}"
    assert is_aside(Slug(slug), whole, before, len(f"{before}Name")) is aside


@pytest.mark.parametrize(("gap", "rival"), [(" rival ", True), ("'s rival, ", True), (" and ", False), ("", False)])
def test_a_rival_between_two_names_makes_the_second_the_subject(gap: str, *, rival: bool) -> None:
    assert is_rival(gap) is rival
