"""Why a file comes to nothing in this pass, what is written down of it, and when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.rejection import Rejection
from ingest.report import Outcome
from store.file import FileState, Signature, escaped
from store.ledger import Finding, Line

BACKOFF = (5, 15, 60, 300, 900, 3600)
"""Seconds until a file that could not be read is tried again; the last one for ever."""

TRIES = 3
"""How often a file may end its parser, or by itself the ingester, before it is left alone: other programs may have
taken the memory that it needed, or the time."""


@dataclass(frozen=True, slots=True)
class Setback:
    """What stopped a file, for the report and for the ledger."""

    outcome: Outcome
    finding: Finding
    again: float | None = None
    """Seconds until another look; None where only a change of the file makes one worth while."""


def waiting(why: str, advice: str, again: float | None = None) -> Setback:
    """The file is not complete yet."""
    return Setback(Outcome.WAITING, Finding(FileState.WAITING, None, None, f"{why}, waiting", advice), again)


def refused(why: Rejection, signature: Signature | None, sha256: str | None, attempts: int = 0) -> Setback:
    """The file cannot become an article as it is."""
    finding = Finding(FileState.REJECTED, signature, sha256, escaped(why.reason), escaped(why.advice), attempts)
    return Setback(Outcome.REJECTED, finding)


def unreadable(cause: str, line: Line | None, now: datetime) -> Setback:
    """A fault outside the file."""
    attempts = (line.attempts if line and line.state is FileState.FAILING else 0) + 1
    advice = "check its owner and mode; it is tried again by itself"
    return _put_off(Rejection(f"cannot be read: {cause}", advice), attempts, now, None, None)


def closed(cause: str) -> Setback:
    """A directory cannot be looked into; the next scan tries again, and until then nothing below it is gone."""
    advice = "check its owner and mode; it is tried again by itself"
    return Setback(Outcome.FAILING, Finding(FileState.FAILING, None, None, f"cannot be looked into: {cause}", advice))


def fatal(cause: str, line: Line | None, now: datetime, signature: Signature, sha256: str) -> Setback:
    """Somebody died of the file: it is put off, and left alone when that happened `TRIES` times."""
    attempts = (line.attempts if line and has_failed(line, sha256) else 0) + 1
    if attempts < TRIES:
        reason = f"{cause}, at attempt {attempts} of {TRIES}"
        return _put_off(
            Rejection(reason, "nothing to do yet: it is tried again by itself"), attempts, now, signature, sha256
        )
    reason = f"{cause}, {TRIES} times, and is left alone now"
    advice = "simplify the article; it is read again when it changes, or by seedwire reingest"
    return refused(Rejection(reason, advice), signature, sha256, attempts)


def has_failed(line: Line, sha256: str) -> bool:
    """Whether somebody died of these bytes; of a file that could not be read there is no hash."""
    return line.state is FileState.FAILING and line.sha256 == sha256


def is_over(line: Line, now: datetime) -> bool:
    """Whether the pause after a failed attempt is over; so it is where nobody knows how long it is to be."""
    if line.retry_at is None:
        return True
    # More than the longest pause remains only where the clock was set back meanwhile.
    return not timedelta() < line.retry_at - now <= timedelta(seconds=_pause(line.attempts))


def _put_off(why: Rejection, attempts: int, now: datetime, signature: Signature | None, sha256: str | None) -> Setback:
    pause = _pause(attempts)
    retry = now + timedelta(seconds=pause)
    finding = Finding(FileState.FAILING, signature, sha256, why.reason, why.advice, attempts, retry)
    return Setback(Outcome.FAILING, finding, pause)


def _pause(attempts: int) -> int:
    """Seconds after so many attempts."""
    return BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]
