from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from store import edits, entries, history, mergers
from store.change import ChangeKind
from store.engine import Database
from store.entry import Entry, EntryState, Guid, Hold, Stored
from store.selection import EVERYTHING

MakeEntry = Callable[..., Entry]
DAY = datetime(2026, 1, 30, tzinfo=UTC)
LATER = DAY + timedelta(days=1)


def store(conn: Connection, content: Entry) -> Stored:
    entry_id = edits.add(conn, content, guid=Guid(f"urn:x:{content.identity.fingerprint}"), at=DAY, arrived=DAY)
    return one(conn, entry_id)


def one(conn: Connection, entry_id: int) -> Stored:
    (stored,) = entries.by_ids(conn, [entry_id])
    return stored


def kinds(conn: Connection, entry_id: int) -> list[ChangeKind]:
    return [change.kind for change in history.changes(conn, after=0, limit=99) if change.entry_id == entry_id]


def test_an_entry_that_goes_on_in_another_leaves_a_tombstone_and_a_way(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        heir, ending = store(conn, make_entry()), store(conn, make_entry())
        edits.merge(conn, ending, heir, at=LATER, reason="the same text")
        (tombstone,) = history.tombstones(conn, EVERYTHING, None)
        assert (tombstone.guid, tombstone.at, tombstone.reason) == (ending.guid, LATER, "the same text")
        assert tombstone.merged_into == heir.public_id == entries.merged_into(conn, ending.public_id)
        assert one(conn, ending.id).state is EntryState.MERGED
        assert [stored.id for stored in entries.newest(conn, EVERYTHING, 9)] == [heir.id]
        assert kinds(conn, ending.id) == [ChangeKind.ADDED, ChangeKind.MERGED]


def test_an_entry_that_nobody_ever_saw_ends_without_a_word(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        heir, draft = store(conn, make_entry()), store(conn, make_entry(hold=Hold("draft: true", LATER)))
        edits.merge(conn, draft, heir, at=LATER, reason="the same text")
        assert history.tombstones(conn, EVERYTHING, None) == []
        assert kinds(conn, draft.id) == []
        assert entries.due(conn, LATER + timedelta(days=9)) == []


def test_a_withdrawn_entry_that_goes_on_in_another_keeps_its_tombstone(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        heir, ending = store(conn, make_entry()), store(conn, make_entry())
        edits.withdraw(conn, ending, at=DAY, reason="its file was deleted")
        edits.merge(conn, one(conn, ending.id), heir, at=LATER, reason="the same text")
        (tombstone,) = history.tombstones(conn, EVERYTHING, None)
        assert (tombstone.at, tombstone.merged_into) == (ending.updated, heir.public_id)
        assert kinds(conn, ending.id) == [ChangeKind.ADDED, ChangeKind.WITHDRAWN, ChangeKind.NOTED]


def test_an_entry_that_is_called_back_comes_after_its_tombstone(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        heir, ending = store(conn, make_entry()), store(conn, make_entry())
        edits.merge(conn, ending, heir, at=LATER, reason="the same text")
        kind = edits.revise(conn, one(conn, ending.id), ending.entry, at=LATER, arrived=LATER, edited=False)
        assert kind is ChangeKind.RESTORED
        back = one(conn, ending.id)
        assert (back.state, back.guid, back.arrived) == (EntryState.PUBLISHED, ending.guid, LATER)
        assert back.updated > LATER
        assert history.tombstones(conn, EVERYTHING, None) == []
        assert entries.merged_into(conn, ending.public_id) is None


def test_a_merger_is_remembered_and_taken_back_once(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        heir, ending = store(conn, make_entry()), store(conn, make_entry())
        mergers.record(
            conn, at=DAY, path=b"a\xff.md", entry_id=heir.id, other_id=None, version_ids=[7], reason="identical text"
        )
        mergers.record(
            conn, at=LATER, path=b"b.md", entry_id=heir.id, other_id=ending.id, version_ids=[9, 8], reason="same link"
        )
        newest, oldest = mergers.newest(conn, 9)
        assert (newest.path, newest.version_ids, newest.other_id, newest.undone) == (b"b.md", (8, 9), ending.id, None)
        assert (oldest.path, oldest.version_ids, oldest.other_id) == (b"a\xff.md", (7,), None)
        assert mergers.newest(conn, 1) == [newest]
        assert mergers.find(conn, newest.id) == newest
        assert mergers.find(conn, 99) is None
        mergers.undo(conn, newest, at=LATER, other_id=ending.id)
        undone = mergers.find(conn, newest.id)
        assert undone is not None
        assert undone.undone == LATER
        assert mergers.different(conn, heir.id) == {ending.id}
        assert mergers.different(conn, ending.id) == {heir.id}


def test_what_was_called_different_from_an_entry_is_different_from_its_heir(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        heir, ending, stranger = (store(conn, make_entry()) for _ in range(3))
        mergers.keep_apart(conn, ending.id, stranger.id)
        mergers.keep_apart(conn, stranger.id, ending.id)  # said twice is said once
        edits.merge(conn, ending, heir, at=LATER, reason="the same text")
        assert mergers.different(conn, heir.id) == {stranger.id}
        assert mergers.different(conn, stranger.id) == {ending.id, heir.id}
