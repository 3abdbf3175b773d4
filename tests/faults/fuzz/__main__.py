"""``python -m tests.faults.fuzz --seconds 3600``: each target has its share of the time, one after the other.

Needs atheris, which `make fuzz` installs. Corpus and findings stay in ``build/fuzz``, where the next run goes on.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.faults.fuzz.targets import TARGETS

KEPT = Path("build/fuzz")
GRACE = 120.0
"""Seconds that a worker may take beyond its share: to load the product, and to end."""
SHORTEST = 5.0
"""Seconds that are worth starting a worker again for, after one that was ended by its input."""
_RUNS = re.compile(rb"^#(\d+)", re.MULTILINE)


def main() -> int:
    """Exit status 1 where anything was found, in this run or one before."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="all, where none is named")
    asked = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        parser.error("atheris is not installed: make fuzz installs it")
    names = asked.targets or list(TARGETS)
    sys.stdout.write(f"{'target':<16} {'runs':>10} {'corpus':>8} {'findings':>9}\n")
    found = [_fuzz(name, asked.seconds / len(names)) for name in names]
    return 1 if any(found) else 0


def _fuzz(name: str, seconds: float) -> int:
    """Fuzz one target and print its line; gives the number of its findings."""
    place = KEPT / name
    runs, end = 0, time.monotonic() + seconds
    while (left := end - time.monotonic()) > min(SHORTEST, seconds):
        command = [sys.executable, "-m", "tests.faults.fuzz.worker", name, str(int(left)), str(place)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=left + GRACE, check=False)
        except subprocess.TimeoutExpired as error:
            runs += _runs(error.stderr)
            break
        runs += _runs(done.stderr)
        if done.returncode and not any((place / "findings").glob("*")):
            sys.exit(f"{name} cannot be fuzzed:\n{done.stderr.decode(errors='replace')[-2_000:]}")
    corpus = sum(1 for _ in (place / "corpus").glob("*"))
    findings = sum(1 for one in (place / "findings").glob("*") if one.suffix != ".txt")
    sys.stdout.write(f"{name:<16} {runs:>10,} {corpus:>8,} {findings:>9,}\n")
    sys.stdout.flush()
    return findings


def _runs(told: bytes | None) -> int:
    """How many inputs libFuzzer says that it ran, at the beginning of its lines."""
    return int((_RUNS.findall(told or b"") or [0])[-1])


if __name__ == "__main__":
    sys.exit(main())
