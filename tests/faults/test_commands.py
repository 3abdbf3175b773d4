"""What operators do is killed at its calls: it happened or it did not, and can be said again (row 16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import command, shift
from tests.faults.ground import Files, Ground, head, require_whole
from tests.faults.hatchery import Hatchery
from tests.faults.shift import Place
from tests.faults.stage import MOST, Rehearsal, databases, files, ground, hatched, rehearsal, spread, struck
from tests.faults.strike import Calls, Strike
from tests.faults.trials import many, tried
from tests.store.conftest import server

__all__ = ["databases", "files", "ground", "hatched", "rehearsal", "server"]  # fixtures

pytestmark = [pytest.mark.fault(16), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(1200)]

HELD = 16
"""Waves of a shift that the databases hold."""
REFUSED = 2
"""Exit status of what needs not be done any more."""


def held(hatched: Hatchery, rehearsal: Rehearsal, root: Path, ground: Ground, waves: int) -> Path:
    """A directory whose database holds so many waves."""
    place = Place(root)
    place.prepare(rehearsal.written)
    assert hatched.run(shift.WORK, str(root), ground.url(root), waves) == 0, hatched.told
    return root


@pytest.mark.parametrize("words", [("companies", "merge", "siemens", "orlen"), ("withdraw", "--purge")], ids="-".join)
@pytest.mark.parametrize(
    ("ground", "calls"),
    [("files", Calls.WRITES), ("files", Calls.SYNCS), ("databases", Calls.WRITES)],
    indirect=["ground"],
    ids=str,
)
def test_an_operators_word_that_is_killed_holds_or_was_never_said(
    hatched: Hatchery, rehearsal: Rehearsal, tmp_path: Path, *, words: tuple[str, ...], ground: Ground, calls: Calls
) -> None:
    origin = held(hatched, rehearsal, tmp_path / "origin", ground, HELD)
    before = shift.outcome(ground.url(origin))
    words += (min(before.published),) if words[0] == "withdraw" else ()

    def order(home: Path) -> tuple[str, ...]:
        return command.RUN, str(home), *words, "--database", ground.url(home)

    ground.copy(origin, tmp_path / "undisturbed")
    assert hatched.run(*order(tmp_path / "undisturbed")) == 0, hatched.told
    after = shift.outcome(ground.url(tmp_path / "undisturbed"))
    assert after != before
    for number in spread(many(2, 20), MOST):
        home = tmp_path / str(number)
        ground.copy(origin, home)
        if not struck(hatched, Strike(calls, number), *order(home)):
            break
        tried()
        require_whole(ground.url(home))
        found = shift.outcome(ground.url(home))
        assert found in (before, after), f"{calls} {number}"
        assert hatched.run(*order(home)) in ({0, REFUSED} if found == after else {0}), hatched.told
        assert shift.outcome(ground.url(home)) == after, f"{calls} {number}"
        ground.clear(home)


@pytest.mark.parametrize("calls", [Calls.WRITES, Calls.SYNCS, Calls.RENAMES], ids=str)
def test_a_backup_that_is_killed_leaves_the_older_one_or_is_whole(
    hatched: Hatchery, rehearsal: Rehearsal, tmp_path: Path, calls: Calls
) -> None:
    home, url, copy = tmp_path / "home", Files().url(tmp_path / "home"), tmp_path / "copy.db"
    held(hatched, rehearsal, home, Files(), HELD // 2)
    backup = (command.RUN, str(home), "db", "backup", str(copy), "--database", url)
    assert hatched.run(*backup) == 0, hatched.told
    older, kept = head(url), copy.read_bytes()
    assert hatched.run(shift.WORK, str(home), url, HELD) == 0, hatched.told
    for number in spread(many(3, 30), MOST):
        copy.write_bytes(kept)
        if not struck(hatched, Strike(calls, number), *backup):
            assert number > 1, "no such call is ever made"
            break
        tried()
        assert head(f"sqlite:///{copy}") in {older, head(url)}, f"{calls} {number}"
        require_whole(f"sqlite:///{copy}")
        assert hatched.run(*backup) == 0, hatched.told
        assert head(f"sqlite:///{copy}") == head(url)
    require_whole(url)
