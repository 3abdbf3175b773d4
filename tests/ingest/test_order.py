"""Unedited files read in one pass give the same bytes in every order, under any names (contract 6)."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.parsers import Parsers
from ingest.rules import Rules
from ingest.run import Ingester
from publisher.app import create_app
from publisher.site import Site
from store.engine import Database
from tests.faults.trials import many

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example")
DOCUMENTS = ("/atom.xml", "/rss.xml", "/feed.json", "/companies.json", "/opml.xml")

BRNO = (
    "Společnost Amazon oznámila, že v Brně postaví nové datové centrum za dvě miliardy korun. Stavba má začít na jaře "
    "a skončit do tří let. Město si od ní slibuje osm set pracovních míst."
)
PLOVDIV = (
    "Софарма откри нов завод край Пловдив. Инвестицията е за сто милиона лева, а производството започва през есента. "
    "Компанията търси двеста инженери и химици."
)
BOLESLAV = (
    "Škoda Auto hat in Mladá Boleslav ein Werk für Batterien eröffnet. Es beschäftigt sechshundert Menschen und "
    "liefert ab Mai. Der Betriebsrat begrüßt den Schritt."
)
GDYNIA = (
    "Port w Gdyni kupił trzy nowe dźwigi. Kosztowały dwieście milionów złotych, a przypłyną statkiem z Finlandii. "
    "Pierwszy stanie na nabrzeżu w czerwcu."
)


GUID = "tag:e.example,2026:1"


def article(text: str, **keys: str) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + f"---\n{text}\n"


PAGE, FRONT = "https://noviny.example/brno", "https://noviny.example/"

FILES: Sequence[str] = (
    # Copies, byte for byte, by line ends, and by white space.
    article(BRNO, title="Amazon staví", date="2026-02-01", companies="Amazon"),
    article(BRNO, title="Amazon staví", date="2026-02-01", companies="Amazon"),
    article(BRNO, title="Amazon staví", date="2026-02-03", companies="[Amazon, AMAZON.COM]").replace("\n", "\r\n"),
    # One page in three versions: one has the better date, one is longer, one spells the company otherwise.
    article(GDYNIA, title="Port kupuje", url="https://port.example/1", date="2026-02-04", companies="Port Gdynia S.A."),
    article(GDYNIA + " I to szybko.", title="Port kupuje", url="http://port.example/1/#a", companies="PORT GDYNIA"),
    article(
        GDYNIA, title="Port kupuje!", url="https://port.example/1?fbclid=x", date="2026-02-02", updated="2026-02-05"
    ),
    # A front page that unrelated articles link to.
    article(BOLESLAV, title="Škoda eröffnet", url=FRONT, date="2026-02-06", companies="Škoda Auto a.s."),
    article(PLOVDIV, title="Софарма строи", url=FRONT, date="2026-02-07", companies="Софарма АД"),
    # A declared guid that unrelated articles claim.
    article(
        "Ředitel odstoupil, nástupce se hledá od pondělí.",
        title="Ředitel",
        guid=GUID,
        date="2026-02-08",
    ),
    article("Zima skončila a řeka stoupá, hráze zatím drží.", title="Řeka", guid=GUID, date="2026-02-11"),
    article("Na náměstí otevřeli trh, prodává se med i sýr.", title="Trh", guid=GUID, date="2026-02-12"),
    # The same page in two languages, at the same moment.
    article(BRNO, title="Amazon in Brünn", url=PAGE, lang="de", date="2026-02-09"),
    article(PLOVDIV, title="Amazon v Brně", url=PAGE, lang="cs", date="2026-02-09"),
    # No title, no date, no front matter; a draft; and what is no article.
    "date 2026-02-10 " + BOLESLAV + " Und mehr.",
    "Krátká zpráva o ničem. Bez data.",
    "Krátká zpráva o ničem. Bez data.",
    article("Ještě ne, ale brzy, až přijde jaro do kraje.", title="Koncept", draft="true"),
    "---\ntitle: [rozbité\n---\n",
)


@dataclass(frozen=True)
class Press:
    """Makes documents of files, each time from the beginning."""

    seeds: Path
    parsers: Parsers
    pattern: Path

    def documents(self, files: Sequence[tuple[str, str]], *, feed_limit: int = 50) -> dict[str, bytes]:
        shutil.rmtree(self.seeds, ignore_errors=True)
        self.seeds.mkdir()
        for name, text in files:
            (self.seeds / name).write_bytes(text.encode())
            os.utime(self.seeds / name, (1_770_000_000, 1_770_000_000))
        with tempfile.TemporaryDirectory() as directory:
            path = shutil.copy(self.pattern, directory)
            database = Database.open_writer(f"sqlite:///{path}")
            try:
                rules = Rules(seeds=self.seeds, settle_time=0, feed_limit=feed_limit)
                Ingester(database, rules, self.parsers, clock=lambda: NOW).pass_over()
                client = create_app(database, SITE, clock=lambda: NOW).test_client()
                return {document: client.get(document).data for document in DOCUMENTS}
            finally:
                database.close()


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    place = tmp_path_factory.mktemp("order")
    Database.create(f"sqlite:///{place}/seedwire.db", site=SITE.base_url).close()
    with Parsers(Rules(seeds=place / "seeds"), processes=2) as parsers:
        yield Press(place / "seeds", parsers, place / "seedwire.db")


@pytest.fixture(scope="module")
def expected(press: Press) -> dict[str, bytes]:
    return press.documents([(f"{at:02}.md", text) for at, text in enumerate(FILES)])


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_the_files_of_this_test_are_the_entries_they_should_be(expected: dict[str, bytes]) -> None:
    titles = etree.fromstring(expected["/atom.xml"]).xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert isinstance(titles, list)
    assert sorted(map(str, titles)) == sorted(
        [
            "Amazon staví",
            "Port kupuje!",
            "Škoda eröffnet",
            "Софарма строи",
            "Ředitel",
            "Řeka",
            "Trh",
            "Amazon in Brünn",
            "Amazon v Brně",
            "Škoda Auto hat in Mladá Boleslav ein Werk für Batterien eröffnet",
            "Krátká zpráva o ničem",
        ]
    )


NAMES = st.permutations([f"{word}.{suffix}" for word in "abcdefghi" for suffix in ("md", "txt")])


@settings(max_examples=many(8, 100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(FILES), NAMES)
def test_neither_names_nor_the_order_of_writing_change_a_byte(
    press: Press, expected: dict[str, bytes], files: list[str], names: list[str]
) -> None:
    assert press.documents(list(zip(names, files, strict=True))) == expected


@pytest.mark.parametrize("seed", range(3))
def test_directories_change_nothing_either(press: Press, expected: dict[str, bytes], seed: int) -> None:
    shuffled = random.Random(seed).sample(FILES, len(FILES))  # noqa: S311 - an order, not a secret
    shutil.rmtree(press.seeds, ignore_errors=True)
    assert press.documents([(f"{chr(0x10FF - at)}ž.txt", text) for at, text in enumerate(shuffled)]) == expected


@pytest.mark.parametrize("seed", range(3))
def test_a_backfill_is_the_same_in_every_order(press: Press, seed: int) -> None:
    shuffled = random.Random(seed).sample(FILES, len(FILES))  # noqa: S311 - an order, not a secret
    first = press.documents([(f"{at}.md", text) for at, text in enumerate(FILES)], feed_limit=4)
    again = press.documents([(f"{at}.md", text) for at, text in enumerate(shuffled)], feed_limit=4)
    assert first == again


def test_a_third_copy_or_a_missing_one_changes_nothing(press: Press, expected: dict[str, bytes]) -> None:
    files = [(f"{at:02}.md", text) for at, text in enumerate(FILES)]
    assert press.documents([*files, ("more.md", FILES[0])]) == expected
    assert press.documents(files[1:]) == expected
