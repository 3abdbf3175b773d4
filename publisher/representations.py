"""Documents as they are sent: bytes with their validators, and the cache that renders each of them once.

Rendering is a pure function of what is stored and of the settings, so what was rendered stays right until the next
stored change. The cache therefore knows no age: it belongs to one change, and is emptied when another is the newest.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from publisher.codings import Coding, encode, tagged
from publisher.conditional import entity_tag
from publisher.usage import CacheUse

CACHE_BYTES = 64 * 1024 * 1024
"""What the cache of one process may hold."""
ITEM_COST = 1024
"""Bytes that an item costs beside its key, body and coded forms; generous, so that many small ones stay bounded too."""
LEAST_CODED = 200
"""Bytes below which a document is sent as it is: it fits into one packet, and a coding has an overhead of its own."""
_SMALL_FORM = 400
"""Bytes of a coded form that `ITEM_COST` pays for."""


class _Forms:
    """The coded forms of one body, each made once. Safe for threads."""

    __slots__ = ("_lock", "_made")

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[Coding, bytes] = {}

    def get(self, body: bytes, coding: Coding) -> bytes:
        if (held := self._made.get(coding)) is not None:
            return held
        with self._lock:
            if (held := self._made.get(coding)) is not None:
                return held
            made = encode(body, coding)
            # So that two forms never weigh more than the body: the cache charges for them when it takes the document
            # in, and need not follow what becomes of it. Feeds and pages shrink to a quarter.
            if len(made) <= max(len(body) // 2, _SMALL_FORM):
                self._made[coding] = made
            return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """One document, in each content coding."""

    path: str
    """The canonical path and query below ``base_url``: one name for all the spellings of an address."""
    body: bytes
    content_type: str
    etag: str
    """Of the document itself; `publisher.codings.tagged` makes those of its coded forms."""
    seq: int
    """The newest stored change that the document covers."""
    changed: datetime | None
    """When the newest change of all was stored; of a filtered feed too, since an entry may also have left it."""
    _forms: _Forms = field(default_factory=_Forms, init=False, repr=False, compare=False)

    @classmethod
    def of(
        cls, body: bytes, content_type: str, *, path: str, database_id: str, seq: int, changed: datetime | None
    ) -> Representation:
        """The document with its entity tag."""
        etag = entity_tag(database_id, seq, body)
        return cls(path=path, body=body, content_type=content_type, etag=etag, seq=seq, changed=changed)

    @property
    def is_codable(self) -> bool:
        """Whether a coding is worth it: not for what is small or, as an image is, compressed already."""
        return len(self.body) >= LEAST_CODED and (
            not self.content_type.startswith("image/") or self.content_type == "image/svg+xml"
        )

    def coding(self, wanted: tuple[Coding, ...]) -> Coding:
        """The coding in which the document is sent to a client that wants these, best first."""
        return wanted[0] if self.is_codable else Coding.IDENTITY

    def tag(self, coding: Coding) -> str:
        """The strong entity tag in a coding."""
        return tagged(self.etag, coding)

    def coded(self, coding: Coding) -> bytes:
        """The bytes in a coding, compressed when they are first asked for."""
        return self.body if coding is Coding.IDENTITY else self._forms.get(self.body, coding)


class RepresentationCache:
    """The representations of one stored change, least recently used ones leaving first. Safe for threads."""

    def __init__(self, capacity: int = CACHE_BYTES) -> None:
        """`capacity` in bytes: bodies, their coded forms, and `ITEM_COST` for each item."""
        self._capacity = capacity
        self._lock = Lock()
        self._head = -1
        self._items: OrderedDict[str, Representation] = OrderedDict()
        self._size = 0
        self._hits = self._misses = self._evictions = 0
        self._rendering: dict[tuple[str, int], Future[Representation]] = {}

    @property
    def size(self) -> int:
        """Bytes charged, never more than the capacity, and never less than what is held."""
        return self._size

    @property
    def use(self) -> CacheUse:
        """What it did so far, and holds now."""
        with self._lock:
            return CacheUse(self._hits, self._misses, self._evictions, len(self._items), self._size)

    def find(self, key: str, head: int) -> Representation | None:
        """The representation of `key` at the stored change `head`, where it is held."""
        with self._lock:
            held = self._items.get(key) if head == self._head else None
            if held is not None:
                self._items.move_to_end(key)
                self._hits += 1
            return held

    def get(self, key: str, head: int, render: Callable[[], Representation]) -> Representation:
        """The representation of `key` at the stored change `head`, rendered now where it is not held.

        Who asks for what another thread is rendering waits for that thread. What `render` raises reaches all who
        wait, and is kept nowhere.
        """
        with self._lock:
            if head != self._head:
                self._empty(head)
            if (held := self._items.get(key)) is not None:
                self._items.move_to_end(key)
                self._hits += 1
                return held
            promise = self._rendering.get((key, head))
            if mine := promise is None:
                promise = self._rendering[key, head] = Future()
                self._misses += 1
            else:
                self._hits += 1
        if not mine:
            return promise.result()
        try:
            representation = render()
        except BaseException as error:
            self._settle(key, head)
            promise.set_exception(error)
            raise
        self._settle(key, head, representation)
        promise.set_result(representation)
        return representation

    def _settle(self, key: str, head: int, representation: Representation | None = None) -> None:
        with self._lock:
            del self._rendering[key, head]
            if representation is not None and head == self._head:
                self._keep(key, representation)

    def _keep(self, key: str, representation: Representation) -> None:
        cost = _cost(key, representation)
        if cost > self._capacity:
            return
        self._items[key] = representation
        self._size += cost
        while self._size > self._capacity:
            self._size -= _cost(*self._items.popitem(last=False))
            self._evictions += 1

    def _empty(self, head: int) -> None:
        self._items.clear()
        self._size = 0
        self._head = head


def _cost(key: str, representation: Representation) -> int:
    """Twice the body: once more for the coded forms that are to come (`_Forms`)."""
    bodies = 2 if representation.is_codable else 1
    return ITEM_COST + len(key.encode()) + bodies * len(representation.body)
