"""Readers that poll all the while: whatever befalls the rest, each answer is to be a whole document."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse

from lxml import etree

PATHS = ("/atom.xml", "/rss.xml", "/feed.json", "/", "/companies/", "/opml.xml", "/atom.xml?limit=3")

_PAUSE = 0.02
"""Seconds between two polls of a reader."""


@dataclass(slots=True)
class Polls:
    """What the readers were answered."""

    answers: Counter[int] = field(default_factory=Counter)
    """By status."""
    broken: list[str] = field(default_factory=list)
    """What was no answer, or no whole document, or no word about when to ask again."""
    slowest: float = 0.0
    """Seconds until the last byte of an answer."""

    def take(self, path: str, answer: HTTPResponse) -> None:
        body = answer.read()
        self.answers[answer.status] += 1
        if answer.status == 503:
            assert int(answer.headers["Retry-After"]) > 0
        if answer.status != 200:
            return
        match path.partition("?")[0].rpartition(".")[2]:
            case "json":
                json.loads(body)
            case "xml":
                etree.fromstring(body)
            case _:
                assert body.rstrip().endswith(b"</html>"), "is no whole page"


@contextlib.contextmanager
def polling(port: int, *, patience: float = 10.0) -> Iterator[Polls]:
    """Poll every kind of document, with the tag of the last answer every other time, for the length of the block.

    An answer that takes longer than `patience`, in seconds, is none.
    """
    polls = Polls()
    ended = threading.Event()

    def poll() -> None:
        tags: dict[str, str] = {}
        while not ended.is_set():
            for path in PATHS:
                held = tags.pop(path, None)
                begun = time.monotonic()
                connection = HTTPConnection("127.0.0.1", port, timeout=patience)
                try:
                    connection.request("GET", path, headers={"If-None-Match": held} if held else {})
                    answer = connection.getresponse()
                    polls.take(path, answer)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test is about
                    polls.broken.append(f"{path}: {error!r}")
                else:
                    if held is None and "ETag" in answer.headers:
                        tags[path] = answer.headers["ETag"]
                finally:
                    connection.close()
                polls.slowest = max(polls.slowest, time.monotonic() - begun)
            ended.wait(_PAUSE)

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        yield polls
    finally:
        ended.set()
        reader.join()
