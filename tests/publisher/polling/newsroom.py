"""A folder that an editor works in, the ingester that reads it, and what is really published: the truth to poll for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.parsers import Parsers
from ingest.rules import OnDelete, Rules
from ingest.run import Ingester
from ingest.union import SeparationError, separate
from ingest.withholding import WithholdingError, restore, withdraw
from store import entries, mergers
from store.engine import Database
from store.entry import Stored
from store.selection import EVERYTHING
from tests.ingest import invariants
from tests.publisher.polling.articles import Article
from tests.publisher.polling.documents import Word, edition_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)
WINDOW = 12
"""``feed_limit``: small, so that readers feel it."""
FEW = 4
"""Files that change between two passes, at most: no backfill."""


class Clock:
    """The time, as the steps set it."""

    def __init__(self) -> None:
        self.now = START
        self.impatient = False
        self._ticks = 0.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        """Impatient, it runs so fast that the ingester commits after each file, as it does where parsing is slow."""
        self._ticks += 2.0 if self.impatient else 0.0
        return self._ticks


@dataclass(slots=True)
class Truth:
    """What history says of one entry."""

    guid: str
    stored: Stored
    words: list[Word]
    """What it said since it last arrived; the newest last."""
    arrival: int | None = None
    """Which of all arrivals was its last; None where it came with a backfill."""


@dataclass(slots=True)
class Newsroom:
    """Files, database and ingester."""

    seeds: Path
    database: Database
    parsers: Parsers
    clock: Clock = field(default_factory=Clock)
    files: dict[str, Article] = field(default_factory=dict)
    deleted: dict[str, Article] = field(default_factory=dict)
    published: dict[str, Truth] = field(default_factory=dict)
    gone: dict[str, Stored] = field(default_factory=dict)
    """Entries that were published and are no longer, by their guids."""
    ever: dict[int, str] = field(default_factory=dict)
    """The guid of each entry that was ever published."""
    withheld: list[int] = field(default_factory=list)
    """Entries that the operator took out."""
    arrivals: list[Stored] = field(default_factory=list)
    """What every reader is promised: entries that came, changed or came back, as they were then."""
    waiting: int = 0
    """Entries that are held until their time has come."""
    touched: set[str] = field(default_factory=set)
    """Files that no pass has seen yet as they are."""

    def put(self, name: str, article: Article) -> None:
        (self.seeds / name).write_text(str(article), "utf-8")
        self.files[name] = article
        self.deleted.pop(name, None)
        self.touched.add(name)

    def delete(self, name: str) -> None:
        (self.seeds / name).unlink()
        self.deleted[name] = self.files.pop(name)
        self.touched.add(name)

    def rename(self, name: str, to: str) -> None:
        (self.seeds / name).rename(self.seeds / to)
        self.files[to] = self.files.pop(name)
        self.touched |= {name, to}

    def look(self, *, whole: bool = True, anew: bool = False, between: Callable[[], None] | None = None) -> None:
        """One pass, or a look at what was touched; `between` is called after each file of a slow one."""
        self.clock.now += MOMENT
        self.clock.impatient = between is not None
        rules = Rules(
            seeds=self.seeds,
            settle_time=0,
            on_delete=OnDelete.WITHDRAW,
            feed_limit=WINDOW,
            detect_companies=False,
        )
        ingester = Ingester(self.database, rules, self.parsers, clock=self.clock, monotonic=self.clock.monotonic)

        def progress(_done: int, _total: int) -> None:
            if between:
                between()

        before = self.clock.now
        ingester.release()
        if whole:
            ingester.pass_over(accept_deletions=True, anew=anew, progress=progress)
        else:
            ingester.look_at([name.encode() for name in self.touched], progress=progress)
        ingester.retag()
        self.clock.impatient = False
        self.touched.clear()
        self.observe(before)

    def undo(self, back: int) -> None:
        """Take a merger back, as the operator does."""
        before = self.clock.now
        with self.database.read() as conn:
            found = mergers.newest(conn, back + 1)[back:]
        for merger in found:
            try:
                with self.database.write() as conn:
                    separate(conn, merger, self.clock.now)
            except SeparationError:
                continue
        self.observe(before)

    def withhold(self, which: int, *, purge: bool) -> None:
        """Withdraw an entry as the operator does; nothing where none is published."""
        if not self.published:
            return
        stored = self.published[sorted(self.published)[which % len(self.published)]].stored
        with self.database.write() as conn:
            withdraw(conn, stored, reason="on demand", purge=purge, now=self.clock.now)
        self.withheld.append(stored.id)
        self.observe(self.clock.now)

    def readmit(self, which: int) -> None:
        """Restore an entry as the operator does, where that can be done; one that was purged is back after a pass."""
        before = self.clock.now
        if not self.withheld:
            return
        number = self.withheld.pop(which % len(self.withheld))
        with self.database.read() as conn:
            (stored,) = entries.by_ids(conn, [number])
        try:
            with self.database.write() as conn:
                anew = restore(conn, stored, on_delete=OnDelete.WITHDRAW, now=self.clock.now)
        except WithholdingError:
            return
        self.touched |= {path.decode() for path in anew}
        self.observe(before)

    def observe(self, since: datetime) -> None:
        """See what became of it all since a moment: what is published, and what has arrived."""
        with self.database.read() as conn:
            shown = entries.newest(conn, EVERYTHING, 100_000)
            self.waiting = len(entries.due(conn, datetime.max.replace(tzinfo=UTC)))
            numbers = self.ever.keys() - {stored.id for stored in shown}
            self.gone = {str(stored.guid): stored for stored in entries.by_ids(conn, list(numbers))}
        known, self.published = self.published, {}
        for stored in sorted(shown, key=lambda one: one.arrived):
            guid = str(stored.guid)
            assert self.ever.setdefault(stored.id, guid) == guid, "a guid changed"
            before, word = known.get(guid), word_of(stored)
            truth = Truth(guid, stored, [word])
            if stored.arrived >= since and (before is None or stored.arrived != before.stored.arrived):
                truth.arrival = len(self.arrivals)
                self.arrivals.append(stored)
            elif before is not None:
                truth.words, truth.arrival = [*before.words, word], before.arrival
            self.published[guid] = truth

    def check(self) -> None:
        """What is stored contradicts itself nowhere."""
        with self.database.read() as conn:
            invariants.check(conn, self.clock.now)

    def window(self, matches: Callable[[Stored], bool], size: int) -> set[str]:
        """The guids that arrived last, as the contract has it."""
        chosen = [truth.stored for truth in self.published.values() if matches(truth.stored)]
        chosen.sort(key=lambda stored: stored.guid)
        chosen.sort(key=lambda stored: (stored.arrived, stored.entry.published), reverse=True)
        return {str(stored.guid) for stored in chosen[:size]}


def word_of(stored: Stored) -> Word:
    """What a reader of this entry should have."""
    names = frozenset(company.name for company in stored.entry.companies)
    return Word(stored.entry.title, edition_of(stored.entry.text), names)


def emptied(seeds: Path) -> Path:
    """The folder as it is at the beginning."""
    shutil.rmtree(seeds, ignore_errors=True)
    seeds.mkdir()
    return seeds
