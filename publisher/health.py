"""How the publisher is, for supervisors and load balancers."""

from __future__ import annotations

from datetime import datetime

from publisher.publication import View
from store import entries, meta
from store.passes import LastPass, last_pass
from store.selection import EVERYTHING


def readiness(view: View, hindrance: str) -> dict[str, object]:
    """What ``/readyz`` says while entries can be read; `hindrance` is why nothing new can be stored.

    Trouble with ingestion is told in ``ingestion`` and is no reason to take the publisher out: it goes on serving.
    """
    newest = last_pass(view.conn)
    return {
        "status": "ok",
        "database": meta.provenance(view.conn).database_id,
        "entries": entries.count(view.conn, EVERYTHING),
        "last_pass": newest and {"started": _written(newest.started), "ended": _written(newest.ended)},
        "ingestion": _ingestion(newest, hindrance),
    }


def _ingestion(newest: LastPass | None, hindrance: str) -> dict[str, object]:
    if newest is None:
        return {"trouble": hindrance or "no pass over the folder has ended yet", "problems": 0}
    return {"trouble": newest.trouble or hindrance or None, "problems": newest.problems}


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
