"""Plain texts without front matter: title, date, where the date came from, and language (contract 1, shape B)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import yaml

from benchmarks.quality.reader import FIRST_SEEN, RefusedFileError, read
from benchmarks.quality.report import Part, Sheet
from benchmarks.report import Better, Figure, Target
from store.entry import DateOrigin, Entry

CASES = Path(__file__).parent / "sets" / "headerless.yaml"

_BAR = Target(0.95, Better.HIGHER)


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and what an editor reads off it."""

    file: str
    text: str
    language: str
    title: str
    """A title that ends in ``…`` stands for every cut of the sentence at a clause that is at least so long."""
    date: date | None
    """None where neither text nor name has one: then it is the file's own time."""
    origin: DateOrigin
    note: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was right of one case."""

    title: bool
    date: bool
    origin: bool
    language: bool

    def __bool__(self) -> bool:
        return all(getattr(self, field.name) for field in fields(self))


def measure(*, short: bool) -> Part:
    """Read every case; all of them, for they take no second."""
    del short
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    mistakes = []
    for case in cases():
        try:
            entry = read(case.text.encode("utf-8"), case.file)
        except RefusedFileError as error:
            verdicts[case.language].append(Verdict(title=False, date=False, origin=False, language=False))
            mistakes.append(f"{case.language}, {case.note}: {error}")
            continue
        verdict = judge(case, entry)
        verdicts[case.language].append(verdict)
        if not verdict:
            mistakes.append(f"{case.language}, {case.note}: {'; '.join(_differences(case, entry, verdict))}")
    return report(verdicts, tuple(mistakes))


def judge(case: Case, entry: Entry) -> Verdict:
    """Compare what the file became with the truth."""
    return Verdict(
        title=_is_title(entry.title, case.title),
        date=entry.published.date() == (case.date or FIRST_SEEN.date()),
        origin=entry.published_origin is case.origin,
        language=(entry.language or "").partition("-")[0] == case.language,
    )


def report(verdicts: dict[str, list[Verdict]], mistakes: tuple[str, ...]) -> Part:
    """The table by language, and the share of each field."""
    names = tuple(field.name for field in fields(Verdict))
    every = [verdict for them in verdicts.values() for verdict in them]
    rows = tuple(
        (language, len(them), *(sum(getattr(one, name) for one in them) for name in names))
        for language, them in sorted(verdicts.items())
    )
    figures = tuple(
        Figure("headerless", f"{name} right", sum(getattr(one, name) for one in every) / len(every), "share", _BAR)
        for name in names
    )
    return Part("headerless", (Sheet("files without front matter, right of all", ("language", "cases", *names), rows),),
                figures, mistakes)  # fmt: skip


def cases() -> Iterator[Case]:
    """The cases of the set, in its order. Raises `KeyError` or `ValueError` for one that is written wrongly."""
    for raw in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        yield Case(
            raw.get("file", "article.txt"),
            raw["text"],
            raw["language"],
            raw["title"],
            raw.get("date"),
            DateOrigin(raw.get("origin", DateOrigin.HEADER if raw.get("date") else DateOrigin.MTIME)),
            raw["note"],
        )


def _is_title(got: str, wanted: str) -> bool:
    if not wanted.endswith("…"):
        return got == wanted
    return got.endswith("…") and got.startswith(wanted.removesuffix("…"))


def _differences(case: Case, entry: Entry, verdict: Verdict) -> Iterator[str]:
    if not verdict.title:
        yield f"title {entry.title!r}, not {case.title!r}"
    if not (verdict.date and verdict.origin):
        wanted = f"{case.date or FIRST_SEEN.date()} ({case.origin.value})"
        yield f"date {entry.published.date()} ({entry.published_origin.value}), not {wanted}"
    if not verdict.language:
        yield f"language {entry.language}, not {case.language}"
