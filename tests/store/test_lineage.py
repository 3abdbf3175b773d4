from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from store import edits, entries, versions
from store.engine import Database
from store.entry import Entry, Guid
from store.lineage import MOST_SOURCES, lineage
from store.marks import Marks
from store.versions import Saying

MakeEntry = Callable[..., Entry]
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_the_lineage_of_an_entry_is_its_sources_and_when_its_text_was_replaced(
    database: Database, make_entry: MakeEntry
) -> None:
    first, copy, later = (make_entry(title=title) for title in ("První", "Kopie", "Druhý"))
    with database.write() as conn:
        entry_id = edits.add(conn, first, guid=Guid("urn:x:1"), at=NOW, arrived=NOW)
        for content in (first, copy):
            versions.put(conn, Saying(entry_id, content, Marks(content.identity)), None)
        assert lineage(conn, entry_id).revised == ()
        (before,) = entries.by_ids(conn, [entry_id])
        edits.revise(conn, before, later, at=NOW + timedelta(hours=1), arrived=NOW, edited=True)
        found = lineage(conn, entry_id)
    assert [content.title for content in found.sources] == ["První", "Kopie"]
    assert (found.files, found.revised) == (2, (NOW + timedelta(hours=1),))


def test_of_a_crowd_of_sources_all_are_counted_and_the_first_are_told(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        entry_id = edits.add(conn, make_entry(), guid=Guid("urn:x:1"), at=NOW, arrived=NOW)
        copies = [make_entry() for _ in range(MOST_SOURCES + 2)]
        versions.put_all(conn, [Saying(entry_id, copy, Marks(copy.identity)) for copy in copies])
        found = lineage(conn, entry_id)
    assert found.files == MOST_SOURCES + 2
    assert [content.title for content in found.sources] == [copy.title for copy in copies[:MOST_SOURCES]]
