"""A walk through an editor's days, with all its readers; and what each of them should have in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle, product

from publisher.feed import Format
from store.entry import Stored
from tests.publisher.polling.editor import BULK, DEEDS, Editor
from tests.publisher.polling.newsroom import FEW, MOMENT, WINDOW, Newsroom, Truth
from tests.publisher.polling.reader import Habits, Reader, Validators
from tests.publisher.polling.steps import Action, Step
from tests.publisher.polling.wire import Line

WAITS = (0.0, 0.2, 0.9, 1.1, 3.0, 4.9, 5.1, 90.0, 7200.0, 86_400.0)
"""Seconds; around the five for which a change has no date."""
SETTLED = timedelta(seconds=10)
MOST_MISSED = 400
"""Arrivals, for who asks for what changed: such an answer has 500 changes at most."""

_PATIENCE = timedelta(days=20)
"""Within the 30 days for which a tombstone is shown."""
_BETWEEN = 50
"""Steps, after which all is looked at."""


@dataclass(frozen=True, slots=True)
class Feed:
    """An address, which entries it promises, and how many of them."""

    path: str
    matches: Callable[[Stored], bool]
    window: int = WINDOW


FEEDS = (
    Feed("/{}", lambda _: True),
    Feed("/companies/skoda-auto/{}", lambda stored: _is_about(stored, "skoda-auto")),
    Feed("/{}?company=-orlen&language=cs,bg", lambda stored: _is_slavic(stored) and not _is_about(stored, "orlen")),
    Feed(f"/{{}}?limit={WINDOW - FEW}", lambda _: True, WINDOW - FEW),
)


def _is_about(stored: Stored, slug: str) -> bool:
    return any(company.slug == slug for company in stored.entry.companies)


def _is_slavic(stored: Stored) -> bool:
    return stored.entry.language in {"cs", "bg"}


def population() -> list[tuple[Feed, Reader]]:
    """A reader of every feed in every format, with every mix of validators and A-IM; codings go round."""
    codings = cycle(("", "gzip", "br", "gzip, br", "br;q=0, gzip;q=0.5"))
    asking = [(validators, False) for validators in Validators]
    asking += [(validators, True) for validators in (Validators.ETAG, Validators.WEAK_ETAG, Validators.BOTH)]
    return [
        (feed, Reader(Habits(feed.path, notation, validators, delta, next(codings))))
        for feed, notation, (validators, delta) in product(FEEDS, Format, asking)
    ]


@dataclass(slots=True)
class Subscription:
    """A reader, and what it was promised."""

    feed: Feed
    reader: Reader
    since: int = 0
    """How many arrivals there had been when it asked first."""
    promised: set[str] = field(default_factory=set)
    """What its first document had, as long as that is neither withdrawn nor left the feed: to come back is news only
    where it is an arrival, which taking a merger back is not."""
    missed: int = 0
    """Arrivals in its feed since it asked last."""

    @property
    def most(self) -> int:
        """Arrivals that it may miss between two polls."""
        return MOST_MISSED if self.reader.habits.delta else self.feed.window

    def is_promised(self, one: Truth, arrivals: Sequence[Stored]) -> bool:
        """Whether an entry arrived in its feed since it asked first."""
        return one.arrival is not None and one.arrival >= self.since and self.feed.matches(arrivals[one.arrival])


class Walk:
    """One folder, one database, all its readers, and the time."""

    def __init__(self, newsroom: Newsroom, line: Line, readers: Sequence[tuple[Feed, Reader]]) -> None:
        self.newsroom, self.line, self.editor = newsroom, line, Editor(newsroom)
        self.subscriptions = [Subscription(feed, reader) for feed, reader in readers]
        self._left: dict[str, set[str]] = {feed.path: set() for feed in FEEDS}
        self._ever: dict[str, set[str]] = {feed.path: set() for feed in FEEDS}
        self._counted = 0
        self._asked = newsroom.clock.now

    def go(self, steps: Sequence[Step]) -> None:
        """All these steps, and what every reader should have in the end; raises `AssertionError`.

        Before them there is an article about every company, for a feed of a company that nobody knows is 404.
        """
        self.editor.add(0, -1)
        self.look()
        for number, step in enumerate(steps, 1):
            self.do(step)
            if number % _BETWEEN == 0:
                self.settle()
        self.settle()

    def do(self, step: Step) -> None:
        """One step."""
        room, which, how = self.newsroom, step.which, step.how
        if len(room.touched) >= FEW:
            self.look()
        match step.action:
            case Action.UNDO:
                self._change(lambda: room.undo(how % 3))
            case Action.WITHHOLD:
                self._change(lambda: room.withhold(which, purge=how % 4 == 0))
            case Action.READMIT:
                self._change(lambda: room.readmit(which))
            case Action.LOOK:
                self.look(whole=False)
            case Action.LOOK_ROUND:
                self.look()
            case Action.LOOK_SLOWLY:
                self.look(between=lambda: self._between(which, how))
            case Action.LOOK_ANEW:
                self.look(anew=True)
            case Action.WAIT:
                self._wait(timedelta(seconds=WAITS[how % len(WAITS)]))
            case Action.POLL:
                self.poll(self.subscriptions[which % len(self.subscriptions)])
            case bulk if deed := BULK.get(bulk):
                self.look()
                deed(self.editor, which, how)
                self.look()
            case action:
                DEEDS[action](self.editor, which, how)

    def look(self, *, whole: bool = True, anew: bool = False, between: Callable[[], None] | None = None) -> None:
        """Let the ingester look."""
        self._change(lambda: self.newsroom.look(whole=whole, anew=anew, between=between))

    def poll(self, subscription: Subscription) -> None:
        """Let one reader ask."""
        self.newsroom.clock.now += MOMENT
        reader = subscription.reader
        is_first = not reader.polls
        try:
            reader.poll(self.line)
        except AssertionError as error:
            raise AssertionError(f"{reader.habits}: {error}") from error
        if is_first:
            subscription.since, subscription.promised = len(self.newsroom.arrivals), set(reader.known)
        subscription.missed = 0

    def settle(self) -> None:
        """Nothing happens any more, everybody polls, and has what it should have."""
        self.look()
        self.newsroom.check()
        for pause in (timedelta(0), SETTLED):
            self._wait(pause)
            for subscription in self.subscriptions:
                self.poll(subscription)
                self._check(subscription)

    def _check(self, subscription: Subscription) -> None:
        """What a reader has, against what is published."""
        feed, reader, room = subscription.feed, subscription.reader, self.newsroom
        truth = {guid: one for guid, one in room.published.items() if feed.matches(one.stored)}
        # An entry that is in the window again because another one left is no news to who asks for what changed.
        window = set() if reader.habits.delta else room.window(feed.matches, feed.window)
        arrived = {guid for guid, one in truth.items() if subscription.is_promised(one, room.arrivals)}
        promised = (subscription.promised | arrived | window) & truth.keys()
        known = reader.known
        lost = promised - known.keys()
        assert not lost, f"{reader.habits} lost {[truth[guid].words[-1] for guid in lost]}"
        for guid in promised:
            words = truth[guid].words[-1:] if guid in window else truth[guid].words
            assert known[guid].word in words, f"{reader.habits} has {known[guid].word}, and published is {words}"
        assert known.keys() <= self._ever[feed.path], f"{reader.habits} has what never was in this feed"
        over = known.keys() - truth.keys() - self._left[feed.path]
        if reader.habits.notation is Format.ATOM:
            assert not over, f"{reader.habits} still has {[known[guid].word for guid in over]}"

    def _change(self, change: Callable[[], None]) -> None:
        """Let something come; before it those poll who could miss some of it otherwise."""
        room = self.newsroom
        coming = 2 * max(len(room.touched), 1) + room.waiting
        for subscription in self.subscriptions:
            if subscription.reader.polls and subscription.missed + coming > subscription.most:
                self.poll(subscription)
        self._counted = len(room.arrivals)
        change()
        for subscription in self.subscriptions:
            subscription.missed += sum(map(subscription.feed.matches, room.arrivals[self._counted :]))
        for feed in FEEDS:
            self._note(feed)
        for subscription in self.subscriptions:
            subscription.promised -= self._left[subscription.feed.path]
            subscription.promised &= room.published.keys()

    def _note(self, feed: Feed) -> None:
        """See what left a feed by an edit, which no document of that feed can tell."""
        room = self.newsroom
        inside = {guid for guid, one in room.published.items() if feed.matches(one.stored)}
        outside = {guid for guid, one in room.published.items() if not feed.matches(one.stored)}
        outside |= {guid for guid, stored in room.gone.items() if not feed.matches(stored)}
        ever, left = self._ever[feed.path], self._left[feed.path]
        ever |= inside
        left |= ever & outside
        left -= inside

    def _between(self, which: int, how: int) -> None:
        """In the middle of a slow pass some readers poll."""
        self.newsroom.clock.now += timedelta(seconds=WAITS[how % 8])
        for subscription in self.subscriptions[which % 3 :: 3]:
            self.poll(subscription)

    def _wait(self, time: timedelta) -> None:
        self.newsroom.clock.now += time
        if self.newsroom.clock.now - self._asked > _PATIENCE:
            self._asked = self.newsroom.clock.now
            for subscription in self.subscriptions:
                if subscription.reader.polls:
                    self.poll(subscription)
