"""What the same work costs at least: the shortest programs that could be said to do it, in the same run.

Absolute figures are true of one machine; the ratios of Seedwire to these carry over to others.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from feedgen.feed import FeedGenerator

from benchmarks.percentile import percentile
from benchmarks.report import Figure
from benchmarks.workplace import HOST, Workplace
from publisher.app import create_app
from publisher.site import Site
from store import entries
from store.engine import Database
from store.entry import Stored
from store.selection import EVERYTHING

_BATCH = 100
_REPEATS = 5


def measure_ingest(place: Workplace, speed: float) -> Iterator[Figure]:
    """Read the folder with bare loops; `speed` is that of Seedwire on the same files, in articles a second."""
    group = "against a bare loop: open, read, SHA-256, YAML, SQLite insert"
    for name, read in (("yaml.safe_load", yaml.safe_load), ("libyaml", _with_libyaml)):
        bare = _bare_speed(place, read)
        yield Figure(group, f"the loop with {name}", bare, "articles/s", note="no Markdown, checks or identity")
        yield Figure(group, f"Seedwire, with {name} as 1", speed / bare, "times as fast")


def measure_rendering(place: Workplace) -> Iterator[Figure]:
    """Build the newest feed from the same database as feedgen's manual does it, and as Seedwire does."""
    group = "against feedgen alone: the same entries as Atom"
    site = Site(base_url=f"http://{HOST}")
    database = Database.open_reader(place.database_url)
    try:
        naive = percentile([_timed(lambda: _naive_feed(database, site)) for _ in range(_REPEATS)], 50)
        whole = percentile([_timed(lambda: _whole_answer(database, site)) for _ in range(_REPEATS)], 50)
    finally:
        database.close()
    yield Figure(group, "feedgen, query included", naive * 1000, "ms")
    yield Figure(group, "Seedwire's first answer, feedgen as 1", whole / naive, "times the time")


def _bare_speed(place: Workplace, read: Callable[[str], object]) -> float:
    """Articles a second through one process that trusts every file."""
    file = place.root / "bare.db"
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE article (sha256 TEXT PRIMARY KEY, front TEXT, body TEXT)")
        begun = time.perf_counter()
        paths = sorted(place.seeds.rglob("*.txt"))
        for first in range(0, len(paths), _BATCH):
            connection.execute("BEGIN IMMEDIATE")
            rows = [_bare_row(path, read) for path in paths[first : first + _BATCH]]
            connection.executemany("INSERT OR REPLACE INTO article VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")
        return len(paths) / (time.perf_counter() - begun)
    finally:
        connection.close()


def _bare_row(path: Path, read: Callable[[str], object]) -> tuple[str, str, str]:
    data = path.read_bytes()
    text = data.decode("utf-8")
    front, body = text[4:].split("\n---\n", 1) if text.startswith("---\n") else ("{}", text)
    return hashlib.sha256(data).hexdigest(), json.dumps(read(front), default=str), body


def _with_libyaml(text: str) -> object:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _whole_answer(database: Database, site: Site) -> None:
    create_app(database, site).test_client().get("/atom.xml")


def _naive_feed(database: Database, site: Site) -> bytes:
    with database.read() as conn:
        shown = entries.window(conn, EVERYTHING, site.feed_limit)
    feed = FeedGenerator()
    feed.id(site.url("/"))
    feed.title(site.title)
    feed.link(href=site.url("/atom.xml"), rel="self")
    for stored in shown:
        _add_naively(feed, stored)
    return feed.atom_str()


def _add_naively(feed: FeedGenerator, stored: Stored) -> None:
    item = feed.add_entry(order="append")
    item.id(stored.guid)
    item.title(stored.entry.title)
    item.link(href=stored.entry.link or "")
    item.published(stored.entry.published)
    item.updated(stored.updated)
    item.summary(stored.entry.summary)
    item.content(stored.entry.content, type="html")
    item.category([{"term": company.slug, "label": company.name} for company in stored.entry.companies])
