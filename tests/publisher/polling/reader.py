"""A feed reader: how it asks, what it believes of the answer, and what it has in the end.

It keeps entries by their ids, as aggregators do, takes what it sees last for true, and forgets what an Atom feed buries
(RFC 6721, section 3: unless the entry was updated after that).
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from enum import Enum

import brotli

from publisher.feed import Format
from tests.publisher.polling.documents import Shown, parse
from tests.publisher.polling.wire import Answer, Line

_ETAG = re.compile(r'"[^"]+"')
VARY = {"Accept-Encoding", "A-IM", "Sec-Fetch-Dest"}


class Validators(Enum):
    """What a reader sends back of what it was given."""

    NOTHING = "nothing"
    ETAG = "ETag"
    WEAK_ETAG = "ETag, marked as weak on the way"
    DATE = "date"
    BOTH = "ETag and date"
    KEPT_DATE = "ETag and the last date there was"  # as newsboat does: an answer without a date clears none


@dataclass(frozen=True, slots=True)
class Habits:
    """How a reader asks."""

    path: str
    """Of the feed, with ``{}`` for the document's name."""
    notation: Format
    validators: Validators
    delta: bool = False
    """It sends ``A-IM: feed``."""
    coding: str = ""
    """Its ``Accept-Encoding``; empty sends none."""

    @property
    def address(self) -> str:
        return self.path.format(
            {Format.RSS: "rss.xml", Format.ATOM: "atom.xml", Format.JSON: "feed.json"}[self.notation]
        )

    def __str__(self) -> str:
        asking = f"{self.validators.value}{', A-IM' if self.delta else ''}, {self.coding or 'no coding'}"
        return f"{self.address} ({asking})"


@dataclass(slots=True)
class Reader:
    """A reader with its memory."""

    habits: Habits
    known: dict[str, Shown] = field(default_factory=dict)
    polls: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    """How often it got each."""
    _etag: str | None = None
    _date: str | None = None

    def poll(self, line: Line) -> None:
        """Ask once, and believe the answer; raises `AssertionError` for one that no client may get."""
        sent = self._fields()
        answer = line.get(self.habits.address, sent)
        self.polls += 1
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        etag = answer.headers.get("etag", "")
        assert _ETAG.fullmatch(etag), f"{answer.status} with the ETag {etag!r}"
        assert {name.strip() for name in answer.headers["vary"].split(",")} == VARY
        match answer.status:
            case 304:
                assert "If-None-Match" in sent or "If-Modified-Since" in sent, "304 to a client that has nothing"
                assert not answer.body
                return
            case 226:
                assert self.habits.delta
                assert "If-None-Match" in sent
                assert answer.headers["im"] == "feed"
                assert {"no-store", "im"} == {token.strip() for token in answer.headers["cache-control"].split(",")}
                whole = line.get(self.habits.address, {n: v for n, v in sent.items() if n == "Accept-Encoding"})
                assert whole.headers["etag"] == etag, "226 has another tag than the whole document"
            case status:
                assert status == 200, f"{status}: {answer.body[:300]!r}"
        assert answer.headers["content-type"] == self.habits.notation.content_type
        self._believe(answer)
        self._etag, date = etag, answer.headers.get("last-modified")
        self._date = date or (self._date if self.habits.validators is Validators.KEPT_DATE else None)

    def _fields(self) -> dict[str, str]:
        habits, fields = self.habits, {}
        if habits.coding:
            fields["Accept-Encoding"] = habits.coding
        if self._etag and habits.validators not in {Validators.NOTHING, Validators.DATE}:
            fields["If-None-Match"] = "W/" * (habits.validators is Validators.WEAK_ETAG) + self._etag
        if self._date and habits.validators in {Validators.DATE, Validators.BOTH, Validators.KEPT_DATE}:
            fields["If-Modified-Since"] = self._date
        if habits.delta:
            fields["A-IM"] = "feed"
        return fields

    def _believe(self, answer: Answer) -> None:
        document = parse(self._decoded(answer), self.habits.notation)
        guids = [shown.guid for shown in document.shown]
        assert len(guids) == len(set(guids)), "an entry is twice in one document"
        assert not {guid for guid, _ in document.gone} & set(guids), "an entry is there, and gone"
        for guid, when in document.gone:
            if guid in self.known and self.known[guid].updated <= when:
                del self.known[guid]
        self.known |= {shown.guid: shown for shown in document.shown}

    def _decoded(self, answer: Answer) -> bytes:
        coding = answer.headers.get("content-encoding", "")
        assert not coding or coding in self.habits.coding, f"{coding} was not asked for"
        assert answer.headers["etag"].endswith(f'-{coding}"' if coding else '"')
        match coding:
            case "gzip":
                return gzip.decompress(answer.body)
            case "br":
                return bytes(brotli.decompress(answer.body))
            case _:
                assert not coding
                return answer.body
