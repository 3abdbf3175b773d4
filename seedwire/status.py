"""How things stand, for an operator or a program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from seedwire.watch import HEARTBEAT, ROLE
from store import companies, entries, history, ledger, passes
from store import mergers as record
from store.engine import Database
from store.entry import CompanyCount, SourceFile, printable
from store.selection import EVERYTHING

_SILENT = 3 * HEARTBEAT
"""Seconds without a heartbeat from which the ingester counts as not running."""

_MOST_MERGERS = 500


def status(database: Database) -> dict[str, Any]:
    """The state of the database and of the ingester, as ``status --json`` prints it.

    ``lag`` is the age of the last finished pass in seconds: what happened in the folder since then is not known, but
    for what events told.
    """
    now = datetime.now(UTC)
    with database.read() as conn:
        last, beat = passes.last_pass(conn), passes.last_beat(conn, ROLE)
        head = history.head(conn)
        files = ledger.tally(conn)
        age = (now - beat.at).total_seconds() if beat else None
        return {
            "database": database.name,
            "entries": entries.count(conn, EVERYTHING),
            "companies": sum(1 for company in companies.counts(conn) if company.entries),
            "files": {state.value: count for state, count in files.items()},
            "problems": len(ledger.problems(conn)),
            "last_pass": last
            and {
                "started": last.started.isoformat(),
                "ended": last.ended.isoformat(),
                "files": last.files,
                "counts": dict(last.counts),
                "trouble": last.trouble,
            },
            "lag": last and round(max(0.0, (now - last.ended).total_seconds()), 3),
            "last_change": {"seq": head.seq, "at": head.at and head.at.isoformat()},
            "ingester": {
                "running": age is not None and age < _SILENT,
                "pid": beat and beat.pid,
                "heartbeat_age": age and round(age, 3),
                "trouble": beat.trouble if beat else "",
            },
        }


def problem(file: SourceFile) -> dict[str, Any]:
    """One file that is not published, as ``problems --json`` prints it."""
    return {
        "path": printable(file.path),
        "state": file.state.value,
        "reason": file.reason,
        "advice": file.advice,
        "since": file.since.isoformat(),
        "attempts": file.attempts,
    }


def company(counted: CompanyCount, listed: Iterable[str]) -> dict[str, Any]:
    """One company, as ``companies --json`` prints it; `listed` are the names that the list knows it by."""
    names = dict.fromkeys((*counted.aliases, *listed))
    names.pop(counted.name, None)
    return {"slug": counted.slug, "name": counted.name, "aliases": list(names), "entries": counted.entries}


def mergers(conn: Connection) -> list[dict[str, Any]]:
    """What was found to be the same article, as ``merges --json`` prints it, newest first."""
    found = record.newest(conn, _MOST_MERGERS)
    numbers = {one.entry_id for one in found} | {one.other_id for one in found if one.other_id}
    stored = {one.id: one for one in entries.by_ids(conn, sorted(numbers))}
    return [
        {
            "number": one.id,
            "at": one.at.isoformat(),
            "path": printable(one.path),
            "title": stored[one.entry_id].entry.title,
            "guid": stored[one.entry_id].guid,
            "ended": stored[one.other_id].guid if one.other_id else None,
            "reason": one.reason,
            "undone": one.undone and one.undone.isoformat(),
        }
        for one in found
    ]
