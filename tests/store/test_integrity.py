"""A look at a whole database finds each thing that can be wrong with it, by name, and nothing where nothing is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from store import archives, edits, ledger, mergers, sqlite, translations, versions
from store.engine import Database
from store.entry import Entry, Guid, Stored
from store.errors import ForeignDatabaseError, NoDatabaseError, SchemaError
from store.file import FileState, Signature
from store.integrity import EXAMPLES, examine
from store.invariants import RULES
from store.ledger import Finding, Sighting
from store.marks import Marks
from store.versions import Saying

NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)

MakeEntry = Callable[..., Entry]
LookUp = Callable[[Database, int], Stored]


@pytest.fixture
def full(url: str, make_entry: MakeEntry, stored: LookUp) -> str:
    """A database with something in every table: entries 1 to 4 with files, 5 withdrawn, 6 merged into 1."""
    link = "//noviny.example/zprava"
    contents = [
        make_entry(companies=("Škoda Auto",), canonical=link, link_language="cs", language="cs"),
        make_entry(companies=("Софарма АД",), canonical=link, link_language="bg", language="bg"),
        *(make_entry(companies=("Orlen",)) for _ in range(4)),
    ]
    with contextlib.closing(Database.open_writer(url)) as database:
        with database.write() as conn:
            for number, content in enumerate(contents, 1):
                publish(conn, number, content)
            mergers.keep_apart(conn, 3, 4)
            translations.refresh(conn, 1)
        first, revised, withdrawn, merged = (stored(database, number) for number in (1, 2, 5, 6))
        with database.write() as conn:
            edits.revise(
                conn,
                revised,
                replace(revised.entry, summary="Пазарът се успокои.", companies=()),
                at=NOW,
                arrived=NOW,
                edited=True,
            )
            edits.withdraw(conn, withdrawn, at=NOW, reason="zrušeno")
            edits.merge(conn, merged, first, at=NOW, reason="totéž")
            versions.move(conn, [6], 1)
            archives.close(conn, 2, NOW + timedelta(hours=1))
    return url


def publish(conn: Connection, number: int, content: Entry) -> None:
    at = NOW - timedelta(days=7 - number)
    edits.add(conn, content, guid=Guid(f"urn:example:{number}"), at=at, arrived=at)
    marks = Marks(content.identity, content.identity.language, None, (number, number + 100))
    version = versions.put(conn, Saying(number, content, marks), None)
    state = FileState.GONE if number == 5 else FileState.PUBLISHED
    signature = None if state is FileState.GONE else Signature(1, number, 10, 0, 0)
    finding = Finding(state, signature, f"{number:064x}", version_id=version)
    ledger.note_all(conn, [Sighting(f"složka/{number}.md".encode(), finding, at, at)])
    if state is FileState.GONE:
        versions.leave(conn, version)


@contextlib.contextmanager
def unguarded(url: str) -> Iterator[Connection]:
    """A transaction in which the database checks no references."""
    plain = create_engine(url, module=sqlite.library()) if url.startswith("sqlite") else create_engine(url)
    with plain.begin() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("SET LOCAL session_replication_role = replica"))
        yield conn
    plain.dispose()


def test_nothing_is_wrong_with_a_database_in_which_everything_happened(full: str) -> None:
    found = examine(full)
    assert found.findings == ()
    assert found.counts["entry"] == found.counts["version"] == 6
    assert found.counts["archive"] > 1


def test_nothing_is_wrong_with_an_empty_database(url: str) -> None:
    assert examine(url).findings == ()


BREAKERS = {
    "changes are numbered from 1 without a gap": "DELETE FROM change WHERE seq = 3",
    "a change is one of an entry that is there": "UPDATE change SET entry_id = 99 WHERE seq = 4",
    "every value is of its column's kind": "UPDATE entry SET state = 'lost' WHERE id = 3",
    "an entry has a guid and a public id": "UPDATE entry SET guid = '' WHERE id = 3",
    "an entry's number is that of a change of its own": "UPDATE entry SET seq = seq - 1 WHERE id = 4",
    "a published entry has no tombstone": "INSERT INTO tombstone VALUES (3, 0, 1, '')",
    "a withdrawn or merged entry that was published has a tombstone": "DELETE FROM tombstone WHERE entry_id = 5",
    "an entry is merged where it leads on to another one": "UPDATE entry SET merged_into = NULL WHERE id = 6",
    "an entry has a source, unless it was merged": "UPDATE version SET entry_id = 1 WHERE entry_id = 4",
    "an entry that is or will be published can be searched for": "DELETE FROM search WHERE rowid = 3",
    "the search finds only entries that are there": "INSERT INTO search (rowid, text) VALUES (99, 'nikdo')",
    "a tombstone was put up by a change": "UPDATE tombstone SET seq = 999",
    "a replaced content was replaced by a change": "UPDATE revision SET seq = 999",
    "a file that is published or held is the word of a living entry": (
        "UPDATE source_file SET version_id = NULL WHERE version_id = 4"
    ),
    "a source is the word of one file": "UPDATE source_file SET version_id = 3 WHERE version_id = 4",
    "a source that is present has its file": "DELETE FROM source_file WHERE version_id = 3",
    "a key of a text leads to a source": "INSERT INTO band VALUES (7, 99)",
    "an entry stands in archives that are there": "UPDATE entry SET archive = 99 WHERE id = 3",
    "an entry stands in archives of its companies that are there": "UPDATE entry_company SET archive = 99",
    "archives of a feed are numbered from 1 without a gap": "UPDATE archive SET number = number + 40",
    "an archive was closed by a change": "UPDATE archive SET seq = 999",
    "an archive is of a company that is there": "INSERT INTO archive VALUES (99, 1, 0, 0, 1)",
    "a company is found by its slug": "DELETE FROM company_slug",
    "translations know each other": "DELETE FROM translation WHERE entry_id = 1",
    "entries that were called different know each other": "DELETE FROM apart WHERE entry_id = 3",
    "a merged entry leads to one that is not": "UPDATE entry SET state = 'merged', merged_into = 6 WHERE id = 1",
    "an entry's public id is that of its guid": "UPDATE entry SET public_id = 'aaaaaaaaaaaaaaaa' WHERE id = 3",
    "the text of every row of entry can be read": "UPDATE entry SET document = substr(document, 1, 9) WHERE id = 3",
    "the text of every row of version can be read": "UPDATE version SET document = substr(document, 1, 9) WHERE id = 3",
    "the text of every row of revision can be read": "UPDATE revision SET document = substr(document, 1, 9)",
    "a database has a name and a root of its feeds' ids": "DELETE FROM meta WHERE key = 'database_id'",
}
"""What must hold, and what makes it hold no more."""


def test_every_rule_is_tried() -> None:
    assert RULES.keys() <= BREAKERS.keys()


@pytest.mark.parametrize("rule", BREAKERS)
def test_what_breaks_a_rule_is_found_under_its_name(full: str, rule: str) -> None:
    with unguarded(full) as conn:
        assert conn.execute(text(BREAKERS[rule].replace(":", r"\:"))).rowcount != 0
    findings = {finding.rule: finding for finding in examine(full).findings}
    assert rule in findings
    assert findings[rule].broken >= len(findings[rule].examples) >= 1


def test_no_more_examples_are_named_than_one_can_read(full: str) -> None:
    with unguarded(full) as conn:
        conn.execute(text("UPDATE source_file SET version_id = NULL"))
        conn.execute(text("INSERT INTO band SELECT key + 5000, 90 + version_id FROM band"))
    findings = {finding.rule: finding for finding in examine(full).findings}
    lost = findings["a key of a text leads to a source"]
    assert lost.broken == EXAMPLES + 1
    assert len(lost.examples) == EXAMPLES


def test_a_path_with_a_line_end_is_shown_on_one_line(full: str) -> None:
    with unguarded(full) as conn:
        conn.execute(
            text("UPDATE source_file SET version_id = NULL, path = :path WHERE version_id = 4"),
            {"path": b"a\nb\xff.md"},
        )
    findings = {finding.rule: finding for finding in examine(full).findings}
    assert findings["a file that is published or held is the word of a living entry"].examples == (r"a\nb\xff.md",)


def test_a_missing_parent_is_found_in_a_file(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path}/seedwire.db"
    Database.create(place, site="https://noviny.example").close()
    with unguarded(place) as conn:
        conn.execute(text("INSERT INTO company_alias VALUES ('Skodovka', 42)"))
    (finding,) = examine(place).findings
    assert finding.rule == "what a row refers to is there"
    assert finding.examples == ("company_alias 1 refers to a missing company",)


@pytest.mark.fault(19)
@pytest.mark.parametrize("table", ["entry", "source_file", "search_data", "ix_version_fingerprint"])
def test_a_damaged_page_is_found_whatever_it_belongs_to(sqlite_url: str, make_entry: MakeEntry, table: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with contextlib.closing(Database.open_writer(sqlite_url)) as database, database.write() as conn:
        for number in range(1, 40):
            publish(conn, number, make_entry())
    with contextlib.closing(sqlite.library().connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
    assert examine(sqlite_url).findings


@pytest.mark.fault(19)
def test_a_damaged_search_index_is_found(sqlite_url: str, make_entry: MakeEntry) -> None:
    """Its tables are sound, and what it says is wrong: only FTS5 itself can know."""
    with contextlib.closing(Database.open_writer(sqlite_url)) as database, database.write() as conn:
        publish(conn, 1, make_entry())
    with unguarded(sqlite_url) as conn:
        conn.execute(text("UPDATE search_data SET block = zeroblob(length(block)) WHERE id > 100"))
    assert [finding.rule for finding in examine(sqlite_url).findings] == ["the table search is sound"]


@pytest.mark.fault(19)
def test_an_index_that_lacks_a_row_and_has_another_is_found(sqlite_url: str) -> None:
    """Each of its pages is sound; only who compares it with the table can know."""
    path = sqlite_url.removeprefix("sqlite:///")
    module = sqlite.library()
    with contextlib.closing(module.connect(path)) as connection, connection:
        connection.execute("INSERT INTO company VALUES (1, 'orlen', 'Orlen'), (2, 'skoda', 'Škoda')")
        connection.execute("INSERT INTO company_slug VALUES ('orlen', 1), ('skoda', 1)")
        index = connection.execute("SELECT * FROM sqlite_schema WHERE name = 'ix_company_slug_company_id'").fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'ix_company_slug_company_id'")
    with contextlib.closing(module.connect(path)) as connection, connection:
        connection.execute("UPDATE company_slug SET company_id = 2 WHERE slug = 'skoda'")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", index)
    (finding,) = examine(sqlite_url).findings
    assert finding.rule == "the table company_slug is sound"
    assert "missing from index" in finding.examples[0]


def test_what_cannot_be_looked_over_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(NoDatabaseError):
        examine(f"sqlite:///{tmp_path}/none.db")
    (tmp_path / "text.db").write_text("Toto není databáze. " * 99, "utf-8")
    with pytest.raises(ForeignDatabaseError):
        examine(f"sqlite:///{tmp_path}/text.db")
    with unguarded(sqlite_url) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(SchemaError):
        examine(sqlite_url)
