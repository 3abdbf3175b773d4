from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from store import ledger, passes
from store.engine import Database
from store.file import FileState
from store.ledger import Finding
from store.passes import Heartbeat, LastPass
from store.tables import scan_pass

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_before_the_first_pass_there_is_none(database: Database) -> None:
    with database.read() as conn:
        assert passes.last_pass(conn) is None
        assert passes.last_beat(conn, "ingest") is None


def test_the_last_pass_is_told_with_the_problems_of_now(database: Database) -> None:
    with database.write() as conn:
        for number, state in enumerate(FileState):
            path = f"č{number}.md".encode()
            ledger.note(conn, path, None, Finding(state, None, None), first_seen=NOON, now=NOON)
        for minute, trouble in enumerate(["", "seeds: is empty"]):
            passes.record(
                conn,
                started=NOON + minute * MINUTE,
                ended=NOON + minute * MINUTE + MINUTE / 2,
                files=7,
                counts={"přidáno": minute},
                trouble=trouble,
            )
        assert passes.last_pass(conn) == LastPass(
            NOON + MINUTE, NOON + MINUTE * 1.5, 7, {"přidáno": 1}, "seeds: is empty", problems=2
        )


def test_two_hundred_passes_are_kept(database: Database) -> None:
    with database.write() as conn:
        for minute in range(passes.KEPT + 5):
            moment = NOON + minute * MINUTE
            passes.record(conn, started=moment, ended=moment, files=0, counts={}, trouble="")
        kept, oldest = conn.execute(select(func.count(), func.min(scan_pass.c.started))).one()
    assert (kept, oldest) == (200, NOON + 5 * MINUTE)


@pytest.mark.parametrize("trouble", ["", "disk je plný"])
def test_a_role_has_one_heartbeat_the_newest(database: Database, trouble: str) -> None:
    with database.write() as conn:
        passes.beat(conn, "ingest", pid=1, at=NOON, trouble="")
        passes.beat(conn, "ingest", pid=2, at=NOON + MINUTE, trouble=trouble)
        passes.beat(conn, "serve", pid=3, at=NOON, trouble="")
        assert passes.last_beat(conn, "ingest") == Heartbeat(2, NOON + MINUTE, trouble)
        assert passes.last_beat(conn, "serve") == Heartbeat(3, NOON, "")
