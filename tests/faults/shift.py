"""An ingester's shift: a folder that changes wave by wave, and what the database should say after the last one.

Whoever takes the shift over goes on with the wave in which the one before was killed. The folder is changed by linking
files that were written before, so that what is injected into writes and renames hits the ingester alone.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select

from ingest.parsers import Parsers
from ingest.rules import OnDelete, Rules
from ingest.run import Ingester
from store import entries, history, tables
from store.engine import Database
from store.errors import LockedError
from store.file import FileState
from store.selection import EVERYTHING
from tests.faults.stories import Story

SITE = "https://noviny.example"
WORK = f"{__name__}:work"
"""What a hatchery is asked for."""
WAVES = 60
_STANDBY = 0.05


@dataclass(frozen=True, slots=True)
class Wave:
    """What happens to the folder at once: each name's story from now on, or its end."""

    files: Mapping[str, Story | None]
    whole: bool
    """Whether the ingester is to look through the folder, and not only at these files."""


@cache
def waves() -> Sequence[Wave]:
    """All of them: new, edited, renamed, copied and deleted files."""
    dice = random.Random(5)  # noqa: S311 - the same at each call
    folder: dict[str, Story] = {}
    made = []
    for number in range(WAVES):
        changed: dict[str, Story | None] = {f"{number}.md": Story(number)}
        kept = dice.sample(sorted(folder), k=min(4, len(folder)))
        match number % 5, kept:
            case 1, [edited, *_]:
                changed[edited] = Story(folder[edited].number, folder[edited].edition + 1)
            case 2, [renamed, *_]:
                changed |= {renamed: None, f"renamed-{number}.md": folder[renamed]}
            case 3, [copied, *_]:
                changed[f"copy-{number}.md"] = folder[copied]
            case 4, [deleted, *_]:
                changed[deleted] = None
        folder = {name: story for name, story in (folder | changed).items() if story}
        made.append(Wave(changed, whole=number % 5 in {2, 4}))
    return made


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with its waves, begun and done."""

    root: Path

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    def prepare(self, written: Path) -> None:
        """Make it; `written` holds the files of all waves, and makes them once."""
        for name in ("seeds", "begun", "done"):
            (self.root / name).mkdir(parents=True)
        (self.root / "written").symlink_to(written)

    def begin(self, number: int) -> None:
        """Let a wave come; one that came already stays."""
        for name, story in waves()[number].files.items():
            (self.seeds / name).unlink(missing_ok=True)
            if story:
                os.link(self.root / "written" / f"{story.number}-{story.edition}", self.seeds / name)

    @property
    def next(self) -> int:
        """The wave that was not done yet, or not to its end."""
        return len(list((self.root / "done").iterdir()))

    def finish(self, number: int, head: int) -> None:
        """Note that a wave is done, and the newest change that the ingester was told is stored."""
        (self.root / "done" / f"{number:03}-{head}").mkdir()

    @property
    def acknowledged(self) -> int:
        """The newest change that is noted."""
        return max((int(done.name.partition("-")[2]) for done in (self.root / "done").iterdir()), default=0)


def write(written: Path) -> None:
    """The files of all waves."""
    written.mkdir()
    for story in {story for wave in waves() for story in wave.files.values() if story}:
        (written / f"{story.number}-{story.edition}").write_text(story.text, "utf-8")


def work(root: str, url: str, last: int, record: str = "") -> None:
    """Be the ingester until so many waves are done; `record` is a file for the outcome of each."""
    place = Place(Path(root))
    rules = Rules(seeds=place.seeds, settle_time=0, on_delete=OnDelete.WITHDRAW)
    outcomes = []
    with (
        contextlib.closing(Database.create(url, site=SITE)) as database,
        _leading(database),
        Parsers(rules, processes=1) as parsers,
    ):
        ingester = Ingester(database, rules, parsers)
        for number in range(place.next, last):
            place.begin(number)
            _take(ingester, waves()[number])
            with database.read() as conn:
                head = history.head(conn).seq
            place.finish(number, head)
            if record:
                outcomes.append(outcome(url))
    if record:
        Path(record).write_bytes(pickle.dumps(outcomes))


@contextlib.contextmanager
def _leading(database: Database) -> Iterator[None]:
    """Be the ingester as soon as the lease of one that was killed has run out, as a daemon does."""
    with contextlib.ExitStack() as leadership:
        while True:
            try:
                leadership.enter_context(database.ingesting())
                break
            except LockedError:
                if database.path is not None:
                    raise
                time.sleep(_STANDBY)
        yield


def _take(ingester: Ingester, wave: Wave) -> None:
    if wave.whole:
        ingester.pass_over()
        ingester.pass_over()  # a deletion is believed at the second look
    else:
        ingester.look_at([os.fsencode(name) for name in wave.files])
    ingester.retag()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a database says in the end, but for times."""

    published: Mapping[str, tuple[str, ...]]
    """Guid: title, companies."""
    texts: Mapping[str, str]
    gone: frozenset[str]
    files: Mapping[bytes, tuple[FileState, str]]
    """Path: state, guid."""
    changes: Sequence[tuple[str, str]]
    """Kind and guid, each as often as it happened. Of one wave in any order: a deletion that was seen once already when
    the ingester was killed is believed before the new file is read, and not after."""


def outcome(url: str) -> Outcome:
    """Read it."""
    with contextlib.closing(Database.open_reader(url)) as database, database.read() as conn:
        guids = dict(conn.execute(select(tables.entry.c.id, tables.entry.c.guid)).all())
        owners = dict(conn.execute(select(tables.version.c.id, tables.version.c.entry_id)).all())
        rows = conn.execute(select(tables.source_file)).all()
        shown = entries.newest(conn, EVERYTHING, 1000)
        return Outcome(
            published={s.guid: (s.entry.title, *sorted(c.name for c in s.entry.companies)) for s in shown},
            texts={s.guid: s.entry.text for s in shown},
            gone=frozenset(one.guid for one in history.tombstones(conn, EVERYTHING, None)),
            files={row.path: (FileState(row.state), guids.get(owners.get(row.version_id, 0), "")) for row in rows},
            changes=sorted((one.kind, guids[one.entry_id]) for one in history.changes(conn, after=0, limit=10_000)),
        )
