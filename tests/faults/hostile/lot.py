"""A folder full of files that try to do harm, and a few that do not."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.hostile import hostile_files
from tests.faults.hostile.articles import everywhere, text, titled
from tests.faults.hostile.blocks import VALUES, YAML
from tests.faults.hostile.mutation import mutants
from tests.faults.hostile.payloads import EACH
from tests.faults.hostile.slow import SLOW
from tests.faults.hostile.texts import CHARACTERS

FOUND = Path(__file__).parent / "found"
"""What fuzzing found, each file named by what went wrong with it."""
SEED = 20260301
WHOLE = 1_000


def lot(number: int = WHOLE) -> Mapping[bytes, bytes]:
    """So many of a thousand files by name: all that are written out here and in the benchmarks, the rest mutants."""
    dice = Random(SEED)  # noqa: S311 - chance, not secrecy
    written = _written()
    suffixes = dice.choices(("md", "txt"), k=WHOLE)
    names = (f"mutant-{at:03}.{suffix}".encode() for at, suffix in enumerate(suffixes))
    changed = dict(zip(islice(names, WHOLE - len(written)), mutants(list(written.values()), dice), strict=False))
    whole = written | changed
    return whole if number >= WHOLE else {name: whole[name] for name in dice.sample(sorted(whole), number)}


def _written() -> dict[bytes, bytes]:
    fronts = [front for front, _ in (*YAML.values(), *VALUES.values())]
    texts = (f"a{fragment}b" for fragment in CHARACTERS.values())
    files = {
        **{f"payload-{at:03}.md": everywhere(payload, at) for at, payload in enumerate(EACH)},
        **{f"text-{at:03}.md": everywhere(fragment, len(EACH) + at) for at, fragment in enumerate(texts)},
        **{f"block-{at:03}.md": titled(front, at) for at, front in enumerate(fronts)},
        **{f"slow-{at:03}.md": text(f"---\ntitle: Pomalý {at}\n---", body) for at, body in enumerate(SLOW.values())},
        **{f"found-{path.name}.md": path.read_bytes() for path in sorted(FOUND.iterdir())},
        **hostile_files(),
    }
    return {os.fsencode(name): data for name, data in files.items()}
