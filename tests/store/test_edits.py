from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from store import codec, companies, edits, entries, history
from store.change import ChangeKind
from store.engine import Database
from store.entry import Author, Company, Entry, EntryState, Guid, Hold, Origin, Slug, Stored
from store.selection import EVERYTHING, Clause, Selection
from store.tables import revision

MakeEntry = Callable[..., Entry]
MONDAY = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3))
DRAFT = Hold("draft")


@dataclass(frozen=True, slots=True)
class Ledgered:
    """One entry in a database, moved from state to state."""

    database: Database
    id: int

    @property
    def now(self) -> Stored:
        with self.database.read() as conn:
            return entries.by_ids(conn, [self.id])[0]

    def revise(self, content: Entry, at: datetime, *, edited: bool = True) -> ChangeKind | None:
        before = self.now
        with self.database.write() as conn:
            return edits.revise(conn, before, content, at=at, arrived=at, edited=edited)

    def withdraw(self, at: datetime) -> None:
        before = self.now
        with self.database.write() as conn:
            edits.withdraw(conn, before, at=at, reason="its file was deleted")

    @property
    def history(self) -> list[ChangeKind]:
        with self.database.read() as conn:
            return [change.kind for change in history.changes(conn, after=0, limit=100)]

    @property
    def tombstones(self) -> list[datetime]:
        with self.database.read() as conn:
            return [tombstone.at for tombstone in history.tombstones(conn, EVERYTHING, None)]

    @property
    def revisions(self) -> list[str]:
        with self.database.read() as conn:
            kept = conn.execute(select(revision.c.document).order_by(revision.c.id)).scalars()
            return [codec.decode(document).title for document in kept]


def add(database: Database, content: Entry, at: datetime = MONDAY, arrived: datetime | None = None) -> Ledgered:
    with database.write() as conn:
        entry_id = edits.add(conn, content, guid=Guid("urn:x:1"), at=at, arrived=arrived or at)
    return Ledgered(database, entry_id)


def test_a_new_entry_has_the_times_of_its_file_until_a_change_arrives(
    database: Database, make_entry: MakeEntry
) -> None:
    entry = add(database, make_entry())
    assert entry.now.state is EntryState.PUBLISHED
    assert (entry.now.updated, entry.now.arrived, entry.now.changed) == (entry.now.entry.published, MONDAY, MONDAY)
    assert entry.history == [ChangeKind.ADDED]
    assert entry.revisions == []


def test_a_declared_update_counts_until_a_change_arrives(database: Database, make_entry: MakeEntry) -> None:
    declared = datetime(2026, 1, 31, tzinfo=UTC)
    content = make_entry(updated=declared)
    entry = add(database, content)
    assert entry.now.updated == declared
    entry.revise(replace(content, title="Opravený titulek"), TUESDAY)
    assert entry.now.updated == TUESDAY


def test_an_entry_that_is_held_back_is_in_no_feed_and_no_history(database: Database, make_entry: MakeEntry) -> None:
    entry = add(database, make_entry(hold=DRAFT))
    assert (entry.now.state, entry.now.seq) == (EntryState.HELD, 0)
    assert (entry.history, entry.tombstones) == ([], [])


def test_an_edit_moves_updated_and_arrival_and_keeps_what_was_there(database: Database, make_entry: MakeEntry) -> None:
    content = make_entry(title="První")
    entry = add(database, content)
    guid, seq = entry.now.guid, entry.now.seq
    assert entry.revise(replace(content, title="Druhý"), TUESDAY) is ChangeKind.UPDATED
    now = entry.now
    assert (now.entry.title, now.updated, now.arrived, now.changed) == ("Druhý", TUESDAY, TUESDAY, TUESDAY)
    assert now.guid == guid
    assert now.seq > seq
    assert entry.revisions == ["První"]


@pytest.mark.parametrize(
    "overrides",
    [
        {"title": "Jiný"},
        {"summary": "Другое"},
        {"content": "<p>Iné</p>"},
        {"importance": 5},
        {"language": "cs"},
        {"categories": ("Energie",)},
        {"authors": (Author("Jana Nová"),)},
        {"image": "https://noviny.example/a.png"},
        {"link": "https://noviny.example/a"},
        {"companies": (Company(Slug("amazon"), "Amazon"),)},
    ],
    ids=lambda overrides: next(iter(overrides)),
)
def test_whatever_readers_can_see_is_an_update(
    database: Database, make_entry: MakeEntry, overrides: dict[str, object]
) -> None:
    content = make_entry()
    entry = add(database, content)
    changed = replace(content, **overrides)  # type: ignore[arg-type] # a table of many fields
    assert entry.revise(changed, TUESDAY) is ChangeKind.UPDATED
    assert entry.now.entry == changed


def test_what_no_reader_can_see_moves_nothing_but_the_state_of_the_database(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry()
    entry = add(database, content)
    before = entry.now
    unseen = replace(content, encoding="cp1250", keys={"title": "nadpis"}, extra={"x": 1})
    assert entry.revise(unseen, TUESDAY) is None
    assert entry.now == replace(before, entry=unseen)
    assert entry.history == [ChangeKind.ADDED, ChangeKind.NOTED]
    assert entry.revisions == []


def test_the_same_again_is_nothing_at_all(database: Database, make_entry: MakeEntry) -> None:
    content = make_entry(companies=("OpenAI, Inc.",), categories=("Energie",))
    entry = add(database, content)
    before = entry.now
    assert entry.revise(content, TUESDAY) is None
    assert entry.now == before
    assert entry.history == [ChangeKind.ADDED]


def test_a_merge_of_sources_is_told_to_readers_and_is_no_arrival(database: Database, make_entry: MakeEntry) -> None:
    content = make_entry()
    entry = add(database, content)
    before = entry.now
    assert entry.revise(replace(content, title="Delší"), TUESDAY, edited=False) is ChangeKind.UPDATED
    now = entry.now
    assert (now.updated, now.arrived) == (before.updated, before.arrived)
    assert (now.changed, now.seq > before.seq) == (TUESDAY, True)


def test_a_merge_brings_the_update_that_its_winner_declares_while_no_change_has_arrived(
    database: Database, make_entry: MakeEntry
) -> None:
    content, declared = make_entry(), datetime(2026, 1, 31, tzinfo=UTC)
    entry = add(database, content)
    entry.revise(replace(content, updated=declared), TUESDAY, edited=False)
    assert entry.now.updated == declared


def test_updated_stands_still_in_a_merge_after_a_change(database: Database, make_entry: MakeEntry) -> None:
    content = make_entry()
    entry = add(database, content)
    entry.revise(replace(content, title="Upravený"), TUESDAY)
    entry.revise(replace(content, title="Sloučený", updated=MONDAY), WEDNESDAY, edited=False)
    assert entry.now.updated == TUESDAY


def test_holding_back_what_was_published_withdraws_it_and_taking_that_out_restores_it(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry()
    entry = add(database, content)
    assert entry.revise(replace(content, hold=DRAFT), TUESDAY) is ChangeKind.WITHDRAWN
    assert entry.now.state is EntryState.HELD
    assert entry.tombstones == [TUESDAY]
    assert entry.revise(content, WEDNESDAY) is ChangeKind.RESTORED
    now = entry.now
    assert (now.state, now.updated, now.arrived) == (EntryState.PUBLISHED, WEDNESDAY, WEDNESDAY)
    assert entry.tombstones == []
    assert entry.history == [ChangeKind.ADDED, ChangeKind.WITHDRAWN, ChangeKind.RESTORED]


def test_a_restored_entry_is_newer_than_its_tombstone_though_the_clock_was_set_back(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry()
    entry = add(database, content)
    entry.withdraw(WEDNESDAY)
    assert entry.tombstones == [WEDNESDAY]
    assert entry.revise(content, TUESDAY) is ChangeKind.RESTORED
    assert entry.now.updated > WEDNESDAY


def test_an_entry_withdrawn_twice_has_the_later_tombstone(database: Database, make_entry: MakeEntry) -> None:
    content = make_entry()
    entry = add(database, content)
    entry.withdraw(TUESDAY)
    entry.withdraw(WEDNESDAY)  # nothing: it is out already
    assert entry.tombstones == [TUESDAY]
    entry.revise(content, WEDNESDAY)
    entry.withdraw(THURSDAY)
    assert entry.tombstones == [THURSDAY]
    assert entry.now.state is EntryState.WITHDRAWN


def test_a_withdrawn_entry_that_is_held_back_keeps_its_tombstone_until_it_is_published(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry()
    entry = add(database, content)
    entry.withdraw(TUESDAY)
    assert entry.revise(replace(content, hold=DRAFT), WEDNESDAY) is None
    assert (entry.now.state, entry.tombstones) == (EntryState.HELD, [TUESDAY])
    assert entry.revise(content, THURSDAY) is ChangeKind.RESTORED
    assert (entry.now.state, entry.tombstones) == (EntryState.PUBLISHED, [])


def test_release_is_the_arrival_of_an_entry_with_the_times_of_its_file(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry(published=TUESDAY, hold=Hold("is dated in the future", TUESDAY))
    entry = add(database, content)
    assert entry.revise(replace(content, hold=None), WEDNESDAY, edited=False) is ChangeKind.ADDED
    now = entry.now
    assert (now.state, now.updated, now.arrived) == (EntryState.PUBLISHED, TUESDAY, WEDNESDAY)
    assert now.seq == 1


def test_an_edit_of_what_is_held_back_is_seen_by_nobody(database: Database, make_entry: MakeEntry) -> None:
    content = make_entry(hold=DRAFT)
    entry = add(database, content)
    assert entry.revise(replace(content, title="Jiný", updated=MONDAY), TUESDAY) is None
    assert (entry.now.entry.title, entry.now.updated, entry.history) == ("Jiný", MONDAY, [])


def test_a_backfill_counts_as_arriving_when_it_was_published(database: Database, make_entry: MakeEntry) -> None:
    long_ago = datetime(2019, 5, 1, tzinfo=UTC)
    entry = add(database, make_entry(published=long_ago), at=MONDAY, arrived=long_ago)
    assert (entry.now.arrived, entry.now.changed) == (long_ago, MONDAY)
    with database.write() as conn:
        edits.arrive(conn, [entry.id], TUESDAY)
    assert entry.now.arrived == TUESDAY
    assert entry.now.updated == long_ago
    assert entry.history == [ChangeKind.ADDED, ChangeKind.NOTED]


def selected(database: Database, selections: Iterable[Selection]) -> list[int]:
    with database.read() as conn:
        return [entries.count(conn, selection) for selection in selections]


def test_new_content_brings_its_own_tags_and_takes_the_old_ones_away(database: Database, make_entry: MakeEntry) -> None:
    content = make_entry(companies=("Amazon",), categories=("Energie", "energie"), authors=(Author("Jana Nová"),))
    entry = add(database, content)
    old = [
        Selection(companies=(Clause(("amazon",)),)),
        Selection(categories=(Clause(("energie",)),)),
        Selection(authors=(Clause(("jana-nova",)),)),
    ]
    new = [
        Selection(companies=(Clause(("openai",)),)),
        Selection(categories=(Clause(("doprava",)),)),
        Selection(authors=(Clause(("petr-ilin",)),)),
    ]
    assert selected(database, [*old, *new]) == [1, 1, 1, 0, 0, 0]
    entry.revise(make_entry(companies=("OpenAI",), categories=("Doprava",), authors=(Author("Пётр Ильин"),)), TUESDAY)
    assert selected(database, [*old, *new]) == [0, 0, 0, 1, 1, 1]


def test_an_author_is_no_category_of_the_same_name(database: Database, make_entry: MakeEntry) -> None:
    add(database, make_entry(categories=("Energie",), authors=(Author("Energie"), Author("Novák"))))
    assert selected(
        database, [Selection(categories=(Clause(("novak",)),)), Selection(authors=(Clause(("novak",)),))]
    ) == [
        0,
        1,
    ]


def test_two_names_of_one_company_are_one_tag_where_it_was_named_first(
    database: Database, make_entry: MakeEntry
) -> None:
    content = make_entry(
        companies=(
            Company(Slug("skoda-auto"), "Škoda Auto a.s."),
            Company(Slug("openai"), "OpenAI", Origin.DETECTED),
            Company(Slug("skoda-auto"), "ŠKODA AUTO", Origin.DETECTED),
        )
    )
    entry = add(database, content)
    assert entry.now.entry.companies == (
        Company(Slug("skoda-auto"), "Škoda Auto a.s."),
        Company(Slug("openai"), "OpenAI", Origin.DETECTED),
    )
    assert entry.revise(content, TUESDAY) is None
    assert entry.history == [ChangeKind.ADDED]


def test_a_company_written_otherwise_changes_nothing(database: Database, make_entry: MakeEntry) -> None:
    """The registry's name is shown, whatever a file calls the company, so a reader sees no difference."""
    content = make_entry(companies=("OpenAI",))
    entry = add(database, content)
    renamed = replace(content, companies=(Company(Slug("openai"), "OpenAI, Inc."),))
    assert entry.revise(renamed, TUESDAY) is None
    assert entry.now.entry.companies == content.companies
    assert entry.history == [ChangeKind.ADDED]


def _registered(database: Database) -> list[str]:
    with database.read() as conn:
        return [company.name for company in companies.counts(conn)]


def test_whom_a_held_article_is_about_is_known_when_it_is_published_and_not_before(
    database: Database, make_entry: MakeEntry
) -> None:
    secret = (Company(Slug("tajna"), "Tajná"),)
    entry = add(database, make_entry(hold=DRAFT, companies=secret))
    entry.revise(make_entry(hold=DRAFT, companies=secret, title="Jiný"), TUESDAY)
    assert _registered(database) == []
    assert entry.now.entry.companies == secret
    entry.revise(replace(entry.now.entry, hold=None), WEDNESDAY)
    assert _registered(database) == ["Tajná"]
    assert entry.now.entry.companies == secret


def test_the_tombstone_of_what_became_a_draft_stays_in_the_feeds_that_it_was_in(
    database: Database, make_entry: MakeEntry
) -> None:
    """Whatever the draft says of companies: who had the entry is to lose it, and nobody else hears of it."""
    entry = add(database, make_entry(companies=(Company(Slug("amazon"), "Amazon"),)))
    for day in (TUESDAY, WEDNESDAY):
        entry.revise(make_entry(hold=DRAFT, companies=(Company(Slug("tajna"), "Tajná"),)), day)
    with database.read() as conn:
        of_amazon = Selection(companies=(Clause(("amazon",)),))
        assert [tombstone.at for tombstone in history.tombstones(conn, of_amazon, None)] == [TUESDAY]
    assert _registered(database) == ["Amazon"]
    assert [company.slug for company in entry.now.entry.companies] == ["tajna"]
    entry.revise(replace(entry.now.entry, hold=None), THURSDAY)
    assert _registered(database) == ["Amazon", "Tajná"]
