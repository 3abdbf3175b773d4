"""What is published: the stored entries of one moment, with the documents that were rendered from them.

`Publication` lives as long as the process, a `View` as long as one request. Neither knows HTTP.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from publisher.directory import Directory
from publisher.representations import Representation, RepresentationCache
from publisher.site import Site
from publisher.usage import Observer, kind, unobserved
from store import history, meta
from store.engine import Database
from store.history import Head


@dataclass(frozen=True, slots=True)
class Document:
    """What a renderer makes: bytes, and the newest stored change that they show."""

    body: bytes
    content_type: str
    seq: int


@dataclass(frozen=True, slots=True)
class View:
    """All that one answer is made from: one consistent view of the database, and the settings."""

    conn: Connection
    site: Site
    head: Head
    directory: Directory
    cache: RepresentationCache
    observe: Observer

    def representation(self, path: str, render: Callable[[], Document]) -> Representation:
        """The document at a canonical path, rendered at most once for each stored change."""

        def rendered() -> Representation:
            begun = time.perf_counter()
            document = render()
            self.observe(kind(document.content_type), time.perf_counter() - begun)
            return Representation.of(
                document.body,
                document.content_type,
                path=path,
                database_id=meta.provenance(self.conn).database_id,
                seq=document.seq,
                changed=self.head.at,
            )

        return self.cache.get(path, self.head.seq, rendered)


class Publication:
    """The published side of one database. Safe for threads."""

    def __init__(
        self,
        database: Database,
        site: Site,
        cache: RepresentationCache | None = None,
        observe: Observer = unobserved,
    ) -> None:
        self.site = site
        self.pulse = database.pulse
        self.cache = cache or RepresentationCache()
        self._database = database
        self._observe = observe
        self._directory = Directory(-1)

    @property
    def hindrance(self) -> str:
        """Why nothing new can be stored now, as far as the disk tells."""
        return self._database.hindrance

    @contextlib.contextmanager
    def view(self) -> Iterator[View]:
        """A view for one answer; raises `store.errors.UnavailableError`."""
        with self._database.read() as conn:
            head = history.head(conn)
            directory = self._directory
            if directory.head != head.seq:
                directory = self._directory = Directory(head.seq)
            yield View(conn, self.site, head, directory, self.cache, self._observe)
