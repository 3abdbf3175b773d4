from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from store import edits, entries, ledger, versions
from store.census import delays, states, volume
from store.engine import Database
from store.entry import Entry, EntryState, Guid, Hold
from store.file import FileState, Signature
from store.ledger import Finding
from store.marks import Marks
from store.versions import Saying

MakeEntry = Callable[..., Entry]
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_entries_are_counted_by_state(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        assert set(states(conn).values()) == {0}
        added = [edits.add(conn, make_entry(), guid=Guid(f"urn:x:{n}"), at=NOW, arrived=NOW) for n in range(3)]
        edits.withdraw(conn, entries.by_ids(conn, added[:1])[0], at=NOW, reason="gone")
        edits.add(conn, make_entry(hold=Hold("a draft")), guid=Guid("urn:x:held"), at=NOW, arrived=NOW)
        assert states(conn) == {
            EntryState.PUBLISHED: 2,
            EntryState.HELD: 1,
            EntryState.WITHDRAWN: 1,
            EntryState.MERGED: 0,
        }


def test_the_delay_is_from_the_last_change_of_the_file_to_that_of_its_entry(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        for number, seconds in enumerate((2, 300, -5)):  # the last one was touched again after it was published
            content = make_entry()
            entry_id = edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)
            version_id = versions.put(conn, Saying(entry_id, content, Marks(content.identity)), None)
            written = int((NOW - timedelta(seconds=seconds)).timestamp()) * 10**9
            signature = Signature(1, number, 10, 0, written)
            finding = Finding(FileState.PUBLISHED, signature, f"{number}", version_id=version_id)
            ledger.note(conn, b"%d.md" % number, None, finding, first_seen=NOW, now=NOW)
        assert delays(conn) == (timedelta(seconds=300), timedelta(seconds=2))


def test_the_volume_of_a_database_is_known(database: Database) -> None:
    with database.read() as conn:
        found = volume(conn, database.path)
    assert found.database > 10_000
    assert (found.log is None) is (database.path is None)
