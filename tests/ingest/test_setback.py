"""What is written down of a file that comes to nothing, and when it is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ingest import setback
from ingest.rejection import Rejection
from ingest.report import Outcome
from ingest.setback import BACKOFF, TRIES, Setback
from store.file import FileState, Signature
from store.ledger import Line

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BYTES = "ab" * 32
SIGNATURE = Signature(1, 2, 3, 4, 5)
LINE = Line(1, SIGNATURE, BYTES, FileState.PUBLISHED, "", NOW, 0, None, None, None, NOW)


def after(back: Setback) -> Line:
    """The line of a file as the ledger has it after a setback."""
    found = back.finding
    return replace(
        LINE,
        signature=found.signature,
        sha256=found.sha256,
        state=found.state,
        reason=found.reason,
        attempts=found.attempts,
        retry_at=found.retry_at,
    )


def test_a_file_that_cannot_be_read_is_tried_again_for_ever_after_longer_and_longer_pauses() -> None:
    line, now, pauses = None, NOW, []
    for attempt in range(1, len(BACKOFF) + 3):
        back = setback.unreadable("permission denied", line, now)
        assert (back.outcome, back.finding.state, back.finding.attempts) == (
            Outcome.FAILING,
            FileState.FAILING,
            attempt,
        )
        assert back.again is not None
        pauses.append(back.again)
        line = after(back)
        assert not setback.is_over(line, now + timedelta(seconds=back.again - 1))
        now += timedelta(seconds=back.again)
        assert setback.is_over(line, now)
    assert pauses == [*BACKOFF, BACKOFF[-1], BACKOFF[-1]]


def test_what_somebody_died_of_is_left_alone_after_so_many_times() -> None:
    line = LINE
    for attempt in range(1, TRIES):
        back = setback.fatal("ended its parser (SIGSEGV)", line, NOW, SIGNATURE, BYTES)
        assert back.outcome is Outcome.FAILING
        assert back.finding.reason == f"ended its parser (SIGSEGV), at attempt {attempt} of {TRIES}"
        line = after(back)
        assert setback.has_failed(line, BYTES)
    last = setback.fatal("ended its parser (SIGSEGV)", line, NOW, SIGNATURE, BYTES)
    assert (last.outcome, last.finding.state, last.finding.attempts) == (Outcome.REJECTED, FileState.REJECTED, TRIES)
    assert last.again is None


def test_other_bytes_begin_anew() -> None:
    line = after(setback.fatal("ended its parser (SIGSEGV)", LINE, NOW, SIGNATURE, BYTES))
    assert not setback.has_failed(line, "cd" * 32)
    assert setback.fatal("ended its parser (SIGSEGV)", line, NOW, SIGNATURE, "cd" * 32).finding.attempts == 1


YEARS = timedelta(days=1000)


@given(st.integers(1, 10**6), st.timedeltas(-YEARS, YEARS))
def test_wherever_the_clock_is_set_no_file_waits_longer_than_its_pause(attempts: int, jump: timedelta) -> None:
    failing = replace(LINE, state=FileState.FAILING, attempts=attempts)
    back = setback.unreadable("permission denied", failing, NOW)
    assert back.again is not None
    line, pause = after(back), timedelta(seconds=back.again)
    assert setback.is_over(line, NOW + jump) or setback.is_over(line, NOW + jump + pause)


@given(st.text(), st.text())
def test_what_a_file_is_refused_for_stands_on_one_line(reason: str, advice: str) -> None:
    back = setback.refused(Rejection(reason, advice), SIGNATURE, BYTES)
    assert (back.finding.reason + back.finding.advice).isprintable()
    assert (back.finding.signature, back.finding.sha256, back.again) == (SIGNATURE, BYTES, None)
