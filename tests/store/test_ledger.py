from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from store import edits, ledger, sources, versions
from store.engine import Database
from store.entry import Entry, Guid
from store.file import FileState, Signature, SourceFile
from store.ledger import Finding, Line
from store.marks import Marks
from store.versions import Saying

MakeEntry = Callable[..., Entry]
NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
SIGNATURE = Signature(64769, 2**63 + 11, 4096, 1_769_774_400_123_456_789, -1)
REJECTED = Finding(
    FileState.REJECTED, SIGNATURE, "a" * 64, "front matter, line 3, column 7: found a tab", "use blanks", attempts=1
)


def saying(entry_id: int, content: Entry) -> Saying:
    return Saying(entry_id, content, Marks(content.identity))


def note(conn: Connection, path: bytes, finding: Finding, now: datetime = NOON) -> Line:
    line = ledger.lines(conn, [path]).get(path)
    ledger.note(conn, path, line, finding, first_seen=NOON, now=now)
    return ledger.lines(conn, [path])[path]


def since(conn: Connection) -> dict[bytes, datetime]:
    return {problem.path: problem.since for problem in ledger.problems(conn)}


class UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


signatures = st.builds(
    Signature,
    *[st.integers(0, 2**64 - 1)] * 3,
    *[st.integers(-(2**63), 2**63 - 1)] * 2,
)
findings = st.builds(
    Finding,
    state=st.sampled_from(FileState),
    signature=st.none() | signatures,
    sha256=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
    reason=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    attempts=st.integers(0, 1000),
    retry_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.binary(min_size=1, max_size=12), findings, max_size=5))
def test_the_ledger_holds_what_was_noted_of_files_of_any_name(database: Database, noted: dict[bytes, Finding]) -> None:
    with contextlib.suppress(UndoneError), database.write() as conn:
        for path, finding in noted.items():
            ledger.note(conn, path, None, finding, first_seen=NOON, now=NOON)
        found = ledger.lines(conn)
        assert set(found) == set(noted)
        for path, finding in noted.items():
            line = found[path]
            assert (line.first_seen, line.missing_since) == (NOON, None)
            assert finding == Finding(
                line.state, line.signature, line.sha256, line.reason, "", line.attempts, line.retry_at
            )
        raise UndoneError


@pytest.mark.parametrize(
    ("changed", "moves"),
    [
        ({}, False),
        ({"attempts": 2, "retry_at": LATER}, False),
        ({"signature": replace(SIGNATURE, size=1), "sha256": "b" * 64}, False),
        ({"advice": "use spaces"}, False),
        ({"reason": "is empty"}, True),
        ({"state": FileState.FAILING}, True),
    ],
)
def test_a_file_is_in_its_state_since_the_state_or_the_reason_became_so(
    database: Database,
    changed: dict[str, object],
    moves: bool,  # noqa: FBT001 - a column of the table
) -> None:
    with database.write() as conn:
        note(conn, b"a.md", REJECTED)
        finding = replace(REJECTED, **changed)  # type: ignore[arg-type] # a table of many fields
        note(conn, b"a.md", finding, now=LATER)
        assert since(conn) == {b"a.md": LATER if moves else NOON}


def test_two_files_that_exchange_their_paths_are_not_in_each_other_s_way(database: Database) -> None:
    with database.write() as conn:
        one, other = (note(conn, path, REJECTED) for path in (b"a.md", b"b.md"))
        ledger.set_aside(conn, [one.id, other.id])
        ledger.rename(conn, one, b"b.md", SIGNATURE)
        ledger.rename(conn, other, b"a.md", SIGNATURE)
        assert {path: line.id for path, line in ledger.lines(conn).items()} == {b"a.md": other.id, b"b.md": one.id}


@pytest.mark.fault(19)
@pytest.mark.parametrize("spoilt", ["x", "1:2:3", "1:2:3:4:5:6", "", b"\xff", 7])
def test_a_signature_that_a_disk_has_spoilt_is_none_so_that_the_file_is_read_again(
    sqlite_url: str, spoilt: object
) -> None:
    with contextlib.closing(Database.open_writer(sqlite_url)) as database, database.write() as conn:
        note(conn, b"a.md", REJECTED)
        conn.execute(text("UPDATE source_file SET signature = :spoilt"), {"spoilt": spoilt})
        assert ledger.lines(conn)[b"a.md"].signature is None
        (glance,) = ledger.glances(conn, {b"a.md": SIGNATURE}, frozenset(FileState))
        assert not glance.as_left


def test_problems_are_the_unpublished_files_by_path_with_what_to_do(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        entry_id = edits.add(conn, make_entry(), guid=Guid("urn:x:1"), at=NOON, arrived=NOON)
        version_id = versions.put(conn, saying(entry_id, make_entry()), None)
        for number, state in enumerate(reversed(FileState)):
            note(conn, b"%d.md" % number, Finding(state, None, None, "proč", "co s tím", version_id=version_id))
        note(conn, b"\xff.md", REJECTED)
        found = ledger.problems(conn)
        tally = ledger.tally(conn)
    assert {problem.state for problem in found} == set(ledger.UNPUBLISHED)
    assert [problem.path for problem in found] == sorted(problem.path for problem in found)
    assert found[-1] == SourceFile(
        path=b"\xff.md",
        signature=SIGNATURE,
        sha256="a" * 64,
        state=FileState.REJECTED,
        reason=REJECTED.reason,
        advice="use blanks",
        since=NOON,
        attempts=1,
    )
    assert {problem.entry_id for problem in found[:-1]} == {entry_id}
    assert tally == {state: 2 if state is FileState.REJECTED else 1 for state in FileState}


def test_an_empty_ledger_counts_nothing_of_each_state(database: Database) -> None:
    with database.read() as conn:
        assert ledger.tally(conn) == dict.fromkeys(FileState, 0)
        assert ledger.lines(conn, []) == {}


def test_lines_are_found_for_more_paths_than_a_statement_takes(database: Database) -> None:
    with database.write() as conn:
        note(conn, b"39999.md", REJECTED)
        found = ledger.lines(conn, [b"%d.md" % number for number in range(70_000)])
    assert list(found) == [b"39999.md"]


def test_a_missing_file_is_remembered_with_the_time_until_it_is_found_again(database: Database) -> None:
    with database.write() as conn:
        numbers = [note(conn, b"%d.md" % number, REJECTED).id for number in range(600)]
        ledger.missing(conn, numbers[1:], NOON)
        missed = {line.missing_since for path, line in ledger.lines(conn).items() if path != b"0.md"}
        assert missed == {NOON}
        assert ledger.lines(conn)[b"0.md"].missing_since is None
        ledger.found_again(conn, numbers[2:])
        assert [path for path, line in ledger.lines(conn).items() if line.missing_since] == [b"1.md"]
        ledger.missing(conn, [], NOON)


@pytest.mark.parametrize("how", ["touch", "note", "rename"])
def test_whatever_is_seen_of_a_missing_file_says_that_it_is_there(database: Database, how: str) -> None:
    other = replace(SIGNATURE, mtime_ns=7)
    with database.write() as conn:
        line = note(conn, b"a.md", REJECTED)
        ledger.missing(conn, [line.id], NOON)
        match how:
            case "touch":
                ledger.touch(conn, line, other)
            case "note":
                note(conn, b"a.md", replace(REJECTED, signature=other))
            case _:
                ledger.rename(conn, line, b"b.md", other)
        ((path, now),) = ledger.lines(conn).items()
        assert (now.id, now.missing_since, now.signature) == (line.id, None, other)
        assert path == (b"b.md" if how == "rename" else b"a.md")
        assert (now.state, now.reason, now.first_seen) == (line.state, line.reason, line.first_seen)
        assert since(conn)[path] == NOON


def test_a_rename_without_a_look_at_the_file_keeps_its_signature(database: Database) -> None:
    with database.write() as conn:
        line = note(conn, b"a.md", REJECTED)
        ledger.rename(conn, line, b"podslo\xc5\xbeka/b.md", None)
        assert ledger.lines(conn) == {b"podslo\xc5\xbeka/b.md": line}


def test_a_deleted_file_is_gone_and_no_problem_and_its_bytes_are_remembered(database: Database) -> None:
    with database.write() as conn:
        line = note(conn, b"a.md", replace(REJECTED, retry_at=LATER))
        ledger.missing(conn, [line.id], NOON)
        ledger.gone(conn, line, LATER)
        now = ledger.lines(conn)[b"a.md"]
        assert (now.state, now.signature, now.retry_at, now.missing_since) == (FileState.GONE, None, None, None)
        assert now.sha256 == REJECTED.sha256 is not None
        assert ledger.problems(conn) == []


def test_publishing_what_was_held_clears_its_files_and_no_others(database: Database, make_entry: MakeEntry) -> None:
    held = Finding(FileState.HELD, SIGNATURE, "a" * 64, "held back: draft", "take that line out")
    with database.write() as conn:
        first_id, second_id = (
            edits.add(conn, make_entry(), guid=Guid(guid), at=NOON, arrived=NOON) for guid in ("urn:x:1", "urn:x:2")
        )
        for path, entry_id, finding in (
            (b"first.md", first_id, held),
            (b"second.md", second_id, held),
            (b"bad.md", first_id, REJECTED),
        ):
            note(conn, path, replace(finding, version_id=versions.put(conn, saying(entry_id, make_entry()), None)))
        sources.publish_held(conn, first_id, LATER)
        first = ledger.lines(conn)[b"first.md"]
        assert (first.state, first.reason) == (FileState.PUBLISHED, "")
        assert since(conn) == {b"second.md": NOON, b"bad.md": NOON}
