"""Everything that a stranger may put into the folder, at once: each file is its own problem, and nobody else's."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree, html

from benchmarks.hostile import hostile_files
from ingest.parsers import Parsers
from ingest.report import Report
from ingest.rules import Rules
from ingest.run import Ingester
from publisher.app import create_app
from publisher.site import Site
from store import ledger
from store.engine import Database
from store.file import FileState, SourceFile

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = {
    "dobra.md": "---\ntitle: Amazon staví v Brně\ndate: 2026-02-28\ncompanies: [Amazon]\n---\nStavba začne na jaře.\n",
    "dobra.txt": "date 2026-02-27 Софарма откри нов завод край Пловдив. Производството започва през есента.",
    "добра.md": "+++\ntitle = 'Škoda eröffnet ein Werk'\ndate = '2026-02-26'\n+++\nIn Mladá Boleslav, *heute*.\n",
    "dobra-5.txt": "Port kupuje dźwigi\n\nKosztowały dwieście milionów złotych.\n",
}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
TRACEBACK = re.compile(r"traceback|exception|error:|fault of ours|please report|<class|0x[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True)
class Aftermath:
    """What one pass over all of it left."""

    files: Mapping[bytes, bytes]
    report: Report
    problems: Mapping[bytes, SourceFile]
    states: Mapping[bytes, FileState]
    documents: Mapping[str, bytes]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    place = tmp_path_factory.mktemp("hostile")
    seeds = place / "seeds"
    seeds.mkdir()
    files = {os.fsencode(name): data for name, data in hostile_files().items()}
    files |= {name.encode(): text.encode() for name, text in GOOD.items()}
    for name, data in files.items():
        (seeds / os.fsdecode(name)).write_bytes(data)
    database = Database.create(f"sqlite:///{place}/seedwire.db", site="https://feeds.example")
    rules = Rules(seeds=seeds, settle_time=0)
    with Parsers(rules) as parsers:
        report = Ingester(database, rules, parsers, clock=lambda: NOW).pass_over()
        again = Ingester(database, rules, parsers, clock=lambda: NOW).pass_over()
    assert again.changed == 0
    with database.read() as conn:
        problems = {problem.path: problem for problem in ledger.problems(conn)}
        states = {path: line.state for path, line in ledger.lines(conn).items()}
    client = create_app(database, Site(base_url="https://feeds.example")).test_client()
    documents = {
        f"{name}?content={content}": client.get(f"/{name}?limit=500&content={content}").data
        for name in ("atom.xml", "rss.xml", "feed.json")
        for content in ("full", "summary")
    }
    yield Aftermath(files, report, problems, states, documents)
    database.close()


def atom(aftermath: Aftermath) -> etree._Element:
    return etree.fromstring(aftermath.documents["atom.xml?content=full"], etree.XMLParser(huge_tree=True))


# --- files


@pytest.mark.fault(15, 29)
def test_the_pass_looks_at_every_file_and_ends(aftermath: Aftermath) -> None:
    assert (aftermath.report.files, aftermath.report.trouble) == (len(aftermath.files), "")
    assert not aftermath.report.broken_off
    assert set(aftermath.states) == set(aftermath.files)


@pytest.mark.fault(25, 26)
def test_every_file_is_an_entry_or_has_exactly_one_clear_line(aftermath: Aftermath) -> None:
    published = {path for path, state in aftermath.states.items() if state is FileState.PUBLISHED}
    assert published.isdisjoint(aftermath.problems)
    assert published | set(aftermath.problems) == set(aftermath.files)
    for path, problem in aftermath.problems.items():
        for line in (problem.reason, problem.advice):
            assert line.strip(), path
            assert line.isprintable(), (path, line)
            assert len(line) < 400, (path, line)
            assert not TRACEBACK.search(line), (path, line)


@pytest.mark.fault(15)
def test_good_files_are_published_beside_them(aftermath: Aftermath) -> None:
    assert {aftermath.states[name.encode()] for name in GOOD} == {FileState.PUBLISHED}
    titles = {title.text for title in atom(aftermath).iterfind("a:entry/a:title", ATOM)}
    assert {"Amazon staví v Brně", "Škoda eröffnet ein Werk", "Port kupuje dźwigi"} <= titles


@pytest.mark.fault(15, 25, 29)
def test_no_file_brings_its_parser_down(aftermath: Aftermath) -> None:
    """Where a parser has to be killed the others wait; the limits of each format come before that."""
    assert [path for path, problem in aftermath.problems.items() if "parser" in problem.reason] == []


# --- documents


@pytest.mark.fault(27)
def test_all_formats_are_well_formed_and_hold_the_same_entries(aftermath: Aftermath) -> None:
    ids = [element.text for element in atom(aftermath).iterfind("a:entry/a:id", ATOM)]
    rss = etree.fromstring(aftermath.documents["rss.xml?content=full"], etree.XMLParser(huge_tree=True))
    feed = json.loads(aftermath.documents["feed.json?content=full"])
    assert len(ids) == len(set(ids)) > 150
    assert [guid.text for guid in rss.iterfind("channel/item/guid")] == ids
    assert [item["id"] for item in feed["items"]] == ids
    for name, document in aftermath.documents.items():
        if name.startswith("feed.json"):
            json.loads(document)
        else:
            etree.fromstring(document, etree.XMLParser(huge_tree=True))


DEAD = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "svg",
    "math",
    "style",
    "link",
    "meta",
    "base",
}
LIVE_URL = re.compile(r"\s*(?:javascript|vbscript|data|file|blob)\s*:", re.IGNORECASE)


def live_parts(markup: str) -> list[str]:
    """What a browser would run, load or submit, had it this HTML."""
    if not markup.strip():
        return []
    found = []
    for element in html.fragment_fromstring(markup, create_parent="div").iter():
        if not isinstance(element.tag, str):
            found.append(f"comment or instruction {element.text!r}")
            continue
        if element.tag.lower() in DEAD:
            found.append(f"<{element.tag}>")
        for name, value in element.items():
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "http-equiv"}:
                found.append(f"{element.tag} {name}")
            # Controls and blanks inside a scheme are dropped by browsers (https://url.spec.whatwg.org/#url-parsing).
            if LIVE_URL.match(re.sub(r"[\x00-\x20]", "", value)):
                found.append(f"{element.tag} {name}={value}")
    return found


@pytest.mark.fault(28)
def test_nothing_in_any_article_would_run(aftermath: Aftermath) -> None:
    feed = json.loads(aftermath.documents["feed.json?content=full"])
    contents = [item["content_html"] for item in feed["items"] if "content_html" in item]
    assert len(contents) > 150
    assert [part for content in contents for part in live_parts(content)] == []


def test_the_check_above_sees_what_would_run() -> None:
    for payload in (
        "<p>a<script>1</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="java\tscript:alert(1)">a</a>',
        '<p style="x:y">a',
        "<!-- a --><p>b",
        '<img src="data:image/svg+xml,x">',
    ):
        assert live_parts(payload)
    assert live_parts('<p><a href="https://e.example/javascript:">onerror=</a> &lt;script&gt;</p>') == []


@pytest.mark.fault(28)
def test_no_link_of_a_feed_would_run(aftermath: Aftermath) -> None:
    feed = json.loads(aftermath.documents["feed.json?content=full"])
    links = [item[key] for item in feed["items"] for key in ("url", "external_url", "image") if key in item]
    links += [author["url"] for item in feed["items"] for author in item.get("authors", ()) if "url" in author]
    links += [value for element in atom(aftermath).iter() for name, value in element.items() if name in {"href", "src"}]
    assert len(links) > 150
    assert [link for link in links if not re.match(r"https?://[^\s/]", link)] == []


@pytest.mark.fault(27, 28)
def test_titles_and_summaries_are_plain_text(aftermath: Aftermath) -> None:
    """As XML they are escaped once, and typed as text: a reader that shows them as text shows what was written."""
    for title in atom(aftermath).iterfind("a:entry/a:title", ATOM):
        assert title.get("type", "text") == "text"
        assert len(title) == 0
        assert title.text
        assert "\n" not in title.text


def test_a_summary_feed_stays_small(aftermath: Aftermath) -> None:
    for name, document in aftermath.documents.items():
        if name.endswith("summary"):
            assert len(document) < 3 * 1024 * 1024, name


def test_no_name_of_a_file_shows_in_a_feed(aftermath: Aftermath, tmp_path: Path) -> None:
    for document in aftermath.documents.values():
        assert str(tmp_path.parent).encode() not in document
        assert b"seedwire.db" not in document
