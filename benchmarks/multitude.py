"""A folder of very many files, in a thousand directories: what it costs to see that none of them changed.

The files are links to one for each directory, so that a million of them fit anywhere; a walk asks the file system the
same of a link as of a file. They are in the ledger as if they had been read: who wants to know what reading costs
measures `benchmarks.ingest`.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.report import Better, Figure, Target
from benchmarks.workplace import FailedError, Workplace
from ingest import scan
from ingest.rules import Rules
from store import ledger, passes
from store.engine import Database
from store.file import FileState, Signature
from store.ledger import Finding, Sighting

_DIRECTORIES = 1_000
_AT_ONCE = 1_000
"""Lines to a statement."""

_RATIO = Target(4, Better.LOWER)
_HEAVY = Target(1_000, Better.LOWER)


def measure(place: Workplace, count: int) -> Iterator[Figure]:
    """Make `count` files and pass over them; raises `FailedError` where the pass found anything to do."""
    group = f"a folder of {count:,} files"
    place.seeds.mkdir()
    empty = place.run("ingest", "--seeds", str(place.seeds))
    _plant(place.seeds, count)
    rules = Rules(seeds=place.seeds)
    choice = scan.Choice.of(rules.suffixes, rules.exclude)
    bare = _seconds(lambda: _bare(place.seeds))
    walk = _seconds(lambda: scan.walk(place.seeds, choice))
    yield Figure(group, "the walk", walk, "s", note=f"{walk / count * 1e6:.1f} µs for each file")
    yield Figure(group, "by os.scandir and stat alone", walk / bare, "times", _RATIO, f"which take {bare:.2f} s")

    with contextlib.closing(Database.open_writer(place.database_url)) as database:
        _remember(database, scan.walk(place.seeds, choice).files)
        run = place.run("ingest", "--seeds", str(place.seeds))
        with database.read() as conn:
            found = passes.last_pass(conn)
    if found is None or found.files != count or dict(found.counts) != {"unchanged": count}:
        raise FailedError(f"a pass over {count} unchanged files did something: {run.output}")
    taken = (found.ended - found.started).total_seconds()
    yield Figure(group, "a pass", taken, "s", note="the same walk included; nothing changed")
    peak, least = run.cost.peak_mb, empty.cost.peak_mb
    yield Figure(group, "its peak memory", peak, "MB PSS", note=f"{least:.0f} with an empty folder" if least else "")
    each = (peak - least) * 1e6 / count if peak and least else None
    yield Figure(group, "memory for each file", each, "bytes", _HEAVY)


def _plant(seeds: Path, count: int) -> None:
    """The files; the directories may differ by one."""
    for number in range(_DIRECTORIES):
        directory = seeds / f"{number:03}"
        directory.mkdir()
        first, *others = (directory / f"{at:06}.md" for at in range(number, count, _DIRECTORIES))
        first.write_text("Zpráva o ničem\n", encoding="utf-8")
        for other in others:
            other.hardlink_to(first)


def _bare(root: Path) -> None:
    """The least that a walk has to do."""
    pending = [os.fspath(root)]
    while pending:
        with os.scandir(pending.pop()) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)


def _remember(database: Database, files: dict[bytes, Signature]) -> None:
    """Put the files into the ledger as they are, as if each had been published."""
    now = datetime.now(UTC)
    lines = (
        Sighting(path, Finding(FileState.PUBLISHED, signature, f"{number:064x}"), now, now)
        for number, (path, signature) in enumerate(files.items())
    )
    with database.write() as conn:
        while some := list(islice(lines, _AT_ONCE)):
            ledger.note_all(conn, some)


def _seconds(work: Callable[[], object]) -> float:
    """The better of two times."""

    def once() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return min(once(), once())
