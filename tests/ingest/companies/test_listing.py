from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.listing import Listed, Statement
from store.entry import Slug

words = st.text("abcdžžяж ", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(words, st.lists(words, max_size=4), st.lists(words, max_size=4))
def test_every_name_of_an_entry_is_one_of_the_companys_and_none_is_there_twice(
    name: str, aliases: list[str], ambiguous: list[str]
) -> None:
    listed = Statement(name=name, aliases=tuple(aliases), ambiguous=tuple(ambiguous)).amend(None)
    assert {known.casefold() for known in listed.names} == {said.casefold() for said in (name, *aliases, *ambiguous)}
    assert listed.ambiguous <= set(listed.names)
    assert len(set(listed.names)) == len(listed.names)


def test_what_is_given_replaces_and_names_add_to_the_names() -> None:
    apple = Listed(
        slug=Slug("apple"),
        name="Apple",
        aliases=("Епъл",),
        ambiguous=frozenset({"Apple"}),
        context=("iphone",),
        press=True,
    )
    amended = Statement(name="Apple", aliases=("Apfel",), ambiguous=(), context=("ipad",)).amend(apple)
    assert amended == Listed(
        slug=Slug("apple"),
        name="Apple",
        aliases=("Епъл", "Apfel"),
        ambiguous=frozenset(),
        context=("ipad",),
        press=True,
    )
    renamed = Statement(id=Slug("apple"), name="Apple Inc").amend(apple)
    assert (renamed.slug, renamed.name, renamed.aliases) == ("apple", "Apple Inc", ("Apple", "Епъл"))


def test_an_ambiguous_name_in_small_letters_is_no_further_name_but_one_in_capitals_is() -> None:
    listed = Statement(name="Seat", aliases=("Cupra",), ambiguous=("seat", "SEAT", "CUPRA")).amend(None)
    assert listed.names == ("Seat", "Cupra", "SEAT", "CUPRA")
    assert listed.ambiguous == {"Seat", "SEAT", "CUPRA"}
