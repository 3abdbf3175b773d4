"""What is said to WebSub hubs, and what their answers mean: batches, retries, Retry-After. Pure.

The recommendation leaves it open how a publisher tells its hub (W3C WebSub, section 7). Three forms are in use:
``hub.url``, repeated, of PubSubHubbub 0.3 (section 7.1), which Google's hub reads; ``hub.topic``, one in a request,
which is all that websubhub.com documents; ``hub.url[]``, which PHP makes a list of. A hub written for one of them reads
the first or the last address of another, and answers "accepted" for all. So a few topics are told in a request each,
under both names, which every hub understands. Only a flood of them, which no reader waits for, is told in batches.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeAlias
from urllib.parse import urlencode

SINGLY = 60
"""Topics that are told in a request each: an article with up to 19 companies changes no more."""

BATCH = 50
"""Topics in one request, where there are more of them: 5 kB of addresses, far below what servers take in a form."""

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
"""Between two attempts. It is never given up: a hub that is gone costs a request an hour, and `status` tells of it."""

JITTER = 0.1
"""The part of a pause by which publishers that failed together come apart again."""

_DELAY = re.compile(r"[0-9]{1,9}")
_GOOD, _REDIRECTS, _REFUSALS = range(200, 300), range(300, 400), range(400, 500)
_TIMEOUT, _TOO_MANY = 408, 429
_ABOUT_THE_FORM = frozenset({400, 413, 414, 422})
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """A hub's answer to a ping."""

    status: int
    retry_after: str | None = None
    location: str | None = None
    text: str = ""
    """The beginning of the body, where hubs say what they dislike."""


@dataclass(frozen=True, slots=True)
class Silent:
    """No answer, and why."""

    reason: str


Answer: TypeAlias = Answered | Silent


@dataclass(frozen=True, slots=True)
class Told:
    """The hub knows."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The hub does not want to know of these topics; to say it again soon would be no use."""

    reason: str
    singly: bool
    """Whether each of several topics may be taken alone: it was the form of the request that was disliked."""


@dataclass(frozen=True, slots=True)
class Later:
    """The hub cannot be told of anything now."""

    reason: str
    pause: timedelta | None
    """How long the hub itself wants to be left alone, never more than `LONGEST_PAUSE`."""


Verdict: TypeAlias = Told | Refused | Later


def batches(topics: Sequence[str]) -> list[tuple[str, ...]]:
    """The topics of each request, in their order: one each, or, of more than `SINGLY`, up to `BATCH`."""
    size = 1 if len(topics) <= SINGLY else BATCH
    return [tuple(topics[start : start + size]) for start in range(0, len(topics), size)]


def form(topics: Sequence[str]) -> bytes:
    """The body that tells of changed topics, by their absolute URLs, as ``application/x-www-form-urlencoded``."""
    fields = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
    if len(topics) == 1:
        fields.append(("hub.topic", topics[0]))
    return urlencode(fields).encode("ascii")


def verdict(answer: Answer, now: datetime) -> Verdict:
    """What an answer means; any 2xx is a yes (PubSubHubbub 0.3 wants 204, and hubs send 202 and 200 as well)."""
    match answer:
        case Silent(reason):
            return Later(reason, None)
        case Answered(status) if status in _GOOD:
            return Told()
        case Answered(status) if status in _REDIRECTS:
            where = f" to {answer.location}" if answer.location else ""
            return Refused(f"answers {status}, a redirect{where}, and a ping follows none", singly=False)
        case Answered(status) if status in _REFUSALS and status not in {_TIMEOUT, _TOO_MANY}:
            return Refused(_told(answer), singly=status in _ABOUT_THE_FORM)
        case Answered():
            return Later(_told(answer), retry_after(answer.retry_after, now))


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The pause that a ``Retry-After`` asks for (RFC 9110, 10.2.3), at most `LONGEST_PAUSE`; None where it asks none.

    >>> retry_after("120", datetime(2026, 1, 30, tzinfo=UTC))
    datetime.timedelta(seconds=120)
    """
    text = (value or "").strip()
    if _DELAY.fullmatch(text):
        return min(timedelta(seconds=int(text)), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST_PAUSE)


def pause(attempts: int, topic: str) -> timedelta:
    """How long to wait after so many failed attempts, 1 or more: `FIRST_PAUSE`, doubled each time, and jitter.

    The jitter shortens, and is the same each time it is asked for: it hangs on the topic and on the attempt alone.
    """
    doubled = FIRST_PAUSE * (1 << min(attempts - 1, 16))
    chance = int.from_bytes(hashlib.sha256(f"{attempts} {topic}".encode()).digest()[:4]) / 2**32
    return min(doubled, LONGEST_PAUSE) * (1 - JITTER * chance)


def _told(answer: Answered) -> str:
    said = " ".join("".join(c if c.isprintable() else " " for c in answer.text).split())
    return f"answers {answer.status}" + (f": {said[:_LONGEST_REASON]}" if said else "")
