"""Files that come one after the other, over several restarts, in any order: the same entries in the end (contract 6).

And on the way, what a subscriber that polls after each pass may rely on: no id twice, none that changes, and exactly
one tombstone for each entry that proved to be another.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from benchmarks.damage import lossless, lossy
from ingest.parsers import Parsers
from ingest.rules import Rules
from ingest.run import Ingester
from publisher.app import create_app
from publisher.site import Site
from store import entries, ledger, translations, versions
from store.engine import Database
from store.entry import Company, Entry, Guid, Origin, Slug, Stored
from store.selection import EVERYTHING
from tests.faults.trials import many
from tests.ingest import invariants

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example")
ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}

BRNO = (
    "Společnost Amazon oznámila, že v Brně postaví nové datové centrum za dvě miliardy korun. Stavba má začít na jaře "
    "a skončit do tří let. Město si od ní slibuje osm set pracovních míst a nové spojení s dálnicí.\n\n"
    "Primátorka řekla, že smlouvu podepíše zastupitelstvo v červnu. Opozice žádá posudek o spotřebě vody a elektřiny, "
    "protože podobné stavby jinde zatížily síť víc, než se čekalo. Firma slíbila, že zveřejní údaje každý rok."
)
BRNO_IN_GERMAN = (
    "Amazon hat angekündigt, in Brünn für zwei Milliarden Kronen ein neues Rechenzentrum zu bauen. Die Arbeiten sollen "
    "im Frühjahr beginnen und drei Jahre dauern. Die Stadt rechnet mit achthundert Arbeitsplätzen."
)
GDYNIA = (
    "Port w Gdyni kupił trzy nowe dźwigi, które zastąpią urządzenia z lat siedemdziesiątych. Kosztowały dwieście "
    "milionów złotych, a przypłyną statkiem z Finlandii. Pierwszy stanie na nabrzeżu w czerwcu, dwa następne jesienią."
)
GDYNIA_RETOLD = (
    "Nowe dźwigi dla portu: umowę podpisano w poniedziałek. Zarząd liczy, że przeładunki wzrosną o jedną piątą, "
    "a kolejki ciężarówek przy bramie znikną jeszcze przed wakacjami, gdy ruch jest największy."
)
PLOVDIV = (
    "Софарма откри нов завод край Пловдив. Инвестицията е за сто милиона лева, а производството започва през есента. "
    "Компанията търси двеста инженери и химици, а общината обещава нов път до индустриалната зона."
)
ZOR = (
    "Mladá firma Zorvexa otevřela v Ostravě laboratoř pro výzkum baterií. Pracuje v ní čtyřicet lidí a první články "
    "chce prodávat za dva roky. Peníze dali domácí investoři i kraj, který si slibuje nová místa pro chemiky."
)


def article(text: str, **keys: str) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + f"---\n{text}\n"


BRNO_FILE = article(BRNO, title="Amazon staví v Brně", date="2026-02-01", companies="Amazon")
PORT, GUID = "https://port.example/1", "tag:port.example,2026:1"
PAGE = "https://noviny.example/brno"

FILES: Sequence[str] = (
    # A copy, a syndicated one with a footer, the beginning alone; and twins whose letters were damaged on the way.
    BRNO_FILE,
    BRNO_FILE,
    article(BRNO + "\n\nČtěte také další zprávy z kraje.", title="Amazon postaví v Brně centrum", date="2026-02-02"),
    article(BRNO.partition("\n")[0], title="Amazon v Brně", date="2026-02-03", url=PAGE),
    lossless(BRNO_FILE, "cp1252"),
    lossy(BRNO_FILE, "cp1254"),
    # Its translation, twice.
    article(BRNO_IN_GERMAN, title="Amazon baut in Brünn", date="2026-02-04", url=PAGE, lang="de"),
    article(BRNO_IN_GERMAN, title="Amazon baut in Brünn", date="2026-02-05", url=PAGE + "?utm_source=x", lang="de"),
    # Two articles that have nothing in common, and a third file that has the link of one and the guid of the other.
    article(GDYNIA, title="Port kupuje dźwigi", date="2026-02-06", url=PORT),
    article(GDYNIA_RETOLD, title="Nowe dźwigi w porcie", date="2026-02-06", guid=GUID),
    article(GDYNIA, title="Port kupuje dźwigi", date="2026-02-06", url=PORT, guid=GUID),
    # Alone in the world.
    article(PLOVDIV, title="Софарма строи край Пловдив", date="2026-02-07"),
    # One file declares a company that another one, perhaps long before, only speaks of.
    article(ZOR, title="Zorvexa otevřela laboratoř", date="2026-02-08"),
    article("Firma ohlásila tržby.", title="Výsledky hospodaření", date="2026-02-09", companies="Zorvexa"),
)
TITLES = {
    "Amazon v Brně",
    "Amazon baut in Brünn",
    "Port kupuje dźwigi",
    "Софарма строи край Пловдив",
    "Zorvexa otevřela laboratoř",
    "Výsledky hospodaření",
}


@dataclass(frozen=True)
class Poll:
    """What a subscriber sees after one pass."""

    shown: tuple[str, ...]
    buried: tuple[str, ...]
    of_file: dict[bytes, Guid]
    """Path to the guid of the entry that it is a source of."""


@dataclass(frozen=True)
class Outcome:
    polls: list[Poll]
    entries: dict[str, Stored]
    translations: dict[str, set[str]]


@dataclass(frozen=True)
class Newsroom:
    """Takes files in, some at a time, with an ingester of its own each time."""

    seeds: Path
    parsers: Parsers
    pattern: Path

    def take(self, passes: Sequence[Sequence[int]], files: Sequence[str] = FILES) -> Outcome:
        shutil.rmtree(self.seeds, ignore_errors=True)
        self.seeds.mkdir()
        with tempfile.TemporaryDirectory() as directory:
            address = f"sqlite:///{shutil.copy(self.pattern, directory)}"
            polls = []
            for number, arrivals in enumerate(passes):
                for at in arrivals:
                    (self.seeds / f"{at:02}.md").write_text(files[at])
                database = Database.open_writer(address)
                try:
                    polls.append(self._pass(database, START + timedelta(hours=number)))
                finally:
                    database.close()
            database = Database.open_reader(address)
            try:
                return _outcome(database, polls)
            finally:
                database.close()

    def _pass(self, database: Database, now: datetime) -> Poll:
        ingester = Ingester(database, Rules(seeds=self.seeds, settle_time=0), self.parsers, clock=lambda: now)
        ingester.pass_over()
        assert not ingester.retag()
        with database.read() as conn:
            invariants.check(conn, now)
        client = create_app(database, SITE, clock=lambda: now).test_client()
        feed = etree.fromstring(client.get("/atom.xml").data)
        with database.read() as conn:
            owners = {
                path: versions.entry_of(conn, line.version_id)
                for path, line in ledger.lines(conn).items()
                if line.version_id is not None
            }
        of_file = {path: owner.stored.guid for path, owner in owners.items() if owner}
        return Poll(_ids(feed, "a:entry/a:id/text()"), _ids(feed, "at:deleted-entry/@ref"), of_file)


def _ids(feed: etree._Element, path: str) -> tuple[str, ...]:
    found = feed.xpath(path, namespaces=ATOM)
    assert isinstance(found, list)
    return tuple(map(str, found))


def _outcome(database: Database, polls: list[Poll]) -> Outcome:
    with database.read() as conn:
        published = entries.newest(conn, EVERYTHING, 100)
        others = translations.of_entries(conn, [one.id for one in published])
        by_title = {one.entry.title: one for one in published}
        assert len(by_title) == len(published)
        linked = {title: {o.entry.title for o in others.get(one.id, ())} for title, one in by_title.items()}
    return Outcome(polls, by_title, linked)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    place = tmp_path_factory.mktemp("arrival")
    Database.create(f"sqlite:///{place}/seedwire.db", site=SITE.base_url).close()
    with Parsers(Rules(seeds=place / "seeds"), processes=2) as parsers:
        yield Newsroom(place / "seeds", parsers, place / "seedwire.db")


@pytest.fixture(scope="module")
def expected(newsroom: Newsroom) -> Outcome:
    return newsroom.take([range(len(FILES))])


def content(stored: Stored) -> tuple[Entry, datetime]:
    """All that a subscriber gets but for the guid, which is that of the file that came first."""
    return replace(stored.entry, identity=replace(stored.entry.identity, declared=None)), stored.updated


def test_the_files_of_this_test_are_the_entries_they_should_be(expected: Outcome) -> None:
    assert expected.entries.keys() == TITLES
    assert expected.translations["Amazon v Brně"] == {"Amazon baut in Brünn"}
    assert expected.translations["Amazon baut in Brünn"] == {"Amazon v Brně"}
    assert expected.entries["Amazon v Brně"].entry.published == datetime(2026, 2, 1, tzinfo=UTC)
    zorvexa = Company(Slug("zorvexa"), "Zorvexa", Origin.DETECTED)
    assert expected.entries["Zorvexa otevřela laboratoř"].entry.companies == (zorvexa,)


def _passes(order: Sequence[int], cuts: set[int]) -> list[list[int]]:
    bounds = [0, *sorted(cuts), len(order)]
    return [list(order[start:end]) for start, end in pairwise(bounds) if start < end]


ARRIVALS = st.builds(
    _passes, st.permutations(range(len(FILES))), st.sets(st.integers(1, len(FILES) - 1), min_size=1, max_size=6)
)


@settings(max_examples=many(4, 40))
@given(ARRIVALS)
def test_any_order_of_arrival_ends_in_the_same_entries(
    newsroom: Newsroom, expected: Outcome, passes: list[list[int]]
) -> None:
    outcome = newsroom.take(passes)
    assert outcome.entries.keys() == expected.entries.keys()
    assert outcome.translations == expected.translations
    for title, stored in expected.entries.items():
        assert content(outcome.entries[title]) == content(stored)
    _polled_rightly(outcome.polls)


def _polled_rightly(polls: Sequence[Poll]) -> None:
    ever: set[str] = set()
    for before, after in pairwise([Poll((), (), {}), *polls]):
        assert len(set(after.shown)) == len(after.shown)
        assert len(set(after.buried)) == len(after.buried)
        ever.update(after.shown)
        assert ever == {*after.shown, *after.buried}
        assert not {*after.shown} & {*after.buried}
        for path, guid in before.of_file.items():
            assert after.of_file[path] == guid or guid in after.buried


def test_a_third_file_that_proves_two_entries_equal_buries_the_later_one(newsroom: Newsroom) -> None:
    first, second = newsroom.take([[8], [9], [10]]), newsroom.take([[9], [8], [10]])
    for outcome in (first, second):
        oldest, both, after = outcome.polls
        (later,) = {*both.shown} - {*oldest.shown}
        assert after.shown == oldest.shown
        assert after.buried == (later,)
    assert first.polls[0].shown != second.polls[0].shown
    (one,), (other,) = first.entries.values(), second.entries.values()
    assert content(one) == content(other)
