"""Migrations that are killed at each of their first two hundred writes, and at each fsync and rename (row 37)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from store import migrate
from tests.faults import antique, command, shift
from tests.faults.ground import Files, Ground, require_whole
from tests.faults.hatchery import Hatchery
from tests.faults.shift import Place
from tests.faults.stage import MOST, Rehearsal, databases, files, ground, hatched, rehearsal, spread, struck
from tests.faults.strike import Calls, Strike
from tests.faults.trials import FULL, many, tried
from tests.store.conftest import server

__all__ = ["databases", "files", "ground", "hatched", "rehearsal", "server"]  # fixtures

pytestmark = [pytest.mark.fault(37), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(1800)]

HELD = 30
"""Waves of a shift that the databases hold."""
OLDEST, *NEWER = antique.revisions()
"""Whoever has the oldest one has all migrations before them."""
FEWER = 20
"""Trials with each of the others."""


@pytest.fixture(scope="module")
def full(hatched: Hatchery, rehearsal: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A database of the newest schema, and the folder that it was made of."""
    place = Place(tmp_path_factory.mktemp("full") / "place")
    place.prepare(rehearsal.written)
    assert hatched.run(shift.WORK, str(place.root), Files().url(place.root), HELD) == 0, hatched.told
    return place


@pytest.mark.parametrize("revision", [OLDEST, *(NEWER if FULL else NEWER[-1:])])
@pytest.mark.parametrize(
    ("ground", "calls"),
    [
        ("files", Calls.WRITES),
        ("files", Calls.SYNCS),
        ("files", Calls.RENAMES),
        ("databases", Calls.WRITES),
    ],
    indirect=["ground"],
    ids=str,
)
def test_an_upgrade_that_is_killed_at_a_call_starts_again_and_finishes(
    hatched: Hatchery, rehearsal: Rehearsal, full: Place, tmp_path: Path, *, ground: Ground, calls: Calls, revision: str
) -> None:
    old = Place(tmp_path / "old")
    shutil.copytree(full.root, old.root, symlinks=True, ignore=shutil.ignore_patterns("seedwire.db*"))
    antique.make(ground.url(old.root), revision, Files().url(full.root))
    for number in spread(many(2, MOST if revision == OLDEST else FEWER), MOST):
        place = Place(tmp_path / str(number))
        ground.copy(old.root, place.root)
        url = ground.url(place.root)
        upgrade = (command.RUN, str(place.root), "db", "upgrade", "--database", url)
        if not struck(hatched, Strike(calls, number), *upgrade):
            assert number > 1, "no such call is ever made"
            break
        tried()
        assert antique.revision(url) in {revision, migrate.HEAD}, "a migration is half done"
        assert hatched.run(*upgrade) == 0, hatched.told
        assert antique.revision(url) == migrate.HEAD
        require_whole(url)
        assert shift.outcome(url) == rehearsal.outcomes[HELD - 1], f"{calls} {number}"
        if url.startswith("sqlite:"):
            assert antique.revision(f"{url}.before-{migrate.HEAD}") == revision, "the copy is of what was there before"
        if number % 10 == 1:
            assert hatched.run(shift.WORK, str(place.root), url, HELD + 1) == 0, hatched.told
            assert shift.outcome(url) == rehearsal.outcomes[HELD], "ingestion does not go on where it was"
        ground.clear(place.root)
