"""Parser processes: whatever happens to one costs the file it had, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.parser import MEMORY, Casualty, Job, Parsed
from ingest.parsers import PAUSE, ParserError, Parsers
from ingest.read import Changing, Oversized, Vanished
from ingest.rejection import Rejection
from ingest.rules import Rules
from store.entry import Entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 4.0
"""Seconds: a deadline that a process which has to start anew still keeps on a busy machine."""


def job(folder: Path, name: str, text: str) -> Job:
    (folder / name).write_text(text)
    return Job(os.fsencode(name), hashlib.sha256(text.encode()).hexdigest(), NOW, NOW)


def some_jobs(folder: Path, number: int) -> list[Job]:
    return [job(folder, f"{at}.txt", f"Zpráva číslo {at}\n\nAmazon postavil {at}. sklad.") for at in range(number)]


def read(parsers: Parsers, jobs: Iterable[Job]) -> list[tuple[Job, Parsed]]:
    """The results alone, without the pauses."""
    return [one for one in parsers.parse(jobs) if one is not None]


def titles(parsed: Sequence[tuple[Job, Parsed]]) -> list[str]:
    return [outcome.title if isinstance(outcome, Entry) else str(outcome) for _, outcome in parsed]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seeds")


@pytest.fixture
def one(folder: Path) -> Iterator[Parsers]:
    """One process, which has read a file already."""
    with Parsers(Rules(seeds=folder), processes=1, deadline=PATIENCE) as parsers:
        assert titles(read(parsers, some_jobs(folder, 1))) == ["Zpráva číslo 0"]
        yield parsers


def pid_of(parsers: Parsers) -> int:
    pid = parsers._parsers[0]._process.pid
    assert pid is not None
    return pid


# --- order


@pytest.mark.parametrize("processes", [1, 3])
def test_files_come_back_in_the_order_in_which_they_were_given(folder: Path, processes: int) -> None:
    jobs = some_jobs(folder, 120)
    jobs[7] = job(folder, "7.txt", "Dlouhá\n\n" + "Slovo za slovem. " * 20_000)  # the others overtake it
    with Parsers(Rules(seeds=folder), processes=processes) as parsers:
        parsed = read(parsers, jobs)
        again = read(parsers, reversed(jobs))
    assert [done for done, _ in parsed] == jobs
    assert titles(parsed) == [f"Zpráva číslo {at}" if at != 7 else "Dlouhá" for at in range(120)]
    assert again == parsed[::-1]


def test_no_files_are_no_work(folder: Path) -> None:
    with Parsers(Rules(seeds=folder), processes=1) as parsers:
        assert read(parsers, []) == []


def test_files_are_asked_for_only_as_they_are_needed(one: Parsers, folder: Path) -> None:
    given: list[Job] = []

    def coming() -> Iterator[Job]:
        for each in some_jobs(folder, 200):
            given.append(each)
            yield each

    parsing = one.parse(coming())
    next(parsing)
    assert len(given) < 100
    parsing.close()


class Deadly(Rules):
    """Rules that end the process that receives them, before it has seen any file."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (7,)


def test_processes_that_cannot_start_are_the_fault_of_no_file(folder: Path) -> None:
    with (
        Parsers(Deadly(seeds=folder), processes=1) as parsers,
        pytest.raises(ParserError, match=r"parser processes cannot start \(exit status 7\)"),
    ):
        read(parsers, some_jobs(folder, 3))


_NURSERY_ENDS = """
import os, signal, sys, threading, time
from multiprocessing.forkserver import _forkserver
from pathlib import Path
from ingest.parsers import ParserError, Parsers
from ingest.rules import Rules

if __name__ == "__main__":
    with Parsers(Rules(seeds=Path(sys.argv[1])), processes=1) as parsers:
        parsers.start()
        nursery = _forkserver._forkserver_pid
        parsers.close()
        os.kill(nursery, signal.SIGSTOP)
        threading.Timer(0.5, os.kill, (nursery, signal.SIGKILL)).start()
        for _ in range(50):
            try:
                parsers.start()
                break
            except ParserError as error:
                print(error)
                time.sleep(0.1)
        print("and then it works")
"""


@pytest.mark.fault(16)
def test_a_nursery_that_ends_while_it_is_asked_for_a_parser_is_replaced(folder: Path) -> None:
    """In a process of its own: the parsers of other tests are forked from the nursery of this one."""
    done = subprocess.run(
        [sys.executable, "-c", _NURSERY_ENDS, str(folder)], capture_output=True, text=True, timeout=60, check=True
    )
    *refused, last = done.stdout.splitlines()
    assert set(refused) == {"parser processes cannot start (what they are forked from ended)"}
    assert last == "and then it works"


def test_long_paths_and_a_large_article_do_not_block_each_other(one: Parsers, folder: Path) -> None:
    """The pipe holds some 200 KB each way: nobody may wait for the other with both directions full."""
    large = job(folder, "large.txt", "Dlouhá zpráva\n\n" + "Slovo za slovem. " * 50_000)
    deep = [Job(b"d/" * 10_000 + b"%d.txt" % at, "", NOW, NOW) for at in range(60)]
    (_, first), *others = read(one, [large, *deep])
    assert isinstance(first, Entry)
    assert [outcome for _, outcome in others] == [Vanished()] * 60


# --- what a file can be by the time it is read


def test_a_file_that_is_no_longer_what_it_was_is_not_parsed(one: Parsers, folder: Path) -> None:
    changed, gone, large = (job(folder, name, "Původní text.") for name in ("changed.txt", "gone.txt", "large.txt"))
    (folder / "changed.txt").write_text("Jiný text.")
    (folder / "gone.txt").unlink()
    with (folder / "large.txt").open("wb") as file:
        file.truncate(10 * 1024**3)
    outcomes = [outcome for _, outcome in read(one, [changed, gone, large])]
    assert outcomes == [Changing(), Vanished(), Oversized(10 * 1024**3)]


def test_a_name_is_shown_on_one_line_and_the_file_is_found_by_its_bytes(one: Parsers, folder: Path) -> None:
    name = b"nova\nzpr\xe1va.md"
    text = b"---\nlang: cs\n---\n![](/obr.png)"
    (folder / os.fsdecode(name)).write_bytes(text)
    ((_, outcome),) = read(one, [Job(name, hashlib.sha256(text).hexdigest(), NOW, NOW)])
    assert isinstance(outcome, Entry)
    assert outcome.title == "Nova\\nzpr\\xe1va"


# --- death


def lost_to(sent: str) -> Casualty:
    return Casualty(f"ended its parser ({sent})")


def end(pid: int, sent: signal.Signals) -> None:
    os.kill(pid, sent)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)  # only SIGKILL reaches a stopped process


@pytest.mark.fault(15)
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_dies_costs_the_one_file_that_it_had(one: Parsers, folder: Path, sent: signal.Signals) -> None:
    jobs, victim = some_jobs(folder, 40), pid_of(one)
    os.kill(victim, signal.SIGSTOP)  # so that it has taken none of them yet
    timer = threading.Timer(0.2, end, (victim, sent))
    timer.start()
    (_, lost), *others = read(one, jobs)
    timer.join()
    assert lost == lost_to(sent.name)
    assert titles(others) == [f"Zpráva číslo {at}" for at in range(1, 40)]
    assert pid_of(one) != victim


@pytest.mark.fault(15)
def test_a_process_that_dies_in_the_middle_of_its_answer_costs_one_file(one: Parsers, folder: Path) -> None:
    large = job(folder, "large.txt", "Dlouhá zpráva\n\n" + "Slovo za slovem. " * 50_000)
    (parser,) = one._parsers
    parser.give(large)
    assert parser._results.poll(PATIENCE)  # the answer has begun, and waits: it is larger than the pipe
    time.sleep(0.1)
    os.kill(pid_of(one), signal.SIGKILL)
    parser._process.join()
    assert parser.take() == (large, lost_to("SIGKILL"))
    assert titles(read(one, some_jobs(folder, 3))) == [f"Zpráva číslo {at}" for at in range(3)]


@pytest.mark.fault(15)
def test_a_process_that_died_between_two_passes_costs_one_file_at_most(one: Parsers, folder: Path) -> None:
    os.kill(pid_of(one), signal.SIGKILL)
    one._parsers[0]._process.join()
    parsed = read(one, some_jobs(folder, 5))
    assert titles(parsed)[1:] == [f"Zpráva číslo {at}" for at in range(1, 5)]


@pytest.mark.fault(15)
def test_a_file_that_takes_too_long_costs_that_file(one: Parsers, folder: Path) -> None:
    victim = pid_of(one)
    os.kill(victim, signal.SIGSTOP)
    begun = time.monotonic()
    (_, lost), *others = read(one, some_jobs(folder, 5))
    assert lost == Casualty("kept its parser busy for more than 4 seconds")
    assert titles(others) == [f"Zpráva číslo {at}" for at in range(1, 5)]
    assert PATIENCE <= time.monotonic() - begun < 3 * PATIENCE


@pytest.mark.fault(15)
def test_a_process_that_runs_out_of_memory_costs_the_file_that_was_too_large(one: Parsers, folder: Path) -> None:
    pid = pid_of(one)
    assert resource.prlimit(pid, resource.RLIMIT_AS) == (MEMORY, MEMORY)
    used = int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()
    resource.prlimit(pid, resource.RLIMIT_AS, (used + 4 * 1024**2, MEMORY))
    large = job(folder, "large.md", "---\nlang: cs\n---\n" + "*Slovo* za [slovem](/a). " * 40_000)
    (_, lost), *others = read(one, [large, *some_jobs(folder, 3)])
    assert isinstance(lost, Casualty | Rejection)  # the library that asks for the memory aborts, Python raises
    assert titles(others) == [f"Zpráva číslo {at}" for at in range(3)]


def test_who_waits_for_a_file_is_told_that_there_is_nothing_yet(one: Parsers, folder: Path) -> None:
    os.kill(pid_of(one), signal.SIGSTOP)
    begun = time.monotonic()
    parsing = one.parse(some_jobs(folder, 3))
    assert next(parsing) is None
    assert time.monotonic() - begun < PATIENCE / 2
    assert PAUSE < PATIENCE / 4
    os.kill(pid_of(one), signal.SIGCONT)
    assert titles([each for each in parsing if each is not None]) == [f"Zpráva číslo {at}" for at in range(3)]


READ_AND_HANG = """
import hashlib, os, pathlib, signal, sys
from datetime import UTC, datetime
from ingest.parser import Job
from ingest.parsers import Parsers
from ingest.rules import Rules
place = pathlib.Path(sys.argv[1])
(place / "a.txt").write_text("Zpráva\\n\\nAmazon postavil sklad.")
now = datetime.now(UTC)
with Parsers(Rules(seeds=place), processes=1) as parsers:
    job = Job(b"a.txt", hashlib.sha256((place / "a.txt").read_bytes()).hexdigest(), now, now)
    next(parsers.parse([job]))
    pid = parsers._parsers[0]._process.pid
    os.kill(pid, signal.SIGSTOP)
    print(pid, flush=True)
    signal.pause()
"""


@pytest.mark.fault(15, 16)
def test_a_process_that_hangs_does_not_outlive_an_ingester_that_is_killed(folder: Path) -> None:
    command = [sys.executable, "-c", READ_AND_HANG, str(folder)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as ingester:
        assert ingester.stdout is not None
        pid = int(ingester.stdout.readline())
        os.kill(pid, 0)
        ingester.kill()
    until = time.monotonic() + 20
    while is_alive(pid):
        assert time.monotonic() < until, "the parser outlived its ingester"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def test_work_that_was_broken_off_leaves_nothing_behind(one: Parsers, folder: Path) -> None:
    parsing = one.parse(some_jobs(folder, 100))
    next(parsing)
    victim = pid_of(one)
    parsing.close()
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)
    jobs = some_jobs(folder, 3)
    assert [done for done, _ in read(one, jobs)] == jobs


def test_processes_end_with_their_context(folder: Path) -> None:
    with Parsers(Rules(seeds=folder), processes=2) as parsers:
        read(parsers, some_jobs(folder, 2))
        pids = [parser._process.pid for parser in parsers._parsers]
    assert len(pids) == 2
    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
