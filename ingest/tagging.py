"""Tagging as an ingester does it: by the lists as they are now, and anew when they change."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from ingest.companies.listing import Statement
from ingest.companies.statements import ListingError, read
from ingest.companies.tagger import Tagger
from ingest.merit import compose
from ingest.rules import Rules
from store import companies, edits, history, meta, versions
from store.engine import Database
from store.entry import Entry, EntryState
from store.versions import Version

_log = logging.getLogger("seedwire.ingest")

_PROGRESS = "tagging"
_DONE = "all"
_SLICE = 200
"""Versions to a transaction."""

_EDITABLE = frozenset({EntryState.PUBLISHED, EntryState.HELD})


def house_list(rules: Rules) -> tuple[Statement, ...]:
    """The operator's own list of companies; none where there is none. Raises `ListingError`."""
    return read(_bytes(rules), str(rules.companies_file)) if rules.companies_file else ()


def _bytes(rules: Rules) -> bytes:
    if rules.companies_file is None:
        return b""
    try:
        return rules.companies_file.read_bytes()
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
        raise ListingError(str(rules.companies_file), None, reason, "check companies_file, and its mode") from error


class Tagging:
    """Keeps a `Tagger` in step with the lists, and the stored entries in step with the tagger."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._data = b""
        self._house: tuple[Statement, ...] = ()
        self._census: tuple[int, ...] | None = None
        self._tagger: Tagger | None = None
        self.trouble = ""
        """Why the operator's list is not used as it is now; empty when it is."""

    def refresh(self, conn: Connection | None) -> None:
        """Take in what has changed since: the operator's list, and the names that files declare.

        Without a database, no file has declared any.
        """
        changed, census = self._read_house(), companies.census(conn) if conn else None
        if self._tagger is None or changed or census != self._census:
            self._census = census
            declared = companies.names(conn) if conn else ()
            self._tagger = Tagger.of(self._house, declared, detect=self._rules.detect_companies)

    @property
    def tagger(self) -> Tagger:
        """As of the last `refresh`."""
        if self._tagger is None:
            raise RuntimeError("refresh comes first")
        return self._tagger

    def retag(
        self,
        database: Database,
        now: datetime,
        *,
        seconds: float | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> bool:
        """Tag the stored entries as files would be tagged now; says whether some remain when the time is up.

        Of entries whose files say nothing of companies. It goes on where it was broken off, also in another process.
        """
        with database.read() as conn:
            self.refresh(conn)
            generation, _, through = (meta.value(conn, _PROGRESS) or "").partition(" ")
        if generation != self.tagger.generation:
            through = "0"
        ends = None if seconds is None else monotonic() + seconds
        while through != _DONE:
            with database.write() as conn:
                through = self._retag_slice(conn, int(through), now)
                meta.note(conn, _PROGRESS, f"{self.tagger.generation} {through}")
            if ends is not None and monotonic() > ends:
                break
        return through != _DONE

    def _retag_slice(self, conn: Connection, after: int, now: datetime) -> str:
        found = versions.undeclared(conn, after=after, limit=_SLICE)
        at = history.moment(conn, now)
        changed: dict[int, None] = {}
        for entry_id, version in found:
            tagged = self.tagger.tag(version.entry)
            if tagged is not version.entry:
                versions.rewrite(conn, version.id, tagged)
                changed[entry_id] = None
        for known in versions.known(conn, list(changed)):
            if known.stored.state in _EDITABLE:
                content = _composed(known.versions, now)
                edits.revise(conn, known.stored, content, at=at, arrived=at, edited=False)
        if changed:
            _log.info("%d entries have other companies by the names that are known now", len(changed))
        return str(found[-1][1].id) if found else _DONE

    def _read_house(self) -> bool:
        """Read the operator's list if it changed; says whether it did, and can be used."""
        try:
            data = _bytes(self._rules)
            if data != self._data:
                self._house, self._data = read(data, str(self._rules.companies_file)), data
                self.trouble = ""
                _log.info("%s: read, %d companies", self._rules.companies_file, len(self._house))
                return True
        except ListingError as error:
            self.trouble = f"{error}; what was read of it before, if anything, stays in use"
        else:
            self.trouble = ""
        return False


def _composed(sources: Sequence[Version], now: datetime) -> Entry:
    return compose([source.entry for source in sources], now)
