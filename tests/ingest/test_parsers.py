"""Parser processes: whatever happens to one costs the file it had, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.parsers import MEMORY, Job, Parsed, ParserError, Parsers
from ingest.read import Changing, Oversized, Vanished
from ingest.rejection import Rejection
from ingest.rules import Rules
from store.entry import Entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE = 4.0
"""Seconds: a deadline that a process which has to start anew still keeps on a busy machine."""


def job(folder: Path, name: str, text: str) -> Job:
    (folder / name).write_text(text)
    return Job(os.fsencode(name), hashlib.sha256(text.encode()).hexdigest(), NOW, NOW)


def some_jobs(folder: Path, number: int) -> list[Job]:
    return [job(folder, f"{at}.txt", f"Zpráva číslo {at}\n\nAmazon postavil {at}. sklad.") for at in range(number)]


def titles(parsed: Sequence[tuple[Job, Parsed]]) -> list[str]:
    return [outcome.title if isinstance(outcome, Entry) else str(outcome) for _, outcome in parsed]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seeds")


@pytest.fixture
def one(folder: Path) -> Iterator[Parsers]:
    """One process, which has read a file already."""
    with Parsers(Rules(seeds=folder), processes=1, deadline=PATIENCE) as parsers:
        assert titles(list(parsers.parse(some_jobs(folder, 1)))) == ["Zpráva číslo 0"]
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
        parsed = list(parsers.parse(jobs))
        again = list(parsers.parse(reversed(jobs)))
    assert [done for done, _ in parsed] == jobs
    assert titles(parsed) == [f"Zpráva číslo {at}" if at != 7 else "Dlouhá" for at in range(120)]
    assert again == parsed[::-1]


def test_no_files_are_no_work(folder: Path) -> None:
    with Parsers(Rules(seeds=folder), processes=1) as parsers:
        assert list(parsers.parse([])) == []


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
        list(parsers.parse(some_jobs(folder, 3)))


def test_long_paths_and_a_large_article_do_not_block_each_other(one: Parsers, folder: Path) -> None:
    """The pipe holds some 200 KB each way: nobody may wait for the other with both directions full."""
    large = job(folder, "large.txt", "Dlouhá zpráva\n\n" + "Slovo za slovem. " * 50_000)
    deep = [Job(b"d/" * 10_000 + b"%d.txt" % at, "", NOW, NOW) for at in range(60)]
    (_, first), *others = one.parse([large, *deep])
    assert isinstance(first, Entry)
    assert [outcome for _, outcome in others] == [Vanished()] * 60


# --- what a file can be by the time it is read


def test_a_file_that_is_no_longer_what_it_was_is_not_parsed(one: Parsers, folder: Path) -> None:
    changed, gone, large = (job(folder, name, "Původní text.") for name in ("changed.txt", "gone.txt", "large.txt"))
    (folder / "changed.txt").write_text("Jiný text.")
    (folder / "gone.txt").unlink()
    with (folder / "large.txt").open("wb") as file:
        file.truncate(10 * 1024**3)
    outcomes = [outcome for _, outcome in one.parse([changed, gone, large])]
    assert outcomes == [Changing(), Vanished(), Oversized(10 * 1024**3)]


def test_a_name_is_shown_on_one_line_and_the_file_is_found_by_its_bytes(one: Parsers, folder: Path) -> None:
    name = b"nova\nzpr\xe1va.md"
    text = b"---\nlang: cs\n---\n![](/obr.png)"
    (folder / os.fsdecode(name)).write_bytes(text)
    ((_, outcome),) = one.parse([Job(name, hashlib.sha256(text).hexdigest(), NOW, NOW)])
    assert isinstance(outcome, Entry)
    assert outcome.title == "Nova\\nzpr\\xe1va"


# --- death


def lost_to(sent: str) -> Rejection:
    return Rejection(f"ended its parser ({sent})", "simplify the article; it is read again when it changes")


def end(pid: int, sent: signal.Signals) -> None:
    os.kill(pid, sent)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)  # only SIGKILL reaches a stopped process


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_dies_costs_the_one_file_that_it_had(one: Parsers, folder: Path, sent: signal.Signals) -> None:
    jobs, victim = some_jobs(folder, 40), pid_of(one)
    os.kill(victim, signal.SIGSTOP)  # so that it has taken none of them yet
    timer = threading.Timer(0.2, end, (victim, sent))
    timer.start()
    (_, lost), *others = one.parse(jobs)
    timer.join()
    assert lost == lost_to(sent.name)
    assert titles(others) == [f"Zpráva číslo {at}" for at in range(1, 40)]
    assert pid_of(one) != victim


def test_a_process_that_dies_in_the_middle_of_its_answer_costs_one_file(one: Parsers, folder: Path) -> None:
    large = job(folder, "large.txt", "Dlouhá zpráva\n\n" + "Slovo za slovem. " * 50_000)
    (parser,) = one._parsers
    parser.give(large)
    assert parser._results.poll(PATIENCE)  # the answer has begun, and waits: it is larger than the pipe
    time.sleep(0.1)
    os.kill(pid_of(one), signal.SIGKILL)
    parser._process.join()
    assert parser.take() == (large, lost_to("SIGKILL"))
    assert titles(list(one.parse(some_jobs(folder, 3)))) == [f"Zpráva číslo {at}" for at in range(3)]


def test_a_process_that_died_between_two_passes_costs_one_file_at_most(one: Parsers, folder: Path) -> None:
    os.kill(pid_of(one), signal.SIGKILL)
    one._parsers[0]._process.join()
    parsed = list(one.parse(some_jobs(folder, 5)))
    assert titles(parsed)[1:] == [f"Zpráva číslo {at}" for at in range(1, 5)]


def test_a_file_that_takes_too_long_costs_that_file(one: Parsers, folder: Path) -> None:
    victim = pid_of(one)
    os.kill(victim, signal.SIGSTOP)
    begun = time.monotonic()
    (_, lost), *others = one.parse(some_jobs(folder, 5))
    assert lost == Rejection(
        "kept its parser busy for more than 4 seconds", "simplify the article; it is read again when it changes"
    )
    assert titles(others) == [f"Zpráva číslo {at}" for at in range(1, 5)]
    assert PATIENCE <= time.monotonic() - begun < 3 * PATIENCE


def test_a_process_that_runs_out_of_memory_costs_the_file_that_was_too_large(one: Parsers, folder: Path) -> None:
    pid = pid_of(one)
    assert resource.prlimit(pid, resource.RLIMIT_AS) == (MEMORY, MEMORY)
    used = int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()
    resource.prlimit(pid, resource.RLIMIT_AS, (used + 4 * 1024**2, MEMORY))
    large = job(folder, "large.md", "---\nlang: cs\n---\n" + "*Slovo* za [slovem](/a). " * 40_000)
    (_, lost), *others = one.parse([large, *some_jobs(folder, 3)])
    assert isinstance(lost, Rejection)
    assert titles(others) == [f"Zpráva číslo {at}" for at in range(3)]


def test_work_that_was_broken_off_leaves_nothing_behind(one: Parsers, folder: Path) -> None:
    parsing = one.parse(some_jobs(folder, 100))
    next(parsing)
    victim = pid_of(one)
    parsing.close()
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)
    jobs = some_jobs(folder, 3)
    assert [done for done, _ in one.parse(jobs)] == jobs


def test_processes_end_with_their_context(folder: Path) -> None:
    with Parsers(Rules(seeds=folder), processes=2) as parsers:
        list(parsers.parse(some_jobs(folder, 2)))
        pids = [parser._process.pid for parser in parsers._parsers]
    assert len(pids) == 2
    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
