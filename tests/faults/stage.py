"""What trials by injection share: fixtures of a hatchery, of databases, and of a shift that nobody disturbed."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.faults import hatchery, shift, strike
from tests.faults.ground import Databases, Files, Ground
from tests.faults.hatchery import Hatchery
from tests.faults.shift import WAVES, Outcome, Place
from tests.faults.strike import Strike
from tests.store.conftest import Server

MOST = 200
"""The first so many calls of each kind."""


@pytest.fixture(scope="module")
def hatched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hatchery]:
    """A hatchery, where strace can be had."""
    strike.require()
    with hatchery.opened(tmp_path_factory.mktemp("hatchery")) as opened:
        yield opened


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A shift that nobody disturbed."""

    written: Path
    """The files of all waves."""
    outcomes: Sequence[Outcome]
    """After each wave."""


@pytest.fixture(scope="module")
def rehearsal(hatched: Hatchery, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """The whole shift."""
    root = tmp_path_factory.mktemp("rehearsal")
    shift.write(root / "written")
    place, record = Place(root / "place"), root / "outcomes"
    place.prepare(root / "written")
    assert hatched.run(shift.WORK, str(place.root), Files().url(place.root), WAVES, str(record)) == 0, hatched.told
    return Rehearsal(root / "written", pickle.loads(record.read_bytes()))  # noqa: S301 - written by the line above


@pytest.fixture
def files() -> Ground:
    """A database in a file to each trial."""
    return Files()


@pytest.fixture
def databases(server: Server) -> Iterator[Ground]:
    """A database on a server to each trial."""
    with Databases(server).open() as opened:
        yield opened


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Ground:
    """What the test's parameter names: `files` or `databases`."""
    found: Ground = request.getfixturevalue(request.param)
    return found


def struck(hatched: Hatchery, blow: Strike, work: str, *arguments: object, threads: bool = False) -> bool:
    """Do work, with this blow; whether it came to that. Otherwise the work is done, in order."""
    pid = hatched.hatch(work, *arguments)
    with strike.awaiting(pid, blow, threads=threads):
        hatched.release()
        status = hatched.outcome()
    assert status in {0, -SIGKILL}, hatched.told
    return status != 0


def spread(count: int, most: int) -> Sequence[int]:
    """All numbers up to the most or, where there is no time for so many, near ones and far ones."""
    if count >= most:
        return range(1, most + 1)
    return sorted({round(most ** (step / max(count - 1, 1))) for step in range(count)})
