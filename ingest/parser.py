"""One parser process: what it is given, what it does with it, and what comes back.

It may be killed at any moment, and kills itself rather than take more than its share of the machine.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import signal
import sys
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.forkserver import _forkserver
from typing import TypeAlias

from ingest.composition import Circumstances
from ingest.outcry import cry_into
from ingest.read import Changing, Contents, Reading, read
from ingest.reading import entry_from
from ingest.rejection import Rejection
from ingest.rules import Rules
from store.entry import Entry
from store.file import printable

MEMORY = 2 * 1024**3
"""Bytes of address space for one parser process."""

GREETING = "ready"
"""The first word of a process, before any file."""

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read: these bytes, and no others."""

    path: bytes
    sha256: str
    first_seen: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Casualty:
    """A file that its parser did not survive; `cause` says how it ended."""

    cause: str


Parsed: TypeAlias = Entry | Rejection | Reading | Casualty


def work(jobs: Connection, results: Connection, outcry: Connection, rules: Rules) -> None:
    """What a parser process does until its pipes are closed."""
    cry_into(outcry)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the ingester, which then ends its parsers
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.set_threshold(20_000)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        results.send(GREETING)
        while True:
            results.send(_outcome(jobs.recv(), rules))


def _die_with_parent() -> None:
    """Let the kernel end this process with the fork server, and so with the ingester (prctl(2)).

    One that never comes back from a file would else go on for ever when its ingester is killed. The fork server lives
    for as long as anybody holds the other end of its pipe; its children get that too, in case they want more of them.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if (life_line := getattr(_forkserver, "_forkserver_alive_fd", None)) is not None:
        os.close(life_line)


def _outcome(job: Job, rules: Rules) -> Parsed:
    found = read(rules.seeds, job.path, rules.max_file_size)
    if not isinstance(found, Contents):
        return found
    if found.sha256 != job.sha256:
        return Changing()
    return entry_from(found.data, Circumstances(printable(job.path), job.first_seen, job.now), rules)
