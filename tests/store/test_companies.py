from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, update

from store import companies, edits, entries
from store.engine import Database
from store.entry import ChangeKind, Company, CompanyCount, Entry, Guid, Hold, Origin, Slug
from store.tables import company, company_alias, company_slug, entry_company

MakeEntry = Callable[..., Entry]
DAY = datetime(2026, 1, 30, tzinfo=UTC)


def store(conn: Connection, content: Entry) -> int:
    guid = Guid(f"urn:x:{content.identity.fingerprint}")
    return edits.add(conn, content, guid=guid, at=DAY, arrived=DAY)


def merge(conn: Connection, loser: str, winner: str) -> None:
    """What becomes of the rows when a company proves to be another."""
    (old,), (new,) = companies.ids(conn, [loser]), companies.ids(conn, [winner])
    conn.execute(update(company_slug).where(company_slug.c.company_id == old).values(company_id=new))
    conn.execute(update(entry_company).where(entry_company.c.company_id == old).values(company_id=new))
    conn.execute(delete(company).where(company.c.id == old))


def test_companies_are_counted_by_what_is_published(database: Database, make_entry: MakeEntry) -> None:
    later = DAY + timedelta(days=3)
    with database.write() as conn:
        store(conn, make_entry(companies=("Škoda Auto a.s.", "OpenAI"), published=DAY))
        store(conn, make_entry(companies=("Škoda Auto",), published=later))
        store(conn, make_entry(companies=("Škoda Auto",), published=later + timedelta(days=9), hold=Hold("draft")))
        store(conn, make_entry(companies=("Яндекс",), hold=Hold("draft")))
        assert companies.counts(conn) == [
            CompanyCount(Slug("openai"), "OpenAI", (), 1, DAY),
            CompanyCount(Slug("skoda-auto"), "Škoda Auto a.s.", (), 2, later),
            CompanyCount(Slug("yandex"), "Яндекс", (), 0, None),
        ]


def test_a_company_is_found_by_each_slug_it_ever_had_and_by_no_other(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        store(conn, make_entry(companies=("Open AI LP",)))
        store(conn, make_entry(companies=("OpenAI",)))
        merge(conn, "open-ai-lp", "openai")
        expected = CompanyCount(Slug("openai"), "OpenAI", (), 2, make_entry().published)
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


def test_a_company_keeps_the_first_name_it_was_given_and_each_entry_its_own_origin(database: Database) -> None:
    with database.write() as conn:
        first = companies.enrol(conn, [Company(Slug("sap"), "SAP SE")])
        again = companies.enrol(conn, [Company(Slug("sap"), "Sap", Origin.DETECTED)])
    assert list(first.values()) == [Company(Slug("sap"), "SAP SE")]
    assert again == {number: Company(Slug("sap"), "SAP SE", Origin.DETECTED) for number in first}
