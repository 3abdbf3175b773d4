"""Feed readers as people use them, against the running daemon."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

pytestmark = pytest.mark.process

Eventually = Callable[..., Any]
Write = Callable[..., str]

TITLES = {
    "cs": "Příliš žluťoučký kůň & spol.",
    "bg": "Щъркелът се върна <отново>",
    "de": "Größere Brötchen für Škoda",
    "pl": "Zażółć gęślą jaźń",
}
FORMATS = ("atom.xml", "rss.xml")
"""Those that newsboat reads; it knows no JSON Feed."""


@pytest.fixture(scope="module")
def daemon(
    start_for_all: Start, tmp_path_factory: pytest.TempPathFactory, eventually: Eventually, write_article: Write
) -> Running:
    """A daemon with four articles, one of them about a company."""
    home = tmp_path_factory.mktemp("clients")
    (home / "seeds").mkdir()
    for day, (language, title) in enumerate(TITLES.items(), 1):
        companies = ("Škoda Auto",) if language == "de" else ()
        text = write_article(title, companies=companies, language=language, date=f"2026-01-{day:02}T08:00:00Z")
        (home / "seeds" / f"{language}.md").write_text(text, "utf-8")
    running = start_for_all("run", home, scan_interval="1h", settle_time="0.2s")
    eventually(lambda: running.ready().get("entries") == len(TITLES), "the articles")
    return running


@pytest.mark.parametrize("name", FORMATS)
def test_feedparser_reads_every_entry_as_it_was_written(daemon: Running, name: str) -> None:
    found = feedparser.parse(f"{daemon.url}/{name}")
    assert not found.bozo
    assert found.status == 200
    assert {entry.title for entry in found.entries} == set(TITLES.values())
    assert [entry.published_parsed[:3] for entry in found.entries][-1] == (2026, 1, 1)
    assert len({entry.id for entry in found.entries}) == len(found.entries)


@pytest.mark.parametrize("name", FORMATS)
def test_feedparser_is_spared_what_it_has(daemon: Running, name: str) -> None:
    first = feedparser.parse(f"{daemon.url}/{name}")
    again = feedparser.parse(f"{daemon.url}/{name}", etag=first.etag)
    assert again.status == 304
    assert again.entries == []


def test_feedparser_reads_the_feed_of_one_company(daemon: Running) -> None:
    found = feedparser.parse(f"{daemon.url}/companies/skoda-auto/atom.xml")
    assert [entry.title for entry in found.entries] == [TITLES["de"]]
    assert ("skoda-auto", f"{daemon.url}/companies/", "Škoda Auto") in {
        (tag.term, tag.scheme, tag.label) for tag in found.entries[0].tags
    }


class Newsboat:
    """A reader with a memory: its file of subscriptions and its cache, in a directory."""

    def __init__(self, program: str, home: Path, url: str) -> None:
        self._program = program
        self._home = home
        (home / "urls").write_text(f"{url}\n", "utf-8")

    def unread(self) -> int:
        """How many articles it has after it asked again."""
        done = subprocess.run(
            [self._program, "-C", os.devnull, "-u", "urls", "-c", "cache.db", "-x", "reload", "print-unread"],
            cwd=self._home,
            env=os.environ | {"HOME": str(self._home), "NO_PROXY": "*"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        number, words = done.stdout.split(maxsplit=1)
        assert words.strip() == "unread articles"
        return int(number)


@pytest.fixture
def newsboat(tmp_path: Path) -> Callable[[str], Newsboat]:
    program = shutil.which("newsboat")
    if program is None:
        missing = "newsboat is not installed (Debian: the package newsboat)"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)

    def subscribe(url: str) -> Newsboat:
        home = tmp_path / url.rpartition("/")[2]
        home.mkdir()
        return Newsboat(program, home, url)

    return subscribe


def test_newsboat_sees_each_article_once_and_each_new_one(
    daemon: Running, newsboat: Callable[[str], Newsboat], eventually: Eventually, write_article: Write
) -> None:
    known = daemon.ready()["entries"]
    readers = {name: newsboat(f"{daemon.url}/{name}") for name in FORMATS}
    assert {name: reader.unread() for name, reader in readers.items()} == dict.fromkeys(readers, known)
    assert {name: reader.unread() for name, reader in readers.items()} == dict.fromkeys(readers, known)

    # Older than all the others: what comes late is new all the same.
    text = write_article("Opožděná zpráva", date="2025-06-01")
    (daemon.seeds / "late.md").write_text(text, "utf-8")
    eventually(lambda: "Opožděná zpráva" in daemon.titles(), "the late article")
    assert {name: reader.unread() for name, reader in readers.items()} == dict.fromkeys(readers, known + 1)

    # An edit is no new article.
    (daemon.seeds / "late.md").write_text(text + "\nOprava překlepu.\n", "utf-8")
    eventually(lambda: "Oprava" in daemon.item("Opožděná zpráva")["content_html"], "the edit")
    assert {name: reader.unread() for name, reader in readers.items()} == dict.fromkeys(readers, known + 1)
