from __future__ import annotations

import contextlib
from uuid import NAMESPACE_URL, uuid5

import pytest
from sqlalchemy import text

from store import meta
from store.engine import Database
from store.errors import DamagedError


def test_a_database_keeps_its_name_when_it_is_opened_again(url: str, database: Database) -> None:
    with database.read() as conn:
        first = meta.provenance(conn)
    with contextlib.closing(Database.open_reader(url)) as again, again.read() as conn:
        assert meta.provenance(conn) == first


def test_the_ids_of_feeds_hang_on_the_site_while_the_name_of_the_database_is_random(
    database: Database, sqlite_url: str
) -> None:
    with database.read() as conn:
        here = meta.provenance(conn)
    assert here.feed_root == uuid5(NAMESPACE_URL, "https://noviny.example")
    second = Database.create(sqlite_url + ".second", site="https://noviny.example")
    with contextlib.closing(second), second.read() as conn:
        there = meta.provenance(conn)
    assert there.feed_root == here.feed_root
    assert there.database_id != here.database_id
    assert int(there.database_id, 16) < 16**8


@pytest.mark.fault(19)
@pytest.mark.parametrize(
    "damage", ["DELETE FROM meta WHERE key = 'database_id'", "UPDATE meta SET value = 'x' WHERE key = 'feed_root'"]
)
def test_a_name_that_is_gone_or_spoilt_is_no_other_name(database: Database, damage: str) -> None:
    with database.write() as conn:
        conn.execute(text(damage))
        with pytest.raises(DamagedError, match="name is damaged"):
            meta.provenance(conn)
