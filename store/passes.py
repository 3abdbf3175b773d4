"""The ingester's own record: its passes over the folder, and the sign that it is alive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from store.file import FileState
from store.ledger import tally
from store.tables import heartbeat, scan_pass

KEPT = 200
"""Passes that are remembered."""


@dataclass(frozen=True, slots=True)
class LastPass:
    """The newest finished pass over the whole folder."""

    started: datetime
    ended: datetime
    files: int
    counts: Mapping[str, int]
    trouble: str
    """Why it could not see or keep everything; empty when it could."""
    problems: int
    """Files that are rejected or failing now."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a process last said that it was alive."""

    pid: int
    at: datetime
    trouble: str


def record(
    conn: Connection, *, started: datetime, ended: datetime, files: int, counts: Mapping[str, int], trouble: str
) -> None:
    """Remember a pass; the oldest ones are forgotten."""
    number = conn.execute(
        insert(scan_pass)
        .values(
            started=started, ended=ended, files=files, counts=json.dumps(dict(counts), sort_keys=True), trouble=trouble
        )
        .returning(scan_pass.c.id)
    ).scalar_one()
    conn.execute(delete(scan_pass).where(scan_pass.c.id <= number - KEPT))


def last_pass(conn: Connection) -> LastPass | None:
    """The newest pass; None before the first."""
    row = conn.execute(select(scan_pass).order_by(scan_pass.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    states = tally(conn)
    problems = states[FileState.REJECTED] + states[FileState.FAILING]
    return LastPass(row.started, row.ended, row.files, json.loads(row.counts), row.trouble, problems)


def beat(conn: Connection, role: str, *, pid: int, at: datetime, trouble: str) -> None:
    """Say that the process in this role is alive."""
    values = {"pid": pid, "at": at, "trouble": trouble}
    if not conn.execute(update(heartbeat).where(heartbeat.c.role == role).values(**values)).rowcount:
        conn.execute(insert(heartbeat).values(role=role, **values))


def last_beat(conn: Connection, role: str) -> Heartbeat | None:
    """The newest sign of life of a role; None where there never was one."""
    row = conn.execute(select(heartbeat).where(heartbeat.c.role == role)).first()
    return None if row is None else Heartbeat(row.pid, row.at, row.trouble)
