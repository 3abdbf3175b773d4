"""What WebSub hubs have yet to be told, and how each of them took what it was told last."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from store import meta
from store.tables import ping

_HUBS = "websub_hubs"
"""Under which the last success and the last trouble of each hub stand, as JSON."""


@dataclass(frozen=True, slots=True)
class Ping:
    """One topic that one hub has not been told of."""

    hub: str
    path: str
    """Of the topic, below ``base_url``."""
    since: datetime
    """When the topic was last seen to have changed."""
    attempts: int
    """Those that failed."""


@dataclass(frozen=True, slots=True)
class HubState:
    """How things stand with one hub."""

    hub: str
    pending: int
    """Topics that it has not been told of."""
    since: datetime | None
    """Of the pending one that changed first."""
    retry_at: datetime | None
    """When the next one is due; may be past."""
    told_at: datetime | None
    """The last success."""
    trouble: str
    """The last failure, empty where there was none since the last success."""
    trouble_at: datetime | None


def queue(conn: Connection, hubs: Collection[str], paths: Collection[str], at: datetime) -> None:
    """Let each hub be told of these topics, as soon as may be.

    One that was pending already keeps its attempts and its turn: that it changed again is no reason to hurry, but what
    is on its way to the hub at this moment does not count for it any more (`told`).
    """
    for hub in hubs:
        pending = set(conn.execute(select(ping.c.path).where(ping.c.hub == hub)).scalars())
        if again := [{"one": path} for path in paths if path in pending]:
            of_topic = update(ping).where(ping.c.hub == hub, ping.c.path == bindparam("one"))
            conn.execute(of_topic.values(since=at), again)
        common = {"hub": hub, "since": at, "attempts": 0, "retry_at": at, "trouble": ""}
        if fresh := [{"path": path, **common} for path in paths if path not in pending]:
            conn.execute(insert(ping), fresh)


def due(conn: Connection, hub: str, now: datetime, limit: int) -> list[Ping]:
    """The pings of a hub whose time has come, those that changed first in front."""
    chosen = select(ping).where(ping.c.hub == hub, ping.c.retry_at <= now).order_by(ping.c.since, ping.c.path)
    return [Ping(row.hub, row.path, row.since, row.attempts) for row in conn.execute(chosen.limit(limit))]


def next_due(conn: Connection, hub: str) -> datetime | None:
    """When a hub is to be told something; None where it knows everything."""
    return conn.execute(select(func.min(ping.c.retry_at)).where(ping.c.hub == hub)).scalar()


def told(conn: Connection, hub: str, done: Sequence[Ping], at: datetime) -> None:
    """The hub took these. A topic that changed after its ping had been read is pending still."""
    same = delete(ping).where(
        ping.c.hub == hub, ping.c.path == bindparam("one"), ping.c.since == bindparam("read", type_=ping.c.since.type)
    )
    if done:
        conn.execute(same, [{"one": one.path, "read": one.since} for one in done])
    _note(conn, hub, told_at=at.isoformat(), trouble="")


def failed(
    conn: Connection, hub: str, tried: Sequence[Ping], *, at: datetime, retry_at: datetime, trouble: str
) -> None:
    """The hub did not take these."""
    of_topic = update(ping).where(ping.c.hub == hub, ping.c.path == bindparam("one"))
    changed = of_topic.values(attempts=ping.c.attempts + 1, retry_at=retry_at, trouble=trouble)
    if tried:
        conn.execute(changed, [{"one": one.path} for one in tried])
    _note(conn, hub, trouble=trouble, trouble_at=at.isoformat())


def retain(conn: Connection, hubs: Collection[str]) -> None:
    """Forget all other hubs: they are no longer in the settings."""
    conn.execute(delete(ping).where(ping.c.hub.not_in(list(hubs))))
    kept = {hub: noted for hub, noted in _notes(conn).items() if hub in hubs}
    meta.note(conn, _HUBS, json.dumps(kept, sort_keys=True))


def tally(conn: Connection) -> list[HubState]:
    """Every hub that ever was told something, or is to be, by its address."""
    pending = select(ping.c.hub, func.count(), func.min(ping.c.since), func.min(ping.c.retry_at))
    counted = {hub: (n, since, due) for hub, n, since, due in conn.execute(pending.group_by(ping.c.hub))}
    notes = _notes(conn)
    return [_state(hub, notes.get(hub, {}), *counted.get(hub, (0, None, None))) for hub in sorted({*counted, *notes})]


def _state(
    hub: str, noted: dict[str, str], pending: int, since: datetime | None, retry_at: datetime | None
) -> HubState:
    return HubState(
        hub=hub,
        pending=pending,
        since=since,
        retry_at=retry_at,
        told_at=_instant(noted.get("told_at")),
        trouble=noted.get("trouble", ""),
        trouble_at=_instant(noted.get("trouble_at")),
    )


def _notes(conn: Connection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(meta.value(conn, _HUBS) or "{}")
    return found


def _note(conn: Connection, hub: str, **values: str) -> None:
    notes = _notes(conn)
    notes[hub] = notes.get(hub, {}) | values
    meta.note(conn, _HUBS, json.dumps(notes, sort_keys=True))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
