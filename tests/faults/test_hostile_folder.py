"""A thousand files that try to do harm, put into the folder of a daemon that works: nobody else is harmed (row 15)."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree, html

from benchmarks.articles import write_articles
from store import entries, ledger
from store.engine import Database
from store.file import FileState, SourceFile
from store.selection import EVERYTHING
from tests.faults.hostile.lot import WHOLE, lot
from tests.faults.trials import many, tried
from tests.faults.witness import live_parts
from tests.seedwire.conftest import eventually, program, start_for_all, write_article

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "program", "start_for_all", "write_article"]  # pytest finds fixtures by a module's names

pytestmark = [
    pytest.mark.fault(15, 25, 26, 27, 28, 29),
    pytest.mark.process,
    pytest.mark.long,
    pytest.mark.timeout(900),
]

Eventually = Callable[..., Any]
GOOD = 200
"""Articles of nobody's harm, half of them there before and half put in with the others."""
SOON = 60.0
"""Seconds within which a good article is published that comes in the middle of it all; alone it takes 0.1."""
DIGESTED = 600.0
"""Seconds for all of it: a file may keep its parser for ten, and is tried three times, a minute or more apart."""
SETTINGS = {"settle_time": "0s", "scan_interval": "5s", "rate_limit": "off"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
EXCUSE = re.compile(r"traceback|exception|error:|fault of ours|please report|<class|0x[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True)
class Aftermath:
    """A daemon that has read it all."""

    daemon: Running
    processes: tuple[int, int]
    """Pids of ingester and web server before it began."""
    files: Mapping[bytes, bytes]
    states: Mapping[bytes, FileState]
    problems: Mapping[bytes, SourceFile]
    pages: tuple[str, ...]
    """Addresses of the entries that became of it."""
    until_late: float
    """Seconds until an article was published that came in the middle of it."""


@pytest.fixture(scope="module")
def aftermath(
    start_for_all: Start,
    tmp_path_factory: pytest.TempPathFactory,
    eventually: Eventually,
    write_article: Callable[..., str],
) -> Aftermath:
    home = tmp_path_factory.mktemp("hostile")
    write_articles(home / "seeds", GOOD // 2)
    daemon = start_for_all("run", home, **SETTINGS)
    eventually(lambda: daemon.ready().get("entries") == GOOD // 2, "the articles that were there before")
    processes = (daemon.ingester(), daemon.web_server())
    files = lot(many(120, WHOLE))
    aside = home / "aside"
    aside.mkdir()
    for name, data in files.items():
        (aside / os.fsdecode(name)).write_bytes(data)
    write_articles(aside / "good", GOOD // 2, seed=7)
    aside.rename(daemon.seeds / "lot")
    begun = time.monotonic()
    (daemon.seeds / "late.md").write_text(write_article("Přišla pozdě, a přece vyšla"), "utf-8")
    eventually(lambda: daemon.item("Přišla pozdě, a přece vyšla"), "an article in the middle of it", SOON)
    until_late = time.monotonic() - begun
    with closing(Database.open_reader(f"sqlite:///{home}/seedwire.db")) as database:

        def digested() -> bool:
            with database.read() as conn:
                lines = ledger.lines(conn)
            waiting = [path for path, line in lines.items() if line.state in {FileState.WAITING, FileState.FAILING}]
            empty = {b"lot/" + name for name, data in files.items() if not data}
            return len(lines) > len(files) + GOOD and empty.issuperset(waiting)

        eventually(digested, "the end of it", DIGESTED)
        with database.read() as conn:
            states = {path: line.state for path, line in ledger.lines(conn).items()}
            problems = {problem.path: problem for problem in ledger.problems(conn)}
            found = list(entries.newest(conn, EVERYTHING, 10 * WHOLE))
    pages = tuple(f"/entries/{stored.public_id}/" for stored in found)
    return Aftermath(daemon, processes, files, states, problems, pages, until_late)


def test_no_process_ended_or_was_replaced(aftermath: Aftermath) -> None:
    assert aftermath.daemon.process.poll() is None
    assert (aftermath.daemon.ingester(), aftermath.daemon.web_server()) == aftermath.processes
    assert aftermath.daemon.ready()["ingestion"]["trouble"] is None
    tried(len(aftermath.files))


def test_every_file_is_published_or_explained_in_one_line_that_says_what_to_do(aftermath: Aftermath) -> None:
    for name in aftermath.files:
        path = b"lot/" + name
        if path not in aftermath.problems:
            assert aftermath.states[path] in {FileState.PUBLISHED, FileState.HELD}, path
            continue
        problem = aftermath.problems[path]
        for line in (problem.reason, problem.advice):
            assert line.strip(), path
            assert line.isprintable(), (path, line)
            assert len(line) < 400, (path, line)
            assert not EXCUSE.search(line), (path, line)
        tried()


def test_good_articles_are_all_there(aftermath: Aftermath) -> None:
    good = [path for path in aftermath.states if path.startswith(b"lot/good/") or b"/" not in path]
    assert len(good) >= GOOD // 2
    assert {aftermath.states[path] for path in good} == {FileState.PUBLISHED}
    assert aftermath.until_late < SOON


def test_no_feed_is_dead(aftermath: Aftermath) -> None:
    daemon = aftermath.daemon
    companies = [company["slug"] for company in daemon.get("/companies.json").json["companies"]]
    assert len(companies) > 40
    folders = ["/", *(f"/companies/{slug}/" for slug in companies)]
    for folder in folders:
        query = "?limit=500" if folder == "/" else ""
        atom = parsed(daemon.get(f"{folder}atom.xml{query}").body)
        rss = parsed(daemon.get(f"{folder}rss.xml{query}").body)
        items = daemon.get(f"{folder}feed.json{query}").json["items"]
        ids = [element.text for element in atom.iterfind("a:entry/a:id", ATOM)]
        assert [guid.text for guid in rss.iterfind("channel/item/guid")] == ids
        assert [item["id"] for item in items] == ids
        assert all(live_parts(item.get("content_html", "")) == [] for item in items)
        tried()


def parsed(document: bytes) -> etree._Element:
    return etree.fromstring(document, etree.XMLParser(huge_tree=True, resolve_entities=False))


def test_no_page_holds_anything_that_would_run(aftermath: Aftermath) -> None:
    assert len(aftermath.pages) > many(GOOD, 2 * GOOD)
    for address in aftermath.pages:
        answer = aftermath.daemon.get(address)
        assert answer.status == 200, address
        assert "script" not in answer.headers["content-security-policy"]
        page = html.document_fromstring(answer.body)
        for element in page.iter():
            name = str(element.tag).lower()
            assert name not in {"script", "iframe", "object", "embed", "base", "math", "template"}, address
            for attribute, value in element.items():
                assert not str(attribute).lower().startswith("on"), (address, attribute)
                assert attribute != "style", address
                assert not re.match(
                    r"[\x00-\x20]*(?:java|vb)script:|[\x00-\x20]*data:text", str(value), re.IGNORECASE
                ), address
        tried()


def test_problems_are_told_to_the_operator_as_one_document(aftermath: Aftermath, program: Callable[..., Any]) -> None:
    done = program(aftermath.daemon.home, "problems", "--json", **SETTINGS)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == len(aftermath.problems)
