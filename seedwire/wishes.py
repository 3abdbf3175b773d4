"""What an operator asks of an ingester that is running: it stands in the database until it is granted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from store import meta


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that takes a pass of its own."""

    key: str
    """Under which it stands in the database."""
    asked: str
    """What the ingester is asked to do."""
    granting: str
    """What it does then."""


ACCEPT_DELETIONS = Wish("accept_deletions", "to take what is gone for deleted", "taking what is gone for deleted")
REINGEST = Wish("reingest", "to read every file again", "reading every file again")


def leave(conn: Connection, wish: Wish, at: datetime) -> None:
    """Ask for something; to ask twice is to ask once."""
    meta.note(conn, wish.key, at.isoformat())


def left(conn: Connection) -> list[Wish]:
    """What was asked for and is not granted yet, in the order in which it is to be."""
    return [wish for wish in (ACCEPT_DELETIONS, REINGEST) if meta.value(conn, wish.key)]


def grant(conn: Connection, wish: Wish) -> None:
    """It was done."""
    meta.note(conn, wish.key, "")
