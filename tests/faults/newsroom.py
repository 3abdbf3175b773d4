"""A daemon with a few articles in five languages, to be asked whatever one likes: nothing may come of that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

BASE = "https://feeds.example.org/zprávy"
ARTICLES = {
    "cs": ("Škoda Auto staví v Mladé Boleslavi halu", "Škoda Auto", "Hala pojme tři sta robotů a dílnu pro učně."),
    "bg": ("Софарма отваря лаборатория във Враца", "Софарма АД", "Лабораторията ще изследва билки от Балкана."),
    "en": ("OpenAI rents a windmill & a barn", "OpenAI, Inc.", "The barn is for servers, the windmill for the view."),
    "de": ("Miele wäscht leiser als je zuvor", "Miele", "Die Trommel läuft auf Lagern aus Keramik."),
    "pl": ("Orlen sadzi tysiąc lip przy stacjach", "Orlen", "Lipy mają dać cień kierowcom i pszczołom."),
}
DOCUMENTS = (
    "/atom.xml",
    "/rss.xml",
    "/feed.json",
    "/companies/skoda-auto/atom.xml",
    "/atom.xml?language=cs,de&limit=3",
    "/",
    "/companies/",
    "/companies/orlen/",
    "/opml.xml",
    "/companies.json",
    "/robots.txt",
    "/nowhere",
    "/companies/nobody/rss.xml",
    "/companies",
)
"""One of each kind of answer."""


def article(title: str, company: str, body: str, *, language: str, day: int) -> str:
    """The text of a file."""
    front = {
        "title": title,
        "companies": [company],
        "language": language,
        "date": f"2026-01-{day:02}",
        "importance": day % 5 + 1,
        "categories": ["Průmysl", "R&D"],
        "author": "Jana Příkladná",
    }
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items()) + f"---\n\n{body}\n"


def fill(folder: Path) -> None:
    """Write the articles into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for day, (language, (title, company, body)) in enumerate(ARTICLES.items(), 1):
        (folder / f"{language}.md").write_text(article(title, company, body, language=language, day=day), "utf-8")


def begin(start: Start, home: Path, eventually: Callable[..., Any]) -> Running:
    """``seedwire run`` in a directory, with the articles published."""
    fill(home / "seeds")
    running = start("run", home, base_url=BASE, scan_interval="1h", settle_time="0s")
    eventually(lambda: running.ready().get("entries") == len(ARTICLES), "the articles")
    return running


@pytest.fixture(scope="module")
def daemon(
    start_for_all: Start, tmp_path_factory: pytest.TempPathFactory, eventually: Callable[..., Any]
) -> Iterator[Running]:
    """A daemon of which all is the same at the end as at the beginning, and whose log tells of no fault."""
    running = begin(start_for_all, tmp_path_factory.mktemp("newsroom"), eventually)
    before = {path: running.get(path).body for path in DOCUMENTS}
    yield running
    assert {path: running.get(path).body for path in DOCUMENTS} == before
    assert not re.search(r"Traceback| error |ended \(exit", running.log), running.log
