"""Pairs of articles put into a real folder and passed into a real database: what becomes of them there."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path

from benchmarks.quality.sets import Article
from ingest.parsers import Parsers
from ingest.rules import Rules
from ingest.run import Ingester
from store import entries, translations
from store.engine import Database
from store.selection import EVERYTHING

_NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
"""After every date in the sets: nothing is held."""


class Fate(StrEnum):
    """What the store made of two files."""

    ONE = "one entry"
    TWO = "two entries"
    LINKED = "translations"
    LOST = "not published"


@dataclass(frozen=True, slots=True)
class _Desk:
    """A place where one pair after the other is ingested."""

    root: Path
    rules: Rules
    parsers: Parsers

    def fate(self, pair: tuple[Article, Article]) -> Fate:
        """What becomes of two articles that arrive a minute apart."""
        shutil.rmtree(self.rules.seeds, ignore_errors=True)
        self.rules.seeds.mkdir()
        database = self._empty_database()
        try:
            for minute, article in enumerate(pair):
                (self.rules.seeds / f"{minute}.md").write_text(_file(article), encoding="utf-8")
                now = _NOW + timedelta(minutes=minute)
                Ingester(database, self.rules, self.parsers, clock=partial(_always, now)).pass_over()
            return _seen(database)
        finally:
            database.close()

    def _empty_database(self) -> Database:
        """A copy of one that was made once: the schema takes longer to make than a pair to ingest."""
        pattern, file = self.root / "pattern.db", self.root / "seedwire.db"
        if not pattern.exists():
            Database.create(f"sqlite:///{pattern}", site="https://feeds.example").close()
        for left in self.root.glob(f"{file.name}*"):
            left.unlink()
        shutil.copy(pattern, file)
        return Database.open_writer(f"sqlite:///{file}")


def fates(pairs: Iterable[tuple[Article, Article]]) -> list[Fate]:
    """What becomes of each pair, in a database of its own."""
    with tempfile.TemporaryDirectory(prefix="seedwire-quality-") as scratch:
        rules = Rules(seeds=Path(scratch) / "seeds", settle_time=0)
        with Parsers(rules, processes=1) as parsers:
            desk = _Desk(Path(scratch), rules, parsers)
            return [desk.fate(pair) for pair in pairs]


def _always(now: datetime) -> datetime:
    return now


def _seen(database: Database) -> Fate:
    with database.read() as conn:
        published = entries.newest(conn, EVERYTHING, 3)
        linked = translations.of_entries(conn, [stored.id for stored in published])
    match len(published):
        case 1:
            return Fate.ONE
        case 2:
            return Fate.LINKED if linked else Fate.TWO
        case _:
            return Fate.LOST


def _file(article: Article) -> str:
    keys = {
        "title": article.title,
        "date": article.date.isoformat(),
        "language": article.language,
        "source": article.source,
        "url": article.link,
        "original_title": article.original_title,
    }
    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items() if value)
    return f"---\n{front}---\n\n{article.text}\n"
