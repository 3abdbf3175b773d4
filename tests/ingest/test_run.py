"""Passes over a real folder into a real database: what happens to entries when something happens to files."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest import scan, survey
from ingest.parsers import Parsers
from ingest.report import Outcome
from ingest.rules import OnDelete, Rules
from ingest.run import Ingester
from store.engine import Database
from store.entry import EntryState
from store.file import FileState
from tests.faults.trials import tried
from tests.ingest.desk import BRNO, DAY, MINUTE, NOBODY, PLOVDIV, SITE, START, Clock, Desk, article, several

# --- the first pass, and the ones after it


def test_files_become_entries_and_a_second_pass_changes_nothing(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
    report = desk.ingest()
    assert report.counts == {Outcome.ADDED: 2}
    assert set(desk.published()) == {"Amazon staví", "Софарма строи"}
    head = desk.head()
    assert desk.ingest().counts == {Outcome.UNCHANGED: 2}
    assert desk.ingest(accept_deletions=True).counts == {Outcome.UNCHANGED: 2}
    assert desk.head() == head
    assert desk.problems() == {}


def test_an_edit_keeps_the_guid_and_moves_updated(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    before = desk.one()
    desk.write(a=article("Amazon staví v Brně", BRNO + " Opozice je proti."))
    assert desk.ingest().counts == {Outcome.UPDATED: 1}
    after = desk.one()
    assert (after.guid, after.public_id, after.entry.published) == (
        before.guid,
        before.public_id,
        before.entry.published,
    )
    assert (before.updated, after.updated, after.arrived) == (before.entry.published, desk.clock.now, desk.clock.now)
    assert after.entry.title == "Amazon staví v Brně"


def test_an_edit_that_nobody_can_see_is_none(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    before = desk.one()
    desk.write(a=article("Amazon staví", layout="post"))
    desk.ingest()
    assert replace(desk.one(), entry=before.entry, seq=before.seq) == before


def test_another_article_in_the_same_file_is_a_new_entry_and_the_old_one_counts_as_deleted(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    desk.write(a=article("Софарма строи", PLOVDIV))
    assert desk.ingest().counts == {Outcome.ADDED: 1}
    assert set(desk.published()) == {"Amazon staví", "Софарма строи"}


def test_another_article_in_the_same_file_withdraws_the_old_one_where_deletion_does(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    before = desk.one()
    desk.write(a=article("Софарма строи", PLOVDIV))
    desk.ingest()
    assert set(desk.published()) == {"Софарма строи"}
    assert [tombstone.guid for tombstone in desk.tombstones()] == [before.guid]


# --- names


def test_a_rename_is_nothing(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    head, before = desk.head(), desk.one()
    (desk.seeds / "2025-01-01").mkdir()
    (desk.seeds / "a.md").rename(desk.seeds / "2025-01-01" / "2024-02-02-jinak.txt")
    assert desk.ingest().counts == {Outcome.RENAMED: 1}
    assert (desk.head(), desk.one()) == (head, before)
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1}


def test_a_renamed_file_is_still_the_same_when_it_is_edited(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    before = desk.one()
    (desk.seeds / "a.md").rename(desk.seeds / "b.md")
    desk.ingest()
    desk.write(b=article("Amazon nestaví", BRNO + " Ale nebude."))
    assert desk.ingest().counts == {Outcome.UPDATED: 1}
    assert desk.one().guid == before.guid


@pytest.mark.parametrize("on_delete", OnDelete)
def test_two_files_that_change_places_are_nothing(desk: Desk, on_delete: OnDelete) -> None:
    desk.rules = replace(desk.rules, on_delete=on_delete)
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
    desk.ingest()
    head, before = desk.head(), desk.published()
    (desk.seeds / "a.md").rename(desk.seeds / "c.tmp")
    (desk.seeds / "b.md").rename(desk.seeds / "a.md")
    (desk.seeds / "c.tmp").rename(desk.seeds / "b.md")
    desk.ingest()
    assert (desk.head(), desk.published()) == (head, before)
    desk.write(a=article("Софарма строи", PLOVDIV + " Още един."))
    desk.ingest()
    assert {stored.guid for stored in desk.published().values()} == {stored.guid for stored in before.values()}


def weekly(week: str, price: int, date: str) -> str:
    """The issues of a report: alike, and each an article of its own."""
    return article(
        "Weekly market report",
        f"The market report for week {week}: wheat closed at {price} euros a tonne in Paris, maize was little changed, "
        "and rapeseed lost ground as harvest forecasts improved. Traders expect quiet days until the next report.",
        date=date,
    )


@pytest.mark.parametrize("on_delete", OnDelete)
def test_two_files_that_are_alike_and_change_places_are_nothing(desk: Desk, on_delete: OnDelete) -> None:
    desk.rules = replace(desk.rules, on_delete=on_delete)
    desk.write(a=weekly("nine", 210, "2026-02-01"), b=weekly("ten", 214, "2026-02-08"))
    assert desk.ingest().counts == {Outcome.ADDED: 2}
    head, before = desk.head(), desk.all_published()
    (desk.seeds / "a.md").rename(desk.seeds / "c.tmp")
    (desk.seeds / "b.md").rename(desk.seeds / "a.md")
    (desk.seeds / "c.tmp").rename(desk.seeds / "b.md")
    assert desk.ingest().counts == {Outcome.RENAMED: 2}
    assert (desk.head(), desk.all_published()) == (head, before)
    assert desk.ingest().counts == {Outcome.UNCHANGED: 2}


@pytest.mark.parametrize("on_delete", OnDelete)
def test_the_latest_issue_moves_on_and_the_next_one_stands_in_its_place(desk: Desk, on_delete: OnDelete) -> None:
    desk.rules = replace(desk.rules, on_delete=on_delete)
    desk.write(latest=weekly("nine", 210, "2026-02-01"))
    desk.ingest()
    nine = desk.one()
    (desk.seeds / "latest.md").rename(desk.seeds / "week-9.md")
    desk.write(latest=weekly("ten", 214, "2026-02-08"))
    assert desk.ingest().counts == {Outcome.RENAMED: 1, Outcome.ADDED: 1}
    (desk.seeds / "week-9.md").rename(desk.seeds / "week-09.md")
    (desk.seeds / "latest.md").rename(desk.seeds / "week-9.md")
    desk.write(latest=weekly("eleven", 219, "2026-02-15"))
    assert desk.ingest().counts == {Outcome.RENAMED: 2, Outcome.ADDED: 1}
    published = desk.all_published()
    assert len(published) == 3
    assert published[-1] == nine
    assert not desk.tombstones()


def test_a_copy_of_which_the_original_is_deleted_is_the_same_entry(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    head, before = desk.head(), desk.one()
    shutil.copy(desk.seeds / "a.md", desk.seeds / "b.md")
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1, Outcome.DUPLICATE: 1}
    (desk.seeds / "a.md").unlink()
    for _ in range(3):
        desk.ingest()
    assert (desk.head(), desk.one()) == (head, before)
    desk.write(b=article("Amazon nestaví"))
    desk.ingest()
    assert desk.one().guid == before.guid


def test_a_file_renamed_over_another_replaces_it(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
    desk.ingest()
    before = desk.published()
    (desk.seeds / "a.md").rename(desk.seeds / "b.md")
    for _ in range(3):
        desk.ingest()
    after = desk.published()
    assert after == {"Amazon staví": before["Amazon staví"]}
    assert [tombstone.guid for tombstone in desk.tombstones()] == [before["Софарма строи"].guid]


def test_a_new_version_renamed_into_place_is_an_edit(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    before = desk.one()
    desk.write({"new.tmp": article("Amazon nestaví")})
    (desk.seeds / "new.tmp").rename(desk.seeds / "a.md")
    assert desk.ingest().counts == {Outcome.UPDATED: 1}
    assert desk.one().guid == before.guid


def test_a_touch_is_nothing(desk: Desk) -> None:
    desk.write(a="Zpráva bez data a bez titulku.")
    desk.ingest()
    head, before = desk.head(), desk.one()
    os.utime(desk.seeds / "a.md", (0, 0))
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1}
    os.utime(desk.seeds / "a.md")
    desk.ingest()
    assert (desk.head(), desk.one()) == (head, before)


def test_the_same_article_under_two_names_is_one_entry(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"), b=article("Amazon staví"), c=article("Amazon staví").replace("\n", "\r\n"))
    assert desk.ingest().counts == {Outcome.ADDED: 1, Outcome.DUPLICATE: 2}
    assert desk.one().entry.title == "Amazon staví"


# --- deletion


def test_a_deleted_file_s_article_stays_where_deletion_keeps(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
    desk.ingest()
    head, before = desk.head(), desk.published()
    (desk.seeds / "a.md").unlink()
    for _ in range(3):
        desk.ingest()
    assert (desk.head(), desk.published()) == (head, before)
    desk.write(c=article("Amazon staví"))
    desk.ingest()
    assert (desk.head(), desk.published()) == (head, before)


@pytest.mark.fault(12)
def test_a_deletion_is_believed_at_the_second_look(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW, settle_time=2)
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
    ingester = desk.ingester()
    ingester.pass_over()
    desk.clock.now += MINUTE
    ingester.pass_over()
    before = desk.published()["Amazon staví"]
    (desk.seeds / "a.md").unlink()
    desk.clock.now += MINUTE
    report = ingester.pass_over()
    assert (report.counts, report.again) == ({Outcome.UNCHANGED: 1}, {b"a.md": 2})
    assert len(desk.published()) == 2
    desk.clock.now += timedelta(seconds=1)
    ingester.look_at([b"a.md"])
    assert len(desk.published()) == 2
    desk.clock.now += timedelta(seconds=1)
    assert ingester.look_at([b"a.md"]).counts == {Outcome.DELETED: 1}
    assert set(desk.published()) == {"Софарма строи"}
    (tombstone,) = desk.tombstones()
    assert (tombstone.guid, tombstone.at) == (before.guid, desk.clock.now)


@pytest.mark.fault(12)
def test_a_file_that_was_only_missed_is_there_as_before(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW, settle_time=90)
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
    ingester = desk.ingester()
    for _ in range(3):
        desk.clock.now += MINUTE
        ingester.pass_over()
    head, before = desk.head(), desk.published()
    assert len(before) == 2
    for _ in range(3):  # each time it is back before the second look, and the count begins anew
        (desk.seeds / "a.md").rename(desk.seeds / "a.tmp")
        desk.clock.now += MINUTE
        ingester.pass_over()
        (desk.seeds / "a.tmp").rename(desk.seeds / "a.md")
        for _ in range(3):
            desk.clock.now += MINUTE
            ingester.pass_over()
    assert (desk.head(), desk.published()) == (head, before)


def test_a_withdrawn_article_that_comes_back_is_restored_after_its_tombstone(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
    desk.ingest()
    before = desk.published()["Amazon staví"]
    (desk.seeds / "a.md").unlink()
    desk.ingest()
    desk.ingest()
    (tombstone,) = desk.tombstones()
    desk.write(jinde=article("Amazon staví"))
    desk.ingest()
    after = desk.published()["Amazon staví"]
    assert after.guid == before.guid
    assert after.updated > tombstone.at
    assert desk.tombstones() == []


@pytest.mark.fault(12)
def test_an_emptied_folder_withdraws_nothing_and_says_so(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    desk.write(several(3))
    desk.ingest()
    head = desk.head()
    for file in desk.seeds.iterdir():
        file.unlink()
    for _ in range(3):
        report = desk.ingest()
        assert "is empty, and 3 files were known there; nothing is withdrawn" in report.trouble
        assert "--accept-deletions" in report.trouble
    assert (desk.head(), len(desk.published())) == (head, 3)
    report = desk.ingest(accept_deletions=True)
    assert (report.trouble, report.counts) == ("", {Outcome.DELETED: 3})
    assert (desk.published(), len(desk.tombstones())) == ({}, 3)
    assert desk.ingest().trouble == ""


@pytest.mark.fault(12)
def test_a_folder_that_is_not_there_withdraws_nothing_and_recovers_by_itself(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    desk.write(several(3))
    desk.ingest()
    head = desk.head()
    desk.seeds.rename(desk.seeds.with_name("unmounted"))
    for accept in (False, False, True):
        report = desk.ingest(accept_deletions=accept)
        assert "cannot be read (No such file or directory); nothing is withdrawn" in report.trouble
    assert "cannot be read" in desk.ingester().look_at([b"0.md"]).trouble
    desk.seeds.with_name("unmounted").rename(desk.seeds)
    assert (desk.ingest().trouble, desk.head(), len(desk.published())) == ("", head, 3)


@pytest.mark.fault(12)
def test_a_folder_made_anew_with_the_same_files_is_the_same_folder(desk: Desk) -> None:
    desk.write(several(3))
    desk.ingest()
    head = desk.head()
    shutil.rmtree(desk.seeds)
    desk.seeds.mkdir()
    desk.ingest()
    desk.write(several(3))
    assert desk.ingest().counts == {Outcome.UNCHANGED: 3}
    assert desk.head() == head


# --- files that are not articles yet, or no longer


@pytest.mark.fault(10)
def test_an_empty_file_waits_and_is_published_when_it_is_written(desk: Desk) -> None:
    desk.write(a="")
    assert desk.ingest().counts == {Outcome.WAITING: 1}
    (waiting,) = desk.problems().values()
    assert (waiting.state, waiting.reason) == (FileState.WAITING, "empty, waiting")
    desk.write(a=article("Amazon staví"))
    assert desk.ingest().counts == {Outcome.ADDED: 1}
    assert desk.problems() == {}


@pytest.mark.fault(1)
def test_a_file_still_being_written_waits_until_it_is_quiet(desk: Desk) -> None:
    ingester = desk.ingester(settle_time=1000)
    desk.write(a=article("Amazon staví"))
    report = ingester.pass_over()
    assert report.counts == {Outcome.WAITING: 1}
    assert 990 <= report.again[b"a.md"] <= 1000
    assert desk.problems()[b"a.md"].reason == "still being written, waiting"
    desk.clock.now += timedelta(seconds=1000)
    assert ingester.look_at([b"a.md"]).counts == {Outcome.ADDED: 1}


@pytest.mark.fault(1)
def test_a_file_whose_writer_has_closed_it_is_published_at_once(desk: Desk) -> None:
    ingester = desk.ingester(settle_time=1000)
    desk.write(a=article("Amazon staví"))
    assert ingester.look_at([b"a.md"], complete={b"a.md": time.time_ns()}).counts == {Outcome.ADDED: 1}


BROKEN = "---\ntitle: [Amazon\n---\nText.\n"


def test_a_rejected_file_has_one_line_and_is_published_once_it_is_put_right(desk: Desk) -> None:
    desk.write(a=BROKEN)
    report = desk.ingest()
    assert report.counts == {Outcome.REJECTED: 1}
    (rejected,) = desk.problems().values()
    assert rejected.state is FileState.REJECTED
    assert rejected.reason.startswith("front matter, line ")
    assert rejected.advice
    since = rejected.since
    desk.ingest()
    assert desk.problems()[b"a.md"].since == since
    desk.write(a=article("Amazon staví"))
    assert desk.ingest().counts == {Outcome.ADDED: 1}
    assert desk.problems() == {}


def test_a_published_file_that_is_broken_stays_published_and_is_a_problem(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    head, before = desk.head(), desk.one()
    for broken in (BROKEN, "", "\0\1\2\3" * 100):
        desk.write(a=broken)
        desk.ingest()
        assert (desk.head(), desk.one()) == (head, before)
        assert set(desk.problems()) == {b"a.md"}
    desk.write(a=article("Amazon nestaví"))
    assert desk.ingest().counts == {Outcome.UPDATED: 1}
    assert desk.one().guid == before.guid
    assert desk.problems() == {}


def test_a_broken_file_that_is_deleted_is_no_problem_any_more(desk: Desk) -> None:
    desk.write(a=BROKEN, b=article("Amazon staví"))
    desk.ingest()
    (desk.seeds / "a.md").unlink()
    desk.ingest()
    assert desk.problems() == {}


@pytest.mark.fault(10)
def test_a_file_too_large_is_rejected_unread_until_it_is_allowed(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    with (desk.seeds / "b.md").open("wb") as file:
        file.truncate(10 * 1024**3)
    assert desk.ingest().counts == {Outcome.ADDED: 1, Outcome.REJECTED: 1}
    assert "10,737,418,240 bytes, and 1,048,576 are allowed" in desk.problems()[b"b.md"].reason
    desk.write(b=article("Софарма строи", PLOVDIV))
    assert desk.ingest().counts[Outcome.ADDED] == 1


@pytest.mark.fault(6, 7)
def test_things_that_are_no_files_are_problems_and_go_with_them(desk: Desk) -> None:
    (desk.seeds / "a.md").symlink_to("/etc/passwd")
    os.mkfifo(desk.seeds / "b.md")
    assert desk.ingest().counts == {Outcome.REJECTED: 2}
    assert [problem.reason for problem in desk.problems().values()] == [
        "is a symbolic link, not a file",
        "is a named pipe, not a file",
    ]
    for name in ("a.md", "b.md"):
        (desk.seeds / name).unlink()
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    assert (len(desk.published()), desk.problems()) == (1, {})


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """Not as root, who may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.fault(11)
def test_a_directory_that_cannot_be_looked_into_is_a_problem_and_nothing_below_it_is_gone() -> None:
    with tempfile.TemporaryDirectory() as directory, Parsers(Rules(seeds=Path(directory)), processes=1) as parsers:
        assert list(parsers.parse([])) == []
        Path(directory).chmod(0o777)
        with (
            unprivileged(),
            contextlib.closing(Database.create(f"sqlite:///{directory}/seedwire.db", site=SITE)) as database,
        ):
            rules = Rules(seeds=Path(directory), settle_time=0, on_delete=OnDelete.WITHDRAW)
            desk = Desk(Path(directory), database, parsers, Clock(), rules)
            locked = desk.seeds / "2026" / "closed"
            locked.mkdir(parents=True)
            desk.write(a=article("Amazon staví"))
            (locked / "b.md").write_text(article("Софарма строи", PLOVDIV), "utf-8")
            desk.ingest()
            published = desk.published()
            locked.chmod(0)
            for _ in range(3):
                report = desk.ingest()
                assert report.counts == {Outcome.UNCHANGED: 1, Outcome.FAILING: 1}
                assert "2026/closed/: cannot be looked into (Permission denied)" in report.trouble
                desk.clock.now += timedelta(hours=1)
            assert desk.published() == published
            problem = desk.problems()[b"2026/closed/"]
            assert problem.reason == "cannot be looked into: Permission denied"
            assert "owner and mode" in problem.advice
            locked.chmod(0o755)
            assert desk.ingest().counts == {Outcome.UNCHANGED: 2}
            assert desk.problems() == {}
            assert desk.published() == published


@pytest.mark.fault(11)
def test_an_unreadable_file_is_tried_again_with_growing_pauses() -> None:
    with tempfile.TemporaryDirectory() as directory, Parsers(Rules(seeds=Path(directory)), processes=1) as parsers:
        assert list(parsers.parse([])) == []  # they start here, as whoever started their server may
        Path(directory).chmod(0o777)
        with (
            unprivileged(),
            contextlib.closing(Database.create(f"sqlite:///{directory}/seedwire.db", site=SITE)) as database,
        ):
            desk = Desk(Path(directory), database, parsers, Clock(), Rules(seeds=Path(directory), settle_time=0))
            desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
            (desk.seeds / "a.md").chmod(0)
            ingester, pauses = desk.ingester(), []
            for _ in range(4):
                report = ingester.pass_over()
                pauses.append(report.again[b"a.md"])
                assert ingester.pass_over().again == {}  # it is left alone until then
                desk.clock.now += timedelta(seconds=pauses[-1])
            failing = desk.problems()[b"a.md"]
            (desk.seeds / "a.md").chmod(0o644)
            ingester.pass_over()
            assert pauses == [5, 15, 60, 300]
            assert (failing.state, failing.attempts) == (FileState.FAILING, 4)
            assert failing.reason == "cannot be read: Permission denied"
            assert set(desk.published()) == {"Amazon staví", "Софарма строи"}
            assert desk.problems() == {}


# --- drafts and dates to come


def test_a_draft_waits_and_taking_the_line_out_publishes_it(desk: Desk) -> None:
    desk.write(a=article("Amazon staví", draft="true"))
    assert desk.ingest().counts == {Outcome.HELD: 1}
    assert desk.published() == {}
    assert desk.head() == 0
    assert desk.problems()[b"a.md"].state is FileState.HELD
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    assert desk.one().updated == desk.one().entry.published
    assert desk.problems() == {}


def test_a_draft_that_was_published_leaves_a_tombstone_and_comes_back_after_it(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    before = desk.one()
    desk.write(a=article("Amazon staví", published="false"))
    desk.ingest()
    assert desk.published() == {}
    (tombstone,) = desk.tombstones()
    assert (tombstone.guid, tombstone.at) == (before.guid, desk.clock.now)
    assert desk.problems()[b"a.md"].state is FileState.HELD
    desk.write(a=article("Amazon staví"))
    desk.ingest()
    after = desk.one()
    assert (after.guid, desk.tombstones(), desk.problems()) == (before.guid, [], {})
    assert after.updated > tombstone.at


def test_a_draft_that_is_taken_back_at_the_same_moment_still_comes_after_its_tombstone(desk: Desk) -> None:
    ingester = desk.ingester()
    desk.write(a=article("Amazon staví"))
    ingester.pass_over()
    desk.write(a=article("Amazon staví", draft="true"))
    ingester.pass_over()
    (tombstone,) = desk.tombstones()
    desk.write(a=article("Amazon staví"))
    ingester.pass_over()
    assert desk.one().updated > tombstone.at


def test_a_date_to_come_is_published_when_it_has_come(desk: Desk) -> None:
    desk.write(a=article("Amazon staví", date="2026-03-02T12:00:00Z"))
    assert desk.ingest().counts == {Outcome.HELD: 1}
    assert "2026-03-02 12:00" in desk.problems()[b"a.md"].reason
    ingester = desk.ingester()
    desk.clock.now = START + DAY - timedelta(seconds=1)
    assert ingester.release() == 0
    desk.clock.now = START + DAY
    assert ingester.release() == 1
    assert ingester.release() == 0
    released = desk.one()
    assert (released.updated, released.arrived, desk.problems()) == (START + DAY, START + DAY, {})
    head = desk.head()
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1}
    assert desk.head() == head


def test_a_date_to_come_that_is_moved_is_held_until_the_new_one(desk: Desk) -> None:
    desk.write(a=article("Amazon staví", date="2026-03-02T12:00:00Z"))
    desk.ingest()
    desk.write(a=article("Amazon staví", date="2026-03-05T12:00:00Z"))
    desk.ingest()
    desk.clock.now = START + 2 * DAY
    assert desk.ingester().release() == 0
    desk.clock.now = START + 4 * DAY
    assert desk.ingester().release() == 1


# --- many at once


def test_more_than_half_a_feed_at_once_arrives_when_it_was_published(desk: Desk) -> None:
    desk.rules = replace(desk.rules, feed_limit=8)
    desk.write(several(5))
    desk.ingest()
    assert {stored.arrived for stored in desk.published().values()} == {datetime(2026, 2, 1, tzinfo=UTC)}


def test_half_a_feed_at_once_arrives_now(desk: Desk) -> None:
    desk.rules = replace(desk.rules, feed_limit=8)
    desk.write(several(4))
    desk.ingest()
    assert {stored.arrived for stored in desk.published().values()} == {desk.clock.now}


def test_many_files_of_which_few_are_entries_arrive_now(desk: Desk) -> None:
    desk.rules = replace(desk.rules, feed_limit=8)
    desk.write(several(2))
    desk.write({f"copy-{at}.md": several(1)["0.md"] for at in range(5)})
    report = desk.ingest()
    assert report.counts == {Outcome.ADDED: 2, Outcome.DUPLICATE: 5}
    assert {stored.arrived for stored in desk.published().values()} == {desk.clock.now}


def test_a_pass_that_is_stopped_keeps_what_it_has_and_the_next_one_goes_on(desk: Desk) -> None:
    desk.write(several(60))
    desk.ingest()  # so that the parsers run
    names = [f"nova-{at}.md" for at in range(60)]
    for name, text in zip(names, several(120).values(), strict=False):
        desk.write({name: text.replace("Zpráva", "Novina").replace("2026-02-01", "2026-02-03").swapcase()})
    stops = iter([False] * 70 + [True] * 1000)
    ingester = Ingester(desk.database, desk.rules, desk.parsers, clock=desk.clock, stop=lambda: next(stops))
    report = ingester.pass_over()
    assert report.broken_off
    done = report.counts[Outcome.ADDED] + report.counts[Outcome.DUPLICATE]
    assert 0 < done + report.counts[Outcome.REJECTED] < 60
    rest = desk.ingest()
    assert not rest.broken_off
    assert sum(rest.counts.values()) == 120


@pytest.mark.fault(5, 23)
def test_what_comes_after_the_clock_was_set_back_is_still_newer_than_what_was_there(desk: Desk) -> None:
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    texts = several(5)
    soon = f"{START + timedelta(minutes=20):%Y-%m-%dT%H:%M:%SZ}"
    desk.write({name: texts[name] for name in ("0.md", "1.md", "2.md")})
    desk.write({"4.md": texts["4.md"].replace("2026-02-01", soon)})
    desk.ingest()
    before = max(stored.changed for stored in desk.published().values())
    desk.clock.now -= timedelta(minutes=45)
    desk.write({"3.md": texts["3.md"], "0.md": texts["0.md"].replace("title: ", "title: Nový ")})
    desk.ingest()
    (desk.seeds / "1.md").unlink()
    for _ in range(2):
        desk.ingest()
    shown = desk.published()
    assert set(shown) == {"Nový Zpráva 0", "Zpráva 2", "Zpráva 3"}, "and what lies ahead is held by the clock"
    (tombstone,) = desk.tombstones()
    fresh = (shown["Zpráva 3"], shown["Nový Zpráva 0"])
    assert min(tombstone.at, *(one.arrived for one in fresh), *(one.changed for one in fresh)) > before


@pytest.mark.fault(24)
def test_a_pass_may_be_stopped_wherever_it_asks_and_takes_nothing_for_gone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "_BREATH", 2)  # so that it is asked in the middle of a directory, and of the ledger
    monkeypatch.setattr(survey, "_BREATH", 2)
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    desk.write(several(9))
    desk.ingest()
    before = desk.published()
    patience, stopped = 0, True
    while stopped:
        asked = itertools.count()
        here = Ingester(desk.database, desk.rules, desk.parsers, clock=desk.clock, stop=lambda: next(asked) >= patience)  # noqa: B023 - it is asked before the next round
        stopped = here.pass_over(accept_deletions=True).broken_off
        assert desk.published() == before
        patience += 1
        tried()
    assert patience > 2 * (9 // 2)


def test_an_article_that_the_database_refuses_costs_no_other(desk: Desk) -> None:
    desk.write(several(20))
    with desk.database.write() as conn:
        conn.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON source_file WHEN CAST(NEW.path AS TEXT) = '7.md'"
            " AND NEW.state = 'published' BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        )
    report = desk.ingest()
    assert report.counts == {Outcome.ADDED: 19, Outcome.REJECTED: 1}
    assert set(desk.problems()) == {b"7.md"}
    assert desk.problems()[b"7.md"].reason.startswith("cannot be stored (")
    assert len(desk.published()) == 19
    assert desk.published().keys().isdisjoint({"Zpráva 7"})


def test_template_files_that_become_articles_one_after_the_other_never_run_out_of_guids(desk: Desk) -> None:
    """Every guid that the template may get is taken by an article that has been edited since."""
    for at in range(6):
        desk.write({f"{at}.md": article("Název", "Sem napište text článku a nahoře doplňte titulek.")})
        desk.ingest()
        assert desk.problems() == {}
        text = "Sem napište text článku a nahoře doplňte titulek." + f" Zpráva {at} o {at * 7} slovech navíc." * 2
        desk.write({f"{at}.md": article(f"Název {at}", text)})
        desk.ingest()
    assert desk.problems() == {}
    assert set(desk.published()) == {f"Název {at}" for at in range(6)}
    assert len({stored.guid for stored in desk.published().values()}) == 6
    assert {stored.state for stored in desk.published().values()} == {EntryState.PUBLISHED}
