"""What a reader should know of how a text came to be as it is shown."""

from __future__ import annotations

from typing import assert_never

from publisher.pages.language import language_name
from store.entry import DateOrigin, Entry, LanguageOrigin, Origin


def notes(entry: Entry) -> tuple[str, ...]:
    """Sentences about everything that the article does not say itself; none for an article that says it all."""
    return tuple(
        note
        for note in (
            _date_note(entry.published_origin),
            _language_note(entry.language, entry.language_origin),
            _company_note(entry),
            _repair_note(entry),
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


_SURE = 100


def _repair_note(entry: Entry) -> str:
    if not entry.repairs:
        return ""
    fields = ", ".join(dict.fromkeys(repair.field for repair in entry.repairs))
    pages = ", ".join(dict.fromkeys(repair.page for repair in entry.repairs))
    least = int(min(repair.confidence for repair in entry.repairs) * 100)
    return (
        f"Text that had been read in a wrong code page ({pages}) was repaired: {fields}. "
        f"Confidence: {'' if len(entry.repairs) == 1 or least == _SURE else 'at least '}{least} %."
    )


def _damage_note(*, damaged: bool) -> str:
    return "Parts of the text are damaged and could not be restored with certainty: they stand as they came." * damaged


def _encoding_note(encoding: str) -> str:
    return (
        ""
        if encoding.lower().replace("_", "-") in {"utf-8", "utf-8-sig", "ascii"}
        else f"The file was read as {encoding}."
    )
