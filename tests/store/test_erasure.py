"""What is left of an entry whose text was erased, on each kind of server."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import codec, edits, entries, erasure, tables, versions
from store.engine import Database
from store.entry import Author, DateOrigin, Entry, EntryState, Fingerprint, Guid, Identity, Source, Stored
from store.erasure import erased, erased_saying
from store.errors import UnavailableError
from store.marks import Marks
from store.versions import Saying
from tests.store.conftest import PUBLISHED, MakeEntry

LATER = datetime(2026, 2, 3, tzinfo=UTC)
UNSAID = "tajemství"
unsaid = st.just(UNSAID)


@given(
    st.builds(
        Entry,
        identity=st.builds(
            Identity, declared=st.none(), link=unsaid, language=st.just("cs"), fingerprint=st.just(Fingerprint("ab"))
        ),
        published=st.datetimes(timezones=st.just(UTC)),
        published_origin=st.sampled_from(DateOrigin),
        **dict.fromkeys(("title", "content", "text", "summary"), unsaid),
        **dict.fromkeys(("original_title", "link", "image", "slug"), unsaid),
        authors=st.tuples(st.builds(Author, name=unsaid)),
        source=st.builds(Source, name=unsaid),
        categories=st.tuples(unsaid),
        extra=st.dictionaries(unsaid, unsaid),
        keys=st.dictionaries(unsaid, unsaid),
    )
)
def test_nothing_that_an_article_says_is_left_of_it_but_its_marks(content: Entry) -> None:
    left = erased(content)
    assert UNSAID not in repr(left)
    assert left.is_erased
    assert (left.identity.fingerprint, left.published) == (content.identity.fingerprint, content.published)
    assert not content.is_erased
    assert codec.decode(codec.encode(left)) == left
    saying = erased_saying(Saying(1, content, Marks(content.identity, "cs", UNSAID, (1, 2))))
    assert UNSAID not in repr(saying)
    assert saying.marks.keys == ()


def test_an_entry_that_is_withheld_erased_and_scrubbed_keeps_guid_tombstone_and_companies(
    database: Database, make_entry: MakeEntry, stored: Callable[[Database, int], Stored]
) -> None:
    content = make_entry(companies=("Amazon",), categories=(UNSAID,), text=f"{UNSAID} zůstane.", source=Source(UNSAID))
    guid = Guid("tag:noviny.example,2026:1")
    with database.write() as conn:
        number = edits.add(conn, content, guid=guid, at=PUBLISHED, arrived=PUBLISHED)
        versions.put(conn, Saying(number, content, Marks(content.identity, "cs", UNSAID, (1, 2, 3))), None)
    with database.write() as conn:
        edits.withhold(conn, entries.by_ids(conn, [number])[0], at=LATER, reason="žádost")
        erasure.erase(conn, number)
    database.scrub()
    left = stored(database, number)
    assert (left.guid, left.state, left.withheld) == (guid, EntryState.WITHDRAWN, "žádost")
    assert left.entry.is_erased
    assert [company.slug for company in left.entry.companies] == ["amazon"]
    with database.read() as conn:
        assert entries.withheld(conn) == 1
        for table in (tables.band, tables.revision, tables.entry_term):
            assert conn.execute(table.select()).all() == []
        (said,) = conn.execute(tables.version.select()).all()
        assert (said.link, said.work, said.bands) == (None, None, b"")
        assert said.fingerprint == content.identity.fingerprint
        assert len(conn.execute(tables.tombstone.select()).all()) == 1


def test_a_withheld_entry_is_not_touched_by_a_revision_and_restored_after_its_tombstone(
    database: Database, make_entry: MakeEntry, stored: Callable[[Database, int], Stored]
) -> None:
    with database.write() as conn:
        number = edits.add(conn, make_entry(), guid=Guid("tag:a,2026:1"), at=PUBLISHED, arrived=PUBLISHED)
    with database.write() as conn:
        edits.withhold(conn, entries.by_ids(conn, [number])[0], at=LATER, reason="žádost")
    out = stored(database, number)
    other = make_entry(companies=("Amazon",))
    with database.write() as conn:
        assert edits.revise(conn, out, other, at=LATER, arrived=LATER, edited=True) is None
    assert stored(database, number) == out
    with database.write() as conn:
        assert edits.restore(conn, out, other, at=LATER) is not None
    back = stored(database, number)
    assert (back.state, back.withheld, back.entry.title) == (EntryState.PUBLISHED, None, other.title)
    assert back.updated > LATER


def test_scrubbing_says_when_a_reader_is_in_the_way_and_works_once_it_is_gone(sqlite_url: str) -> None:
    with contextlib.closing(Database.open_writer(sqlite_url)) as database:
        with database.read() as conn:
            entries.names(conn)  # from here on, this reader sees the database as it is now
            with pytest.raises(UnavailableError, match="reading it for too long"):
                database.scrub()
        database.scrub()
        assert database.path is not None
        assert database.path.with_name(database.path.name + "-wal").stat().st_size == 0
