"""Being the one ingester of a database: asked for before a daemon begins, and waited for by its child."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator

from seedwire.heartbeat import Heart
from store.engine import Database
from store.errors import LockedError, UnavailableError

_log = logging.getLogger("seedwire.run")

_STANDBY = 2.0
"""Seconds between two tries to become the ingester of a server's database."""


def require_no_rival(database: Database) -> None:
    """Raise `LockedError` now, by name of the holder, rather than in a child, again and again.

    On a server a second one waits. So does one whose disk takes nothing: feeds are served meanwhile.
    """
    if database.path is not None:
        with contextlib.suppress(UnavailableError), database.ingesting():
            pass


@contextlib.contextmanager
def leading(database: Database, heart: Heart) -> Iterator[None]:
    """Be the ingester of the database for the length of the block, as soon as that can be.

    That is on a server when no other is, and in a file when its disk takes something.
    """
    told = ""
    with contextlib.ExitStack() as leadership:
        while True:
            try:
                leadership.enter_context(database.ingesting())
                break
            except LockedError as error:
                if database.path is not None:
                    raise
                hindrance = f"{error.holder}: ingests into this database; standing by until it ends"
            except UnavailableError as error:
                hindrance = f"{error}; ingestion waits and goes on by itself"
                database.close()  # what it has open was opened where it cannot be written
            if hindrance != told:
                _log.warning("%s", hindrance)
            told = hindrance
            heart.step()
            time.sleep(_STANDBY)
        if told:
            _log.warning("nothing is in the way any more, taking over")
        yield
