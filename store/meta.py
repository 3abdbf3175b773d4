"""What the database says of itself, once and for all, and what the ingester has to remember."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Connection, insert, select, update

from store.errors import DamagedError
from store.tables import meta


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where documents say they come from; none of it ever changes."""

    database_id: str
    """Eight hexadecimal digits, random: tells the ETags of one database from those of another."""
    feed_root: UUID
    """The id of the feed of everything, and the namespace of all the other feeds' ids."""


def establish(conn: Connection, site: str) -> None:
    """Name a new database.

    The ids of feeds hang on `site`, the address that the site has on the day its database is made, so that two sites
    differ while two databases made from the same files and settings publish the same bytes. It is stored: a later
    move of the site changes no id.
    """
    conn.execute(
        insert(meta),
        [
            {"key": "database_id", "value": secrets.token_hex(4)},
            {"key": "feed_root", "value": str(uuid5(NAMESPACE_URL, site))},
        ],
    )


def value(conn: Connection, key: str) -> str | None:
    """A note of the ingester to itself; None where it made none."""
    found: str | None = conn.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
    return found


def note(conn: Connection, key: str, value: str) -> None:
    """Write such a note, over the one before."""
    if not conn.execute(update(meta).where(meta.c.key == key).values(value=value)).rowcount:
        conn.execute(insert(meta).values(key=key, value=value))


def provenance(conn: Connection) -> Provenance:
    """What `establish` stored; raises `DamagedError` where it is there no more."""
    stored = {row.key: str(row.value) for row in conn.execute(select(meta))}
    try:
        return Provenance(stored["database_id"], UUID(stored["feed_root"]))
    except (KeyError, ValueError) as error:
        raise DamagedError(f"the database's own name is damaged ({error}); `seedwire db check` says more") from error
