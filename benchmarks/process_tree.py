"""What a program and all that it starts cost: memory that is shared counts once, time that any of them spends counts.

Read from ``/proc`` while they run (Linux; elsewhere there is nothing to read, and the figures are None).
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

_PROC = Path("/proc")
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_MEASURABLE = (_PROC / "self" / "smaps_rollup").exists()


@dataclass(slots=True)
class ProcessTree:
    """Looks at a process and its descendants a few times a second for as long as the context lasts."""

    pid: int
    interval: float = 0.2
    """Seconds between looks. A look costs about 1 ms of CPU for each 20 MB that are mapped."""
    _peak: int = 0
    _resident: dict[int, int] = field(default_factory=dict)
    _cpu: dict[int, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if _MEASURABLE:
            self._thread = threading.Thread(target=self._watch, name="process tree", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def peak_mb(self) -> float | None:
        """The most that all processes held at one look: the sum of their proportional set sizes, in MB of 10⁶ bytes."""
        return self._peak / 1e6 if self._peak else None

    @property
    def own_resident_mb(self) -> float | None:
        """The highest resident set of the first process, what it shares with others included."""
        return self._resident[self.pid] / 1e6 if self.pid in self._resident else None

    @property
    def other_resident_mb(self) -> list[float]:
        """That of each of its descendants, largest first."""
        return sorted((size / 1e6 for pid, size in self._resident.items() if pid != self.pid), reverse=True)

    @property
    def own_cpu(self) -> float | None:
        """Seconds of CPU that the first process spent, up to the last look."""
        return self._cpu.get(self.pid)

    @property
    def other_cpu(self) -> float | None:
        """Seconds of CPU that its descendants spent, up to the last look at each."""
        return sum(spent for pid, spent in self._cpu.items() if pid != self.pid) if self._cpu else None

    def _watch(self) -> None:
        while not self._over.wait(self.interval):
            self._look()

    def _look(self) -> None:
        held = 0
        for pid in _descendants(self.pid):
            spent = _cpu(pid)
            if spent is None:
                continue
            self._cpu[pid] = spent
            held += _bytes(_PROC / str(pid) / "smaps_rollup", "Pss:")
            resident = _bytes(_PROC / str(pid) / "status", "VmHWM:")
            self._resident[pid] = max(self._resident.get(pid, 0), resident)
        self._peak = max(self._peak, held)


def cpu_seconds(pid: int) -> float | None:
    """Seconds of CPU that a process and those of its descendants that live have spent; None where nobody can tell."""
    if not _MEASURABLE:
        return None
    return sum(filter(None, map(_cpu, _descendants(pid))))


def _cpu(pid: int) -> float | None:
    """Seconds of user and system time; None of a process that has ended."""
    try:
        user, system = _stat(pid)[11:13]
    except (OSError, ValueError):
        return None
    return (int(user) + int(system)) * _TICK


def _descendants(root: int) -> list[int]:
    """A process and all below it, by their parents as they are now."""
    children: dict[int, list[int]] = {}
    for pid in (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal()):
        try:
            children.setdefault(int(_stat(pid)[1]), []).append(pid)
        except (OSError, IndexError):
            continue
    found = [root]
    for pid in found:
        found += children.get(pid, ())
    return found


def _stat(pid: int) -> list[str]:
    """The fields of proc(5) ``stat`` after the name, which may hold blanks and brackets: state, parent and so on."""
    return (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def _bytes(file: Path, name: str) -> int:
    """The value of a line such as ``Pss:  1234 kB``; 0 of a process that has ended."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)
