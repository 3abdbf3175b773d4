"""Readers that poll at random, in every way there is to ask, while articles come and go: in the end each has them all.

None twice, none lost, none that was withdrawn where the format can tell. `make test` walks some hundred steps;
`make faults` walks 10,000, or as many as ``POLLING_STEPS`` says, in stretches of 500, from ``POLLING_SEED`` (1) on.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from ingest.parsers import Parsers
from ingest.rules import Rules
from publisher.app import create_app
from publisher.site import Site
from store.engine import Database
from tests.faults.trials import many
from tests.publisher.polling.newsroom import WINDOW, Newsroom, emptied
from tests.publisher.polling.steps import ACTIONS, NUMBERS, Action, Step, shortened, steps
from tests.publisher.polling.walk import Walk, population
from tests.publisher.polling.wire import connected

SITE = Site(base_url="https://feeds.example", feed_limit=WINDOW)
_NUMBER = st.integers(0, NUMBERS - 1)
STEPS = st.lists(st.builds(Step, st.sampled_from(ACTIONS), _NUMBER, _NUMBER), min_size=20, max_size=40)
SHARE = 7
"""One in so many readers is on a walk. No divisor of the mixes, so that each walk has most of them."""
STRETCH = 500
"""Steps of a long walk."""
MOST_CUTS = 40
"""Walks to find out which steps of one that failed are enough: half an hour of them at most."""
LONG, SEED = int(os.environ.get("POLLING_STEPS", many(500, 10_000))), int(os.environ.get("POLLING_SEED", "1"))


@dataclass(frozen=True)
class Place:
    """Where walks begin."""

    seeds: Path
    parsers: Parsers
    pattern: Path

    def walk(self, taken: Sequence[Step], first: int) -> Walk:
        """One walk from an empty folder and an empty database, with one in `SHARE` readers; raises `AssertionError`."""
        with tempfile.TemporaryDirectory() as directory:
            database = Database.open_writer(f"sqlite:///{shutil.copy(self.pattern, directory)}")
            reading = Database.open_reader(f"sqlite:///{directory}/{self.pattern.name}")
            try:
                newsroom = Newsroom(emptied(self.seeds), database, self.parsers)
                with connected(create_app(reading, SITE, clock=newsroom.clock)) as line:
                    walk = Walk(newsroom, line, population()[first % SHARE :: SHARE])
                    walk.go(taken)
            finally:
                reading.close()
                database.close()
        return walk

    def fails(self, taken: Sequence[Step], first: int) -> bool:
        try:
            self.walk(taken, first)
        except AssertionError:
            return True
        return False


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("polling")
    Database.create(f"sqlite:///{home}/seedwire.db", site=SITE.base_url).close()
    with Parsers(Rules(seeds=home / "seeds"), processes=1) as parsers:
        yield Place(home / "seeds", parsers, home / "seedwire.db")


LONG_PASS = [Step(Action.ADD, which, 1) for which in range(3)] + [Step(Action.LOOK_SLOWLY, 0, 6)]
"""A reader that trusts dates alone polls while a pass takes five seconds for each of its files."""
BULK_EDIT = [
    Step(Action.ADD_MANY),
    Step(Action.POLL),
    Step(Action.ADD_OLD, 0, 1),
    Step(Action.LOOK_ROUND),
    Step(Action.EDIT_MANY),
]
"""An article comes, and before anybody polls a backfill edits it with many others."""
EDITED_AHEAD = [
    Step(Action.ADD_EARLY, 0, 8),
    Step(Action.LOOK_ROUND),
    Step(Action.POLL, 1),
    Step(Action.EDIT, 1),
    Step(Action.LOOK_ROUND),
    Step(Action.DRAFT, 1),
]
GONE_EARLY = [Step(Action.ADD_EARLY, 0, 8), Step(Action.LOOK_ROUND), Step(Action.POLL, 1), Step(Action.DELETE, 1)]
"""An article is dated eight hours ahead, and withdrawn before that."""


# Cutting a walk down takes longer than a test may; the one that failed is told as it is, and a long one is cut down.
@settings(max_examples=many(1, 10), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(STEPS, st.integers(0, SHARE - 1))
@example(LONG_PASS, 3)
@example(BULK_EDIT, 6)
@example(GONE_EARLY, 2)
@example(EDITED_AHEAD, 2)
def test_whoever_polls_often_enough_has_every_entry_once_and_as_it_is_now(
    place: Place, taken: list[Step], first: int
) -> None:
    place.walk(taken, first)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", range(SEED, SEED + max(1, LONG // STRETCH)))
def test_the_same_holds_on_long_walks(place: Place, seed: int) -> None:
    taken = steps(seed, min(LONG, STRETCH))
    try:
        walk = place.walk(taken, seed)
    except AssertionError as error:
        fewest = shortened(taken, lambda some: place.fails(some, seed), most=MOST_CUTS)
        told = ", ".join(map(str, fewest))
        raise AssertionError(f"these steps are enough, for readers {seed % SHARE}: [{told}]") from error
    statuses = Counter(status for one in walk.subscriptions for status in one.reader.statuses)
    assert statuses.keys() == {200, 226, 304}
