"""A folder, a database and an ingester between them, for tests of what happens when something happens to files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.parsers import Parsers
from ingest.report import Report
from ingest.rules import Rules
from ingest.run import Ingester
from store import entries, history, ledger
from store.change import Tombstone
from store.engine import Database
from store.entry import Stored
from store.file import SourceFile
from store.selection import EVERYTHING
from tests.ingest import invariants

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOBODY = 65534
SITE = "https://feeds.example"

BRNO = (
    "Společnost Amazon oznámila, že v Brně postaví nové datové centrum za dvě miliardy korun. Stavba má začít na jaře "
    "a skončit do tří let. Město si od ní slibuje osm set pracovních míst."
)
PLOVDIV = (
    "Софарма откри нов завод край Пловдив. Инвестицията е за сто милиона лева, а производството започва през есента. "
    "Компанията търси двеста инженери и химици."
)


def article(title: str, text: str = BRNO, **keys: str) -> str:
    front = "".join(f"{key}: {value}\n" for key, value in ({"title": title, "date": "2026-02-01"} | keys).items())
    return f"---\n{front}---\n{text}\n"


def several(number: int) -> dict[str, str]:
    """Articles that have nothing in common but their date."""
    words = ("most", "škola", "továrna", "letadlo", "kniha", "řeka", "strom", "obraz", "vlak", "zahrada")
    return {
        f"{at}.md": article(f"Zpráva {at}", " ".join(f"{words[(at * step) % 10]}{at * step}" for step in range(1, 30)))
        for at in range(number)
    }


class Clock:
    """The time, as the test sets it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return (self.now - START).total_seconds()


@dataclass
class Desk:
    """A folder, a database and an ingester between them."""

    seeds: Path
    database: Database
    parsers: Parsers
    clock: Clock
    rules: Rules

    def ingester(self, **rules: object) -> Ingester:
        self.rules = replace(self.rules, **rules)  # type: ignore[arg-type]  # each is a field of Rules
        return Ingester(self.database, self.rules, self.parsers, clock=self.clock, monotonic=self.clock.monotonic)

    def write(self, files: dict[str, str] | None = None, **named: str) -> None:
        for name, text in ((files or {}) | {f"{name}.md": text for name, text in named.items()}).items():
            path = self.seeds / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def ingest(self, *, accept_deletions: bool = False, anew: bool = False) -> Report:
        """A minute later, one pass by a new ingester."""
        self.clock.now += MINUTE
        ingester = self.ingester()
        report = ingester.pass_over(accept_deletions=accept_deletions, anew=anew)
        ingester.retag()
        self.check()
        return report

    def check(self) -> None:
        """What is stored contradicts itself nowhere."""
        with self.database.read() as conn:
            invariants.check(conn, self.clock.now)

    def all_published(self) -> list[Stored]:
        """Newest first."""
        with self.database.read() as conn:
            return sorted(
                entries.newest(conn, EVERYTHING, 500), key=lambda stored: stored.entry.published, reverse=True
            )

    def published(self) -> dict[str, Stored]:
        """By title."""
        return {stored.entry.title: stored for stored in self.all_published()}

    def one(self) -> Stored:
        (stored,) = self.published().values()
        return stored

    def stored(self, like: Stored) -> Stored:
        with self.database.read() as conn:
            (stored,) = entries.by_ids(conn, [like.id])
        return stored

    def head(self) -> int:
        with self.database.read() as conn:
            return history.head(conn).seq

    def problems(self) -> dict[bytes, SourceFile]:
        with self.database.read() as conn:
            return {file.path: file for file in ledger.problems(conn)}

    def tombstones(self) -> list[Tombstone]:
        with self.database.read() as conn:
            return history.tombstones(conn, EVERYTHING, None)
