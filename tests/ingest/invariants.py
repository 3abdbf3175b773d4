"""What must hold of a database after every pass, whatever happened to the files: one function, used everywhere."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from ingest.identity import is_front_page
from ingest.merit import compose
from store import codec, tables, versions
from store.entry import Entry, EntryState
from store.file import FileState
from store.tables import metadata
from store.versions import Known, Version

_LIVE = (EntryState.PUBLISHED, EntryState.HELD)


def check(conn: Connection, now: datetime) -> None:
    """Raise `AssertionError` where the database contradicts itself."""
    states = {row.id: EntryState(row.state) for row in conn.execute(select(tables.entry.c.id, tables.entry.c.state))}
    owners = dict(conn.execute(select(tables.version.c.id, tables.version.c.entry_id)).all())
    known = versions.known(conn, list(states))
    _no_orphans(conn)
    _files_point_to_living_entries(conn, states, owners)
    _entries_have_sources(states, owners.values())
    _keys_are_those_of_the_versions(conn)
    _translations_are_those_that_can_be_found(conn, known)
    for one in known:
        _says_what_its_sources_say(one, now)
    _tagged_as_its_document_says(conn, known)
    _merged_entries_lead_on(conn, states)
    _history_is_whole(conn, states)
    _two_ways(conn)


def _no_orphans(conn: Connection) -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                there = set(conn.execute(select(key.column)).scalars())
                here = set(conn.execute(select(column).where(column.is_not(None))).scalars())
                assert here <= there, f"{table.name}.{column.name} points to nothing: {here - there}"


def _files_point_to_living_entries(conn: Connection, states: dict[int, EntryState], owners: dict[int, int]) -> None:
    file, version = tables.source_file, tables.version
    present = set(conn.execute(select(version.c.id).where(version.c.present == 1)).scalars())
    lines = conn.execute(select(file.c.path, file.c.state, file.c.version_id)).all()
    held = Counter(line.version_id for line in lines if line.version_id is not None)
    assert all(count == 1 for count in held.values()), "a version is one file's word"
    for line in lines:
        if line.state in {FileState.PUBLISHED, FileState.HELD}:
            assert line.version_id in present, f"{line.path} is there, and its version is not"
            state = states[owners[line.version_id]]
            assert state in _LIVE, f"{line.path} is of an entry that is {state}"
        elif line.state == FileState.GONE:
            assert line.version_id not in present, f"{line.path} is gone, and its version is not"
    assert present <= held.keys(), "no version is present without a file"


def _entries_have_sources(states: dict[int, EntryState], owning: Iterable[int]) -> None:
    with_sources = set(owning)
    for number, state in states.items():
        assert (number in with_sources) is (state is not EntryState.MERGED), f"entry {number} is {state}"


def _keys_are_those_of_the_versions(conn: Connection) -> None:
    rows = conn.execute(select(tables.version.c.id, tables.version.c.bands)).all()
    of_versions = {(key, row.id) for row in rows for (key,) in struct.iter_unpack("<q", row.bands or b"")}
    assert set(conn.execute(select(tables.band.c.key, tables.band.c.version_id)).all()) == of_versions


def _translations_are_those_that_can_be_found(conn: Connection, known: list[Known]) -> None:
    pairs = set(conn.execute(select(tables.translation.c.entry_id, tables.translation.c.other_id)).all())
    assert pairs == {
        (one.stored.id, other.stored.id)
        for one in known
        for other in known
        if one is not other and any(_translates(a, b) for a in one.versions for b in other.versions)
    }


def _translates(a: Version, b: Version) -> bool:
    if "" in {a.marks.language, b.marks.language} or a.marks.language == b.marks.language:
        return False
    link = a.marks.identity.link
    by_link = link is not None and link == b.marks.identity.link and not is_front_page(link)
    return by_link or (a.marks.work is not None and a.marks.work == b.marks.work)


def _says_what_its_sources_say(one: Known, now: datetime) -> None:
    if one.stored.state not in _LIVE:
        return
    content = compose([version.entry for version in one.versions], now)
    assert _told(one.stored.entry) == _told(content), f"entry {one.stored.id} says something else than its sources"
    assert (one.stored.state is EntryState.HELD) is (one.stored.entry.hold is not None)


def _told(content: Entry) -> dict[str, object]:
    """All but what the registry names otherwise."""
    return {name: getattr(content, name) for name in content.__slots__ if name != "companies"}


def _tagged_as_its_document_says(conn: Connection, known: list[Known]) -> None:
    slugs = dict(conn.execute(select(tables.company_slug.c.slug, tables.company_slug.c.company_id)).all())
    documents = dict(conn.execute(select(tables.entry.c.id, tables.entry.c.document)).all())
    rows = conn.execute(select(tables.entry_company).order_by(tables.entry_company.c.position)).all()
    for one in known:
        tagged = [row.company_id for row in rows if row.entry_id == one.stored.id]
        if one.stored.state is not EntryState.PUBLISHED:  # the feeds that it was in have its tombstone
            assert bool(one.stored.seq) or not tagged, f"nobody has seen {one.stored.id}, and its companies are known"
            continue
        said = codec.decode(documents[one.stored.id]).companies
        assert sorted(tagged) == sorted({slugs[company.slug] for company in said}), f"companies of {one.stored.id}"


def _merged_entries_lead_on(conn: Connection, states: dict[int, EntryState]) -> None:
    entry = tables.entry
    into = dict(conn.execute(select(entry.c.id, entry.c.merged_into)).all())
    seen = set(conn.execute(select(entry.c.id).where(entry.c.seq > 0)).scalars())
    buried = set(conn.execute(select(tables.tombstone.c.entry_id)).scalars())
    for number, state in states.items():
        assert (into[number] is not None) is (state is EntryState.MERGED)
        if state is EntryState.PUBLISHED:
            assert number not in buried, f"entry {number} is in the feeds, and has a tombstone"
        elif state is not EntryState.HELD:
            assert (number in buried) is (number in seen), f"entry {number} is {state}; a tombstone tells who saw it"
        chain, step = [number], into[number]
        while step is not None:
            assert step not in chain, f"entry {number} leads to itself"
            chain.append(step)
            step = into[step]
        assert states[chain[-1]] is not EntryState.MERGED


def _history_is_whole(conn: Connection, states: dict[int, EntryState]) -> None:
    changes = conn.execute(select(tables.change).order_by(tables.change.c.seq)).all()
    assert [change.seq for change in changes] == list(range(1, len(changes) + 1))
    assert [change.at for change in changes] == sorted(change.at for change in changes)
    assert {change.entry_id for change in changes} <= states.keys()
    newest = {change.entry_id: change.seq for change in changes}
    for row in conn.execute(select(tables.entry.c.id, tables.entry.c.seq)):
        assert row.seq <= newest.get(row.id, 0)
    for table in (tables.tombstone, tables.revision):
        assert set(conn.execute(select(table.c.seq)).scalars()) <= {change.seq for change in changes}


def _two_ways(conn: Connection) -> None:
    for table in (tables.apart, tables.translation):
        pairs = set(conn.execute(select(table.c.entry_id, table.c.other_id)).all())
        assert pairs == {pair[::-1] for pair in pairs}
