"""What a search finds, on both databases, against plain Python."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from store import codec, edits, entries, erasure, foundation, history, migrate, search
from store.engine import Database
from store.entry import Entry, Guid, Stored
from store.selection import Clause, Selection
from store.tables import entry as entry_rows
from store.words import LONGEST_WORD, folded

MakeEntry = Callable[..., Entry]
DAY = datetime(2026, 1, 30, tzinfo=UTC)

SPOKEN = [
    "Banka",
    "banky",
    "bankám",
    "ČNB",
    "sazby",
    "Банка",
    "банката",
    "Bank",
    "żółty",
    "O'Neill",
    "AT&T",
    "日本銀行",
    "銀行",
    "5",
    "ß",
]
ASKED = [folded(word) for word in SPOKEN] + ["ba", "bank", "日", "o", "银"]

sentences = st.lists(st.sampled_from(SPOKEN) | st.text(max_size=6), max_size=6).map(" ".join)
terms = st.builds(
    lambda words, star: " ".join(words) + star,
    st.lists(st.sampled_from(ASKED), min_size=1, max_size=3),
    st.sampled_from(["", "*"]),
)
clauses = st.lists(
    st.builds(Clause, st.lists(terms, max_size=3).map(tuple), st.booleans()), min_size=1, max_size=4
).map(tuple)


class UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


def looked_for(words: str) -> Selection:
    return Selection(search=(Clause((words,)),))


def says(content: Entry, term: str) -> bool:
    """The model: whether the words of a term follow each other in one of the fields."""
    run = f" {term[:-1]}" if term.endswith("*") else f" {term} "
    return any(
        run in f" {folded(said)} "
        for said in (content.title, content.original_title or "", content.summary, content.text)
    )


def matches(content: Entry, clauses: Sequence[Clause]) -> bool:
    return all(any(says(content, term) for term in clause.terms) is not clause.negated for clause in clauses)


def add(conn: Connection, content: Entry, name: str) -> int:
    return edits.add(conn, content, guid=Guid(f"urn:x:{name}"), at=DAY, arrived=DAY)


def found(conn: Connection, words: str) -> list[str]:
    return [stored.guid.removeprefix("urn:x:") for stored in entries.window(conn, looked_for(words), 50)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(st.tuples(sentences, st.none() | sentences, sentences, sentences), max_size=5),
    asked=st.lists(clauses, min_size=1, max_size=8),
)
def test_either_database_finds_what_plain_python_finds(
    database: Database,
    make_entry: MakeEntry,
    drawn: list[tuple[str, str | None, str, str]],
    asked: list[tuple[Clause, ...]],
) -> None:
    with contextlib.suppress(UndoneError), database.write() as conn:
        contents = [
            make_entry(title=title or "-", original_title=original, summary=summary, text=body)
            for title, original, summary, body in drawn
        ]
        for number, content in enumerate(contents):
            add(conn, content, str(number))
        for wanted in asked:
            expected = [f"urn:x:{n}" for n, content in enumerate(contents) if matches(content, wanted)]
            selection = Selection(search=wanted)
            assert [stored.guid for stored in entries.window(conn, selection, 50)] == expected
            assert entries.count(conn, selection) == len(expected)
        raise UndoneError


def test_a_phrase_does_not_run_from_one_field_into_the_next(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        add(
            conn,
            make_entry(title="Nová továrna", original_title="A new plant", summary="V Plzni.", text="Otevře."),
            "1",
        )
        assert found(conn, "new plant") == ["1"]
        assert found(conn, "tovarna a") == found(conn, "plant v plzni") == found(conn, "plzni otev*") == []


def test_an_edit_changes_what_an_entry_is_found_by(
    database: Database, make_entry: MakeEntry, stored: Callable[[Database, int], Stored]
) -> None:
    with database.write() as conn:
        number = add(conn, make_entry(title="Zlevnění", text="Cena klesá."), "1")
    with database.write() as conn:
        changed = make_entry(title="Zdražení", text="Cena roste.")
        edits.revise(conn, stored(database, number), changed, at=DAY, arrived=DAY, edited=True)
        assert found(conn, "zlevneni") == found(conn, "klesa") == []
        assert found(conn, "zdrazeni") == found(conn, "cena roste") == ["1"]


def test_what_was_withdrawn_is_a_tombstone_in_the_feed_of_its_search(
    database: Database, make_entry: MakeEntry, stored: Callable[[Database, int], Stored]
) -> None:
    with database.write() as conn:
        number = add(conn, make_entry(title="Museum otevírá archiv"), "1")
    with database.write() as conn:
        edits.withdraw(conn, stored(database, number), at=DAY, reason="deleted")
        assert found(conn, "archiv") == []
        assert [buried.guid for buried in history.tombstones(conn, looked_for("archiv"), None)] == ["urn:x:1"]
        assert history.tombstones(conn, looked_for("knihovna"), None) == []


def test_a_search_goes_with_the_other_filters(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        add(conn, make_entry(title="Sazby beze změny", language="cs"), "1")
        add(conn, make_entry(title="Sazby klesnú", language="sk"), "2")
        czech = Selection(search=(Clause(("sazby",)),), languages=(Clause(("cs",)),))
        assert [one.guid for one in entries.window(conn, czech, 9)] == ["urn:x:1"]
        assert [one.guid for one in entries.newest(conn, looked_for("sazby"), 9)] == ["urn:x:1", "urn:x:2"]


def test_words_and_texts_of_any_length_are_taken(database: Database, make_entry: MakeEntry) -> None:
    """PostgreSQL's vectors end at 2 kB a word, 16,383 positions, 256 of one word, and 1 MiB in all."""
    common = "a " * 20_000 + "konec dobrý " + "𠀋" * 200_000
    different = " ".join(f"{number:x}ž" for number in range(60_000)) + " všechno"
    with database.write() as conn:
        add(conn, make_entry(text="x" * 5_000), "1")
        add(conn, make_entry(text=common), "2")
        add(conn, make_entry(text=different), "3")
        assert found(conn, "x" * LONGEST_WORD) == ["1"]
        assert found(conn, "a konec dobry") == ["2"]
        assert found(conn, "9z az bz") == ["3"]
        assert found(conn, "vsechno") == []  # beyond `search.LONGEST_TEXT`


def test_what_is_erased_stands_nowhere_in_the_file(sqlite_url: str, make_entry: MakeEntry) -> None:
    with contextlib.closing(Database.open_writer(sqlite_url)) as database:
        with database.write() as conn:
            number = add(conn, make_entry(title="Tajemství", text="xylofonista"), "1")
            add(conn, make_entry(title="Zpráva", text="xylograf"), "2")
        with database.write() as conn:
            erasure.erase(conn, number)
            assert found(conn, "xylofonista") == []
            assert found(conn, "xylograf") == ["2"]
        database.scrub()
        assert database.path is not None
        assert b"fonista" not in database.path.read_bytes()


def test_a_search_is_no_syntax_of_the_database(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        add(conn, make_entry(title="near or not, and text"), "1")
        for words in ("or", "not", "and", "near", "near or", "text", "te*"):
            assert found(conn, words) == ["1"]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.process)])
def test_entries_of_an_older_database_are_found_after_its_upgrade(
    kind: str, tmp_path: Any, make_entry: MakeEntry, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/seedwire.db" if kind == "sqlite" else request.getfixturevalue("empty_url")
    monkeypatch.setattr(migrate, "HEAD", "0003")
    monkeypatch.setattr(migrate.upgrade, "__defaults__", ("0003",))
    with contextlib.closing(Database.create(url, site="https://noviny.example")) as old, old.write() as conn:
        for number in range(3):
            times = dict.fromkeys(("published", "updated", "arrived", "changed"), DAY)
            row = {"guid": f"urn:x:{number}", "public_id": str(number), "state": "published", "seq": number, **times}
            document = codec.encode(make_entry(title=f"Zpráva {number}", text="Příliš žluťoučký kůň"))
            conn.execute(insert(entry_rows).values(**row, document=document))
    monkeypatch.undo()
    monkeypatch.setattr(search, "_SLICE", 2)
    foundation.upgrade(url, site="https://noviny.example")
    with contextlib.closing(Database.open_writer(url)) as database, database.write() as conn:
        assert found(conn, "zprava 1") == ["1"]
        assert found(conn, "zlutoucky kun") == ["0", "1", "2"]
        search.fill(conn)  # again: nothing is there twice
        assert entries.count(conn, looked_for("zprava")) == 3
