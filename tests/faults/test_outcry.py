"""What a parser prints past the log becomes events of the log, a line each, and keeps nobody waiting."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.parser import Job
from ingest.parsers import Parsers
from ingest.rules import Rules
from store.entry import Entry
from tests.faults.trials import tried

pytestmark = [pytest.mark.long, pytest.mark.fault(15)]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

PANIC = (
    b"thread '<unnamed>' panicked at src/parser.rs:12:5:\nbyte index 3 is not a char boundary \xff\x1b[31m\n"
    b"note: run with `RUST_BACKTRACE=1`\n"
)


@pytest.fixture
def parsers(tmp_path: Path) -> Iterator[Parsers]:
    """One process, which has read a file already."""
    with Parsers(Rules(seeds=tmp_path), processes=1) as made:
        assert is_read(made, tmp_path, "první")
        yield made


def is_read(parsers: Parsers, folder: Path, title: str) -> bool:
    text = f"{title}\n\nKnihovna v Olomouci má nový sál a {title}.".encode()
    (folder / "a.txt").write_bytes(text)
    job = Job(b"a.txt", hashlib.sha256(text).hexdigest(), NOW, NOW)
    return [type(parsed) for _, parsed in filter(None, parsers.parse([job]))] == [Entry]


def say(parsers: Parsers, said: bytes) -> int:
    """Write to the stderr of the process, as a library in it would; gives what it took."""
    pid = parsers._parsers[0]._process.pid
    descriptor = os.open(f"/proc/{pid}/fd/2", os.O_WRONLY | os.O_NONBLOCK)
    try:
        return os.write(descriptor, said)
    finally:
        os.close(descriptor)


def never_waits(parsers: Parsers) -> bool:
    """Whether a write of the process itself to its stderr would rather fail than wait (proc(5), fdinfo)."""
    told = Path(f"/proc/{parsers._parsers[0]._process.pid}/fdinfo/2").read_text("ascii")
    (flags,) = (int(line.split()[1], 8) for line in told.splitlines() if line.startswith("flags:"))
    return bool(flags & os.O_NONBLOCK)


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [record.getMessage() for record in caplog.records if record.name == "seedwire.ingest"]
    caplog.clear()
    return found


def test_a_panic_is_told_line_by_line_with_the_file_it_was_near(
    parsers: Parsers, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    say(parsers, PANIC)
    assert is_read(parsers, tmp_path, "druhá")
    told = events(caplog)
    assert len(told) == 3
    assert all(event.startswith("a.txt: the parser said") for event in told)
    assert r"not a char boundary \xff" in told[1]
    assert is_read(parsers, tmp_path, "třetí")
    assert events(caplog) == [], "told once"
    assert "panicked" not in capfd.readouterr().err


def test_a_parser_that_says_too_much_is_heard_in_part_and_never_waits(
    parsers: Parsers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert never_waits(parsers)
    for much in (b"x" * 1_000_000, b"y\n" * 100_000):
        tried()
        assert say(parsers, much) < len(much), "the pipe took it all: then a parser could wait for it"
        assert is_read(parsers, tmp_path, f"dlouhá {len(much)}")
        told = events(caplog)
        assert 0 < len(told) <= 21
        assert all(len(event) < 600 for event in told)


def test_the_last_words_of_a_parser_are_heard(
    parsers: Parsers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    say(parsers, b"Fatal Python error: none_dealloc\n")
    with caplog.at_level(logging.WARNING):
        pid = parsers._parsers[0]._process.pid
        assert pid is not None
        os.kill(pid, 11)
        parsers._parsers[0]._process.join(10)
        assert not is_read(parsers, tmp_path, "čtvrtá")
    assert "Fatal Python error: none_dealloc" in events(caplog)[0]
    assert is_read(parsers, tmp_path, "pátá")
