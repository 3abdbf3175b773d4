"""What right text costs: the CPU time that an undamaged article takes because others are damaged, copied or untagged.

Step by step, on articles that need none of it: generated ones, of which nine in ten declare their companies, and the
same without those declarations. The best of several rounds counts, as what else the machine does only adds.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from benchmarks.articles import article
from benchmarks.report import Better, Figure, Target
from benchmarks.workplace import FailedError, Workplace
from ingest import language
from ingest.companies.tagger import Tagger
from ingest.composition import Circumstances
from ingest.identity import marks
from ingest.reading import entry_from
from ingest.repair.mojibake import find, looks_damaged
from ingest.repair.restoration import restore
from ingest.rules import Rules
from store import kindred, versions
from store.engine import Database
from store.entry import Entry, LanguageOrigin
from store.marks import Marks
from store.tables import version
from store.versions import Saying

_ARTICLES = 300
_ROUNDS = 5
_NOW = datetime(2026, 1, 1, tzinfo=UTC)

_ALL = Target(0.4, Better.LOWER)


def measure(place: Workplace) -> Iterator[Figure]:
    """Measure on articles that are not in the database that `ingest.measure` left; leaves it as it was."""
    texts = [article(10_000_000 + number).text for number in range(_ARTICLES)]
    entries = [_entry(text) for text in texts]
    tagger = Tagger.of((), (), detect=True)
    bare = [replace(entry, companies=(), companies_declared=False) for entry in entries]
    found = [marks(entry) for entry in entries]
    group = "right text, for an article that needed no care"

    damage = _best(lambda: [(find(text), restore(text), looks_damaged(text)) for text in texts])
    tongue = _best(lambda: [language.detect(f"{entry.title}\n{entry.text}") for entry in entries])
    unnamed = [entry for entry in entries if entry.language_origin is not LanguageOrigin.DECLARED]
    seldom = _best(lambda: [language.detect(f"{entry.title}\n{entry.text}") for entry in unnamed])
    tagging = _best(lambda: [tagger.tag(entry) for entry in entries])
    detected = _best(lambda: [tagger.tag(entry) for entry in bare])
    keys = _best(lambda: [marks(entry) for entry in entries])
    with contextlib.closing(Database.open_writer(place.database_url)) as database:
        with database.read() as conn:
            search = _difference(lambda each: _search(conn, each), found)
        storing = _store(database, entries, found)
    yield Figure(group, "looking for damage", damage, "ms CPU")
    yield Figure(group, "detecting the language", tongue, "ms CPU", note="only where none is declared")
    yield Figure(group, "detecting companies", detected, "ms CPU", note="only where none are declared")
    yield Figure(group, "tagging, where nine in ten declare companies", tagging, "ms CPU")
    yield Figure(group, "keys of its text", keys, "ms CPU")
    yield Figure(group, "looking for others with these keys", search, "ms CPU")
    yield Figure(group, "storing them", storing, "ms CPU")
    always = damage + keys + search + storing
    yield Figure(group, "all, for an article as they come", always + seldom + tagging, "ms CPU", _ALL)
    yield Figure(group, "all, where nothing is declared", always + tongue + detected, "ms CPU")


def _entry(text: str) -> Entry:
    found = entry_from(text.encode(), Circumstances("a.md", _NOW, _NOW), Rules(seeds=Path()))
    if not isinstance(found, Entry) or found.repairs:
        raise FailedError("an article of the generator is damaged, or none")
    return found


def _search(conn: Connection, found: Sequence[Marks]) -> None:
    for each in found:
        kindred.sharing(conn, each, (), None)


def _store(database: Database, entries: Sequence[Entry], found: Sequence[Marks]) -> float:
    with database.write() as conn:
        (entry_id,) = conn.execute(version.select().with_only_columns(version.c.entry_id).limit(1)).scalars()

        def store(each: Sequence[Marks]) -> None:
            with contextlib.closing(conn.begin_nested()):  # closed without a commit: rolled back
                versions.put_all(
                    conn, [Saying(entry_id, entry, own, b"-") for entry, own in zip(entries, each, strict=True)]
                )

        return _difference(store, found)


def _difference(work: Callable[[Sequence[Marks]], None], found: Sequence[Marks]) -> float:
    """What the keys add to some work: with and without them by turns, for each leaves something behind."""
    without = [replace(each, keys=()) for each in found]
    rounds = [(_spent(lambda: work(found)), _spent(lambda: work(without))) for _ in range(_ROUNDS)]
    return max(0.0, min(whole for whole, _ in rounds) - min(part for _, part in rounds))


def _best(work: Callable[[], object]) -> float:
    """Milliseconds of CPU for each article, in the best round."""
    return min(_spent(work) for _ in range(_ROUNDS))


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) / _ARTICLES * 1000
