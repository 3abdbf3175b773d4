"""Which feeds changed: compares what each shows with what it showed, and queues a ping to every hub.

Exact, because it compares bytes; cheap, because it renders only the feeds that a stored change may have touched. At
its start it looks at all of them once, so that nothing that happened without it is missed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice

from publisher.publication import Publication
from publisher.representations import RepresentationCache
from publisher.site import Site
from publisher.topics import manner, paths, shown
from store import history, meta, pings, topics
from store.engine import Database
from store.entry import Slug

_MANNER = "websub_manner"
"""Under which stands how the feeds were written when they were compared last."""

_PORTION = 40
"""Companies that are rendered in one read transaction, about a second long: a longer one keeps SQLite's log growing."""


class Lookout:
    """Looks for feeds that changed. Writes nothing but what hubs are to be told; blocks no other writer for long."""

    def __init__(self, database: Database, site: Site, version: str) -> None:
        self._database = database
        self._hubs = site.hubs
        self._manner = manner(site, version)
        self._publication = Publication(database, site, RepresentationCache(capacity=0))
        self._registry: topics.Registry | None = None
        self._unseen: list[Slug | None] = []

    def begin(self) -> None:
        """Forget hubs that are gone from the settings, and plan to look at every feed.

        Where the settings or the program changed since the last time, or there was none, other bytes are no news:
        what the feeds show is learned without a word. So a hub that is new hears of what changes from now on, and not
        of all there is, to which nobody can have subscribed there yet. What was stored in the meantime it hears of.
        """
        with self._database.write() as conn:
            pings.retain(conn, self._hubs)
            known = meta.value(conn, _MANNER)
            head = history.head(conn).seq
            if (topics.looked(conn) or 0) > head:  # an older copy was put in the place of the database
                topics.note_looked(conn, head)
        if known != self._manner:
            self._learn()
        with self._database.read() as conn:
            self._registry = topics.registry(conn)
        self._end(self._strangers())
        self._unseen = [None, *(slug for slug, _ in self._registry.names.values())]

    def look(self) -> bool:
        """Queue what changed since the last look; says whether there was any."""
        with self._database.read() as conn:
            head = history.head(conn).seq
            after = topics.looked(conn) or 0
            before, now = self._registry or topics.Registry({}), topics.registry(conn)
            touched = topics.touched(conn, after) | topics.renamed(conn, before, now) if after < head else set()
        if after == head:
            return False
        self._registry = now
        found = self._compare([None, *sorted(touched)])
        present = {slug for slug, _ in now.names.values()}
        found = self._end(p for slug, _ in before.names.values() if slug not in present for p in paths(slug)) or found
        with self._database.write() as conn:
            topics.note_looked(conn, head)
        return found

    def sweep(self) -> bool:
        """Look at some of the feeds that no look touched since the start; False when that is over."""
        some, self._unseen = self._unseen[:_PORTION], self._unseen[_PORTION:]
        self._compare(some)
        return bool(self._unseen)

    def _compare(self, slugs: Sequence[Slug | None]) -> bool:
        rest = iter(slugs)
        found = False
        while portion := list(islice(rest, _PORTION)):
            with self._publication.view() as view:
                seen = {path: digest for slug in portion for path, digest in shown(view, slug).items()}
            with self._database.write() as conn:
                known = topics.digests(conn, seen)
                changed = {path: digest for path, digest in seen.items() if known.get(path) != digest}
                if changed:
                    topics.remember(conn, changed)
                    pings.queue(conn, self._hubs, changed, datetime.now(UTC))
                    found = True
        return found

    def _learn(self) -> None:
        """Take what the feeds show as known, but for those that were touched since the last look.

        All in one view of the database, however long it takes: what is stored meanwhile is found by the next look.
        """
        with self._publication.view() as view:
            looked = topics.looked(view.conn)
            everyone = {slug for slug, _ in topics.registry(view.conn).names.values()}
            fresh = set() if looked is None else topics.touched(view.conn, looked)
            quiet: set[Slug | None] = {*(everyone - fresh)}
            if looked is None or looked == view.head.seq:
                quiet.add(None)
            seen = {path: digest for slug in quiet for path, digest in shown(view, slug).items()}
        with self._database.write() as conn:
            topics.remember(conn, seen)
            if looked is None:
                topics.note_looked(conn, view.head.seq)
            meta.note(conn, _MANNER, self._manner)

    def _strangers(self) -> set[str]:
        """Topics that hubs know and that are none any more: of companies that were merged while nobody looked."""
        registry = self._registry or topics.Registry({})
        own = {path for slug in (None, *(slug for slug, _ in registry.names.values())) for path in paths(slug)}
        with self._database.read() as conn:
            return topics.digests(conn).keys() - own

    def _end(self, ended: Iterable[str]) -> bool:
        """Tell the hubs of these topics a last time: they lead elsewhere now, and who follows finds what goes on."""
        gone: Collection[str] = list(ended)
        if gone:
            with self._database.write() as conn:
                topics.forget(conn, gone)
                pings.queue(conn, self._hubs, gone, datetime.now(UTC))
        return bool(gone)
