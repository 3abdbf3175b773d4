"""What a reader should know of how a text came to be as it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from publisher.languages import language_name
from publisher.pages.head import article_link, host_of
from publisher.site import Site
from store.entry import DateOrigin, Entry, LanguageOrigin, Origin, Repair

_BEFORE = 40
_EXCERPT = 160
"""Characters of a repaired text that are shown, and how many of them stand before the first difference."""


@dataclass(frozen=True, slots=True)
class Mending:
    """A repair as a person is shown it."""

    repair: Repair
    confidence: int
    """Per cent, rounded down: 100 is certainty."""
    before: str
    """The damaged text, or the part of it where the first damage is."""
    after: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place where the same article is."""

    name: str
    url: str


def mendings(entry: Entry) -> tuple[Mending, ...]:
    """What was mended in an entry, field by field."""
    return tuple(Mending(r, int(r.confidence * 100), *_excerpts(r.before, r.after)) for r in entry.repairs)


def elsewhere(site: Site, link: str | None, sources: Iterable[Entry]) -> tuple[Elsewhere, ...]:
    """Where else the sources of an entry say that it is, each address once; without `link`, which is shown anyway."""
    found = {
        url: Elsewhere(source.source.name if source.source else host_of(url), url)
        for source in sources
        if (url := article_link(site, source)) and url != link
    }
    return tuple(found.values())


def _excerpts(before: str, after: str) -> tuple[str, str]:
    """Both texts around their first difference, on one line each."""
    same = next((i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, same - _BEFORE)
    return _excerpt(before, start), _excerpt(after, start)


def _excerpt(text: str, start: int) -> str:
    end = start + _EXCERPT
    return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")


def notes(entry: Entry) -> tuple[str, ...]:
    """Sentences about everything that the article does not say itself; none for an article that says it all."""
    return tuple(
        note
        for note in (
            _date_note(entry.published_origin),
            _language_note(entry.language, entry.language_origin),
            _company_note(entry),
            _damage_note(damaged=entry.damaged),
            _encoding_note(entry.encoding),
        )
        if note
    )


def _date_note(origin: DateOrigin) -> str:
    match origin:
        case DateOrigin.DECLARED | DateOrigin.HEADER:
            return ""
        case DateOrigin.FILE_NAME:
            return "The date was taken from the name of the file."
        case DateOrigin.PERMALINK:
            return "The date was taken from the article’s permalink."
        case DateOrigin.LINK:
            return "The date was taken from the article’s address."
        case DateOrigin.MTIME:
            return "The article names no date: this is when its file was last changed."
    assert_never(origin)


def _language_note(language: str | None, origin: LanguageOrigin) -> str:
    match origin:
        case LanguageOrigin.DECLARED:
            return ""
        case LanguageOrigin.DETECTED:
            return f"The language was recognised from the text: {language_name(language)}." if language else ""
        case LanguageOrigin.DEFAULT:
            return f"No language is declared: {language_name(language)} is assumed." if language else ""
    assert_never(origin)


def _company_note(entry: Entry) -> str:
    if not any(company.origin is Origin.DETECTED for company in entry.companies):
        return ""
    return "Companies marked “detected” were recognised in the text; the article does not declare them."


def _damage_note(*, damaged: bool) -> str:
    return "Parts of the text are damaged and could not be restored with certainty: they stand as they came." * damaged


def _encoding_note(encoding: str) -> str:
    return (
        ""
        if encoding.lower().replace("_", "-") in {"utf-8", "utf-8-sig", "ascii"}
        else f"The file was read as {encoding}."
    )
