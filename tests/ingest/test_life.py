"""Whatever an editor does to files, in any order, and whatever is taken back: the database never contradicts itself.

A subscriber polls after each step. No guid changes that was shown, none is shown twice, none vanishes unsaid.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.damage import lossless, lossy
from ingest.parsers import Parsers
from ingest.rules import OnDelete, Rules
from ingest.run import Ingester
from ingest.union import SeparationError, separate
from store import entries, history, mergers, tags
from store.engine import Database
from store.selection import EVERYTHING
from store.slug import company_slug
from tests.faults.trials import many
from tests.ingest import invariants
from tests.ingest.test_arrival import (
    BRNO,
    BRNO_FILE,
    BRNO_IN_GERMAN,
    GDYNIA,
    GDYNIA_RETOLD,
    GUID,
    PAGE,
    PLOVDIV,
    PORT,
    SITE,
    START,
    ZOR,
    article,
)

TEXTS: Sequence[str] = (
    BRNO_FILE,
    article(BRNO + "\n\nČtěte také další zprávy z kraje.", title="Amazon postaví v Brně centrum", date="2026-02-02"),
    article(BRNO.partition("\n")[0], title="Amazon v Brně", date="2026-02-03", url=PAGE),
    article(BRNO, title="Amazon staví v Brně", date="2026-01-20", companies="Amazon.com", draft="true"),
    article(BRNO, title="Amazon staví v Brně", date="2026-03-01 15:00:00 +0000", url=PAGE),
    lossless(BRNO_FILE, "cp1252"),
    lossy(BRNO_FILE, "cp1254"),
    article(BRNO_IN_GERMAN, title="Amazon baut in Brünn", date="2026-02-04", url=PAGE, lang="de"),
    article(BRNO_IN_GERMAN, title="Amazon baut in Brünn", date="2026-02-05", lang="de", source="DPA"),
    article(GDYNIA, title="Port kupuje dźwigi", date="2026-02-06", url=PORT),
    article(GDYNIA_RETOLD, title="Nowe dźwigi w porcie", date="2026-02-06", guid=GUID),
    article(GDYNIA, title="Port kupuje dźwigi", date="2026-02-06", url=PORT, guid=GUID),
    article(PLOVDIV, title="Софарма строи край Пловдив", date="2026-02-07", companies="Софарма АД"),
    article(PLOVDIV, title="Софарма строи край Пловдив", date="2026-02-06", url=PORT, guid=GUID),
    article(ZOR, title="Zorvexa otevřela laboratoř", date="2026-02-08"),
    article("Firma ohlásila tržby.", title="Výsledky hospodaření", date="2026-02-09", companies="Zorvexa, Amazon"),
    "---\ntitle: [broken\n",
)
NAMES = range(6)


@dataclass(frozen=True)
class Write:
    name: int
    text: int


@dataclass(frozen=True)
class Delete:
    name: int


@dataclass(frozen=True)
class Rename:
    name: int
    to: int


@dataclass(frozen=True)
class Swap:
    name: int
    other: int


@dataclass(frozen=True)
class Undo:
    back: int


@dataclass(frozen=True)
class MergeCompanies:
    one: str
    into: str


@dataclass(frozen=True)
class ReadAnew:
    """By rules that repair something else."""

    unrepaired: bool


@dataclass(frozen=True)
class Wait:
    """Long enough for what is held to be due."""


Step = Write | Delete | Rename | Swap | Undo | MergeCompanies | ReadAnew | Wait
_NAME, _TEXT = st.sampled_from(NAMES), st.sampled_from(range(len(TEXTS)))
_COMPANY = st.sampled_from(["Amazon", "Zorvexa", "Софарма АД", "Amazon.com"])
_WRITE = st.builds(Write, _NAME, _TEXT)
STEPS = st.one_of(
    _WRITE,
    _WRITE,
    _WRITE,
    st.builds(Delete, _NAME),
    st.builds(Rename, _NAME, _NAME),
    st.builds(Swap, _NAME, _NAME),
    st.builds(Undo, st.integers(0, 2)),
    st.builds(Undo, st.integers(0, 2)),
    st.builds(MergeCompanies, _COMPANY, _COMPANY),
    st.builds(ReadAnew, st.booleans()),
    st.builds(Wait),
)
LIVES = st.lists(st.lists(STEPS, min_size=1, max_size=4), min_size=2, max_size=8)


class Life:
    """One folder and one database through time, and a subscriber."""

    def __init__(self, seeds: Path, database: Database, parsers: dict[bool, Parsers], on_delete: OnDelete) -> None:
        self.seeds, self.database, self.parsers = seeds, database, parsers
        self.unrepaired = False
        self.rules = Rules(seeds=seeds, settle_time=0, on_delete=on_delete)
        self.now = START
        self.ever: set[str] = set()
        self.anew = False
        self.apart: set[frozenset[str]] = set()

    def live(self, passes: Sequence[Sequence[Step]]) -> None:
        for steps in passes:
            self.now += timedelta(minutes=1)
            for step in steps:
                self.do(step)
            self.look()
        self.settle()

    def do(self, step: Step) -> None:
        match step:
            case Write(name, text):
                self._path(name).write_text(TEXTS[text])
            case Delete(name):
                self._path(name).unlink(missing_ok=True)
            case Rename(name, to) if self._path(name).exists():
                self._path(name).rename(self._path(to))
            case Swap(name, other) if name != other and self._path(name).exists() and self._path(other).exists():
                aside = self.seeds / "aside.tmp"
                self._path(name).rename(aside)
                self._path(other).rename(self._path(name))
                aside.rename(self._path(other))
            case Undo(back):
                self._undo(back)
            case MergeCompanies(one, into):
                self._merge_companies(one, into)
            case ReadAnew(unrepaired):
                self.anew, self.unrepaired = True, unrepaired
            case Wait():
                self.now += timedelta(hours=4)

    def _path(self, name: int) -> Path:
        return self.seeds / f"{name}.md"

    def _undo(self, back: int) -> None:
        with self.database.read() as conn:
            found = mergers.newest(conn, back + 1)[back:]
        for merger in found:
            try:
                with self.database.write() as conn:
                    entry_id = separate(conn, merger, self.now)
                    one, other = entries.by_ids(conn, sorted([entry_id, merger.entry_id]))
                    self.apart.add(frozenset({one.guid, other.guid}))
            except SeparationError:
                continue

    def _merge_companies(self, one: str, into: str) -> None:
        try:
            with self.database.write() as conn:
                tags.merge_companies(conn, company_slug(one), company_slug(into), self.now)
        except (KeyError, ValueError):
            return

    def look(self) -> int:
        """One pass by a new ingester, and a poll; gives the head of history."""
        ingester = Ingester(self.database, self.rules, self.parsers[self.unrepaired], clock=lambda: self.now)
        ingester.release()
        ingester.pass_over(accept_deletions=True, anew=self.anew)
        assert not ingester.retag()
        self.anew = False
        with self.database.read() as conn:
            invariants.check(conn, self.now)
            shown = {stored.guid for stored in entries.newest(conn, EVERYTHING, 100)}
            buried = {tombstone.guid for tombstone in history.tombstones(conn, EVERYTHING, None)}
            self.ever |= shown
            assert self.ever <= shown | buried
            self.ever |= buried  # one that was released and withdrawn between two polls
            assert not shown & buried
            for merger in mergers.newest(conn, 100):
                if merger.other_id and merger.undone is None:
                    one, other = entries.by_ids(conn, sorted([merger.entry_id, merger.other_id]))
                    assert frozenset({one.guid, other.guid}) not in self.apart
            return history.head(conn).seq

    def settle(self) -> None:
        """Nothing happens any more: nothing changes any more, if all is read again ten times over."""
        self.now += timedelta(minutes=1)
        self.look()
        self.anew = True
        head = self.look()
        self.anew = True
        assert self.look() == head


@dataclass(frozen=True)
class Place:
    seeds: Path
    parsers: dict[bool, Parsers]
    """Those that repair nothing under True."""
    pattern: Path

    def live(self, passes: Sequence[Sequence[Step]], on_delete: OnDelete) -> None:
        shutil.rmtree(self.seeds, ignore_errors=True)
        self.seeds.mkdir()
        with tempfile.TemporaryDirectory() as directory:
            database = Database.open_writer(f"sqlite:///{shutil.copy(self.pattern, directory)}")
            try:
                Life(self.seeds, database, self.parsers, on_delete).live(passes)
            finally:
                database.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = tmp_path_factory.mktemp("life")
    Database.create(f"sqlite:///{place}/seedwire.db", site=SITE.base_url).close()
    rules = Rules(seeds=place / "seeds")
    with (
        Parsers(rules, processes=1) as parsers,
        Parsers(replace(rules, unrepaired=("*.md",)), processes=1) as plain,
    ):
        yield Place(place / "seeds", {False: parsers, True: plain}, place / "seedwire.db")


@settings(max_examples=many(5, 60))
@given(LIVES, st.sampled_from(OnDelete))
def test_whatever_is_done_to_files_nothing_is_contradicted_lost_or_doubled(
    place: Place, passes: list[list[Step]], on_delete: OnDelete
) -> None:
    place.live(passes, on_delete)
