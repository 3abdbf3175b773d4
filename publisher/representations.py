"""Documents as they are sent: bytes with their validators, and the cache that renders each of them once.

Rendering is a pure function of what is stored and of the settings, so what was rendered stays right until the next
stored change. The cache therefore knows no age: it belongs to one change, and is emptied when another is the newest.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from publisher.conditional import entity_tag

CACHE_BYTES = 64 * 1024 * 1024
"""What the cache of one process may hold."""
ITEM_COST = 1024
"""Bytes that an item costs beside its key and body; generous, so that many small ones stay bounded too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """One document in one content coding."""

    body: bytes
    content_type: str
    etag: str
    seq: int
    """The newest stored change that the document covers."""
    changed: datetime | None
    """When the newest change of all was stored; of a filtered feed too, since an entry may also have left it."""
    encoding: str | None = None
    """``Content-Encoding``; None is the document itself."""

    @classmethod
    def of(
        cls, body: bytes, content_type: str, *, database_id: str, seq: int, changed: datetime | None
    ) -> Representation:
        """The document itself with its entity tag."""
        return cls(
            body=body,
            content_type=content_type,
            etag=entity_tag(database_id, seq, body),
            seq=seq,
            changed=changed,
        )


class RepresentationCache:
    """The representations of one stored change, least recently used ones leaving first. Safe for threads."""

    def __init__(self, capacity: int = CACHE_BYTES) -> None:
        """`capacity` in bytes, `ITEM_COST` for each item included."""
        self._capacity = capacity
        self._lock = Lock()
        self._head = -1
        self._items: OrderedDict[str, Representation] = OrderedDict()
        self._size = 0
        self._rendering: dict[tuple[str, int], Future[Representation]] = {}

    @property
    def size(self) -> int:
        """Bytes held, `ITEM_COST` for each item included; never more than the capacity."""
        return self._size

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
                return held
            promise = self._rendering.get((key, head))
            if mine := promise is None:
                promise = self._rendering[key, head] = Future()
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

    def _empty(self, head: int) -> None:
        self._items.clear()
        self._size = 0
        self._head = head


def _cost(key: str, representation: Representation) -> int:
    return ITEM_COST + len(key.encode()) + len(representation.body)
