from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text, update

from store import edits, kindred, ledger, sources, versions
from store.engine import Database
from store.entry import Entry, EntryState, Guid
from store.errors import DamagedError
from store.file import FileState
from store.kindred import CROWD, MOST_AKIN
from store.ledger import Finding
from store.marks import Marks
from store.tables import entry as entry_rows
from store.versions import Saying

MakeEntry = Callable[..., Entry]
DAY = datetime(2026, 1, 30, tzinfo=UTC)
LINK = "noviny.example/clanek?id=7"


def saying(entry_id: int, source: Entry) -> Saying:
    return Saying(entry_id, source, Marks(source.identity))


def store(conn: Connection, guid: str, *sources: Entry) -> tuple[int, list[int]]:
    """An entry with these sources; gives its number and theirs."""
    entry_id = edits.add(conn, sources[0], guid=Guid(guid), at=DAY, arrived=DAY)
    return entry_id, [versions.put(conn, saying(entry_id, source), None) for source in sources]


def sharing(conn: Connection, entry: Entry, guids: Sequence[str] = (), version_id: int | None = None) -> list[str]:
    known, _ = kindred.sharing(conn, Marks(entry.identity), [Guid(guid) for guid in guids], version_id)
    return [one.stored.guid for one in known]


@pytest.mark.parametrize(
    "mark",
    [{"canonical": LINK}, {"fingerprint": "f" * 64}, {"declared": Guid("urn:clanek:7")}],
    ids=["link", "fingerprint", "declared guid"],
)
def test_an_article_is_found_by_whatever_it_can_be_recognised_by(
    database: Database, make_entry: MakeEntry, mark: dict[str, str]
) -> None:
    with database.write() as conn:
        store(conn, "urn:x:other", make_entry(canonical="noviny.example/jiny", declared=Guid("urn:clanek:8")))
        assert sharing(conn, make_entry(**mark)) == []
        # by any of its sources, and though that one is not the first
        store(conn, "urn:x:1", make_entry(), make_entry(**mark))
        store(conn, "urn:x:2", make_entry(**mark))
        assert sharing(conn, make_entry(**mark)) == ["urn:x:1", "urn:x:2"]
        assert sharing(conn, make_entry()) == []


def test_articles_without_link_and_guid_are_not_alike_for_that(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        store(conn, "urn:x:1", make_entry())
        assert sharing(conn, make_entry()) == []


def test_an_edited_file_is_found_by_what_it_said_before(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        _, (version_id,) = store(conn, "urn:x:1", make_entry())
        assert sharing(conn, make_entry(), version_id=version_id) == ["urn:x:1"]


def test_the_guids_that_are_given_already_are_named_with_their_entries(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        store(conn, "urn:x:1", make_entry())
        wanted = [Guid("urn:x:1"), Guid("urn:x:2")]
        known, taken = kindred.sharing(conn, Marks(make_entry().identity), wanted, None)
    assert [one.stored.guid for one in known] == ["urn:x:1"]
    assert taken == {"urn:x:1"}


def test_an_entry_that_was_merged_is_no_candidate_and_its_guid_stays_taken(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry(canonical=LINK)
    with database.write() as conn:
        merged, _ = store(conn, "urn:x:1", content)
        store(conn, "urn:x:2", make_entry(canonical=LINK))
        conn.execute(update(entry_rows).where(entry_rows.c.id == merged).values(state=EntryState.MERGED))
        known, taken = kindred.sharing(conn, Marks(content.identity), [Guid("urn:x:1")], None)
    assert [one.stored.guid for one in known] == ["urn:x:2"]
    assert taken == {"urn:x:1"}


def test_an_entry_has_its_sources_oldest_first_with_the_file_s_own_company_names(
    database: Database, make_entry: MakeEntry
) -> None:
    first, second = make_entry(companies=("OpenAI",)), make_entry(companies=("OpenAI, Inc.",))
    with database.write() as conn:
        entry_id, numbers = store(conn, "urn:x:1", first, second)
        versions.leave(conn, numbers[0])
        (known,) = versions.known(conn, [entry_id])
        assert [(v.id, v.present, v.entry) for v in known.versions] == [
            (numbers[0], False, first),
            (numbers[1], True, second),
        ]
        assert versions.entry_of(conn, numbers[1]) == known
        assert versions.known(conn, []) == []


def test_what_a_file_says_replaces_what_it_said(database: Database, make_entry: MakeEntry) -> None:
    before, after = make_entry(canonical=LINK), make_entry(canonical="noviny.example/novy")
    with database.write() as conn:
        entry_id, (number,) = store(conn, "urn:x:1", before)
        versions.leave(conn, number)
        assert versions.put(conn, saying(entry_id, after), number) == number
        (known,) = versions.known(conn, [entry_id])
        assert [(v.present, v.entry) for v in known.versions] == [(True, after)]
        assert sharing(conn, before) == []
        assert sharing(conn, replace(make_entry(), identity=after.identity)) == ["urn:x:1"]


def test_a_version_that_is_dropped_is_gone_and_its_file_stays_in_the_ledger(
    database: Database, make_entry: MakeEntry
) -> None:
    with database.write() as conn:
        entry_id, (number,) = store(conn, "urn:x:1", make_entry())
        finding = Finding(FileState.PUBLISHED, None, "0" * 64, version_id=number)
        ledger.note(conn, b"a.md", None, finding, first_seen=DAY, now=DAY)
        assert sources.paths(conn, entry_id) == [b"a.md"]
        versions.drop(conn, number)
        assert ledger.lines(conn)[b"a.md"].version_id is None
        assert sources.paths(conn, entry_id) == []
        assert versions.entry_of(conn, number) is None
        (known,) = versions.known(conn, [entry_id])
        assert known.versions == ()


def test_a_mark_of_a_crowd_tells_nothing(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        entry_id, _ = store(conn, "urn:x:1", *(make_entry(canonical=LINK) for _ in range(CROWD)))
        assert sharing(conn, make_entry(canonical=LINK)) == ["urn:x:1"]
        versions.put(conn, saying(entry_id, make_entry(canonical=LINK)), None)
        assert sharing(conn, make_entry(canonical=LINK)) == []


def test_of_many_that_share_keys_those_are_found_that_share_most(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        for number in range(MOST_AKIN + 5):
            source = make_entry()
            entry_id = edits.add(conn, source, guid=Guid(f"urn:x:{number}"), at=DAY, arrived=DAY)
            shared = 3 if number > MOST_AKIN else 2
            keys = (*range(shared), 100 + number)
            versions.put(conn, Saying(entry_id, source, Marks(source.identity, keys=keys)), None)
        known, _ = kindred.sharing(conn, Marks(make_entry().identity, keys=(0, 1, 2, 3)), [], None)
    nearest = {f"urn:x:{MOST_AKIN + number}" for number in range(1, 5)}
    oldest = {f"urn:x:{number}" for number in range(MOST_AKIN - 4)}
    assert {one.stored.guid for one in known} == nearest | oldest


def test_one_key_in_common_is_chance_and_two_are_worth_a_look(database: Database, make_entry: MakeEntry) -> None:
    stored, asked = make_entry(), make_entry()
    with database.write() as conn:
        entry_id = edits.add(conn, stored, guid=Guid("urn:x:1"), at=DAY, arrived=DAY)
        versions.put(conn, Saying(entry_id, stored, Marks(stored.identity, keys=(1, 2, 3))), None)
        for keys, found in (((3, 4, 5), []), ((2, 3, 4), [entry_id])):
            known, _ = kindred.sharing(conn, Marks(asked.identity, keys=keys), [], None)
            assert [one.stored.id for one in known] == found


@pytest.mark.fault(19)
def test_keys_that_a_disk_has_spoilt_are_no_keys(database: Database, make_entry: MakeEntry) -> None:
    content = make_entry()
    with database.write() as conn:
        entry_id = edits.add(conn, content, guid=Guid("urn:x:keys"), at=DAY, arrived=DAY)
        number = versions.put(conn, Saying(entry_id, content, Marks(content.identity, keys=(1, 2))), None)
        conn.execute(text("UPDATE version SET bands = substr(bands, 1, 11)"))
        with pytest.raises(DamagedError, match="keys of a version are damaged"):
            versions.entry_of(conn, number)
