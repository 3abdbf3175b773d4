"""Files that are missed, in the order in which the ones that are known came, and the clock that tells of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from store import absence, edits, ledger, versions
from store.absence import Absence
from store.engine import Database
from store.entry import Entry, Guid
from store.file import FileState
from store.ledger import Finding, Sighting
from store.marks import Marks
from store.versions import Saying

MakeEntry = Callable[..., Entry]
File = tuple[int, int | None]
"""The minutes at which a file came, and at which it was missed."""

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
MINUTES = st.integers(0, 20)


class UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


@contextlib.contextmanager
def folder(database: Database, content: Entry, files: Sequence[File]) -> Iterator[Connection]:
    """A ledger of these files, each with bytes of its own."""
    with contextlib.suppress(UndoneError), database.write() as conn:
        entry_id = edits.add(conn, content, guid=Guid("urn:example:1"), at=NOON, arrived=NOON)
        version_id = versions.put(conn, Saying(entry_id, content, Marks(content.identity)), None)
        for number, (came, missed) in enumerate(files):
            path = f"{number}.md".encode()
            finding = Finding(FileState.PUBLISHED, None, f"{number:064x}", version_id=version_id)
            ledger.note_all(conn, [Sighting(path, finding, NOON, at(came))])
            if missed is not None:
                ledger.missing(conn, [ledger.lines(conn, [path])[path].id], at(missed))
        yield conn
        raise UndoneError


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


each_in_a_transaction_of_its_own = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(files=st.lists(st.tuples(MINUTES, st.none() | st.integers(1, 20)), max_size=12))
@each_in_a_transaction_of_its_own
def test_where_the_clock_was_right_each_missing_file_is_counted_once(
    database: Database, make_entry: MakeEntry, files: list[tuple[int, int | None]]
) -> None:
    told = [(came, None if pause is None else came + pause) for came, pause in files]
    with folder(database, make_entry(), told) as conn:
        found = list(absence.absences(conn))
        assert sum(one.missing for one in found) == sum(missed is not None for _, missed in told)
        assert all(0 < one.missing <= one.known for one in found)


@given(files=st.lists(st.tuples(MINUTES, st.none() | MINUTES), max_size=12))
@each_in_a_transaction_of_its_own
def test_whatever_the_clock_did_they_are_gone_through_once_and_in_order(
    database: Database, make_entry: MakeEntry, files: list[File]
) -> None:
    with folder(database, make_entry(), files) as conn:
        found = list(islice(absence.absences(conn), len(files) + 1))
        assert len(found) <= len(files)
        assert all(earlier.before < later.before for earlier, later in pairwise(found))
        assert all(one.missing <= one.known <= len(files) for one in found)
        assert bool(found) == any(missed is not None for _, missed in files)


def test_those_that_came_after_the_first_was_missed_say_nothing_for_those_before(
    database: Database, make_entry: MakeEntry
) -> None:
    with folder(database, make_entry(), [(0, 5), (1, 6), (2, None), (7, None), (8, 9)]) as conn:
        assert list(absence.absences(conn)) == [Absence(2, 3, at(5)), Absence(1, 2, at(9))]
