"""Writers that take their time, and many of them at once: what is half is never published as if it were whole.

A file counts as complete when its writer closes it, when it is renamed in, or when it has been left alone for the
settle time; a pause that is longer cannot be told from an end, and then the rest is an edit of the same entry.
"""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from store.change import ChangeKind
from tests.faults.editing import ever_known, steps
from tests.faults.prose import prose
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, start, start_for_all

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "start", "start_for_all"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(240)]

Eventually = Callable[..., Any]

SETTLE = 1.0
END = "Konec článku."
ENDED = 1.9
"""Seconds of rest from which on, with the ordinary settle time of two, half a file may be taken for a whole one."""


def text_of(title: str, edition: int = 1) -> str:
    """About four kilobytes, by whose last words it is seen whether they are all there."""
    front = f"---\ntitle: {title}\ndate: 2026-03-01\ncompanies: []\n---\n\n"
    return f"{front}{prose(f'{title}{edition}', 400)}\n\n{prose(title, 100)}\n\nVydání {edition}. {END}\n"


def in_parts(data: bytes, number: int) -> list[bytes]:
    """Cut anywhere, also in the middle of a letter."""
    cuts = sorted(random.Random(number).sample(range(1, len(data)), number - 1))  # noqa: S311 - the same each time
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def write_slowly(place: Path, text: str, pauses: list[float]) -> float:
    """Into the file itself, a pause after each part, as scp and FTP servers do; gives the longest pause there was.

    A machine that has much else to do makes pauses longer than they were meant to be.
    """
    longest, last = 0.0, time.monotonic()
    with place.open("wb", buffering=0) as file:
        for part, pause in zip(in_parts(text.encode(), len(pauses)), pauses, strict=True):
            file.write(part)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
            time.sleep(pause)
    return max(longest, time.monotonic() - last)


class Reader(threading.Thread):
    """A subscriber who asks again and again, and keeps all that was ever shown of an article."""

    def __init__(self, daemon: Running) -> None:
        super().__init__()
        self._daemon = daemon
        self._ended = threading.Event()
        self.seen: defaultdict[str, set[str]] = defaultdict(set)
        """By title: each text that was ever in the feed."""
        self.guids: defaultdict[str, set[str]] = defaultdict(set)

    def run(self) -> None:
        while not self._ended.wait(0.05):
            for item in self._daemon.items():
                self.seen[item["title"]].add(item["content_html"])
                self.guids[item["title"]].add(item["id"])

    def end(self) -> None:
        self._ended.set()
        self.join()


@pytest.fixture(scope="module")
def daemon(start_for_all: Start, tmp_path_factory: pytest.TempPathFactory, eventually: Eventually) -> Running:
    home = tmp_path_factory.mktemp("writers")
    (home / "seeds").mkdir()
    settings = {"scan_interval": "1s", "settle_time": f"{SETTLE}s", "on_delete": "withdraw", "feed_limit": 500}
    running = start_for_all("run", home, **settings)
    eventually(running.has_passed, "the first pass")
    return running


def whole(daemon: Running, title: str) -> dict[str, Any]:
    """The article, where all of it is in the feed."""
    item = daemon.item(title)
    return item if END in item.get("content_html", "") else {}


@pytest.mark.fault(1, 2)
def test_pauses_below_the_settle_time_give_one_publication_of_the_whole(
    daemon: Running, eventually: Eventually
) -> None:
    title = "Pomalý zapisovatel"
    write_slowly(daemon.seeds / "slow.md", text_of(title), [SETTLE / 4] * many(12, 40))
    guid = eventually(lambda: whole(daemon, title), "the whole article")["id"]
    time.sleep(2 * SETTLE)
    assert steps(daemon.home)[guid] == [ChangeKind.ADDED]


@pytest.mark.fault(1, 2)
@pytest.mark.parametrize("reopen", [False, True], ids=["one writer", "a writer for each part"])
def test_pauses_beyond_the_settle_time_give_edits_of_one_entry(
    daemon: Running,
    eventually: Eventually,
    reopen: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    title = f"Velmi pomalý ({reopen})"
    place, data = daemon.seeds / f"very-slow-{reopen}.md", text_of(title).encode()
    # The front matter comes first: half a file without it speaks of another article.
    file = place.open("wb", buffering=0)
    file.write(data[:900])
    guid = eventually(lambda: daemon.item(title), "the half of a writer who rests")["id"]
    for part in in_parts(data[900:], many(3, 9)):
        if reopen:
            file.close()
            file = place.open("ab", buffering=0)
        time.sleep(1.5 * SETTLE)
        file.write(part)
    file.close()
    after = eventually(lambda: whole(daemon, title), "the whole article")
    time.sleep(2 * SETTLE)
    assert after["id"] == guid
    done = steps(daemon.home)[guid]
    assert done[0] is ChangeKind.ADDED
    assert set(done[1:]) == {ChangeKind.UPDATED}
    assert [item["id"] for item in daemon.items() if item["title"] == title] == [guid]


@pytest.mark.fault(1, 2)
def test_of_thirty_slow_writers_at_once_nothing_torn_is_ever_shown(
    start: Start, tmp_path: Path, eventually: Eventually
) -> None:
    """Two seconds of settle time gave no torn reading, half a second gave 12 (docs/design.md)."""
    (tmp_path / "seeds").mkdir()
    daemon = start("run", tmp_path, scan_interval="1s", feed_limit=500, on_delete="withdraw")
    eventually(daemon.has_passed, "the first pass")
    reader, editions, titles = Reader(daemon), many(2, 5), [f"Souběžný {number}" for number in range(30)]
    held_up: set[str] = set()
    """Titles whose writer the machine let rest for as long as it takes to be believed that he has ended."""

    def work(number: int) -> None:
        drawn = random.Random(number)  # noqa: S311 - the same each time
        place = daemon.seeds / f"{number}.md"
        for edition in range(1, editions + 1):
            pauses = [drawn.uniform(0, 1.2) for _ in range(6)]
            if write_slowly(place, text_of(titles[number], edition), pauses) > ENDED:
                held_up.add(titles[number])
            time.sleep(drawn.uniform(0, 1.5))

    writers = [threading.Thread(target=work, args=(number,)) for number in range(len(titles))]
    reader.start()
    try:
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        last = f"Vydání {editions}."
        eventually(
            lambda: all(last in daemon.item(title).get("content_html", "") for title in titles), "the last edition"
        )
    finally:
        reader.end()
    steady = set(titles) - held_up
    torn = [(title, text[-40:]) for title in steady for text in reader.seen[title] if END not in text]
    tried(len(steady) * editions)
    assert torn == []
    assert set(reader.seen) == set(titles)
    assert all(len(guids) == 1 for guids in reader.guids.values())
    done = steps(tmp_path)
    for title in titles:
        first, *later = done[next(iter(reader.guids[title]))]
        assert first is ChangeKind.ADDED
        assert set(later) <= {ChangeKind.UPDATED}
        assert len(later) < editions or title in held_up
    assert ever_known(tmp_path) == {f"{number}.md".encode() for number in range(30)}
