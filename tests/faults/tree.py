"""The processes of a daemon: what each is, seen from outside, and that none of them outlives it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a process does in the tree."""

    SUPERVISOR = "supervisor"
    TRACKER = "resource tracker"
    INGESTER = "ingester"
    NURSERY = "nursery of parsers"
    PARSER = "parser"
    SERVER = "server of feeds or of the operator's page"
    WORKER = "worker of such a server"
    MESSENGER = "herald or exporter"
    BACKEND = "backend of the database's server"


@dataclass(frozen=True, slots=True)
class Process:
    """One of them, as ``/proc/PID/stat`` and ``cmdline`` tell of it."""

    pid: int
    parent: int
    session: int
    command: str

    @property
    def is_tracker(self) -> bool:
        return "resource_tracker" in self.command

    @property
    def is_nursery(self) -> bool:
        return "forkserver" in self.command

    def kill(self) -> None:
        """With SIGKILL, where it did not end meanwhile."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def tree(supervisor: int) -> Sequence[tuple[Kind, Process]]:
    """All processes of the daemon that live, in the session that was made for it."""
    every = {process.pid: process for process in _living() if process.session == supervisor}
    children: dict[int, list[Process]] = {}
    for process in every.values():
        children.setdefault(process.parent, []).append(process)
    return [(_kind(process, supervisor, every, children), process) for process in every.values()]


def backends(server: int) -> Sequence[tuple[Kind, Process]]:
    """The processes of a PostgreSQL server that serve Seedwire's connections."""
    return [(Kind.BACKEND, one) for one in _living() if one.parent == server and "postgres: seedwire " in one.command]


def await_end(session: int, seconds: float) -> None:
    """Wait until no process of a daemon is left; raises `AssertionError` where one lives on."""
    deadline = time.monotonic() + seconds
    while left := [process for process in _living() if process.session == session]:
        assert time.monotonic() < deadline, f"outlive their supervisor: {left}"
        time.sleep(0.05)


def _kind(
    process: Process, supervisor: int, every: Mapping[int, Process], children: Mapping[int, Sequence[Process]]
) -> Kind:
    if process.pid == supervisor:
        return Kind.SUPERVISOR
    if process.is_tracker:
        return Kind.TRACKER
    parent = every.get(process.parent)
    if process.is_nursery:
        return Kind.PARSER if parent and parent.is_nursery else Kind.NURSERY
    if process.parent != supervisor:
        return Kind.WORKER
    below = [child for child in children.get(process.pid, ()) if not child.is_tracker]
    if any(child.is_nursery for child in below):
        return Kind.INGESTER
    return Kind.SERVER if below else Kind.MESSENGER


def _living() -> Iterator[Process]:
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            state, parent, _, session = (place / "stat").read_text("utf-8").rpartition(")")[2].split()[:4]
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if state not in "ZX":
                yield Process(int(place.name), int(parent), int(session), command)
