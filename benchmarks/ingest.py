"""Ingestion: ``seedwire ingest`` as a user runs it, from no database at all, and once more when nothing changed."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.report import Better, Figure, Target
from benchmarks.workplace import FailedError, Workplace
from store import entries, history
from store.engine import Database
from store.selection import EVERYTHING

SPEED = "speed"
"""The name of the figure that others are compared with."""

_CORES = 2
"""For which the targets are set."""

_FAST = Target(800, Better.HIGHER)
_MEMORY = Target(400, Better.LOWER)
_AGAIN = Target(2, Better.LOWER)


def measure(place: Workplace, count: int) -> Iterator[Figure]:
    """Fill the folder with `count` articles and ingest it twice; leaves folder and database behind.

    Raises `FailedError` where not every article became an entry, or the second pass changed anything.
    """
    group = f"ingest of {count:,} articles"
    place.fill(count)
    first = place.run("ingest", "--seeds", str(place.seeds))
    stored, head = _state(place)
    if stored != count:
        raise FailedError(f"{count} articles gave {stored} entries: {first.output}")
    cost = first.cost
    whole = f"{first.seconds:.1f} s, start and end included"
    yield Figure(group, SPEED, count / first.seconds, "articles/s", _FAST, whole)
    own, others = cost.own_cpu, cost.other_cpu
    yield Figure(group, "CPU of the process that decides", own and own / count * 1000, "ms/article")
    yield Figure(group, "CPU of those that parse", others and others / count * 1000, "ms/article")
    free = _CORES * count / (own + others) if own and others else None
    yield Figure(group, "speed that this CPU time allows", free, "articles/s", note="with two cores to itself")
    yield Figure(group, "peak memory of all processes", cost.peak_mb, "MB PSS", _MEMORY)
    yield Figure(group, "resident in the one that decides", cost.own_resident_mb, "MB RSS")
    largest, *rest = cost.other_resident_mb or (None,)
    others_too = ", ".join(f"{size:.0f}" for size in rest)
    yield Figure(group, "resident in the largest other", largest, "MB RSS", note=f"and {others_too}" if rest else "")
    yield Figure(group, "database", place.database.stat().st_size / count / 1000, "KB/article")

    second = place.run("ingest", "--seeds", str(place.seeds))
    if _state(place) != (stored, head):
        raise FailedError(f"a pass over unchanged files changed something: {second.output}")
    yield Figure(group, "the same pass again", second.seconds, "s", _AGAIN, "nothing changed")
    yield Figure(group, "its peak memory", second.cost.peak_mb, "MB PSS")


def _state(place: Workplace) -> tuple[int, int]:
    """Published entries, and the newest change."""
    database = Database.open_reader(place.database_url)
    try:
        with database.read() as conn:
            return entries.count(conn, EVERYTHING), history.head(conn).seq
    finally:
        database.close()
