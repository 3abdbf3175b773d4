"""What is once on SQLite is once on PostgreSQL: arrival, mergers and the way back, files that are moved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.parsers import Parsers
from ingest.rules import Rules
from ingest.union import separate
from store import mergers, translations
from store.engine import Database
from tests.ingest.desk import Clock, Desk
from tests.ingest.test_arrival import FILES, TITLES
from tests.ingest.test_run import (
    test_the_latest_issue_moves_on_and_the_next_one_stands_in_its_place,
    test_two_files_that_are_alike_and_change_places_are_nothing,
)
from tests.ingest.test_union import bridge
from tests.store.conftest import postgresql_url, server

__all__ = [  # pytest finds fixtures by the names of this module, and runs these tests here too, at this desk
    "postgresql_url",
    "server",
    "test_the_latest_issue_moves_on_and_the_next_one_stands_in_its_place",
    "test_two_files_that_are_alike_and_change_places_are_nothing",
]

pytestmark = pytest.mark.process


@pytest.fixture
def desk(seeds: Path, parsers: Parsers, postgresql_url: str) -> Iterator[Desk]:
    shutil.rmtree(seeds, ignore_errors=True)
    seeds.mkdir()
    database = Database.open_writer(postgresql_url)
    try:
        yield Desk(seeds, database, parsers, Clock(), Rules(seeds=seeds, settle_time=0))
    finally:
        database.close()


# Each step has no divisor in common with their number, so it leads to all of them.
@pytest.mark.parametrize("step", [1, 5, 9, 13])
def test_any_order_of_arrival_ends_in_the_same_entries(desk: Desk, step: int) -> None:
    order = [(at * step) % len(FILES) for at in range(len(FILES))]
    assert sorted(order) == list(range(len(FILES)))
    for start in range(0, len(order), 4):
        desk.write({f"{at:02}.md": FILES[at] for at in order[start : start + 4]})
        desk.ingest()
    found = desk.published()
    assert found.keys() == TITLES
    german = found["Amazon baut in Brünn"]
    with desk.database.read() as conn:
        assert [one.id for one in translations.of_entries(conn, [german.id])[german.id]] == [found["Amazon v Brně"].id]
    head = desk.head()
    desk.ingest(anew=True)
    assert desk.head() == head


def test_what_was_merged_is_taken_apart_for_good(desk: Desk) -> None:
    first, second = bridge(desk)
    with desk.database.write() as conn:
        separate(conn, mergers.newest(conn, 9)[-1], desk.clock())
    desk.ingest(anew=True)
    assert {stored.guid for stored in desk.published().values()} == {first.guid, second.guid}
