"""A reader that follows a feed by ETag and ``A-IM: feed`` whatever happens to its server, and forgets nothing."""

from __future__ import annotations

import contextlib
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException

from lxml import etree

NAMES = {"a": "http://www.w3.org/2005/Atom", "t": "http://purl.org/atompub/tombstones/1.0"}
_LINE = re.compile(r"\d{4} / \d+\.")
_PAUSE = 0.15
"""Seconds between two polls."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What it has of an entry."""

    title: str
    line: str
    """`tests.faults.stories.Story.line`."""
    updated: datetime


@dataclass(slots=True)
class Follower:
    """One subscription, and all that was ever seen of it."""

    port: int
    known: dict[str, Seen] = field(default_factory=dict)
    """By guid."""
    guids: dict[str, str] = field(default_factory=dict)
    """By title, of all that ever were."""
    answers: Counter[int] = field(default_factory=Counter)
    """By status; 0 where there was none."""
    wrong: list[str] = field(default_factory=list)
    """What no reader may see."""
    _etag: str = ""

    @property
    def lines(self) -> dict[str, str]:
        """What it would show: lines by title."""
        return {seen.title: seen.line for seen in self.known.values()}

    @contextlib.contextmanager
    def following(self) -> Iterator[None]:
        """Poll in a thread for the length of the block."""
        over = threading.Event()

        def follow() -> None:
            while not over.wait(_PAUSE):
                self.poll()

        thread = threading.Thread(target=follow)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def poll(self) -> None:
        """Ask once. A server that is not there, or goes in the middle of its answer, tells nothing."""
        fields = {"A-IM": "feed"} | ({"If-None-Match": self._etag} if self._etag else {})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/atom.xml", headers=fields)
            response = connection.getresponse()
            body = response.read()
        except (OSError, HTTPException):
            self.answers[0] += 1
            return
        finally:
            connection.close()
        self.answers[response.status] += 1
        match response.status:
            case 200 | 226:
                self._believe(etree.fromstring(body), whole=response.status == 200)
                self._etag = response.getheader("ETag", "")
            case 304 | 503:
                pass
            case status:
                self.wrong.append(f"{status}: {body[:200]!r}")

    def _believe(self, feed: etree._Element, *, whole: bool) -> None:
        shown = [self._seen(entry) for entry in feed.iterfind("a:entry", NAMES)]
        if len(dict(shown)) < len(shown):
            self.wrong.append("an entry is twice in one document")
        for stone in feed.iterfind("t:deleted-entry", NAMES):
            guid, when = str(stone.get("ref")), datetime.fromisoformat(str(stone.get("when")))
            if guid in self.known and self.known[guid].updated <= when:
                del self.known[guid]
        if whole and (lost := self.known.keys() - dict(shown).keys()):
            self.wrong.append(f"gone without a word: {[self.known[guid].title for guid in lost]}")
        self.known |= dict(shown)
        for guid, seen in shown:
            if self.guids.setdefault(seen.title, guid) != guid:
                self.wrong.append(f"{seen.title} has two guids")

    @staticmethod
    def _seen(entry: etree._Element) -> tuple[str, Seen]:
        def text(name: str) -> str:
            return entry.findtext(f"a:{name}", "", NAMES)

        line = _LINE.search(text("content"))
        return text("id"), Seen(text("title"), line[0] if line else "", datetime.fromisoformat(text("updated")))
