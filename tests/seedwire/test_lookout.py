from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from publisher.publication import Publication
from publisher.representations import RepresentationCache
from publisher.site import Site
from publisher.topics import paths, shown
from seedwire.lookout import Lookout
from store import companies, edits, entries, pings, tags
from store.engine import Database
from store.entry import Company, DateOrigin, Entry, EntryState, Fingerprint, Guid, Identity, Slug, Stored
from store.slug import company_slug
from store.tables import translation
from tests.faults.trials import many

HUB = "https://hub.example/"
SITE = Site(base_url="https://noviny.example/zpravy", hubs=(HUB,), feed_limit=4)
START = datetime(2026, 1, 30, 6, 0, tzinfo=UTC)
NAMES = ("Škoda Auto", "Софарма", "Amazon", "Orlen")
FEEDS = {"/rss.xml", "/atom.xml", "/feed.json"}


def company(name: str) -> Company:
    return Company(company_slug(name), name)


def feeds_of(*names: str) -> set[str]:
    return {path for name in names for path in paths(company_slug(name))}


@dataclass(slots=True)
class Newsroom:
    """A database in which things happen, one minute after the other."""

    database: Database
    serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def tick(self) -> datetime:
        return START + timedelta(minutes=next(self.serial))

    def article(self, names: Sequence[str], title: str = "", at: datetime | None = None) -> Entry:
        number = next(self.serial)
        return Entry(
            identity=Identity(None, None, "", Fingerprint(f"{number:064x}")),
            companies=tuple(company(name) for name in names),
            title=title or f"Zpráva č. {number}",
            published=at or START,
            published_origin=DateOrigin.DECLARED,
            content=f"<p>Co je nového ve zprávě č. {number}.</p>",
            text=f"Co je nového ve zprávě č. {number}.",
            summary="",
        )

    def add(self, names: Sequence[str], arrived: datetime | None = None) -> int:
        at = self.tick()
        content = self.article(names, at=arrived)
        with self.database.write() as conn:
            return edits.add(conn, content, guid=Guid(f"urn:zprava:{at:%H%M}"), at=at, arrived=arrived or at)

    def of(self, number: int) -> Stored:
        with self.database.read() as conn:
            return entries.by_ids(conn, [number])[0]

    def revise(self, number: int, *, edited: bool = True, **changed: Any) -> None:
        before, at = self.of(number), self.tick()
        content = replace(before.entry, **changed)
        with self.database.write() as conn:
            edits.revise(conn, before, content, at=at, arrived=at, edited=edited)

    def withdraw(self, number: int) -> None:
        before, at = self.of(number), self.tick()
        with self.database.write() as conn:
            edits.withdraw(conn, before, at=at, reason="its file was deleted")

    def merge(self, number: int, into: int) -> None:
        before, heir, at = self.of(number), self.of(into), self.tick()
        with self.database.write() as conn:
            edits.merge(conn, before, heir, at=at, reason="the same text")

    def merge_companies(self, one: str, into: str) -> None:
        at = self.tick()
        with self.database.write() as conn:
            tags.merge_companies(conn, company_slug(one), company_slug(into), at)

    def translate(self, number: int, other: int) -> None:
        """Link two entries, as filing one of them does."""
        self.revise(number, title=f"Překlad {next(self.serial)}")
        with self.database.write() as conn:
            conn.execute(
                insert(translation).prefix_with("OR IGNORE"),
                [{"entry_id": a, "other_id": b} for a, b in ((number, other), (other, number))],
            )

    def documents(self) -> dict[str, str]:
        """What every feed shows, by path."""
        with Publication(self.database, SITE, RepresentationCache(0)).view() as view:
            everyone = [one.slug for one in companies.counts(view.conn)]
            return {path: digest for slug in (None, *everyone) for path, digest in shown(view, slug).items()}

    def queued(self) -> set[str]:
        with self.database.read() as conn:
            return {one.path for one in pings.due(conn, HUB, datetime.now(UTC), 1000)}

    def told(self) -> set[str]:
        """What was queued, taken by the hub."""
        with self.database.write() as conn:
            due = pings.due(conn, HUB, datetime.now(UTC), 1000)
            pings.told(conn, HUB, due, datetime.now(UTC))
        return {one.path for one in due}

    def lookout(self, site: Site = SITE, release: str = "1") -> Lookout:
        made = Lookout(self.database, site, release)
        made.begin()
        return made


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lookout") / "seedwire.db"
    Database.create(f"sqlite:///{path}", site="https://noviny.example").close()
    return path


@contextlib.contextmanager
def opened(pattern: Path, place: Path) -> Iterator[Newsroom]:
    shutil.copy(pattern, place)
    with contextlib.closing(Database.open_writer(f"sqlite:///{place}")) as database:
        yield Newsroom(database)


@pytest.fixture
def newsroom(pattern: Path, tmp_path: Path) -> Iterator[Newsroom]:
    with opened(pattern, tmp_path / "seedwire.db") as made:
        yield made


Step = Callable[[Newsroom], None]

numbers = st.integers(1, 8)
named = st.lists(st.sampled_from(NAMES), unique=True, max_size=3)


def known(newsroom: Newsroom, number: int) -> int | None:
    """The entry of this number, where there is one in the feeds."""
    with newsroom.database.read() as conn:
        found = entries.by_ids(conn, [number])
    return number if found and found[0].state is EntryState.PUBLISHED else None


def on_entry(act: Callable[[Newsroom, int], None]) -> Callable[[int], Step]:
    return lambda number: lambda room: act(room, number) if known(room, number) else None


def _merge(numbers: tuple[int, int]) -> Step:
    def step(room: Newsroom) -> None:
        one, other = numbers
        if one != other and known(room, one) and known(room, other):
            room.merge(one, other)

    return step


def _translate(numbers: tuple[int, int]) -> Step:
    def step(room: Newsroom) -> None:
        one, other = numbers
        if one != other and known(room, one) and known(room, other):
            room.translate(one, other)

    return step


def _merge_companies(names: tuple[str, str]) -> Step:
    def step(room: Newsroom) -> None:
        with contextlib.suppress(KeyError, ValueError):
            room.merge_companies(*names)

    return step


STEPS: st.SearchStrategy[Step] = st.one_of(
    named.map(lambda names: lambda room: void(room.add(names))),
    named.map(lambda names: lambda room: void(room.add(names, START - timedelta(days=400)))),
    numbers.map(on_entry(lambda room, n: room.revise(n, title=f"Oprava {next(room.serial)}"))),
    numbers.map(on_entry(lambda room, n: room.revise(n, edited=False, importance=next(room.serial) % 10))),
    numbers.map(on_entry(lambda room, n: room.revise(n, edited=False, text=f"jen text {next(room.serial)}"))),
    st.tuples(numbers, named).map(
        lambda drawn: on_entry(lambda room, n: room.revise(n, companies=tuple(map(company, drawn[1]))))(drawn[0])
    ),
    numbers.map(on_entry(lambda room, n: room.withdraw(n))),
    numbers.map(lambda n: lambda room: room.revise(n) if n <= 2 and _there(room, n) else None),
    st.tuples(numbers, numbers).map(_merge),
    st.tuples(numbers, numbers).map(_translate),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).map(_merge_companies),
    st.just(lambda room: void(room.add(["ŠKODA AUTO"]))),
    st.just(lambda room: void(room.add(["Škoda  auto"]))),
    st.just(lambda room: void(room.add(["AMAZON"]))),
)


def void(_: object) -> None:
    """For a step that gives something."""


def _there(room: Newsroom, number: int) -> bool:
    with room.database.read() as conn:
        return bool(entries.by_ids(conn, [number]))


@settings(max_examples=many(8, 60), suppress_health_check=[HealthCheck.too_slow])
@given(
    before=st.lists(STEPS, max_size=8), rounds=st.lists(st.lists(STEPS, min_size=1, max_size=3), min_size=1, max_size=3)
)
def test_exactly_the_feeds_whose_bytes_changed_are_told(
    pattern: Path, tmp_path_factory: pytest.TempPathFactory, before: list[Step], rounds: list[list[Step]]
) -> None:
    with opened(pattern, tmp_path_factory.mktemp("room") / "seedwire.db") as room:
        for step in before:
            step(room)
        lookout = room.lookout()
        assert room.queued() == set()
        earlier = room.documents()
        for steps in rounds:
            for step in steps:
                step(room)
            lookout.look()
            now = room.documents()
            changed = {path for path in now if now[path] != earlier.get(path)}
            assert room.told() == changed | (earlier.keys() - now.keys())
            earlier = now
        while lookout.sweep():
            pass
        assert room.queued() == set(), "the sweep found what a look had missed"


def test_a_new_article_changes_the_feeds_of_everything_and_of_its_companies(newsroom: Newsroom) -> None:
    newsroom.add(["Amazon", "Orlen"])
    lookout = newsroom.lookout()
    newsroom.add(["Amazon", "Софарма"])
    assert lookout.look()
    assert newsroom.queued() == FEEDS | feeds_of("Amazon", "Софарма")
    assert not lookout.look()


def test_an_article_that_leaves_a_company_changes_that_companys_feeds(newsroom: Newsroom) -> None:
    number = newsroom.add(["Amazon", "Orlen"])
    lookout = newsroom.lookout()
    newsroom.revise(number, companies=(company("Amazon"),))
    lookout.look()
    assert newsroom.queued() == FEEDS | feeds_of("Amazon", "Orlen")


def test_a_backfill_of_old_articles_leaves_full_feeds_as_they_are(newsroom: Newsroom) -> None:
    for _ in range(SITE.feed_limit):
        newsroom.add(["Amazon"])
    lookout = newsroom.lookout()
    earlier = newsroom.documents()
    newsroom.add(["Amazon", "Orlen"], START - timedelta(days=365))
    lookout.look()
    assert {
        path for path in newsroom.documents() if newsroom.documents()[path] != earlier.get(path)
    } == newsroom.queued()
    assert "/feed.json" not in newsroom.queued()
    assert feeds_of("Orlen") <= newsroom.queued()


def test_what_readers_cannot_see_is_told_nobody(newsroom: Newsroom) -> None:
    number = newsroom.add(["Amazon"])
    lookout = newsroom.lookout()
    newsroom.revise(number, edited=False, text="jiný prostý text")
    lookout.look()
    assert newsroom.queued() == set()


def test_a_renamed_company_changes_the_feeds_of_those_it_shares_articles_with(newsroom: Newsroom) -> None:
    newsroom.add(["SKODA AUTO", "Orlen"])
    newsroom.add(["Amazon"])
    lookout = newsroom.lookout()
    newsroom.add(["Škoda Auto"])
    lookout.look()
    assert newsroom.queued() == FEEDS | feeds_of("Škoda Auto", "Orlen")


def test_a_merged_company_is_told_a_last_time(newsroom: Newsroom) -> None:
    newsroom.add(["Amazon", "Orlen"])
    newsroom.add(["Софарма"])
    lookout = newsroom.lookout()
    newsroom.merge_companies("Amazon", "Софарма")
    lookout.look()
    assert newsroom.told() == FEEDS | feeds_of("Amazon", "Софарма", "Orlen")
    assert not lookout.look()
    newsroom.add(["Amazon"])
    lookout.look()
    assert newsroom.queued() == FEEDS | feeds_of("Софарма")


def test_a_first_hub_hears_only_of_what_changes_from_then_on(newsroom: Newsroom) -> None:
    newsroom.add(["Amazon"])
    lookout = newsroom.lookout()
    while lookout.sweep():
        pass
    assert not lookout.look()
    assert newsroom.queued() == set()


def test_what_happened_while_nobody_looked_is_told_at_the_next_start(newsroom: Newsroom) -> None:
    newsroom.add(["Amazon"])
    newsroom.lookout()
    newsroom.add(["Orlen"])
    assert newsroom.lookout().look()
    assert newsroom.queued() == FEEDS | feeds_of("Orlen")


def test_a_sweep_finds_a_company_that_was_renamed_while_nobody_looked(newsroom: Newsroom) -> None:
    newsroom.add(["SKODA AUTO", "Orlen"])
    newsroom.lookout()
    newsroom.add(["Škoda Auto"])
    lookout = newsroom.lookout()
    lookout.look()
    while lookout.sweep():
        pass
    assert feeds_of("Orlen") <= newsroom.queued()


def test_a_company_that_was_merged_while_nobody_looked_is_told_a_last_time(newsroom: Newsroom) -> None:
    newsroom.add(["Amazon", "Софарма"])
    newsroom.lookout()
    newsroom.merge_companies("Amazon", "Софарма")
    newsroom.lookout()
    assert feeds_of("Amazon") == newsroom.queued()


@pytest.mark.parametrize(("site", "release"), [(replace(SITE, title="Jiné noviny"), "1"), (SITE, "2")])
def test_other_settings_and_another_release_are_no_news_but_articles_are(
    newsroom: Newsroom, site: Site, release: str
) -> None:
    newsroom.add(["Amazon"])
    newsroom.add(["Софарма"])
    newsroom.lookout()
    newsroom.add(["Orlen"])
    lookout = newsroom.lookout(site, release)
    lookout.look()
    while lookout.sweep():
        pass
    assert newsroom.queued() == FEEDS | feeds_of("Orlen")


def test_a_database_from_before_makes_nobody_deaf(newsroom: Newsroom) -> None:
    newsroom.add(["Amazon"])
    newsroom.lookout()
    with newsroom.database.write() as conn:
        conn.exec_driver_sql("UPDATE meta SET value = '1000' WHERE key = 'websub_seq'")
    lookout = newsroom.lookout()
    newsroom.add(["Orlen"])
    lookout.look()
    assert newsroom.queued() >= FEEDS | feeds_of("Orlen")


def test_pings_of_a_hub_that_was_removed_are_forgotten(newsroom: Newsroom) -> None:
    lookout = newsroom.lookout()
    newsroom.add(["Amazon"])
    lookout.look()
    assert newsroom.queued()
    newsroom.lookout(replace(SITE, hubs=("https://other.example/",)))
    assert newsroom.queued() == set()


def test_slugs_of_the_test_are_those_of_the_names() -> None:
    assert feeds_of("Škoda Auto") == {f"/companies/{Slug('skoda-auto')}/{name[1:]}" for name in FEEDS}
