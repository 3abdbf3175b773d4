"""Files that end their parser, or the ingester with it: tried a few times, then left alone, in nobody's way."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.parsers import Parsers
from ingest.report import Outcome
from ingest.setback import BACKOFF, TRIES
from store import attempts, ledger
from store.attempts import Attempt
from store.engine import Database
from store.file import FileState, SourceFile
from tests.ingest.desk import PLOVDIV, Desk, article, several

CHECKOUT = Path(__file__).resolve().parents[2]
DEADLINE = 1.0
"""Seconds for a file: an ordinary one takes 0.002, and this one several on any machine."""
ENDLESS = "title: Nekonečná zpráva\n\n" + "Slovo za slovem přichází dlouhá zpráva o městě a jeho lidech. " * 400_000


@pytest.fixture
def impatient(desk: Desk) -> Iterator[Desk]:
    """A desk whose parsers have little time, and files as large as anybody likes."""
    desk.rules = replace(desk.rules, max_file_size=1024**3)
    with Parsers(desk.rules, processes=1, deadline=DEADLINE) as parsers:
        desk.parsers = parsers
        yield desk


def problem(desk: Desk) -> SourceFile:
    (found,) = desk.problems().values()
    return found


def left(desk: Desk) -> dict[bytes, Attempt]:
    with desk.database.read() as conn:
        return attempts.left(conn)


# --- a file that ends its parser


@pytest.mark.fault(15)
def test_a_file_that_ends_its_parser_is_tried_again_and_then_left_alone(impatient: Desk) -> None:
    desk = impatient
    desk.write(a=article("Amazon staví"), b=ENDLESS, c=article("Софарма строи", PLOVDIV))
    report = desk.ingest()
    assert report.counts == {Outcome.ADDED: 2, Outcome.FAILING: 1}
    assert set(desk.published()) == {"Amazon staví", "Софарма строи"}
    first = problem(desk)
    assert (first.path, first.state, first.attempts) == (b"b.md", FileState.FAILING, 1)
    assert first.reason == f"kept its parser busy for more than 1 seconds, at attempt 1 of {TRIES}"
    assert first.retry_at == desk.clock.now + timedelta(seconds=BACKOFF[0])

    assert desk.ingest().counts == {Outcome.UNCHANGED: 2, Outcome.FAILING: 1}
    assert problem(desk).attempts == 2
    assert desk.ingest().counts == {Outcome.UNCHANGED: 2, Outcome.REJECTED: 1}
    last = problem(desk)
    assert (last.state, last.attempts, last.retry_at) == (FileState.REJECTED, TRIES, None)
    assert last.reason == f"kept its parser busy for more than 1 seconds, {TRIES} times, and is left alone now"
    assert "when it changes" in last.advice
    assert "seedwire reingest" in last.advice

    begun = time.monotonic()
    for _ in range(3):  # each by an ingester of its own, as after a restart
        assert desk.ingest().counts == {Outcome.UNCHANGED: 2, Outcome.REJECTED: 1}
    assert time.monotonic() - begun < DEADLINE * 3
    assert problem(desk) == last
    assert left(desk) == {}


def quarantine(desk: Desk, name: str = "a.md") -> None:
    desk.write({name: ENDLESS})
    for _ in range(TRIES):
        desk.ingest()
    assert problem(desk).state is FileState.REJECTED


@pytest.mark.fault(15)
def test_a_file_that_was_left_alone_is_read_when_it_changes(impatient: Desk) -> None:
    quarantine(impatient)
    impatient.write(a=article("Kratší vydání"))
    assert impatient.ingest().counts == {Outcome.ADDED: 1}
    assert set(impatient.published()) == {"Kratší vydání"}
    assert impatient.problems() == {}


@pytest.mark.fault(15)
@pytest.mark.long
def test_a_file_that_was_left_alone_has_all_its_tries_again_when_every_file_is_read_anew(impatient: Desk) -> None:
    quarantine(impatient)
    assert impatient.ingest(anew=True).counts == {Outcome.FAILING: 1}
    assert problem(impatient).attempts == 1
    impatient.ingest()
    assert impatient.ingest().counts == {Outcome.REJECTED: 1}


@pytest.mark.fault(15)
def test_a_file_that_changes_before_it_is_tried_again_is_read_at_once(impatient: Desk) -> None:
    impatient.write(a=ENDLESS)
    impatient.ingest()
    impatient.write(a=article("Kratší vydání"))
    impatient.clock.now -= timedelta(seconds=59)  # the next pass is a second later
    assert impatient.ingest().counts == {Outcome.ADDED: 1}


@pytest.mark.fault(15)
def test_a_file_is_not_tried_again_before_its_time_but_where_the_clock_was_set_back(impatient: Desk) -> None:
    impatient.write(a=ENDLESS)
    impatient.ingest()
    impatient.clock.now -= timedelta(seconds=58)
    assert impatient.ingest().counts == {Outcome.UNCHANGED: 1}
    assert problem(impatient).attempts == 1
    impatient.clock.now -= timedelta(hours=1)
    impatient.ingest()
    assert problem(impatient).attempts == 2, "it would wait for an hour"


def test_a_renamed_file_is_no_new_one(impatient: Desk) -> None:
    quarantine(impatient)
    (impatient.seeds / "a.md").rename(impatient.seeds / "b.md")
    assert impatient.ingest().counts == {Outcome.RENAMED: 1}
    impatient.ingest()
    assert problem(impatient).state is FileState.REJECTED


@pytest.mark.fault(15, 16)
def test_a_parser_that_is_killed_by_accident_costs_nothing_in_the_end(impatient: Desk) -> None:
    desk = impatient
    desk.write(a=article("Úvodem"))
    desk.ingest()
    pid = desk.parsers._parsers[0]._process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)  # as a system that is short of memory does
    desk.write(b=article("Софарма строи", PLOVDIV))
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1, Outcome.FAILING: 1}
    assert problem(desk).reason == f"ended its parser (SIGKILL), at attempt 1 of {TRIES}"
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1, Outcome.ADDED: 1}
    assert desk.problems() == {}


# --- a file that ends the ingester


INGEST = """
import sys
from pathlib import Path
from ingest.parsers import Parsers
from ingest.rules import Rules
from ingest.run import Ingester
from store.engine import Database
seeds, url = sys.argv[1:]
rules = Rules(seeds=Path(seeds), settle_time=0, max_file_size=1024**3)
database = Database.open_writer(url)
with database.ingesting(), Parsers(rules, processes=1, deadline=600) as parsers:
    Ingester(database, rules, parsers).pass_over()
"""


@contextlib.contextmanager
def ingesting(desk: Desk) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", INGEST, str(desk.seeds), f"sqlite:///{desk.database.path}"]
    with subprocess.Popen(command, cwd=CHECKOUT) as process:
        try:
            yield process
        finally:
            process.kill()


def kill_when_in_hand(desk: Desk, *, alone: bool) -> None:
    """Kill an ingester as soon as it is about to read the endless file."""
    with ingesting(desk) as process:
        end = time.monotonic() + 60
        while (attempt := left(desk).get(b"b.md")) is None or attempt.alone != alone:
            assert time.monotonic() < end, "not in hand within a minute"
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)


@pytest.mark.fault(15, 16)
@pytest.mark.long
def test_a_file_that_ends_the_ingester_is_found_and_left_alone_and_the_others_are_published(desk: Desk) -> None:
    """What a system does that is out of memory, or a supervisor: here the test is what kills the ingester."""
    desk.write(several(5) | {"b.md": ENDLESS})
    kill_when_in_hand(desk, alone=False)
    for attempt in range(1, TRIES + 1):
        kill_when_in_hand(desk, alone=True)
        with ingesting(desk) as process:
            assert process.wait(timeout=60) == 0
        assert len(desk.published()) == 5
        assert problem(desk).attempts == attempt
        later(desk)
    found = problem(desk)
    assert (found.path, found.state) == (b"b.md", FileState.REJECTED)
    assert found.reason == f"ended the ingester, {TRIES} times, and is left alone now"
    assert left(desk) == {}


def later(desk: Desk) -> None:
    """Let the time of the next try come."""
    with desk.database.write() as conn:
        for path, line in ledger.lines(conn).items():
            if line.state is FileState.FAILING:
                gone = ledger.Finding(line.state, line.signature, line.sha256, line.reason, "", line.attempts, None)
                ledger.note(conn, path, line, gone, first_seen=line.first_seen, now=desk.clock.now)


def leave(desk: Desk, name: str, *, alone: bool, sha256: str | None = None) -> None:
    """What an ingester leaves that is killed while it reads this file."""
    digest = sha256 or hashlib.sha256((desk.seeds / name).read_bytes()).hexdigest()
    with desk.database.write() as conn:
        attempts.begin(conn, {os.fsencode(name): digest}, alone=alone)


def test_files_that_an_ingester_was_reading_with_others_when_it_was_killed_are_read_at_once(desk: Desk) -> None:
    desk.write(several(5))
    for at in range(5):
        leave(desk, f"{at}.md", alone=False)
    assert desk.ingest().counts == {Outcome.ADDED: 5}
    assert (desk.problems(), left(desk)) == ({}, {})


def test_a_file_that_was_alone_when_its_ingester_was_killed_is_read_a_little_later(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"), b=article("Софарма строи", PLOVDIV))
    leave(desk, "a.md", alone=True)
    assert desk.ingest().counts == {Outcome.ADDED: 1, Outcome.FAILING: 1}
    assert problem(desk).reason == f"ended the ingester, at attempt 1 of {TRIES}"
    assert left(desk) == {}
    assert desk.ingest().counts == {Outcome.ADDED: 1, Outcome.UNCHANGED: 1}
    assert (len(desk.published()), desk.problems()) == (2, {})


def test_what_was_left_of_a_file_that_has_changed_since_says_nothing_of_it(desk: Desk) -> None:
    desk.write(a=article("Amazon staví"))
    leave(desk, "a.md", alone=True, sha256="f" * 64)
    leave(desk, "gone.md", alone=True, sha256="e" * 64)
    assert desk.ingest().counts == {Outcome.ADDED: 1}
    assert left(desk) == {}


def test_a_pass_that_is_broken_off_in_order_leaves_no_suspects(desk: Desk) -> None:
    desk.write(several(8))
    ingester = desk.ingester()
    ingester._stop = lambda: len(desk.published()) == 0 and len(left(desk)) == 8
    assert ingester.pass_over().broken_off
    assert left(desk) == {}
    desk.ingest()
    assert len(desk.published()) == 8


def test_no_transaction_is_open_while_a_file_takes_long(impatient: Desk) -> None:
    """Else nobody else could write for ten seconds, and what is done could not be seen for as long."""
    desk = impatient
    endless = hashlib.sha256(ENDLESS.encode()).digest()  # files are read in the order of their hashes
    sooner = (article(f"Amazon staví {at}. sklad") for at in range(100_000))
    desk.write(a=next(text for text in sooner if hashlib.sha256(text.encode()).digest() < endless), b=ENDLESS)
    ingester = desk.ingester()
    written: list[int] = []

    def somebody_else_writes() -> bool:
        if set(left(desk)) == {b"b.md"} and not written:
            with contextlib.closing(Database.open_writer(f"sqlite:///{desk.database.path}")) as other, other.write():
                written.append(len(desk.published()))
        return False

    ingester._stop = somebody_else_writes
    assert ingester.pass_over().counts == {Outcome.ADDED: 1, Outcome.FAILING: 1}
    assert written == [1]
