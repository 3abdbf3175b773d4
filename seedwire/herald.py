"""The process that tells WebSub hubs which feeds changed (contract 7).

A process of its own, that yields the processor to the others: whatever a hub does, and however many feeds have to be
compared, neither the ingester nor the publisher waits for it. In it one thread finds what changed, and one for each
hub tells that hub, so that no hub waits for another. What is to be told stands in the database, so nothing is lost
with a process; at worst a hub is told twice.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn, assert_never

from publisher.site import Site
from publisher.websub import LONGEST_PAUSE, Later, Refused, Told, batches, form, pause, verdict
from seedwire.calling import Caller
from seedwire.lookout import Lookout
from seedwire.release import release
from store import history, pings
from store.engine import Database
from store.errors import RefusedError, UnavailableError
from store.pings import Ping

_log = logging.getLogger("seedwire.hubs")

_TICK = 0.25
"""Seconds between two glances at the newest stored change, of 0.2 ms each."""

_QUIET = 0.6
"""Seconds without a change after which what changed is told: a burst of files is one ping for each feed."""

_LONGEST_GATHERING = 5.0
"""Seconds after which it is told though the changes go on."""

_IDLE = 60.0
"""Seconds after which a hub's thread looks for pings unasked."""

_MOST = 2_000
"""Pings that a thread takes from the database at once."""

_SET_BACK = 5.0
"""Seconds until the next try when the database cannot be used."""

_NICE = 10
"""What the process adds to its niceness: comparing the feeds of 1,500 companies takes 45 s of CPU."""


class Herald:
    """Tells hubs of changed feeds."""

    def __init__(self, database: Database, site: Site) -> None:
        self._database = database
        self._release = release()
        self._lookout = Lookout(database, site, self._release)
        self._senders = [Sender(database, site, hub, Caller(_agent(site, self._release))) for hub in site.hubs]

    def run(self) -> NoReturn:
        """Work until the process is killed, which may be at any moment: what is under way will be told again."""
        os.nice(_NICE)
        idle = list(self._senders)
        while True:
            try:
                self._lookout.begin()
                self._lookout.look()
                while idle:  # not before the first look, or what is pending and has changed again is told twice
                    idle.pop().start()
                self._wake()
                self._watch()
            except (UnavailableError, RefusedError) as error:
                _log.error("%s; the hubs wait, next try in %g s", error, _SET_BACK)
                time.sleep(_SET_BACK)

    def _watch(self) -> NoReturn:
        gathering = Gathering()
        sweeping = True
        while True:
            with self._database.read() as conn:
                head = history.head(conn).seq
            if gathering.is_over(head, time.monotonic()):
                if self._lookout.look():
                    self._wake()
                gathering.settled(head)
            elif sweeping and gathering.is_idle:
                sweeping = self._lookout.sweep()
                self._wake()
            else:
                time.sleep(_TICK)

    def _wake(self) -> None:
        for sender in self._senders:
            sender.wake()


class Gathering:
    """When changes have come to rest."""

    def __init__(self) -> None:
        self._told = -1
        self._seen = -1
        self._first = 0.0
        self._last = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether nothing changed since the last look."""
        return self._seen == self._told

    def is_over(self, head: int, now: float) -> bool:
        """Whether it is time to look, at the newest change `head` and a monotonic time."""
        if head == self._told:
            return False
        if self.is_idle:
            self._first = now
        if head != self._seen:
            self._seen, self._last = head, now
        return now - self._last >= _QUIET or now - self._first >= _LONGEST_GATHERING

    def settled(self, head: int) -> None:
        """What was stored up to `head` was looked at."""
        self._told = self._seen = head


class Sender:
    """Tells one hub what is due, in a thread that ends with its process."""

    def __init__(self, database: Database, site: Site, hub: str, caller: Caller) -> None:
        self._database = database
        self._site = site
        self._hub = hub
        self._caller = caller
        self._woken = threading.Event()
        self._not_before = datetime.min.replace(tzinfo=UTC)

    def start(self) -> None:
        """Begin, in a thread that nobody has to wait for."""
        threading.Thread(target=self._run, name=f"hub {self._hub}", daemon=True).start()

    def wake(self) -> None:
        """There may be something to tell."""
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                idle = self.work()
            except (UnavailableError, RefusedError) as error:
                _log.error("%s; %s waits, next try in %g s", error, self._hub, _SET_BACK)
                idle = _SET_BACK
            self._woken.wait(idle)

    def work(self) -> float:
        """Tell the hub what is due; gives the seconds until there may be more.

        New pings do not shorten the pause that a failing hub is given.
        """
        while datetime.now(UTC) >= self._not_before:
            with self._database.read() as conn:
                due = pings.due(conn, self._hub, datetime.now(UTC), _MOST)
                following = pings.next_due(conn, self._hub)
            if not due:
                wait = (following - datetime.now(UTC)).total_seconds() if following else _IDLE
                return min(max(wait, _TICK), _IDLE)
            self._tell(due)
        return min((self._not_before - datetime.now(UTC)).total_seconds(), _IDLE)

    def _tell(self, due: Sequence[Ping]) -> None:
        by_topic = {self._site.url(ping.path): ping for ping in due}
        waiting = batches(list(by_topic))
        taken: list[Ping] = []
        refused: dict[str, list[Ping]] = {}
        while waiting:
            batch = waiting.pop(0)
            said = [by_topic[topic] for topic in batch]
            answer = self._caller.post(self._hub, form(batch))
            now = datetime.now(UTC)
            match verdict(answer, now):
                case Told():
                    taken += said
                    if len(said) > 1:  # a flood: so that not all of it is told again if this process is killed
                        self._note(taken)
                        taken = []
                case Refused(_, singly) if singly and len(batch) > 1:
                    waiting = [*((topic,) for topic in batch), *waiting]
                case Refused(reason):
                    refused.setdefault(reason, []).extend(said)
                case Later(reason, asked):
                    said += [by_topic[topic] for rest in waiting for topic in rest]
                    wait = max(pause(said[0].attempts + 1, batch[0]), asked or timedelta())
                    self._not_before = now + wait
                    self._put_off(said, now, wait, reason)
                    break
                case other:
                    assert_never(other)
        self._note(taken)
        for reason, unwanted in refused.items():
            self._put_off(unwanted, datetime.now(UTC), LONGEST_PAUSE, reason)

    def _note(self, taken: Sequence[Ping]) -> None:
        if taken:
            with self._database.write() as conn:
                pings.told(conn, self._hub, taken, datetime.now(UTC))
            _log.info("%s was told of %d feeds", self._hub, len(taken))

    def _put_off(self, tried: Sequence[Ping], now: datetime, wait: timedelta, reason: str) -> None:
        with self._database.write() as conn:
            pings.failed(conn, self._hub, tried, at=now, retry_at=now + wait, trouble=reason)
        _log.warning(
            "the hub %s %s; %d feeds to tell it of, next try in %d s",
            self._hub,
            reason,
            len(tried),
            wait.total_seconds(),
        )


def _agent(site: Site, release: str) -> str:
    return f"Seedwire/{release} (+{site.url('/')})"
