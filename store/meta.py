"""What the database says of itself, once and for all."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Connection, insert, select

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


def provenance(conn: Connection) -> Provenance:
    """What `establish` stored."""
    stored = {row.key: row.value for row in conn.execute(select(meta))}
    return Provenance(stored["database_id"], UUID(stored["feed_root"]))
