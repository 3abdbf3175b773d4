from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import Connection, insert

from store import companies, edits, entries, history, tags
from store.change import ChangeKind
from store.engine import Database
from store.entry import Company, CompanyCount, Entry, Guid, Hold, Origin, Slug
from store.tables import company_alias

MakeEntry = Callable[..., Entry]
DAY = datetime(2026, 1, 30, tzinfo=UTC)


def store(conn: Connection, content: Entry) -> int:
    guid = Guid(f"urn:x:{content.identity.fingerprint}")
    return edits.add(conn, content, guid=guid, at=DAY, arrived=DAY)


def merge(conn: Connection, loser: str, winner: str) -> int:
    return tags.merge_companies(conn, Slug(loser), Slug(winner), DAY)


def test_companies_are_counted_by_what_is_published(database: Database, make_entry: MakeEntry) -> None:
    later = DAY + timedelta(days=3)
    with database.write() as conn:
        store(conn, make_entry(companies=("Škoda Auto a.s.", "OpenAI"), published=DAY))
        store(conn, make_entry(companies=("Škoda Auto",), published=later))
        store(conn, make_entry(companies=("Škoda Auto",), published=later + timedelta(days=9), hold=Hold("draft")))
        store(conn, make_entry(companies=("Яндекс",), hold=Hold("draft")))
        assert companies.counts(conn) == [
            CompanyCount(Slug("openai"), "OpenAI", (), 1, DAY),
            CompanyCount(Slug("skoda-auto"), "Škoda Auto", ("Škoda Auto a.s.",), 2, later),
        ]


def test_a_company_is_found_by_each_slug_it_ever_had_and_by_no_other(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        store(conn, make_entry(companies=("Open AI LP",)))
        store(conn, make_entry(companies=("OpenAI",)))
        merge(conn, "open-ai-lp", "openai")
        expected = CompanyCount(Slug("openai"), "OpenAI", ("Open AI LP",), 2, make_entry().published)
        assert companies.find(conn, "openai") == expected
        assert companies.find(conn, "open-ai-lp") == expected
        assert companies.find(conn, "open-ai") is None
        assert companies.ids(conn, ["openai", "open-ai-lp", "unheard-of"]) == companies.ids(conn, ["openai"])
        assert companies.ids(conn, []) == []


def test_a_slug_that_was_given_away_is_not_given_to_a_new_company(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        store(conn, make_entry(companies=("Twitter",)))
        store(conn, make_entry(companies=("X",)))
        merge(conn, "twitter", "x")
        entry_id = store(conn, make_entry(companies=("Twitter", "X", "Amazon")))
        (found,) = entries.by_ids(conn, [entry_id])
    assert found.entry.companies == (Company(Slug("x"), "X"), Company(Slug("amazon"), "Amazon"))


def test_a_file_that_uses_an_old_name_is_no_edit_each_time_it_is_read(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry(companies=("Twitter",))
    with database.write() as conn:
        store(conn, make_entry(companies=("X",)))
        entry_id = store(conn, content)
        merge(conn, "twitter", "x")
        (before,) = entries.by_ids(conn, [entry_id])
        assert edits.revise(conn, before, content, at=DAY, arrived=DAY, edited=False) is None
        kind = edits.revise(conn, before, replace(content, title="Nový"), at=DAY, arrived=DAY, edited=True)
        assert kind is ChangeKind.UPDATED


def test_aliases_come_in_the_order_of_their_code_points(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        store(conn, make_entry(companies=("OpenAI",)))
        (number,) = companies.ids(conn, ["openai"])
        written = ["openai lp", "OpenAI LP", "Опенай", "Öpenai"]
        conn.execute(insert(company_alias), [{"name": name, "company_id": number} for name in written])
        found = companies.find(conn, "openai")
        assert found is not None
        assert found.aliases == tuple(sorted(written))


def test_enrolling_nobody_is_nothing(database: Database) -> None:
    with database.write() as conn:
        assert companies.enrol(conn, ()) == {}
        assert companies.counts(conn) == []


@pytest.mark.parametrize("names", list(permutations(("SAP SE", "Sap", "SAP", "sap se"))))
def test_the_name_of_a_company_is_the_same_in_whatever_order_its_spellings_came(
    database: Database, names: tuple[str, ...]
) -> None:
    with database.write() as conn:
        for name in names:
            companies.enrol(conn, [Company(Slug("sap"), name)])
        found = companies.find(conn, "sap")
    assert found == CompanyCount(Slug("sap"), "SAP", ("SAP SE", "Sap", "sap se"), 0, None)


def test_each_entry_keeps_its_own_origin(database: Database) -> None:
    with database.write() as conn:
        first = companies.enrol(conn, [Company(Slug("sap"), "SAP")])
        again = companies.enrol(conn, [Company(Slug("sap"), "SAP", Origin.DETECTED)])
    assert list(first.values()) == [Company(Slug("sap"), "SAP")]
    assert again == {number: Company(Slug("sap"), "SAP", Origin.DETECTED) for number in first}


def test_merging_tells_every_entry_and_tags_none_twice(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        store(conn, make_entry(companies=("X",)))
        both = store(conn, make_entry(companies=("Twitter", "X")))
        old = store(conn, make_entry(companies=("Twitter",)))
        before = history.head(conn).seq
        assert merge(conn, "twitter", "x") == 2
        told = [(change.kind, change.entry_id) for change in history.changes(conn, after=before, limit=9)]
        assert told == [(ChangeKind.NOTED, both), (ChangeKind.NOTED, old)]
        found = companies.find(conn, "twitter")
        assert found is not None
        assert (found.slug, found.name, found.aliases, found.entries) == ("x", "X", ("Twitter",), 3)
        tags = {one.id: one.entry.companies for one in entries.by_ids(conn, [both, old])}
        assert set(tags.values()) == {(Company(Slug("x"), "X"),)}


def test_a_name_that_came_by_a_merger_is_never_the_name_to_show(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        store(conn, make_entry(companies=("Alphabet",)))
        store(conn, make_entry(companies=("Goo",)))
        merge(conn, "goo", "alphabet")
        store(conn, make_entry(companies=("Goo Inc", "ALPHABET")))
        found = companies.find(conn, "goo")
        assert found is not None
        assert (found.name, found.aliases) == ("Alphabet", ("ALPHABET", "Goo", "Goo Inc"))
        assert ("alphabet", "Goo Inc") in companies.names(conn)


@pytest.mark.parametrize(("one", "into", "error"), [("x", "nobody", KeyError), ("nobody", "x", KeyError)])
def test_a_company_that_is_not_there_cannot_be_merged(
    database: Database, make_entry: MakeEntry, one: str, into: str, error: type[Exception]
) -> None:
    with database.write() as conn:
        store(conn, make_entry(companies=("X",)))
        with pytest.raises(error, match="nobody"):
            merge(conn, one, into)
        with pytest.raises(ValueError, match="already"):
            merge(conn, "x", "x")


def test_the_census_changes_with_the_names(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        seen = {companies.census(conn)}
        for names in (("X",), ("x",), ("Twitter",)):
            store(conn, make_entry(companies=names))
            seen.add(companies.census(conn))
        merge(conn, "twitter", "x")
        seen.add(companies.census(conn))
    assert len(seen) == 5


def test_a_company_can_be_merged_whose_name_another_one_is_called_too(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        listed = Company(Slug("google"), "Alphabet")  # as a list had it, before it made two companies of them
        store(conn, make_entry(companies=("Google", listed)))
        store(conn, make_entry(companies=("Alphabet", "Waymo")))
        merge(conn, "alphabet", "waymo")
        found = companies.find(conn, "alphabet")
        assert found is not None
        assert (found.slug, found.aliases) == ("waymo", ("Alphabet",))


def test_a_merger_of_companies_without_entries_is_a_change_too(database: Database, make_entry: MakeEntry) -> None:
    """Their addresses lead elsewhere from then on, and what was rendered of the registry is out of date."""
    with database.write() as conn:
        number = store(conn, make_entry(companies=("A One", "B Two")))
        tags.replace(conn, number, make_entry(), {})
        before = history.head(conn).seq
        assert merge(conn, "a-one", "b-two") == 0
        assert history.head(conn).seq == before + 1


def test_a_chain_of_mergers_leads_to_its_end(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        both = store(conn, make_entry(companies=("A One", "B Two", "C Three")))
        merge(conn, "a-one", "b-two")
        merge(conn, "b-two", "c-three")
        assert [one.slug for one in companies.counts(conn)] == ["c-three"]
        for slug in ("a-one", "b-two", "c-three"):
            found = companies.find(conn, slug)
            assert found is not None
            assert (found.slug, found.aliases, found.entries) == ("c-three", ("A One", "B Two"), 1)
        with pytest.raises(ValueError, match="already"):
            merge(conn, "a-one", "b-two")
        store(conn, make_entry(companies=("D Four",)))
        for one, into in (("a-one", "d-four"), ("d-four", "b-two")):
            with pytest.raises(ValueError, match=r"-(one|two) was merged into c-three before; name that one"):
                merge(conn, one, into)
        (stored,) = entries.by_ids(conn, [both])
        assert stored.entry.companies == (Company(Slug("c-three"), "C Three"),)
