"""One target in a process of its own, for so many seconds: libFuzzer, led by what the product's own code runs through.

Each kind of finding is kept once, by the place in the code that it comes from, and the fuzzer goes on. What ends the
process (a crash of a library, `HANG` seconds for one input, `MEMORY`) libFuzzer keeps itself.
"""

from __future__ import annotations

import hashlib
import sys
import time
import traceback
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import atheris

from tests.faults.fuzz.target import LONGEST, SLOW, Target

HANG = 60
"""Seconds."""
MEMORY = 2_048
"""MiB."""
PRODUCT = ["ingest", "publisher", "store.words", "store.slug", "store.codec", "frontmatter", "yaml"]


class TooSlowError(AssertionError):
    """One input took more than `SLOW` seconds of CPU."""


@dataclass(slots=True)
class Watch:
    """Calls the target, and keeps what does not hold."""

    target: Target
    kept: Path
    seen: set[str] = field(default_factory=set)

    def __call__(self, data: bytes) -> None:
        try:
            self._in_time(data)
        except Exception as error:  # noqa: BLE001 - whatever is raised here is a finding
            self._keep(data, error)

    def _in_time(self, data: bytes) -> None:
        # Twice: the first text of its kind loads models and tables, which traced takes two seconds by itself.
        if self._seconds(data) > SLOW and (took := self._seconds(data)) > SLOW:
            raise TooSlowError(f"{took:.1f} s")

    def _seconds(self, data: bytes) -> float:
        begun = time.process_time()
        self.target.holds(data)
        return time.process_time() - begun

    def _keep(self, data: bytes, error: Exception) -> None:
        *_, last = traceback.extract_tb(error.__traceback__)
        place = f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"
        if place not in self.seen:
            self.seen.add(place)
            name = f"{place}-{hashlib.sha256(data).hexdigest()[:8]}"
            (self.kept / name).write_bytes(data)
            (self.kept / f"{name}.txt").write_text("".join(traceback.format_exception(error)), "utf-8", "replace")


def main(name: str, seconds: str, place: str) -> None:
    """Fuzz the target of this name; corpus and findings are kept below `place`."""
    # An import hook lays the tracing into what is imported from here on.
    with atheris.instrument_imports(include=PRODUCT, enable_loader_override=False):
        target: Target = import_module("tests.faults.fuzz.targets").TARGETS[name]
    for sample in target.samples:  # what is loaded when it is first needed is not held against an input
        target.holds(sample)
    corpus, kept = Path(place, "corpus"), Path(place, "findings")
    for folder in (corpus, kept):
        folder.mkdir(parents=True, exist_ok=True)
    for sample in target.samples:
        (corpus / hashlib.sha256(sample).hexdigest()[:16]).write_bytes(sample)
    words = Path(place, "words")
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words or (" ",)), "ascii")
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST}",
            f"-timeout={HANG}",
            f"-rss_limit_mb={MEMORY}",
            f"-artifact_prefix={kept}/",
            f"-dict={words}",
            "-print_final_stats=1",
        ],
        Watch(target, kept),
    )
    atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
