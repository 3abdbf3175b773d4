"""Files and a folder to which things happen, seen through passes: what is gone, and what changed without saying so."""

from __future__ import annotations

import mmap
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.loss import is_doubtful
from ingest.report import Outcome, Report
from ingest.rules import OnDelete
from ingest.run import Ingester
from ingest.share import NONE, Share
from store import ledger
from store.absence import Absence
from tests.faults.trials import tried
from tests.ingest.conftest import desk, parsers, pattern, seeds
from tests.ingest.desk import PLOVDIV, Desk, article, several

__all__ = ["desk", "parsers", "pattern", "seeds"]  # pytest finds fixtures by the names of this module

SETTLE = 2.0


@pytest.fixture
def strict(desk: Desk) -> Desk:
    """A desk at which a deletion withdraws, when two looks agree that the file is gone."""
    desk.rules = replace(desk.rules, on_delete=OnDelete.WITHDRAW)
    return desk


def delete(desk: Desk, *names: str) -> None:
    for name in names:
        (desk.seeds / name).unlink()


def looks(desk: Desk, *names: str) -> Report:
    """Two looks at files of which the system told, far enough apart; gives what the second one found."""
    ingester = desk.ingester(settle_time=SETTLE)
    paths = [os.fsencode(name) for name in names]
    desk.clock.now += timedelta(minutes=1)
    ingester.look_at(paths)
    desk.clock.now += timedelta(seconds=SETTLE)
    return ingester.look_at(paths)


def passes(desk: Desk, *_: str) -> Report:
    """Two passes over everything."""
    desk.ingest()
    return desk.ingest()


# --- what is gone

LOOKS = pytest.mark.parametrize("twice", [passes, looks])
Twice = Callable[..., Report]


@pytest.mark.fault(12)
@LOOKS
def test_a_folder_that_loses_everything_at_once_loses_nothing_in_the_feeds(strict: Desk, twice: Twice) -> None:
    """Emptied by ``rm``, of which the system tells file by file, as well as by a disk that is not mounted."""
    names = list(several(12))
    strict.write(several(12))
    strict.ingest()
    head = strict.head()
    delete(strict, *names)
    report = twice(strict, *names)
    assert "12" in report.trouble
    assert "nothing is withdrawn" in report.trouble
    assert "--accept-deletions" in report.trouble
    assert (strict.head(), len(strict.published())) == (head, 12)

    strict.write(several(12))
    assert (strict.ingest().trouble, strict.head()) == ("", head)


@pytest.mark.fault(12)
@LOOKS
def test_a_folder_that_loses_most_of_its_files_withdraws_nothing_until_it_is_told_to(
    strict: Desk, twice: Twice
) -> None:
    names = list(several(12))
    strict.write(several(12))
    strict.ingest()
    delete(strict, *names[:7])
    for _ in range(2):
        trouble = twice(strict, *names[:7]).trouble
        assert trouble.startswith(f"{strict.seeds}: 7 of the 12 files that were known there are gone; nothing is with")
        assert len(strict.published()) == 12
    report = strict.ingest(accept_deletions=True)
    assert (report.trouble, report.counts[Outcome.DELETED]) == ("", 7)
    assert (len(strict.published()), len(strict.tombstones())) == (5, 7)
    assert strict.ingest().trouble == ""


@pytest.mark.long
@pytest.mark.fault(12)
@LOOKS
def test_half_of_the_files_may_go_on_any_day(strict: Desk, twice: Twice) -> None:
    names = list(several(12))
    strict.write(several(12))
    strict.ingest()
    delete(strict, *names[:6])
    assert twice(strict, *names[:6]).trouble == ""
    assert (len(strict.published()), len(strict.tombstones())) == (6, 6)


@pytest.mark.long
@pytest.mark.fault(12)
def test_a_never_published_file_that_goes_with_many_leaves_no_problem_behind(strict: Desk) -> None:
    strict.write(
        several(12) | {"broken.md": "---\ntitle: [Brno\n---\nText.\n", "stays.md": article("Zůstává", PLOVDIV)}
    )
    strict.ingest()
    assert set(strict.problems()) == {b"broken.md"}
    delete(strict, "broken.md", *several(12))
    report = passes(strict)
    assert (strict.problems(), len(strict.published())) == ({}, 13)
    assert report.counts == {Outcome.UNCHANGED: 1}


@pytest.mark.long
@pytest.mark.fault(12)
def test_another_disk_in_the_place_of_the_folder_takes_nothing_away_however_long_it_stays(strict: Desk) -> None:
    """And what comes and goes there later is no sign that the first one's files were deleted."""
    strict.write(several(3))
    strict.ingest()
    here, away = strict.seeds, strict.seeds.with_name("away")
    here.rename(away)
    here.mkdir()
    strict.write(
        {f"other-{at}.md": article(f"Вест {at}", f"Река {at} " * at + "излезе от бреговете.") for at in range(12)}
    )
    for _ in range(2):
        strict.ingest()
    assert "3 of the 3 files that were known there are gone" in strict.ingest().trouble
    delete(strict, "other-1.md", "other-2.md")
    for _ in range(3):
        assert "3 of the 3 files that were known there are gone; nothing is withdrawn" in strict.ingest().trouble
    assert len(strict.tombstones()) == 2, "its own articles come and go"
    assert {f"Zpráva {number}" for number in range(3)} <= set(strict.published())

    shutil.rmtree(here)
    away.rename(here)
    strict.ingest()
    assert {f"Zpráva {number}" for number in range(3)} <= set(strict.published())


@pytest.mark.long
@pytest.mark.fault(12)
def test_files_that_only_moved_are_not_gone(strict: Desk) -> None:
    """Not even where there were files of those names before, so that they are no renames to the ledger."""
    archive = strict.seeds / "archiv"
    strict.write({f"archiv/{name}": text for name, text in several(12).items()})
    strict.ingest()
    shutil.rmtree(archive)
    strict.ingest(accept_deletions=True)
    strict.write(several(12))
    strict.ingest()
    assert len(strict.published()) == 12
    archive.mkdir()
    for name in several(12):
        (strict.seeds / name).rename(archive / name)
    report = passes(strict)
    assert (report.trouble, report.counts[Outcome.DELETED]) == ("", 12)
    assert (len(strict.published()), strict.tombstones()) == (12, [])


@pytest.mark.long
@pytest.mark.fault(12)
@pytest.mark.parametrize("on_delete", OnDelete)
def test_an_empty_folder_is_told_of_for_as_long_as_it_is_empty(desk: Desk, on_delete: OnDelete) -> None:
    desk.rules = replace(desk.rules, on_delete=on_delete)
    desk.write(several(3) | {"broken.md": "---\ntitle: [Brno\n---\nText.\n"})
    desk.ingest()
    head = desk.head()
    delete(desk, "broken.md", *several(3))
    for _ in range(4):
        assert "is empty, and 4 files were known there" in desk.ingest().trouble
    assert set(desk.problems()) == {b"broken.md"}
    desk.write(several(3))
    assert desk.ingest().counts[Outcome.UNCHANGED] == 3
    assert (desk.head(), len(desk.published()), desk.ingest().trouble) == (head, 3, "")


@pytest.mark.long
@pytest.mark.fault(12)
def test_where_nothing_is_withdrawn_a_great_loss_is_told_and_then_believed(desk: Desk) -> None:
    """A folder that is cleared every night is no alarm for ever."""
    desk.write(several(12))
    desk.ingest()
    delete(desk, *list(several(12))[:11])
    desk.ingest()
    trouble = desk.ingest().trouble
    assert "11 of the 12 files that were known there are gone" in trouble
    assert "--accept-deletions" not in trouble
    assert desk.ingest().trouble == ""
    assert len(desk.published()) == 12


@pytest.mark.fault(12)
@given(st.integers(0, 40), st.integers(0, 40))
def test_the_loss_of_all_or_of_most_is_doubted_and_of_less_is_not(missing: int, known: int) -> None:
    tried()
    doubted = is_doubtful(Absence(min(missing, known), known, datetime.now(UTC)))
    assert doubted or missing < known or known == 0
    assert not doubted or missing > known / 2
    assert doubted or missing <= known / 2 or known < 10


@pytest.mark.long
@pytest.mark.fault(12)
def test_what_comes_into_an_empty_mount_point_says_nothing_for_the_disk(strict: Desk) -> None:
    """However much it is, and however it is told of."""
    strict.write(several(5))
    strict.ingest()
    for name in several(5):
        (strict.seeds / name).rename(strict.seeds.with_name(f"away-{name}"))
    strict.ingest()
    others = {f"other-{at}.md": article(f"Вест {at}", f"Река {at} " * at + "излезе от бреговете.") for at in range(20)}
    strict.write(others)
    strict.clock.now += timedelta(minutes=1)
    strict.ingester().look_at([os.fsencode(name) for name in others])
    for _ in range(3):
        assert "5 of the 5 files that were known there are gone" in strict.ingest().trouble
    assert strict.tombstones() == []


@pytest.mark.long
@pytest.mark.fault(12)
def test_a_loss_that_is_doubted_keeps_nobody_from_deleting_what_came_later(strict: Desk) -> None:
    """The first two articles of a folder went; nobody said so, and it has grown since."""
    strict.write(several(2))
    strict.ingest()
    later = {f"later-{at}.md": article(f"Вест {at}", f"Река {at} " * at + "излезе от бреговете.") for at in range(20)}
    delete(strict, *several(2))
    strict.write(later)
    report = passes(strict)
    assert "2 of the 2 files that were known there are gone" in report.trouble
    assert strict.tombstones() == []

    delete(strict, "later-7.md")
    report = passes(strict)
    assert len(strict.tombstones()) == 1
    assert "Вест 7" not in strict.published()
    assert len(strict.published()) == 2 + 19
    assert "2 of the 2 files that were known there are gone" in report.trouble

    delete(strict, *(name for name in later if name not in {"later-7.md", "later-8.md"}))
    assert "20 of the 21 files that were known there are gone" in passes(strict).trouble
    assert len(strict.tombstones()) == 1, "most of those that came later went as well"

    strict.ingest(accept_deletions=True)
    assert set(strict.published()) == {"Вест 8"}
    assert passes(strict).trouble == ""


@pytest.mark.long
@pytest.mark.fault(5, 12)
def test_a_disk_that_is_not_mounted_when_the_clock_was_set_back_takes_nothing_with_it(strict: Desk) -> None:
    """A machine without a clock of its own begins in the past, and somebody writes into the empty mount point."""
    strict.write(several(12))
    strict.ingest()
    strict.clock.now -= timedelta(hours=3)
    delete(strict, *several(12))
    strict.ingest()
    strict.write(other=article("Вест", "Река излезе от бреговете."))
    for _ in range(3):
        assert "12 of the 12 files that were known there are gone" in strict.ingest().trouble
    assert (strict.tombstones(), len(strict.published())) == ([], 13)


@pytest.mark.fault(5, 12)
def test_a_file_that_is_deleted_after_the_clock_was_set_back_is_gone(strict: Desk) -> None:
    strict.write(several(12))
    strict.ingest()
    strict.write(last=article("Вест", "Река излезе от бреговете."))
    strict.ingest()
    strict.clock.now -= timedelta(hours=3)
    delete(strict, "last.md")
    assert passes(strict).trouble == ""
    assert len(strict.tombstones()) == 1


# --- what changed without saying so


@pytest.mark.fault(3)
def test_a_change_that_moves_no_time_is_found_when_the_file_s_turn_comes(desk: Desk) -> None:
    """Written through a mapping: the kernel stamps only the first writing to a page since it was saved."""
    desk.write(mapped=article("Amazon staví 1. halu"))
    place = desk.seeds / "mapped.md"
    with place.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        at = mapped.find(b"1. halu")
        mapped[at] = ord("2")
        desk.ingest()
        before = place.stat()
        mapped[at] = ord("3")
        after = place.stat()
    if (before.st_ctime_ns, before.st_mtime_ns) != (after.st_ctime_ns, after.st_mtime_ns):
        pytest.skip("this file system stamps every writing through a mapping")
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1}
    guid, ingester = desk.one().guid, desk.ingester()
    assert set(desk.published()) == {"Amazon staví 2. halu"}

    found = [ingester.pass_over(share=Share(turn, 7)).counts[Outcome.UPDATED] for turn in range(7)]
    assert sum(found) == 1
    assert (set(desk.published()), desk.one().guid) == ({"Amazon staví 3. halu"}, guid)


@pytest.mark.long
@pytest.mark.fault(3)
def test_reading_everything_in_turns_changes_nothing_and_writes_nothing_where_nothing_changed(desk: Desk) -> None:
    desk.write(several(6))
    desk.ingest()
    head, ingester = desk.head(), desk.ingester()
    with desk.database.read() as conn:
        before = ledger.lines(conn)
    for turn in range(3):
        assert ingester.pass_over(share=Share(turn, 3)).counts == {Outcome.UNCHANGED: 6}
    with desk.database.read() as conn:
        assert ledger.lines(conn) == before
    assert desk.head() == head


@pytest.mark.fault(3)
def test_a_file_that_cannot_be_read_any_more_is_noticed_when_its_turn_comes(desk: Desk) -> None:
    """A disk that has lost a block says so only to who reads it; here the file is no longer allowed to be so large."""
    desk.write(large=article("Amazon staví"), small=article("Софарма строи", "Кратко."))
    desk.ingest()
    ingester = desk.ingester(max_file_size=150)
    assert ingester.pass_over().counts == {Outcome.UNCHANGED: 2}
    assert ingester.pass_over(share=Share(0, 1)).counts == {Outcome.UNCHANGED: 1, Outcome.REJECTED: 1}
    assert len(desk.published()) == 2


@pytest.mark.fault(3)
@given(st.integers(1, 50), st.integers(0, 10**9), st.integers(0, 1000))
def test_every_file_has_its_turn_exactly_once_in_a_round(parts: int, turn: int, number: int) -> None:
    tried()
    share, times = Share(turn, parts), 0
    for _ in range(parts):
        times += share.takes(number)
        share = share.next()
    assert times == 1
    assert not NONE.takes(number)
    assert not NONE.next().takes(number)


@pytest.mark.fault(3)
def test_other_text_with_the_old_size_and_time_is_read(desk: Desk) -> None:
    """As ``cp -p`` and rsync leave it."""
    desk.write(a=article("Amazon staví 1. halu"))
    desk.ingest()
    place, guid = desk.seeds / "a.md", desk.one().guid
    before = place.stat()
    place.write_text(article("Amazon staví 2. halu"))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (place.stat().st_size, place.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert desk.ingest().counts == {Outcome.UPDATED: 1}
    assert (set(desk.published()), desk.one().guid) == ({"Amazon staví 2. halu"}, guid)


@pytest.mark.long
@pytest.mark.fault(4)
@pytest.mark.parametrize("name", ["a.md", "b.md"], ids=["at the same path", "at another path"])
def test_a_number_that_the_file_system_uses_again_is_no_sign_of_the_same_article(strict: Desk, name: str) -> None:
    strict.write(
        a=article("Amazon staví"), stays=article("Zpráva, která zůstává", "Řeka se vylila z břehů u Olomouce.")
    )
    strict.ingest()
    before, number = strict.published()["Amazon staví"], (strict.seeds / "a.md").stat().st_ino
    delete(strict, "a.md")
    for attempt in range(100):
        place = strict.seeds / f"{attempt}.tmp"
        place.write_text(article("Софарма строи", PLOVDIV))
        if place.stat().st_ino == number:
            break
    else:
        pytest.skip("this file system gives no number out again")
    place.rename(strict.seeds / name)
    passes(strict)
    after = strict.published()["Софарма строи"]
    assert after.guid != before.guid
    assert "Amazon staví" not in strict.published()
    assert [tombstone.guid for tombstone in strict.tombstones()] == [before.guid]


@pytest.mark.long
@pytest.mark.fault(5)
@pytest.mark.parametrize("year", [1970, 2099])
def test_no_time_of_a_file_hides_a_change(desk: Desk, year: int) -> None:
    """Not one to come, not one long past, and not the same as before."""
    stamp = int(datetime(year, 1, 2, tzinfo=UTC).timestamp())
    titles = [f"Amazon staví {number}. halu" for number in range(1, 6)]
    for title in titles:
        desk.write(a=article(title))
        os.utime(desk.seeds / "a.md", (stamp, stamp))
        desk.ingest()
        assert set(desk.published()) == {title}
    assert desk.one().entry.published <= desk.clock.now


@pytest.mark.long
@pytest.mark.fault(5)
def test_a_clock_that_is_set_back_hides_neither_a_change_nor_a_deletion(strict: Desk) -> None:
    strict.write(a=article("Amazon staví 1. halu"), b=article("Софарма строи", PLOVDIV))
    strict.ingest()
    strict.clock.now -= timedelta(hours=5)
    strict.write(a=article("Amazon staví 2. halu"))
    strict.ingester().pass_over()
    assert set(strict.published()) == {"Amazon staví 2. halu", "Софарма строи"}
    delete(strict, "b.md")
    strict.ingester().pass_over()
    strict.clock.now -= timedelta(hours=5)
    strict.ingester().pass_over()
    assert set(strict.published()) == {"Amazon staví 2. halu"}


@pytest.mark.fault(1, 2)
def test_what_was_written_after_an_end_was_told_of_is_still_being_written(desk: Desk) -> None:
    """One writer closed the file, and the next one has begun before it could be read."""
    desk.write(a=article("Amazon staví") + "Půlka další")
    place = desk.seeds / "a.md"
    ingester, written = desk.ingester(settle_time=SETTLE), place.stat().st_mtime_ns
    report = ingester.look_at([b"a.md"], complete={b"a.md": written - 1})
    assert (report.counts, report.again) == ({Outcome.WAITING: 1}, {b"a.md": SETTLE})
    assert desk.published() == {}
    assert ingester.look_at([b"a.md"], complete={b"a.md": written}).counts == {Outcome.ADDED: 1}


# --- what is not there when it is to be read


@pytest.mark.fault(11)
def test_a_file_that_vanishes_between_the_scan_and_the_reading_is_no_problem(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))

    def vanish() -> bool:
        """Asked before each file is read, and so after the scan."""
        (desk.seeds / "a.md").unlink(missing_ok=True)
        return False

    rules, clock = desk.rules, desk.clock
    ingester = Ingester(desk.database, rules, desk.parsers, clock=clock, monotonic=clock.monotonic, stop=vanish)
    assert ingester.pass_over().counts == {Outcome.ADDED: 1}
    assert (set(desk.published()), desk.problems()) == ({"Софарма строи"}, {})
    desk.write(a=article("Amazon staví"))
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1, Outcome.ADDED: 1}
