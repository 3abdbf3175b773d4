"""What would become of a file, and why: the whole way from bytes to decision, without a trace in the database."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ingest import scan
from ingest.composition import Circumstances
from ingest.decide import Candidate, Duplicate, New, Update, decide
from ingest.filing import first_seen
from ingest.identity import guids, marks
from ingest.read import Changing, Contents, Oversized, Reading, Unread, Vanished, read
from ingest.reading import entry_from
from ingest.rejection import Rejection
from ingest.rules import Rules
from ingest.sameness import is_translation
from ingest.standing import standing
from ingest.tagging import Tagging
from store import kindred, ledger, sources
from store.engine import Database
from store.entry import Entry
from store.file import printable

PROBLEM_VERDICTS = frozenset({"rejected", "unreadable"})


@dataclass(slots=True)
class Checkup:
    """The findings on one file."""

    path: str
    verdict: str
    """``new``, ``update``, ``unchanged``, ``duplicate``, ``held``, ``withheld``, ``waiting``, ``rejected`` or
    ``unreadable``; or ``ignored``, where the folder's own rules leave the file alone."""
    why: str = ""
    entry: Entry | None = None
    guid: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    """Why the article is about a company, by the slug of each that was detected."""
    translations: list[str] = field(default_factory=list)
    """The titles of stored entries that are the same article in another language."""
    problems: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The shape that ``check --json`` prints."""
        entry = self.entry
        return {
            "path": self.path,
            "verdict": self.verdict,
            "why": self.why,
            "entry": entry and _entry_json(entry, self.guid),
            "language": entry and {"tag": entry.language, "origin": entry.language_origin.value},
            "companies": [{"slug": c.slug, "name": c.name, "origin": c.origin.value} for c in entry.companies]
            if entry
            else [],
            "repairs": [
                {
                    "field": r.field,
                    "method": r.method,
                    "page": r.page,
                    "confidence": r.confidence,
                    "before": r.before,
                    "after": r.after,
                }
                for r in entry.repairs
            ]
            if entry
            else [],
            "ignored": [{"key": i.key, "why": i.why} for i in entry.ignored] if entry else [],
            "translations": self.translations,
            "problems": self.problems,
        }


def check(file: Path, rules: Rules, database: Database | None) -> Checkup:
    """Look at one file, wherever it is. `database` is what it is compared with, where there is one."""
    shown = printable(str(file).encode("utf-8", "surrogateescape"))
    if no_article := _no_file(file, shown, rules) or _passed_over(file, shown, rules):
        return no_article
    found = read(file.absolute().parent, file.name.encode("utf-8", "surrogateescape"), rules.max_file_size)
    if not isinstance(found, Contents) or not found.data:
        return _unreadable(shown, found, rules)
    now = datetime.now(UTC)
    below = _below(file, rules.seeds)
    entry = entry_from(found.data, Circumstances(printable(below), first_seen(found.signature, now), now), rules)
    if isinstance(entry, Rejection):
        return _bad(shown, "rejected", entry.reason, entry.advice)
    with database.read() if database else contextlib.nullcontext() as conn:
        tagging = Tagging(rules)
        tagging.refresh(conn)
        tagged = tagging.tagger.tag(entry)
        checkup = _compare(_Subject(shown, below, found.sha256, tagged), conn, now)
        checkup.evidence = {one.company.slug: one.why for one in tagging.tagger.detections(entry)}
    if tagging.trouble:
        checkup.problems.append(tagging.trouble)
    if entry.damaged:
        checkup.problems.append("the text is damaged in a way that cannot be mended with certainty; it is left alone")
    return checkup


@dataclass(frozen=True, slots=True)
class _Subject:
    shown: str
    below: bytes
    """The path that the file has, or would have, below the folder."""
    sha256: str
    entry: Entry


def _no_file(file: Path, shown: str, rules: Rules) -> Checkup | None:
    """The verdict on what is no file, wherever it is; None on one."""
    if not os.path.lexists(file):
        return _unreadable(shown, Vanished(), rules)
    if file.is_dir() and not file.is_symlink():
        return _bad(shown, "rejected", "is a directory, not a file", "name the files in it")
    with contextlib.suppress(OSError):  # who may not look there may not read there either
        if kind := scan.kind_below(file.absolute().parent, os.fsencode(file.name)):
            odd = scan.refusal(kind)
            return _bad(shown, "rejected", odd.reason, odd.advice)
    return None


def _passed_over(file: Path, shown: str, rules: Rules) -> Checkup | None:
    """The verdict on what a walk of the folder would not come upon; None on all else, in there or not."""
    below = inside(file, rules.seeds)
    if below is None:
        return None
    if not scan.Choice.of(rules.suffixes, rules.exclude).takes(os.fsencode(below)):
        return Checkup(shown, "ignored", "by its name it is no article (settings suffixes and exclude)")
    if any((rules.seeds / above).is_symlink() for above in below.parents if above.name):
        return Checkup(shown, "ignored", "it lies behind a symbolic link, and those are not followed")
    return None


def _unreadable(shown: str, found: Reading, rules: Rules) -> Checkup:
    match found:
        case Vanished():
            return _bad(shown, "unreadable", "there is no such file", "check the name")
        case Unread(cause):
            return _bad(shown, "unreadable", f"cannot be read: {cause}", "check its owner and mode")
        case Oversized(size):
            reason = f"is too large: {size:,} bytes, and {rules.max_file_size:,} are allowed"
            return _bad(shown, "rejected", reason, "shorten it, or raise max_file_size")
        case Changing():
            return Checkup(shown, "waiting", "it is being written at this moment")
        case Contents():
            return Checkup(shown, "waiting", "it is empty")


def _compare(subject: _Subject, conn: Connection | None, now: datetime) -> Checkup:
    shown, below, entry = subject.shown, subject.below, subject.entry
    has = marks(entry)
    if conn is None:
        return _verdict(shown, entry, decide(Candidate(entry, has), [], frozenset(), now))
    line = ledger.lines(conn, [below]).get(below)
    version_id = line.version_id if line else None
    same_bytes = line is not None and line.sha256 == subject.sha256
    known, taken = kindred.sharing(conn, has, list(guids(entry.identity)), version_id)
    decision = decide(Candidate(entry, has, version_id, same_bytes), known, taken, now)
    checkup = _verdict(shown, entry, decision)
    if checkup.verdict == "withheld":
        return checkup
    if same_bytes and isinstance(decision, Update) and not decision.endings:
        checkup.verdict, checkup.why = "unchanged", "it is stored as it is"
    if isinstance(decision, Duplicate):
        paths = sources.paths(conn, decision.known.stored.id)
        checkup.why += " as " + ", ".join(map(printable, paths))
    if not isinstance(decision, New):
        for ending in decision.endings:
            checkup.why += f"; so {ending.known.stored.entry.title} is the same article too ({ending.because})"
    checkup.translations = [
        one.stored.entry.title for one in known if any(is_translation(has, source.marks) for source in one.versions)
    ]
    return checkup


def _verdict(shown: str, entry: Entry, decision: New | Update | Duplicate) -> Checkup:
    held = decision.content.hold
    match decision:
        case New(guid) if held:
            return Checkup(shown, "held", held.reason, entry, guid)
        case New(guid):
            return Checkup(shown, "new", "nothing that is stored is the same article", entry, guid)
        case Update(known) | Duplicate(known) if known.stored.withheld is not None:
            return Checkup(shown, "withheld", standing(entry, known.stored).reason, entry, known.stored.guid)
        case Update(known):
            why = held.reason if held else "the same article, as this file said it before"
            return Checkup(shown, "held" if held else "update", why, entry, known.stored.guid)
        case Duplicate(known, _, because):
            return Checkup(shown, "duplicate", because, entry, known.stored.guid)


def _bad(shown: str, verdict: str, reason: str, advice: str) -> Checkup:
    return Checkup(shown, verdict, f"{reason}; {advice}", problems=[f"{reason}; {advice}"])


def inside(file: Path, seeds: Path) -> Path | None:
    """The file's path below the folder; None where it is not in there."""
    place, root = Path(os.path.abspath(file)), Path(os.path.abspath(seeds))  # noqa: PTH100 - resolve() would follow links
    return place.relative_to(root) if place.is_relative_to(root) else None


def _below(file: Path, seeds: Path) -> bytes:
    """The path that a file has, or would have, below the folder."""
    return os.fsencode(inside(file, seeds) or file.name)


def _entry_json(entry: Entry, guid: str | None) -> dict[str, Any]:
    return {
        "guid": guid,
        "title": entry.title,
        "original_title": entry.original_title,
        "link": entry.link,
        "published": entry.published.isoformat(),
        "published_origin": entry.published_origin.value,
        "updated": entry.updated and entry.updated.isoformat(),
        "summary": entry.summary,
        "categories": list(entry.categories),
        "importance": entry.importance,
        "authors": [{"name": a.name, "email": a.email, "url": a.url} for a in entry.authors],
        "source": entry.source
        and {"name": entry.source.name, "id": entry.source.id, "emoji": entry.source.emoji, "url": entry.source.url},
        "image": entry.image,
        "slug": entry.slug,
        "encoding": entry.encoding,
        "damaged": entry.damaged,
        "companies_declared": entry.companies_declared,
        "keys": dict(entry.keys),
        "extra": dict(entry.extra),
        "text": entry.text,
        "content": entry.content,
    }
