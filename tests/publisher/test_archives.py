"""The archive chain of the feeds (RFC 5005, section 4), as a subscriber walks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from werkzeug.test import Client, TestResponse

from publisher.app import create_app
from publisher.site import Site
from store import archives, edits, entries, history, tags
from store.change import ChangeKind
from store.engine import Database
from store.entry import Company, DateOrigin, Entry, Fingerprint, Guid, Identity, Slug
from store.selection import EVERYTHING
from store.slug import company_slug

NS = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}
GRAMMAR = etree.RelaxNG(etree.parse(str(Path(__file__).resolve().parent / "schemas" / "atom.rng")))
MONDAY = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SITE = Site(base_url="https://feeds.example/news", title="Zprávy", feed_limit=3, hubs=("https://hub.example/",))


@dataclass
class Paper:
    """A publisher whose feeds show three entries, and the ingester's side of its database."""

    database: Database
    client: Client
    now: datetime = MONDAY
    added: int = 0

    def add(self, count: int, *companies: str) -> None:
        """Let articles arrive one by one, a minute apart."""
        for _ in range(count):
            self.added += 1
            self.now += MINUTE
            with self.database.write() as conn:
                content = article(self.added, self.now, companies)
                guid = Guid(f"urn:example:{self.added}")
                edits.add(conn, content, guid=guid, at=self.now, arrived=self.now)
                archives.close(conn, SITE.feed_limit, self.now)

    def withdraw(self, number: int) -> None:
        self.now += MINUTE
        with self.database.write() as conn:
            (stored,) = entries.by_ids(conn, [number])
            edits.withdraw(conn, stored, at=self.now, reason="its file was deleted")
            archives.close(conn, SITE.feed_limit, self.now)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def atom(self, path: str) -> etree._Element:
        answer = self.get(path)
        assert answer.status_code == 200
        root = etree.fromstring(answer.data)
        GRAMMAR.assertValid(root)
        return root

    def walk(self, path: str) -> list[str]:
        """The titles of the feed and of all its archives, newest document first."""
        titles: list[str] = []
        step: str | None = path
        while step:
            document = self.atom(step)
            titles += text(document, "a:entry/a:title")
            step = (link(document, "prev-archive") or "").removeprefix(SITE.base_url)
        return titles


def article(number: int, published: datetime, companies: tuple[str, ...]) -> Entry:
    return Entry(
        identity=Identity(None, None, "", Fingerprint(f"{number:064x}")),
        title=f"Zpráva {number}",
        published=published,
        published_origin=DateOrigin.DECLARED,
        content=f"<p>Celý text <em>zprávy {number}</em>.</p>",
        text=f"Celý text zprávy {number}.",
        summary=f"Zpráva {number} ve zkratce.",
        language="cs",
        companies=tuple(Company(company_slug(company), company) for company in companies),
    )


def link(document: etree._Element, rel: str) -> str | None:
    found = [str(each.get("href")) for each in document.iterfind("a:link", NS) if each.get("rel") == rel]
    assert len(found) <= 1
    return found[0] if found else None


def text(document: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in document.iterfind(path, NS)]


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    database = Database.create(f"sqlite:///{tmp_path / 'seedwire.db'}", site=SITE.base_url)
    yield Paper(database, create_app(database, SITE, clock=lambda: MONDAY + DAY).test_client())
    database.close()


@pytest.mark.parametrize("folder", ["", "/companies/skoda-auto"])
def test_the_feed_and_its_archives_together_are_everything(paper: Paper, folder: str) -> None:
    paper.add(8, "Škoda Auto")
    titles = paper.walk(f"{folder}/atom.xml")
    assert titles[:3] == ["Zpráva 8", "Zpráva 7", "Zpráva 6"]
    assert set(titles) == {f"Zpráva {number}" for number in range(1, 9)}


def test_an_archive_says_that_it_is_one_of_which_feed_and_what_stands_before_it(paper: Paper) -> None:
    paper.add(6)
    feed, document = paper.atom("/atom.xml"), paper.atom("/atom/archive/2.xml")
    assert document.find("fh:archive", NS) is not None
    assert feed.find("fh:archive", NS) is None
    assert text(document, "a:id") == text(feed, "a:id")
    assert text(document, "a:title") == text(feed, "a:title")
    assert link(document, "self") == "https://feeds.example/news/atom/archive/2.xml"
    assert link(document, "current") == "https://feeds.example/news/atom.xml"
    assert link(document, "prev-archive") == "https://feeds.example/news/atom/archive/1.xml"
    assert link(document, "hub") is None
    assert text(document, "a:entry/a:title") == ["Zpráva 6", "Zpráva 5", "Zpráva 4"]
    assert text(document, "a:updated") == [text(document, "a:entry/a:updated")[0]]
    assert "Celý text" in text(document, "a:entry/a:content")[0]
    assert link(paper.atom("/atom/archive/1.xml"), "prev-archive") is None


def test_documents_stay_byte_for_byte_what_they_were_while_others_arrive(paper: Paper) -> None:
    paper.add(6, "Софарма")
    paths = [f"{folder}/atom/archive/{n}.xml" for folder in ("", "/companies/sofarma") for n in (1, 2)]
    before = [(paper.get(path).data, paper.get(path).headers["ETag"]) for path in paths]
    paper.add(7, "Софарма")
    assert [(paper.get(path).data, paper.get(path).headers["ETag"]) for path in paths] == before


def test_documents_that_were_closed_together_lead_forward_too(paper: Paper) -> None:
    with paper.database.write() as conn:
        for number in range(1, 8):
            content = article(number, MONDAY + number * MINUTE, ())
            edits.add(conn, content, guid=Guid(f"urn:example:{number}"), at=MONDAY, arrived=MONDAY + number * MINUTE)
        archives.close(conn, SITE.feed_limit, MONDAY + DAY)
    assert link(paper.atom("/atom/archive/1.xml"), "next-archive") == "https://feeds.example/news/atom/archive/2.xml"
    assert link(paper.atom("/atom/archive/2.xml"), "next-archive") is None


def test_an_archive_without_entries_is_a_feed_that_leads_on_and_does_not_grow_younger(paper: Paper) -> None:
    paper.add(7)
    for number in (4, 5, 6):
        paper.withdraw(number)
    document = paper.atom("/atom/archive/2.xml")
    assert text(document, "a:entry/a:title") == []
    assert text(document, "a:updated") == [f"{paper.now:%Y-%m-%dT%H:%M:%SZ}"]
    assert link(document, "prev-archive") == "https://feeds.example/news/atom/archive/1.xml"
    assert document.xpath("count(//*[local-name()='deleted-entry'])") == 0


def test_only_feeds_without_filters_lead_to_archives(paper: Paper) -> None:
    paper.add(4, "Allegro")
    archived = {"/atom.xml", "/rss.xml", "/companies/allegro/atom.xml", "/companies/allegro/rss.xml"}
    filtered = {"/atom.xml?language=cs", "/atom.xml?limit=2", "/atom.xml?content=summary", "/rss.xml?min_importance=1"}
    for path in archived | filtered:
        assert (b"prev-archive" in paper.get(path).data) == (path in archived), path


def test_rss_leads_to_the_archives_in_atom(paper: Paper) -> None:
    paper.add(3)
    (found,) = [
        element
        for element in etree.fromstring(paper.get("/rss.xml").data).iterfind("channel/a:link", NS)
        if element.get("rel") == "prev-archive"
    ]
    assert (found.get("href"), found.get("type")) == (
        "https://feeds.example/news/atom/archive/1.xml",
        "application/atom+xml",
    )


@pytest.mark.parametrize("number", ["0", "3", "01", "-1", "1x", "١", "99999999999999999999", "%00"])
def test_a_number_that_no_archive_has_is_told_in_words(paper: Paper, number: str) -> None:
    paper.add(6, "Allegro")
    for folder in ("", "/companies/allegro"):
        answer = paper.get(f"{folder}/atom/archive/{number}.xml")
        assert answer.status_code == 404
        assert b"the newest one is 2" in answer.data


def test_where_there_is_no_archive_yet_the_feed_is_named(paper: Paper) -> None:
    answer = paper.get("/atom/archive/1.xml")
    assert answer.status_code == 404
    assert b"https://feeds.example/news/atom.xml" in answer.data
    assert b"none yet" in answer.data


def test_an_old_slug_leads_to_the_archive_under_the_new_one(paper: Paper) -> None:
    paper.add(3, "Allegro")
    paper.add(1, "Софарма")
    with paper.database.write() as conn:
        tags.merge_companies(conn, Slug("allegro"), Slug("sofarma"), paper.now)
        archives.close(conn, SITE.feed_limit, paper.now)
    answer = paper.get("/companies/allegro/atom/archive/1.xml")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "https://feeds.example/news/companies/sofarma/atom/archive/1.xml",
    )
    assert paper.get("/companies/allegro/atom/archive/zero.xml").status_code == 404
    assert paper.get("/companies/nobody/atom/archive/1.xml").status_code == 404


def test_the_end_of_a_tombstone_takes_nothing_from_the_date_of_the_feed(paper: Paper) -> None:
    paper.add(2)
    paper.withdraw(1)
    before = paper.atom("/atom.xml")
    end = paper.now + history.TOMBSTONE_LIFE + MINUTE
    with paper.database.write() as conn:
        ended = history.expired(conn, end)
        assert ended is not None
        history.record(conn, ChangeKind.NOTED, ended, end)
    after = paper.atom("/atom.xml")
    count = "count(//*[local-name()='deleted-entry'])"
    assert (before.xpath(count), after.xpath(count)) == (1, 0)
    assert text(after, "a:updated") == text(before, "a:updated")


def test_json_shows_the_same_entries_without_a_word_of_archives(paper: Paper) -> None:
    paper.add(4)
    document = json.loads(paper.get("/feed.json").data)
    with paper.database.read() as conn:
        shown = {stored.guid for stored in entries.window(conn, EVERYTHING, SITE.feed_limit)}
    assert {item["id"] for item in document["items"]} == shown
    assert "archive" not in json.dumps(document)
