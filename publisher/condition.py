"""How things stand, all of it at one moment: what the operator's page and the metrics are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store import census, companies, history, ledger, mergers, migrate, passes, pings
from store.census import Volume
from store.engine import Database
from store.entry import EntryState
from store.file import FileState, SourceFile
from store.history import Head
from store.mergers import Merger
from store.passes import Heartbeat, LastPass
from store.pings import HubState

MERGERS = 10
"""Mergers that are told of."""

PROBLEMS = 100
"""Problems that are told of; ``seedwire problems`` lists them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The state of a database, and of the ingester that fills it."""

    now: datetime
    name: str
    """The database as it may be shown."""
    schema: str
    """The revision of its tables."""
    entries: Mapping[EntryState, int]
    companies: int
    """Those with published entries."""
    files: Mapping[FileState, int]
    problems: Sequence[SourceFile]
    """The first `PROBLEMS` of the files that are not published, by path."""
    quarantined: int
    """Files that are left alone because they ended their parser too often."""
    missing: int
    """Files that a scan did not find, and that are not believed to be deleted."""
    last_pass: LastPass | None
    heartbeat: Heartbeat | None
    exporter: Heartbeat | None
    """The last sign of life of what keeps a folder of static files; None where nothing ever did."""
    silence: timedelta
    """Without a heartbeat for so long, a process does not run."""
    head: Head
    delays: Sequence[timedelta]
    """From file to feed, of the newest changes, newest first."""
    mergers: Sequence[Merger]
    hubs: Sequence[HubState]
    volume: Volume

    @property
    def is_running(self) -> bool:
        """Whether the ingester gave a sign of life lately."""
        return self.is_lively(self.heartbeat)

    def is_lively(self, beat: Heartbeat | None) -> bool:
        """Whether a process that gave this sign of life last gave it lately."""
        return beat is not None and self.now - beat.at < self.silence

    @property
    def unpublished(self) -> int:
        """Files that are not published, for whatever reason."""
        return sum(self.files[state] for state in ledger.UNPUBLISHED)

    @property
    def delay(self) -> timedelta | None:
        """The middle one of the delays, so that one file that lay there for a year tells nothing."""
        return sorted(self.delays)[len(self.delays) // 2] if self.delays else None


def condition(database: Database, *, role: str, exporter: str, silence: timedelta, now: datetime) -> Condition:
    """How things stand now; `role` is the ingester's, `exporter` that of what keeps a folder of static files.

    Raises `store.errors.UnavailableError`.
    """
    with database.read() as conn:
        return Condition(
            now=now,
            name=database.name,
            schema=migrate.revision(conn) or "",
            entries=census.states(conn),
            companies=sum(1 for company in companies.counts(conn) if company.entries),
            files=ledger.tally(conn),
            problems=ledger.problems(conn, PROBLEMS),
            quarantined=census.quarantined(conn),
            missing=census.missing(conn),
            last_pass=passes.last_pass(conn),
            heartbeat=passes.last_beat(conn, role),
            exporter=passes.last_beat(conn, exporter),
            silence=silence,
            head=history.head(conn),
            delays=census.delays(conn),
            mergers=mergers.newest(conn, MERGERS),
            hubs=pings.tally(conn),
            volume=census.volume(conn, database.path),
        )
