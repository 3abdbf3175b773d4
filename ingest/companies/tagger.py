"""The companies of an entry: as its file declares them, else as they are detected, by the names of the list. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

from ingest.companies.detection import Detection, Detector, Subject
from ingest.companies.listing import Statement
from ingest.companies.registry import Registry
from ingest.companies.statements import shipped
from store.entry import Company, Entry, Slug


@dataclass(frozen=True, slots=True)
class Tagger:
    """Tags entries by one state of the list and of the names that files have declared."""

    registry: Registry
    detector: Callable[[], Detector] | None
    """Made when it is first asked for, which takes 0.1 s; None where nothing is to be detected."""
    generation: str
    """Changes with whatever could make this tagger tag an entry otherwise, but for the program itself."""

    @classmethod
    def of(cls, house: Iterable[Statement], declared: Iterable[tuple[Slug, str]], *, detect: bool) -> Tagger:
        """The shipped list, the operator's, and the names that any file ever declared."""
        house = tuple(house)
        registry, state = _registry(house)
        removed = {statement.slug for statement in house if statement.remove}
        unlisted = sorted(
            (slug, name) for slug, name in declared if slug not in removed and registry.resolve(name) is None
        )
        generation = hashlib.sha256(json.dumps([detect, state, unlisted]).encode("utf-8", "surrogatepass"))
        detector = cache(partial(Detector, registry.companies, unlisted)) if detect else None
        return cls(registry, detector, generation.hexdigest())

    def tag(self, entry: Entry) -> Entry:
        """The entry with its companies; those that its file declares are the authority."""
        if entry.companies_declared:
            named = [self.registry.resolve(company.name) or company for company in entry.companies]
        else:
            named = [detection.company for detection in self.detections(entry)]
        distinct: dict[Slug, Company] = {}
        for company in named:
            distinct.setdefault(company.slug, company)
        companies = tuple(distinct.values())
        return entry if companies == entry.companies else replace(entry, companies=companies)

    def detections(self, entry: Entry) -> tuple[Detection, ...]:
        """What is detected in an entry, with the reasons; nothing where its file speaks of companies itself."""
        if self.detector is None or entry.companies_declared:
            return ()
        return self.detector().detect(Subject(entry.title, entry.summary, entry.text, entry.language))


@lru_cache(maxsize=2)  # the lists stay, and the names that files declare come to them one by one
def _registry(house: tuple[Statement, ...]) -> tuple[Registry, str]:
    """The lists as one, and a hash of all that they say."""
    registry = Registry.of(shipped(), house)
    known = [(c.slug, c.names, sorted(c.ambiguous), c.context, c.against, c.press) for c in registry.companies]
    return registry, hashlib.sha256(json.dumps(known).encode("utf-8", "surrogatepass")).hexdigest()
