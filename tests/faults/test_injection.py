"""Processes that are killed at the first, second, … two hundredth write, fsync and rename that they make (row 16).

After each kill the same work is done again without one, and the end is that of work that nobody disturbed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults import shift, strike
from tests.faults.ground import Files, Ground, head, require_whole
from tests.faults.hatchery import Hatchery
from tests.faults.shift import WAVES, Place
from tests.faults.stage import MOST, Rehearsal, databases, files, ground, hatched, rehearsal, spread, struck
from tests.faults.strike import Calls, Strike
from tests.faults.trials import many, tried
from tests.store.conftest import server

__all__ = ["databases", "files", "ground", "hatched", "rehearsal", "server"]  # fixtures

pytestmark = [pytest.mark.fault(16), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(1800)]


@pytest.mark.parametrize(
    ("ground", "calls", "already", "most"),
    [
        ("files", Calls.WRITES, 0, MOST),
        ("files", Calls.WRITES, 5, MOST),
        # There are four in a wave. So that the last one need not be waited for each time, three ingesters share them.
        ("files", Calls.SYNCS, 0, 80),
        ("files", Calls.SYNCS, 18, 70),
        ("files", Calls.SYNCS, 36, 70),
        ("files", Calls.RENAMES, 0, MOST),
        ("files", Calls.REMOVALS, 5, 50),
        ("databases", Calls.WRITES, 0, MOST),
        ("databases", Calls.WRITES, 5, MOST),
    ],
    indirect=["ground"],
    ids=str,
)
def test_an_ingester_that_is_killed_at_a_call_loses_nothing_and_doubles_nothing(
    hatched: Hatchery, rehearsal: Rehearsal, tmp_path: Path, *, ground: Ground, calls: Calls, already: int, most: int
) -> None:
    """With what is stored after so many waves; each new database is moved to its place by the one rename there is."""
    begun = Place(tmp_path / "begun")
    begun.prepare(rehearsal.written)
    if already:
        assert hatched.run(shift.WORK, str(begun.root), ground.url(begun.root), already) == 0, hatched.told
    for number in spread(many(3, most), most):
        place = Place(tmp_path / str(number))
        ground.copy(begun.root, place.root)
        url = ground.url(place.root)
        if not struck(hatched, Strike(calls, number), shift.WORK, str(place.root), url, WAVES):
            assert number > 1, "no such call is ever made"
            break
        tried()
        if place.acknowledged:
            require_whole(url)
            assert head(url) >= place.acknowledged, f"what was acknowledged is lost: {calls} {number}"
        last = min(place.next + 1, WAVES)
        assert hatched.run(shift.WORK, str(place.root), url, last) == 0, hatched.told
        require_whole(url)
        assert shift.outcome(url) == rehearsal.outcomes[last - 1], f"{calls} {number}"
        ground.clear(place.root)


def test_what_is_acknowledged_is_on_the_disk(hatched: Hatchery, rehearsal: Rehearsal, tmp_path: Path) -> None:
    """A killed process loses nothing that it wrote, but a power cut does: so what was written is synced before."""
    place, log = Place(tmp_path / "place"), tmp_path / "log"
    place.prepare(rehearsal.written)
    pid = hatched.hatch(shift.WORK, str(place.root), Files().url(place.root), 12)
    with strike.watching(pid, "pwrite64,fsync,fdatasync,renameat2,rename,mkdir", log):
        hatched.release()
        assert hatched.outcome() == 0, hatched.told
    unsynced: set[str] = set()
    for call, path in re.findall(r'^(\w+)\((?:\d+<|")([^>"]*)', log.read_text("utf-8"), re.MULTILINE):
        match call:
            case "pwrite64" if path.endswith(("seedwire.db", "seedwire.db-wal")):
                unsynced.add(path)
            case "fsync" | "fdatasync":
                unsynced.discard(path)
            case "mkdir" if "/done/" in path:
                tried()
                assert not unsynced, f"{path} is acknowledged"
    assert len(list((place.root / "done").iterdir())) == 12
