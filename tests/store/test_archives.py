from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from store import archives, companies, edits, entries, history, tags
from store.change import ChangeKind
from store.edits import Newcomer
from store.engine import Database
from store.entry import Entry, EntryState, Guid, Hold, Slug, Stored
from store.selection import EVERYTHING, Clause, Selection
from store.tables import archive, entry, entry_company

MakeEntry = Callable[..., Entry]
MONDAY = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
COMPANIES = ("Škoda Auto", "Софарма", "Allegro")
FEEDS: tuple[Slug | None, ...] = (None, Slug("skoda-auto"), Slug("sofarma"), Slug("allegro"))
NUMBERS = 1000
"""More than any archive of these tests has."""

Seen = tuple[str, datetime]
"""What a subscriber knows an entry by: its title and its `updated`."""


def selection(slug: Slug | None) -> Selection:
    return EVERYTHING if slug is None else Selection(companies=(Clause((slug,)),))


def seen(stored: Stored) -> Seen:
    return stored.entry.title, stored.updated


@dataclass
class Subscriber:
    """Polls one feed, and of its archives reads those that it has not seen."""

    known: int = 0
    entries: dict[Guid, Seen] = field(default_factory=dict)


@dataclass
class World:
    """A small newspaper, what happened in it, and its subscribers."""

    database: Database
    make_entry: MakeEntry
    limit: int
    now: datetime = MONDAY
    ids: list[int] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    """The entries that something happened to since the last closing."""
    contents: dict[Slug | None, dict[int, set[int]]] = field(default_factory=dict)
    """The archives of each feed as they were then: entries by number."""
    subscribers: dict[Slug | None, Subscriber] = field(default_factory=lambda: {feed: Subscriber() for feed in FEEDS})
    merged: bool = False

    def entry(self, tags: int, days: int = 0) -> Entry:
        about = [name for bit, name in enumerate(COMPANIES) if tags >> bit & 1]
        return self.make_entry(companies=about, published=MONDAY - days * DAY)

    def add(self, count: int, companies: int, backdated: int = 0) -> None:
        newcomers = []
        for _ in range(count):
            content = self.entry(companies, backdated)
            arrived = content.published if backdated else self.now
            newcomers.append(Newcomer(content, Guid(f"urn:x:{content.identity.fingerprint}"), self.now, arrived))
        with self.database.write() as conn:
            self.ids += edits.add_all(conn, newcomers)

    def stored(self, number: int) -> Stored | None:
        if not self.ids:
            return None
        with self.database.read() as conn:
            (found,) = entries.by_ids(conn, [self.ids[number % len(self.ids)]])
        return found

    def revise(self, number: int, companies: int, *, edited: bool, hold: Hold | None = None) -> None:
        """Edit an entry; hold it back, or publish it again; or only tag it otherwise."""
        before = self.stored(number)
        if before is None or before.state is EntryState.MERGED:
            return
        content = self.entry(companies)
        if not edited and before.state is EntryState.PUBLISHED and hold is None:
            content = replace(before.entry, companies=content.companies)
        with self.database.write() as conn:
            edits.revise(conn, before, replace(content, hold=hold), at=self.now, arrived=self.now, edited=edited)
        self.touched.add(before.id)

    def withdraw(self, number: int) -> None:
        before = self.stored(number)
        if before is not None:
            with self.database.write() as conn:
                edits.withdraw(conn, before, at=self.now, reason="its file was deleted")
            self.touched.add(before.id)

    def merge(self, number: int, other: int) -> None:
        before, into = self.stored(number), self.stored(other)
        if before is None or into is None or before.id == into.id or into.state is not EntryState.PUBLISHED:
            return
        with self.database.write() as conn:
            edits.merge(conn, before, into, at=self.now, reason="the same article")
        self.touched.add(before.id)

    def arrive(self, number: int) -> None:
        before = self.stored(number)
        if before is not None and before.state is EntryState.PUBLISHED:
            with self.database.write() as conn:
                edits.arrive(conn, [before.id], self.now)
            self.touched.add(before.id)

    def merge_companies(self) -> None:
        with self.database.write() as conn, contextlib.suppress(KeyError, ValueError):
            tags.merge_companies(conn, FEEDS[3] or Slug(""), FEEDS[2] or Slug(""), self.now)
            self.merged = True
            self.contents.pop(FEEDS[3], None)

    def close(self) -> None:
        with self.database.write() as conn:
            archives.close(conn, self.limit, self.now)
        self.check()

    def check(self) -> None:
        for feed in FEEDS[: 3 if self.merged else 4]:
            with self.database.read() as conn:
                exists = feed is None or companies.find(conn, feed) is not None
            if exists:
                self.check_feed(feed)
        self.touched.clear()

    def check_feed(self, feed: Slug | None) -> None:
        with self.database.read() as conn:
            published = {s.guid: seen(s) for s in entries.newest(conn, selection(feed), NUMBERS)}
            window = entries.window(conn, selection(feed), self.limit)
            newest = archives.newest(conn, feed)
            last = newest.number if newest else 0
            documents = {number: archives.contents(conn, feed, number).entries for number in range(1, last + 1)}
            assert archives.find(conn, feed, last + 1) is None
            assert all(archives.find(conn, feed, number) is not None for number in documents)

        everything = {s.guid: seen(s) for shown in (window, *documents.values()) for s in shown}
        assert everything == published
        standing = [s.guid for shown in documents.values() for s in shown]
        assert len(standing) == len(set(standing))
        assert all(len(shown) <= min(archives.LARGEST, self.limit) for shown in documents.values())

        contents = {number: {s.id for s in shown} for number, shown in documents.items()}
        for number, before in self.contents.get(feed, {}).items():
            assert contents[number] <= before
            assert before - contents[number] <= self.touched
        self.contents[feed] = contents

        subscriber = self.subscribers[feed]
        for shown in [window] + [documents[number] for number in range(last, subscriber.known, -1)]:
            subscriber.entries |= {s.guid: seen(s) for s in shown}
        subscriber.known = last
        assert published.items() <= subscriber.entries.items()


Step = tuple[str, int, int]
KINDS = (
    *("add", "add", "backfill", "edit", "retag", "withdraw", "hold", "restore", "merge", "arrive", "merge_companies"),
    *("close", "close", "wait"),
)
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 40), st.integers(0, 7)), max_size=30)


def play(world: World, steps: Sequence[Step]) -> None:
    for kind, number, labels in steps:
        match kind:
            case "add":
                world.add(number % 6 + 1, labels)
            case "backfill":
                world.add(number % 9 + 1, labels, backdated=1 + number)
            case "edit" | "retag" | "restore":
                world.revise(number, labels, edited=kind == "edit")
            case "hold":
                world.revise(number, labels, edited=True, hold=Hold("draft"))
            case "withdraw":
                world.withdraw(number)
            case "merge":
                world.merge(number, number + labels)
            case "arrive":
                world.arrive(number)
            case "merge_companies":
                world.merge_companies()
            case "close":
                world.close()
            case _:
                world.now += MINUTE
    world.close()


@given(steps=STEPS, limit=st.integers(1, 6))
def test_window_and_archives_hold_all_that_is_published_and_no_archive_ever_gains_anything(
    sqlite_pattern: Path, make_entry: MakeEntry, steps: list[Step], limit: int
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "seedwire.db"
        shutil.copy(sqlite_pattern, path)
        with contextlib.closing(Database.open_writer(f"sqlite:///{path}")) as database:
            play(World(database, make_entry, limit), steps)


def test_the_same_holds_on_each_database_over_a_long_time(database: Database, make_entry: MakeEntry) -> None:
    draw = random.Random(4)  # noqa: S311 - the same steps each time
    steps = [(draw.choice(KINDS[:-4] if n % 9 else KINDS), draw.randrange(41), draw.randrange(8)) for n in range(150)]
    play(World(database, make_entry, 4), [step for step in steps if step[0] != "merge_companies"])


@pytest.fixture
def world(database: Database, make_entry: MakeEntry) -> World:
    return World(database, make_entry, limit=4)


def numbers(world: World, feed: Slug | None = None) -> list[list[int]]:
    """The archives of a feed, each as the places of its entries in the order they were added."""
    with world.database.read() as conn:
        newest = archives.newest(conn, feed)
        return [
            sorted(world.ids.index(s.id) for s in archives.contents(conn, feed, number).entries)
            for number in range(1, newest.number + 1 if newest else 1)
        ]


def test_the_oldest_arrivals_are_archived_as_soon_as_they_fill_a_document(world: World) -> None:
    for _ in range(9):
        world.now += MINUTE
        world.add(1, 0)
        world.close()
    assert numbers(world) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_an_edited_entry_leaves_its_archive_and_is_archived_anew(world: World) -> None:
    test_the_oldest_arrivals_are_archived_as_soon_as_they_fill_a_document(world)
    world.now += MINUTE
    world.revise(1, 0, edited=True)
    world.close()
    assert numbers(world) == [[0, 2, 3], [4, 5, 6, 7]]
    world.now += MINUTE
    world.add(2, 0)
    world.close()
    assert numbers(world) == [[0, 2, 3], [4, 5, 6, 7], [1, 8, 9, 10]]


def test_entries_that_came_with_dates_of_long_ago_are_archived_though_they_fill_no_document(world: World) -> None:
    world.add(8, 0)
    world.close()
    world.add(2, 0, backdated=300)
    world.close()
    assert numbers(world)[2] == [8, 9]


def test_an_entry_that_is_found_to_be_about_a_company_later_is_archived_in_its_feed_at_once(world: World) -> None:
    world.add(1, 0)
    for _ in range(8):
        world.now += MINUTE
        world.add(1, 1)
    world.close()
    assert numbers(world, FEEDS[1]) == [[1, 2, 3, 4], [5, 6, 7, 8]]
    world.revise(0, 1, edited=False)
    world.close()
    assert numbers(world, FEEDS[1]) == [[1, 2, 3, 4], [5, 6, 7, 8], [0]]


def test_new_tags_keep_an_entry_where_it_is_in_the_feeds_that_it_stays_in(world: World) -> None:
    world.add(4, 1)
    world.close()
    world.revise(2, 3, edited=False)
    world.close()
    assert numbers(world, FEEDS[1]) == numbers(world) == [[0, 1, 2, 3]]


def test_a_company_that_another_is_merged_into_archives_its_entries_behind_its_own(world: World) -> None:
    world.add(4, 4)
    world.add(8, 2)
    world.close()
    assert numbers(world, FEEDS[3]) == [[0, 1, 2, 3]]
    world.merge_companies()
    world.close()
    assert [len(members) for members in numbers(world, FEEDS[2])] == [4, 4, 4]
    assert numbers(world, FEEDS[2])[2] == [0, 1, 2, 3]


def test_an_archive_that_lost_all_its_entries_is_still_there_and_says_since_when(world: World) -> None:
    world.add(4, 0)
    world.close()
    world.now += DAY
    for number in range(4):
        world.withdraw(number)
    world.close()
    with world.database.read() as conn:
        assert archives.find(conn, None, 1) is not None
        contents = archives.contents(conn, None, 1)
    assert (contents.entries, contents.lost) == ([], world.now)


def test_the_largest_archive_holds_fifty(database: Database, make_entry: MakeEntry) -> None:
    world = World(database, make_entry, limit=80)
    world.add(120, 0)
    world.close()
    assert [len(members) for members in numbers(world)] == [50, 50]


def test_a_smaller_window_is_seen_to_in_feeds_that_nothing_happens_in(world: World) -> None:
    world.add(3, 1)
    world.close()
    world.limit = 2
    world.close()
    assert [len(members) for members in numbers(world, FEEDS[1])] == [2]


def test_a_closing_is_a_change_and_one_that_closes_nothing_is_none(world: World) -> None:
    world.add(3, 0)
    world.close()
    with world.database.read() as conn:
        assert history.head(conn).seq == 3
    world.add(1, 0)
    world.close()
    with world.database.read() as conn:
        (noted,) = history.changes(conn, after=4, limit=9)
        closed = archives.newest(conn, None)
    assert noted.kind is ChangeKind.NOTED
    assert closed is not None
    assert closed.seq == noted.seq


def test_what_was_closed_together_names_what_follows_and_nothing_is_told_later(world: World) -> None:
    world.add(8, 0)
    world.close()
    world.now += MINUTE
    world.add(4, 0)
    world.close()
    with world.database.read() as conn:
        found = [archives.find(conn, None, number) for number in (1, 2, 3)]
    assert [one and one.following for one in found] == [2, None, None]


def test_entries_that_ended_before_they_were_archived_are_not_looked_at_again(world: World) -> None:
    world.add(3, 1)
    world.withdraw(0)
    world.close()
    with world.database.read() as conn:
        assert list(conn.execute(select(entry.c.archive).order_by(entry.c.id)).scalars()) == [0, None, None]
        assert list(conn.execute(select(entry_company.c.archive).order_by(entry_company.c.entry_id)).scalars()) == [
            0,
            None,
            None,
        ]
    world.now += MINUTE
    world.revise(0, 1, edited=False)
    world.add(1, 1)
    world.close()
    assert numbers(world) == numbers(world, FEEDS[1]) == [[0, 1, 2, 3]]


def test_bounds_are_those_of_the_arrivals_that_were_closed(world: World) -> None:
    for _ in range(4):
        world.add(1, 0)
        world.now += MINUTE
    world.close()
    with world.database.read() as conn:
        row = conn.execute(select(archive)).one()
    assert (row.first, row.last) == (MONDAY, MONDAY + 3 * MINUTE)


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What the writer asks of the database."""
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    assert database._writer is not None
    event.listen(database._writer, "before_cursor_execute", note)
    yield asked
    event.remove(database._writer, "before_cursor_execute", note)


def test_closing_after_one_arrival_asks_a_few_questions_however_much_is_archived(
    world: World, statements: list[str]
) -> None:
    world.add(40, 1)
    world.close()
    world.now += MINUTE
    world.add(1, 7)
    statements.clear()
    with world.database.write() as conn:
        archives.close(conn, world.limit, world.now)
    assert len(statements) < 15


def test_a_tombstone_ends_by_a_change_once(world: World) -> None:
    world.add(2, 0)
    world.withdraw(0)
    buried = world.now
    with world.database.write() as conn:
        end = buried + history.TOMBSTONE_LIFE
        assert history.expired(conn, end) is None
        assert history.expired(conn, end + MINUTE) == world.ids[0]
        history.record(conn, ChangeKind.NOTED, world.ids[0], end + MINUTE)
        assert history.expired(conn, end + 2 * MINUTE) is None
        assert history.last_burial(conn, EVERYTHING) == buried
        assert history.last_burial(conn, Selection(companies=(Clause(("skoda-auto",)),))) is None
