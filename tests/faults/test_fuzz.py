"""What is fuzzed by the hour (``python -m tests.faults.fuzz``) in short: the samples, what was found, and mutants."""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from ingest.parsers import DEADLINE
from tests.faults.fuzz.target import LONGEST
from tests.faults.fuzz.targets import TARGETS
from tests.faults.hostile.lot import FOUND, SEED
from tests.faults.hostile.mutation import mutants
from tests.faults.trials import many, tried


@pytest.mark.fault(25, 26, 27, 28, 31)
@pytest.mark.long
@pytest.mark.parametrize("name", TARGETS)
def test_what_is_promised_of_any_input_holds(name: str) -> None:
    target = TARGETS[name]
    dice = Random(SEED)  # noqa: S311 - chance, not secrecy
    given = [*target.samples, *(word.encode() for word in target.words)]
    for data in (*given, *islice(mutants(given, dice), many(100, 3_000))):
        target.holds(data[:LONGEST])
        tried()


@pytest.mark.fault(28, 29)
@pytest.mark.long
@pytest.mark.parametrize("path", sorted(FOUND.iterdir()), ids=lambda path: path.name)
def test_what_was_found_stays_mended(path: Path) -> None:
    begun = time.process_time()
    for name in ("file", "markdown", "decoding", "headerless"):
        TARGETS[name].holds(path.read_bytes())
    assert time.process_time() - begun < DEADLINE
