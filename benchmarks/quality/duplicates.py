"""Duplicates: what two articles are taken for, whether they are compared at all, and what the store makes of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.quality.desk import Fate, fates
from benchmarks.quality.report import Part, Sheet
from benchmarks.quality.sets import DuplicateCase, Truth, duplicate_cases
from benchmarks.report import Better, Figure, Target
from ingest import shingles
from ingest.identity import canonical_link
from ingest.kinship import Kinship, kinship
from store.marks import ENOUGH_KEYS

_COMPARED = {truth for truth in Truth if truth is not Truth.TRANSLATION}
_MUST_MEET = {Truth.COPY, Truth.TRUNCATED, Truth.UPDATE}
_FEWEST_WORDS = 25
"""Shorter bodies are found by exact rules alone, and so have no keys to share."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made of one pair."""

    case: DuplicateCase
    kinship: Kinship
    candidates: bool
    """The store would look at them: their texts share enough keys, or they have one link."""
    fate: Fate | None
    """None where the store was not asked."""

    @property
    def is_right(self) -> bool:
        """Whether the class is the true one, or one that is as right."""
        return self.kinship.value in {truth.value for truth in (self.case.truth, *self.case.also)}

    @property
    def is_stored_rightly(self) -> bool:
        """Whether readers see what they should: one entry, two, or two that are linked."""
        return self.fate in {_wanted(truth) for truth in (self.case.truth, *self.case.also)}


def measure(*, short: bool) -> Part:
    """Classify every pair, and unless `short` let a real database decide about it."""
    cases = duplicate_cases()
    found: Sequence[Fate | None] = [None] * len(cases) if short else fates([(case.one, case.other) for case in cases])
    return report(
        [
            Outcome(case, kinship(case.one.text, case.other.text), _are_candidates(case), fate)
            for case, fate in zip(cases, found, strict=True)
        ]
    )


def report(outcomes: Sequence[Outcome]) -> Part:
    """The confusion table, the candidates, the store's decisions, and the bars."""
    sure = [outcome for outcome in outcomes if not outcome.case.doubtful]
    compared = [outcome for outcome in sure if outcome.case.truth in _COMPARED]
    due = [outcome for outcome in sure if outcome.case.truth in _MUST_MEET and _is_long(outcome.case)]
    stored = [outcome for outcome in sure if outcome.fate is not None]
    sheets = [_confusion("classes: truth below, answer to the right", compared), _candidates(sure)]
    if stored:
        sheets.append(_fates(stored))
    return Part(
        "duplicates",
        tuple(sheets),
        (
            Figure("duplicates", "classes right", _share(compared, "is_right"), "share", _bar(0.9)),
            Figure("duplicates", "copies, cuts and updates compared", _share(due, "candidates"), "share", _bar(0.98)),
            Figure(
                "duplicates", "entries right in the store", _share(stored, "is_stored_rightly"), "share", _bar(0.95)
            ),
        ),
        tuple(_mistakes(outcomes)),
    )


def _wanted(truth: Truth) -> Fate:
    if truth is Truth.TRANSLATION:
        return Fate.LINKED
    return Fate.ONE if truth.one_entry else Fate.TWO


def _are_candidates(case: DuplicateCase) -> bool:
    if case.one.link is not None and canonical_link(case.one.link) == canonical_link(case.other.link):
        return True
    shared = set(shingles.keys(case.one.text)).intersection(shingles.keys(case.other.text))
    return len(shared) >= ENOUGH_KEYS


def _is_long(case: DuplicateCase) -> bool:
    return min(len(case.one.text.split()), len(case.other.text.split())) >= _FEWEST_WORDS


def _bar(share: float) -> Target:
    return Target(share, Better.HIGHER)


def _share(outcomes: Sequence[Outcome], what: str) -> float | None:
    return sum(getattr(outcome, what) for outcome in outcomes) / len(outcomes) if outcomes else None


def _confusion(title: str, outcomes: Iterable[Outcome]) -> Sheet:
    counts: dict[Truth, Counter[Kinship]] = defaultdict(Counter)
    right: Counter[Truth] = Counter()
    for outcome in outcomes:
        counts[outcome.case.truth][outcome.kinship] += 1
        right[outcome.case.truth] += outcome.is_right
    rows = tuple(
        (truth.value, *(counts[truth][answer] for answer in Kinship), right[truth], counts[truth].total())
        for truth in Truth
        if truth in counts
    )
    return Sheet(title, ("truth", *(answer.value for answer in Kinship), "accepted", "of"), rows)


def _candidates(outcomes: Iterable[Outcome]) -> Sheet:
    pairs: Counter[Truth] = Counter()
    met: Counter[Truth] = Counter()
    for outcome in outcomes:
        pairs[outcome.case.truth] += 1
        met[outcome.case.truth] += outcome.candidates
    rows = tuple((truth.value, met[truth], pairs[truth]) for truth in Truth if pairs[truth])
    return Sheet("pairs that the store looks at", ("truth", "looked at", "of"), rows)


def _fates(outcomes: Iterable[Outcome]) -> Sheet:
    counts: dict[Truth, Counter[Fate]] = defaultdict(Counter)
    for outcome in outcomes:
        if outcome.fate is not None:
            counts[outcome.case.truth][outcome.fate] += 1
    rows = tuple((truth.value, *(counts[truth][fate] for fate in Fate)) for truth in Truth if truth in counts)
    return Sheet("what the store made of each pair", ("truth", *(fate.value for fate in Fate)), rows)


def _mistakes(outcomes: Iterable[Outcome]) -> Iterable[str]:
    for outcome in outcomes:
        case = outcome.case
        what = []
        if case.truth in _COMPARED and not outcome.is_right:
            what.append(f"is {case.truth.value}, taken for {outcome.kinship.value}")
        if case.truth in _MUST_MEET and _is_long(case) and not outcome.candidates:
            what.append(f"is {case.truth.value}, never compared")
        if outcome.fate is not None and not outcome.is_stored_rightly:
            what.append(f"is {case.truth.value}, stored as {outcome.fate.value}")
        if what:
            doubt = "doubtful: " if case.doubtful else ""
            yield f"{doubt}{case.one.title} / {case.other.title}: {'; '.join(what)} ({case.note})"
