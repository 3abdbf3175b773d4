"""What the queries of every feed and every file cost in a large SQLite database: in steps, which no machine changes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert

from store import codec, entries, kindred, search
from store.engine import Database
from store.entry import Entry, Guid
from store.marks import Marks
from store.selection import EVERYTHING, Clause, Selection
from store.tables import company, company_slug, entry, entry_company, version

MANY = 20_000
EVERY = 2_000
"""One entry in so many names the rare company, and is in the rare language."""

DAY = datetime(2026, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, make_entry: Callable[..., Entry]) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("large") / "seedwire.db"
    document = codec.encode(make_entry(content="".join(map(chr, range(0x4E00, 0x5200)))))
    numbers = range(1, MANY + 1)
    rare = range(1, MANY + 1, EVERY)
    with contextlib.closing(Database.create(f"sqlite:///{path}", site="https://noviny.example")) as database:
        with database.write() as conn:
            names = [{"id": 1, "slug": "common", "name": "Common"}, {"id": 2, "slug": "rare", "name": "Rare"}]
            conn.execute(insert(company), names)
            conn.execute(insert(company_slug), [{"slug": name["slug"], "company_id": name["id"]} for name in names])
            conn.execute(insert(entry), [_row(number, document, rare=number in rare) for number in numbers])
            tags = [(number, 1) for number in numbers] + [(number, 2) for number in rare]
            conn.execute(
                insert(entry_company),
                [{"entry_id": e, "company_id": c, "position": c, "origin": "declared"} for e, c in tags],
            )
            conn.execute(insert(version), [_version(number, document) for number in numbers])
            texts = {seldom: make_entry(text="Kůň zdražil" if seldom else "Kůň zlevnil") for seldom in (True, False)}
            search.put_all(conn, ((number, texts[number in rare]) for number in numbers))
        yield database


def _row(number: int, document: bytes, *, rare: bool) -> dict[str, Any]:
    at = DAY + timedelta(minutes=number)
    return {
        "id": number,
        "guid": f"urn:x:{number}",
        "public_id": f"{number}",
        "state": "published",
        **dict.fromkeys(("published", "updated", "arrived", "changed"), at),
        "seq": number,
        "language": "bg" if rare else "cs-CZ",
        "document": document,
    }


def _version(number: int, document: bytes) -> dict[str, Any]:
    return {
        "entry_id": number,
        "present": 1,
        "declared_guid": f"urn:clanek:{number}",
        "link": f"noviny.example/{number}",
        "language": "cs",
        "fingerprint": f"{number:064x}",
        "document": document,
    }


def cost(database: Database, query: Callable[[Connection], object]) -> tuple[list[str], int]:
    """The plan of what a function asks, and the steps of SQLite's virtual machine that it takes, in hundreds."""
    asked: list[tuple[str, Any]] = []
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with database.read() as conn:
        event.listen(conn, "before_cursor_execute", lambda _c, _k, sql, bound, _x, _m: asked.append((sql, bound)))
        connection: Any = conn.connection.dbapi_connection
        connection.set_progress_handler(count, 100)
        query(conn)
        connection.set_progress_handler(None, 0)
        plan = [
            step
            for sql, bound in list(asked)
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", bound).fetchall()
        ]
    return plan, steps * 100


def window(*, companies: str = "", languages: str = "", words: str = "") -> Callable[[Connection], object]:
    selection = Selection(
        companies=(Clause((companies,)),) if companies else (),
        languages=(Clause((languages,)),) if languages else (),
        search=(Clause((words,)),) if words else (),
    )
    return lambda conn: entries.window(conn, selection, 50)


@pytest.mark.parametrize(
    ("query", "steps_an_entry"),
    [
        (lambda conn: entries.window(conn, EVERYTHING, 50), 1),
        (lambda conn: entries.newest(conn, EVERYTHING, 50), 1),
        (window(languages="cs"), 1),
        (window(companies="common"), 10),
        (window(companies="rare"), 12),
        (window(companies="unheard-of"), 12),
        (window(languages="bg"), 15),
        (window(companies="rare", languages="bg"), 15),
        (window(words="kun"), 10),
        (window(words="kun zdrazil"), 12),
        (window(words="zdraz*", languages="bg"), 15),
    ],
    ids=[
        *("all", "newest", "common language", "common company", "rare company", "no company", "rare language", "both"),
        *("common word", "rare phrase", "rare beginning"),
    ],
)
def test_a_feed_reads_its_entries_in_the_order_of_an_index(
    large: Database, query: Callable[[Connection], object], steps_an_entry: int
) -> None:
    plan, steps = cost(large, query)
    assert not [step for step in plan if step.startswith(("SCAN entry", "SCAN version", "SCAN band"))]
    assert not [step for step in plan if step.endswith("TEMP B-TREE FOR ORDER BY")]
    assert any("ix_entry_window" in step or "ix_entry_published" in step for step in plan)
    assert steps <= steps_an_entry * MANY


def test_a_filter_that_compares_a_column_is_decided_in_the_index(large: Database) -> None:
    """Without the columns in the index each of the rows is visited, beside its document: 16 times slower."""
    with large.read() as conn:
        columns = [row[2] for row in conn.exec_driver_sql("PRAGMA index_info(ix_entry_window)")]
    assert columns == ["state", "arrived", "published", "guid", "language", "source", "importance"]


@pytest.mark.parametrize("link", ["noviny.example/77", None])
def test_what_a_file_may_belong_to_is_found_without_a_look_at_every_version(
    large: Database, make_entry: Callable[..., Entry], link: str | None
) -> None:
    identity = make_entry(canonical=link, fingerprint=f"{78:064x}", declared=Guid("urn:clanek:79")).identity
    marks = Marks(identity, "cs", "denik 1", (1, 2, 3))
    plan, steps = cost(large, lambda conn: kindred.sharing(conn, marks, [Guid("urn:x:80")], 81))
    assert not [step for step in plan if step.startswith(("SCAN entry", "SCAN version", "SCAN band"))]
    assert steps < MANY / 10
