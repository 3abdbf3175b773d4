"""Companies: precision and recall of what is detected, over articles that an editor tagged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.quality.reader import RefusedFileError, read
from benchmarks.quality.report import Part, Sheet
from benchmarks.quality.sets import CompanyCase, company_cases
from benchmarks.report import Better, Figure, Target
from ingest.companies.registry import Registry
from ingest.companies.tagger import Tagger
from store.entry import Slug
from store.slug import company_slug

_BAR = Target(0.95, Better.HIGHER)


@dataclass(frozen=True, slots=True)
class Count:
    """Tags, over some cases. Counts add up."""

    cases: int = 0
    right: int = 0
    wrong: int = 0
    """Tagged, and an editor would not."""
    missed: int = 0
    """Not tagged, and an editor would."""

    def __add__(self, other: Count) -> Count:
        return Count(
            self.cases + other.cases,
            self.right + other.right,
            self.wrong + other.wrong,
            self.missed + other.missed,
        )

    @property
    def precision(self) -> float | None:
        """Of the tags that were set, those that are right; None where none was set."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Of the tags that an editor would set, those that were; None where there is none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where there was nothing to tag and nothing was tagged."""
        tags = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / tags if tags else None


def measure(*, short: bool) -> Part:
    """Detect the companies of every case; all of them, for they take no second."""
    del short
    tagger = Tagger.of((), (), detect=True)
    cases = company_cases()
    return report([(case, detected(case, tagger)) for case in cases], tagger.registry)


def detected(case: CompanyCase, tagger: Tagger) -> Mapping[Slug, str]:
    """What is detected in a case, the real way of a file without front matter: slug to reason."""
    try:
        entry = read(f"{case.title}\n\n{case.text}\n".encode())
    except RefusedFileError:
        return {}
    return {found.company.slug: found.why for found in tagger.detections(entry)}


def judge(case: CompanyCase, found: Iterable[Slug], registry: Registry) -> Count:
    """Compare the tags of one case with an editor's. What only might be added counts neither way."""
    tags, wanted, allowed = set(found), _slugs(case.companies, registry), _slugs(case.also, registry)
    return Count(1, len(tags & wanted), len(tags - wanted - allowed), len(wanted - tags))


def report(outcomes: Iterable[tuple[CompanyCase, Mapping[Slug, str]]], registry: Registry) -> Part:
    """Tables by language, doubtful cases apart; every mistake with the reason of the tag."""
    counts: dict[str, Count] = defaultdict(Count)
    doubtful = Count()
    mistakes = []
    for case, found in outcomes:
        count = judge(case, found, registry)
        if case.doubtful:
            doubtful += count
        else:
            counts[case.language] += count
        if count.wrong or count.missed:
            mistakes.append(_mistake(case, found, registry))
    total = sum(counts.values(), Count())
    rows = [_row(language, count) for language, count in sorted(counts.items())]
    return Part(
        "companies",
        (
            Sheet(
                "companies detected, by language",
                ("language", "articles", "right", "wrong", "missed", "precision", "recall", "F1"),
                (*rows, _row("all", total), _row("doubtful, apart", doubtful)),
            ),
        ),
        (
            Figure("companies", "precision", total.precision, "share", _BAR),
            Figure("companies", "recall", total.recall, "share", _BAR),
            Figure("companies", "F1", total.f1, "share"),
        ),
        tuple(mistakes),
    )


def _slugs(names: Iterable[str], registry: Registry) -> set[Slug]:
    """Names as companies: a company that the list does not know keeps the slug of its name."""
    return {company.slug if (company := registry.resolve(name)) else company_slug(name) for name in names}


def _row(name: str, count: Count) -> tuple[str | int | float | None, ...]:
    return name, count.cases, count.right, count.wrong, count.missed, count.precision, count.recall, count.f1


def _mistake(case: CompanyCase, found: Mapping[Slug, str], registry: Registry) -> str:
    wanted, allowed = _slugs(case.companies, registry), _slugs(case.also, registry)
    wrong = [f"wrong {slug} ({why})" for slug, why in found.items() if slug not in wanted | allowed]
    missed = [f"missed {slug}" for slug in sorted(wanted - set(found))]
    doubt = ", doubtful" if case.doubtful else ""
    return f"{case.language}{doubt}: {case.title}: {'; '.join(wrong + missed)}"
