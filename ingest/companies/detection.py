"""Which companies an article is about: the list and the names that files declared, ready to be found in articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.companies.aboutness import Article, Known
from ingest.companies.citation import ANALYSTS
from ingest.companies.inflection import tongue_of
from ingest.companies.listing import Listed
from ingest.companies.mentions import Mention, Names
from ingest.companies.parts import Parts, parts_of
from ingest.companies.sense import Sense
from ingest.companies.spellings import Name, Trust, normalised
from store.entry import Company, Origin, Slug

SHORTEST_DECLARED = 3
"""Characters of a name that somebody declared and no list knows: ``AI`` and ``X`` are looked for nowhere."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: plain text in NFC, as in an entry, paragraphs separated by line ends.

    `language` is BCP 47, None where unknown.
    """

    title: str
    summary: str
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Detection:
    """A company that an article is about. `why` is for an editor: ``in the title, as Googlem``."""

    company: Company
    why: str


class Detector:
    """The companies of a list, ready to be found in articles.

    `declared` are names that files gave to companies, as (slug, name); those of listed companies are more of their
    names, the others have no context words and are taken with care. The order of neither matters.
    """

    def __init__(self, listed: Iterable[Listed], declared: Iterable[tuple[Slug, str]] = ()) -> None:
        vocabulary = _vocabulary(tuple(sorted(listed, key=lambda company: company.slug)))
        self._known = dict(vocabulary.known)
        more: dict[str, Name] = {}
        for slug, text in sorted(declared):
            name = normalised(" ".join(text.split()))
            self._known.setdefault(slug, Known(text, Sense()))
            if len(name) >= SHORTEST_DECLARED and name[0].isalnum() and name not in vocabulary.texts:
                more.setdefault(name, Name(slug, name, Trust.PLAIN if _is_coined(name) else Trust.DECLARED))
        self._names = Names(more.values(), vocabulary.names.index) if more else vocabulary.names

    def detect(self, subject: Subject) -> tuple[Detection, ...]:
        """The companies that an article is about: those of the title first, then of the lead, then by their number."""
        parts, found = self._look(subject)
        if not found:
            return ()
        article = Article(parts, found, (subject.language or "").partition("-")[0].lower(), self._known)
        return tuple(
            Detection(Company(slug, self._known[slug].name, Origin.DETECTED), why) for slug, why in article.about()
        )

    def _look(self, subject: Subject) -> tuple[Parts, list[Mention]]:
        parts = parts_of(subject.title, subject.summary, subject.text)
        return parts, self._names.find(parts.whole, tongue_of(subject.language))


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What a list of companies is called."""

    known: dict[Slug, Known]
    names: Names
    texts: frozenset[str]


@lru_cache(maxsize=2)  # the list stays, and the names that files declare come to it one by one
def _vocabulary(companies: tuple[Listed, ...]) -> _Vocabulary:
    known = {
        company.slug: Known(
            company.name,
            Sense(company.context, company.against),
            cited=company.press or company.slug in ANALYSTS,
            press=company.press,
        )
        for company in companies
    }
    names: dict[str, Name] = {}
    for company in companies:
        for text in map(normalised, (company.name, *sorted(company.aliases), *sorted(company.ambiguous))):
            trust = Trust.AMBIGUOUS if text in map(normalised, company.ambiguous) else Trust.PLAIN
            names.setdefault(text, Name(company.slug, text, trust))
    return _Vocabulary(known, Names(names.values()), frozenset(names))


def _is_coined(name: str) -> bool:
    """Whether a name cannot be a common word: several words, or a capital inside as in ``DeepMind``."""
    return " " in name or (not name.isupper() and any(map(str.isupper, name[1:])))
