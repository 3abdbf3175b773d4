"""A-IM: feed: what a subscriber is sent who has a copy already (RFC 3229), against what happened since."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from werkzeug.test import Client, TestResponse

from publisher.app import create_app
from publisher.site import Site
from store import edits, entries, tags
from store.engine import Database
from store.entry import Company, DateOrigin, Entry, Fingerprint, Guid, Identity, Slug, Stored
from store.slug import public_id
from tests.faults.trials import many

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SITE = Site(base_url="https://feeds.example", title="Новини", hubs=("https://hub.example/",), feed_limit=3)
ATOM = {"a": "http://www.w3.org/2005/Atom", "t": "http://purl.org/atompub/tombstones/1.0"}


def article(name: str, published: datetime, text: str = "", company: str = "amazon") -> Entry:
    return Entry(
        identity=Identity(None, f"example.com/{name}", "pl", Fingerprint(f"{sum(name.encode()):064x}")),
        title=f"Zażółć {name}",
        published=published,
        published_origin=DateOrigin.DECLARED,
        content=f"<p>{name} {text}</p>",
        text=f"{name} {text}",
        summary=name,
        companies=(Company(Slug(company), company.title()),),
        companies_declared=True,
    )


@dataclass
class Newsroom:
    """A database that is written to, and its publisher. Each deed is a minute after the one before."""

    database: Database
    client: Client
    now: datetime = START
    names: list[str] = field(default_factory=list)

    def add(self, published: datetime | None = None, *, backfill: bool = False, company: str = "amazon") -> str:
        self.now += MINUTE
        name = f"n{len(self.names)}"
        self.names.append(name)
        written = published or self.now
        with self.database.write() as conn:
            edits.add(
                conn,
                article(name, written, company=company),
                guid=Guid(f"urn:example:{name}"),
                at=self.now,
                arrived=min(written, self.now) if backfill else self.now,
            )
        return name

    def find(self, name: str) -> Stored:
        with self.database.read() as conn:
            found = entries.find(conn, public_id(Guid(f"urn:example:{name}")))
        assert found is not None
        return found

    def edit(self, name: str, *, company: str = "amazon") -> None:
        """Also restores what was withdrawn."""
        self.now += MINUTE
        before = self.find(name)
        content = article(name, before.entry.published, f"{self.now:%H:%M}", company)
        with self.database.write() as conn:
            edits.revise(conn, before, content, at=self.now, arrived=self.now, edited=True)

    def withdraw(self, name: str) -> None:
        self.now += MINUTE
        before = self.find(name)
        with self.database.write() as conn:
            edits.withdraw(conn, before, at=self.now, reason="wycofane")

    def merge(self, name: str, into: str) -> None:
        self.now += MINUTE
        before, heir = self.find(name), self.find(into)
        with self.database.write() as conn:
            edits.merge(conn, before, heir, at=self.now, reason="to samo")

    def get(self, path: str = "/atom.xml", tag: str | None = None, **headers: str) -> TestResponse:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if tag is not None:
            fields |= {"If-None-Match": tag, "A-IM": "feed"}
        return self.client.get(path, headers=fields)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    database = Database.create(f"sqlite:///{tmp_path / 'a.db'}", site="https://feeds.example")
    yield Newsroom(database, Client(create_app(database, SITE)))
    database.close()


def names(response: TestResponse) -> list[str]:
    found = etree.fromstring(response.data).iterfind("a:entry/a:id", namespaces=ATOM)
    return [(each.text or "").rpartition(":")[2] for each in found]


def ended(response: TestResponse) -> list[str]:
    found = etree.fromstring(response.data).iterfind("t:deleted-entry", namespaces=ATOM)
    return [str(each.get("ref")).rpartition(":")[2] for each in found]


def test_only_what_is_new_is_sent_with_the_tag_of_the_whole(room: Newsroom) -> None:
    for _ in range(3):
        room.add()
    first = room.get()
    new = room.add()
    whole, news = room.get(), room.get(tag=first.headers["ETag"])
    assert (news.status, names(news)) == ("226 IM Used", [new])
    assert news.headers["IM"] == "feed"
    assert news.headers["Cache-Control"] == "no-store, im"
    assert "Last-Modified" not in news.headers
    same = ("ETag", "Content-Type", "Vary", "Link", "Access-Control-Allow-Origin")
    assert {name: news.headers[name] for name in same} == {name: whole.headers[name] for name in same}
    without = [etree.fromstring(each.data) for each in (news, whole)]
    for feed in without:
        for entry in feed.findall("a:entry", ATOM):
            feed.remove(entry)
    assert etree.tostring(without[0]) == etree.tostring(without[1])
    assert room.get(tag=news.headers["ETag"]).status_code == 304
    head = room.client.head("/atom.xml", headers={"If-None-Match": first.headers["ETag"], "A-IM": "feed"})
    assert (head.status_code, head.data, head.headers) == (226, b"", news.headers)


@pytest.mark.parametrize("path", ["/rss.xml", "/feed.json", "/companies/amazon/rss.xml", "/feed.json?company=amazon"])
def test_all_formats_have_news(room: Newsroom, path: str) -> None:
    room.add()
    tag = room.get(path).headers["ETag"]
    new = room.add()
    room.add(company="openai") if "amazon" in path else None
    news = room.get(path, tag)
    assert news.status_code == 226
    if path.startswith("/feed.json"):
        ids = [item["id"] for item in json.loads(news.data)["items"]]
    else:
        ids = [guid.text for guid in etree.fromstring(news.data).iterfind("channel/item/guid")]
    assert ids == [f"urn:example:{new}"]


@pytest.mark.parametrize("spelling", ["W/{}", '"x", {}', "{},  W/{}"])
@pytest.mark.parametrize("coding", ["", "-gzip", "-br"])
def test_the_base_is_read_in_every_spelling(room: Newsroom, spelling: str, coding: str) -> None:
    room.add()
    tag = room.get().headers["ETag"][:-1] + coding + '"'
    new = room.add()
    assert names(room.get(tag=spelling.format(tag, tag))) == [new]


def test_of_several_copies_the_newest_is_the_base(room: Newsroom) -> None:
    tags, last = [], ""
    for _ in range(3):
        last = room.add()
        tags.append(room.get().headers["ETag"])
    newest = room.add()
    assert names(room.get(tag=", ".join(tags))) == [newest]
    assert set(names(room.get(tag=", ".join(tags[:2])))) == {newest, last}


def test_who_has_no_base_that_is_known_here_gets_all(room: Newsroom) -> None:
    for _ in range(2):
        room.add()
    tag = room.get().headers["ETag"]
    database, seq, digest = tag.strip('"').split(".")
    room.add()
    for unknown in (
        '"something else"',
        f'"00000000.{seq}.{digest}"',
        f'"{database}.99.{digest}"',
        f'"{database}.-1.{digest}"',
        f'"{database}.1e0.{digest}"',
        f'"{database}.{seq}"',
        f'"{database}.{"9" * 40}.{digest}"',
        "",
    ):
        got = room.get(tag=unknown)
        assert (got.status_code, len(names(got))) == (200, 3)
        assert "IM" not in got.headers
    for manipulation in ("gzip", "feed;q=0", "vcdiff, diffe"):
        assert room.get(If_None_Match=tag, A_IM=manipulation).status_code == 200
    for manipulation in ("FEED", "vcdiff, feed;q=0.3", "gzip,feed"):
        assert room.get(If_None_Match=tag, A_IM=manipulation).status_code == 226


def test_a_date_is_no_base(room: Newsroom) -> None:
    room.add()
    date = room.get().headers["Last-Modified"]
    assert room.get(If_Modified_Since=date).status_code == 304
    assert room.get(If_Modified_Since=date, A_IM="feed").status_code == 200
    assert room.get(A_IM="feed").status_code == 200


def test_who_was_away_for_sixty_arrivals_gets_all_sixty(room: Newsroom) -> None:
    room.add()
    tag = room.get().headers["ETag"]
    missed = [room.add() for _ in range(60)]
    assert set(names(room.get(tag=tag))) == set(missed)
    assert len(names(room.get())) == SITE.feed_limit


def test_more_than_five_hundred_changes_are_a_whole_feed(room: Newsroom) -> None:
    room.add()
    tag = room.get().headers["ETag"]
    newcomers = [
        edits.Newcomer(article(f"m{n}", START), Guid(f"urn:example:m{n}"), room.now, room.now) for n in range(500)
    ]
    with room.database.write() as conn:
        edits.add_all(conn, newcomers)
    assert len(names(room.get(tag=tag))) == 500
    room.add()
    got = room.get(tag=tag)
    assert (got.status_code, len(names(got))) == (200, SITE.feed_limit)


def test_a_backfill_floods_nobody(room: Newsroom) -> None:
    for _ in range(SITE.feed_limit):
        room.add()
    tag = room.get().headers["ETag"]
    for day in range(20):
        room.add(START - timedelta(days=day + 1), backfill=True)
    late = room.add(START - timedelta(days=400))
    assert names(room.get(tag=tag)) == [late]


def test_an_arrival_counts_though_the_clock_was_set_back(room: Newsroom) -> None:
    for _ in range(5):
        room.add()
    tag = room.get().headers["ETag"]
    room.now -= timedelta(hours=1)
    late = room.add(room.now)
    assert late not in names(room.get())
    room.now += timedelta(hours=1)
    new = room.add()
    assert set(names(room.get(tag=tag))) == {new, late}


def test_several_edits_are_one_piece_of_news(room: Newsroom) -> None:
    name = room.add()
    tag = room.get().headers["ETag"]
    room.edit(name)
    room.edit(name)
    news = room.get(tag=tag)
    assert names(news) == [name]
    assert f"{room.now:%H:%M}".encode() in news.data


def test_what_ended_is_told_in_atom_alone(room: Newsroom) -> None:
    gone, merged, heir = room.add(), room.add(), room.add()
    tag, rss = room.get().headers["ETag"], room.get("/rss.xml").headers["ETag"]
    short = room.add()
    room.withdraw(short)
    room.withdraw(gone)
    room.merge(merged, heir)
    news = room.get(tag=tag)
    assert (news.status_code, names(news), set(ended(news))) == (226, [], {gone, merged, short})
    silent = room.get("/rss.xml", rss)
    assert (silent.status_code, silent.data.count(b"<item>")) == (226, 0)
    assert gone.encode() not in silent.data
    room.edit(gone)
    assert (names(back := room.get(tag=news.headers["ETag"])), ended(back)) == ([gone], [])


def test_a_tombstone_is_told_to_who_was_away_for_longer_than_it_stands(room: Newsroom) -> None:
    gone = room.add()
    room.add()
    tag = room.get().headers["ETag"]
    room.withdraw(gone)
    room.now += timedelta(days=60)
    new = room.add()
    assert ended(room.get()) == []
    news = room.get(tag=tag)
    assert (names(news), ended(news)) == ([new], [gone])


def test_an_entry_that_left_the_filter_stays_with_who_has_it(room: Newsroom) -> None:
    name = room.add()
    room.add()
    tag = room.get("/companies/amazon/atom.xml").headers["ETag"]
    room.edit(name, company="openai")
    news = room.get("/companies/amazon/atom.xml", tag)
    assert (news.status_code, names(news), ended(news)) == (226, [], [])
    assert room.get("/companies/amazon/atom.xml", news.headers["ETag"]).status_code == 304


def test_entries_that_a_merger_of_companies_brings_are_news(room: Newsroom) -> None:
    room.add()
    room.add(company="aws")
    tag = room.get("/companies/amazon/atom.xml").headers["ETag"]
    with room.database.write() as conn:
        tags.merge_companies(conn, Slug("aws"), Slug("amazon"), room.now)
    assert names(room.get("/companies/amazon/atom.xml", tag)) == ["n1"]


@pytest.mark.parametrize("path", ["/atom.xml?limit=1", "/atom.xml?content=summary"])
def test_a_copy_of_another_length_or_form_serves_as_base(room: Newsroom, path: str) -> None:
    room.add()
    tag = room.get(path).headers["ETag"]
    new = room.add()
    assert names(room.get(tag=tag)) == [new]


deeds = st.lists(
    st.tuples(
        st.sampled_from(["add", "late", "backfill", "edit", "withdraw", "merge", "move", "poll"]), st.integers(0, 9)
    ),
    max_size=18,
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, to be copied: making one takes half a second."""
    path = tmp_path_factory.mktemp("fresh") / "empty.db"
    Database.create(f"sqlite:///{path}", site="https://feeds.example").close()
    return path


@settings(max_examples=many(15, 100), suppress_health_check=[HealthCheck.too_slow])
@given(done=deeds, path=st.sampled_from(["/atom.xml", "/companies/amazon/atom.xml"]))
def test_a_reader_of_news_alone_ends_with_what_it_should_have(
    fresh: Path, done: list[tuple[str, int]], path: str
) -> None:
    with TemporaryDirectory() as home:
        database = Database.open_writer(f"sqlite:///{shutil.copy(fresh, home)}")
        try:
            room = Newsroom(database, Client(create_app(database, SITE)))
            room.add()
            reader = Reader(room, path)
            reader.poll()
            for deed, number in [*done, ("poll", 0)]:
                _do(room, reader, deed, number)
            _check(room, reader)
        finally:
            database.close()


@dataclass
class Reader:
    """Has entries by guid, and asks for what changed."""

    room: Newsroom
    path: str
    entries: dict[str, bytes] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)
    tag: str | None = None

    def poll(self) -> None:
        got = self.room.get(self.path, self.tag)
        assert got.status_code in {200, 226, 304}
        if got.status_code != 304:
            for ref in ended(got):
                self.entries.pop(ref, None)
            self.entries.update(_by_name(got))
        self.tag = got.headers["ETag"]


def _by_name(response: TestResponse) -> Mapping[str, bytes]:
    found = etree.fromstring(response.data).iterfind("a:entry", namespaces=ATOM)
    return {
        (entry.findtext("a:id", namespaces=ATOM) or "").rpartition(":")[2]: etree.tostring(
            entry, method="c14n", exclusive=True, with_tail=False
        )
        for entry in found
    }


def _do(room: Newsroom, reader: Reader, deed: str, number: int) -> None:
    name = room.names[number % len(room.names)]
    match deed:
        case "add":
            reader.arrived.add(room.add())
        case "late":
            reader.arrived.add(room.add(START - number * timedelta(days=30)))
        case "backfill":
            room.add(START - number * timedelta(days=30), backfill=True)
        case "edit":
            room.edit(name)
            reader.arrived.add(name)
        case "move":
            room.edit(name, company="openai")
            reader.arrived.add(name)
        case "withdraw":
            room.withdraw(name)
        case "merge" if name != room.names[-1]:
            room.merge(name, room.names[-1])
        case "poll":
            reader.poll()


def _check(room: Newsroom, reader: Reader) -> None:
    present = _by_name(room.get(reader.path + "?limit=500"))
    window = _by_name(room.get(reader.path))
    assert set(window) <= set(reader.entries)
    assert reader.arrived & set(present) <= set(reader.entries)
    for name, entry in reader.entries.items():
        if name in present:
            assert entry == present[name]
        else:  # only by an edit can an entry leave a filter without a tombstone
            assert room.find(name).entry.companies[0].slug == "openai"
            assert "companies" in reader.path


def test_a_changed_site_is_told_though_no_entry_is_new(room: Newsroom) -> None:
    room.add()
    tag = room.get().headers["ETag"]
    other = Client(create_app(room.database, replace(SITE, title="Wiadomości")))
    news = other.get("/atom.xml", headers={"If-None-Match": tag, "A-IM": "feed"})
    assert (news.status_code, names(news)) == (226, [])
    assert "Wiadomości".encode() in news.data
