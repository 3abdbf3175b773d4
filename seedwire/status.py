"""How things stand, for an operator or a program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from seedwire.heartbeat import EXPORTER, ROLE, SILENT
from store import companies, entries, history, ledger, passes, pings
from store import mergers as record
from store.engine import Database
from store.entry import CompanyCount
from store.file import SourceFile, printable
from store.passes import Heartbeat
from store.pings import HubState
from store.selection import EVERYTHING

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
            "withheld": entries.withheld(conn),
            "companies": sum(1 for company in companies.counts(conn) if company.entries),
            "files": {state.value: count for state, count in files.items()},
            "problems": sum(files[state] for state in ledger.UNPUBLISHED),
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
                "running": age is not None and age < SILENT,
                "pid": beat and beat.pid,
                "heartbeat_age": age and round(age, 3),
                "trouble": (beat.trouble if beat else "") or database.hindrance,
            },
            "export": _export(passes.last_beat(conn, EXPORTER)),
            "hubs": {state.hub: _hub(state) for state in pings.tally(conn)},
        }


def _export(beat: Heartbeat | None) -> dict[str, Any] | None:
    """What keeps a folder of static files: when it was heard of last, and its trouble; None where nothing ever did."""
    return None if beat is None else {"pid": beat.pid, "heard_of": beat.at.isoformat(), "trouble": beat.trouble}


def _hub(state: HubState) -> dict[str, Any]:
    """One hub: how many feeds it has yet to be told of, and how it took what it was told last."""
    return {
        "pending": state.pending,
        "since": state.since and state.since.isoformat(),
        "next_try": state.retry_at and state.retry_at.isoformat(),
        "told": state.told_at and state.told_at.isoformat(),
        "trouble": state.trouble,
        "trouble_at": state.trouble_at and state.trouble_at.isoformat(),
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
            "title": stored[one.entry_id].entry.title or "(erased)",
            "guid": stored[one.entry_id].guid,
            "ended": stored[one.other_id].guid if one.other_id else None,
            "reason": one.reason,
            "undone": one.undone and one.undone.isoformat(),
        }
        for one in found
    ]
