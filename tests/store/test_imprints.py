"""What changes the imprints of numbered pages: their own entries, and nothing that comes after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from store import edits, entries, tags
from store.engine import Database
from store.entry import Entry, Guid
from store.imprints import Imprints, imprints
from store.portions import PORTION, portions
from store.slug import company_slug

MakeEntry = Callable[..., Entry]
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
COUNT = 2 * PORTION + 10
ORLEN = company_slug("PKN Orlen")


@pytest.fixture
def conn_of_many(database: Database, make_entry: MakeEntry) -> Callable[[], Imprints]:
    with database.write() as conn:
        for number in range(COUNT):
            add(conn, make_entry, number, "PKN Orlen" if number % 2 else "Żabka")

    def now() -> Imprints:
        with database.read() as conn:
            return imprints(conn, NOW)

    return now


def add(conn: Connection, make_entry: MakeEntry, number: int, *names: str) -> None:
    content = make_entry(title=f"Zpráva {number}", companies=names, published=NOW + timedelta(hours=number))
    edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)


def test_each_list_has_an_imprint_for_each_page_that_has_a_number(conn_of_many: Callable[[], Imprints]) -> None:
    found = conn_of_many().portions
    assert {slug: len(pages) for slug, pages in found.items()} == {
        None: portions(COUNT),
        ORLEN: portions(COUNT // 2),
        company_slug("Żabka"): portions(COUNT // 2),
    }
    assert len({page for pages in found.values() for page in pages}) == sum(map(len, found.values()))


def test_a_newer_entry_changes_the_front_page_of_its_company_and_no_numbered_one(
    database: Database, make_entry: MakeEntry, conn_of_many: Callable[[], Imprints]
) -> None:
    before = conn_of_many()
    with database.write() as conn:
        add(conn, make_entry, COUNT + 2000, "PKN Orlen", "Nová firma")
    after = conn_of_many()
    assert {slug: after.portions[slug] for slug in before.portions} == before.portions
    changed = {slug for slug, imprint in before.pages.items() if after.pages[slug] != imprint}
    assert changed == {ORLEN}, "not even where it is of a later month"


def test_an_edit_changes_the_pages_that_show_the_entry(
    database: Database, conn_of_many: Callable[[], Imprints]
) -> None:
    before = conn_of_many().portions
    with database.write() as conn:
        (old,) = [one for one in entries.by_ids(conn, range(1, COUNT + 1)) if one.guid == "urn:x:1"]
        edits.revise(conn, old, replace(old.entry, title="Jinak"), at=NOW, arrived=NOW, edited=True)
    after = conn_of_many().portions
    assert (after[None][0] != before[None][0], after[None][1:]) == (True, before[None][1:])
    assert after[ORLEN] != before[ORLEN]
    assert after[company_slug("Żabka")] == before[company_slug("Żabka")]


def test_an_older_entry_moves_all_that_comes_after_it(
    database: Database, make_entry: MakeEntry, conn_of_many: Callable[[], Imprints]
) -> None:
    before = conn_of_many().portions[None]
    with database.write() as conn:
        add(conn, make_entry, -1)
    after = conn_of_many().portions[None]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_companies_that_become_one_have_the_pages_of_both(
    database: Database, conn_of_many: Callable[[], Imprints]
) -> None:
    before = conn_of_many().portions
    with database.write() as conn:
        tags.merge_companies(conn, company_slug("Żabka"), ORLEN, NOW)
    after = conn_of_many().portions
    assert len(after[ORLEN]) == portions(COUNT)
    assert not {*after[ORLEN]} & {*before[ORLEN]}
