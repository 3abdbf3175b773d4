"""The held-out sets: what each article is about, and what two articles are to each other.

The cases are kept in ``sets/`` as YAML (``sets/README.md`` says how they are to be read). They were written without
sight of the rules that they examine; whoever changes a rule looks at the figures, never at the cases.

A case that breaks the shape raises `pydantic.ValidationError`, an edit that finds nothing to change `ValueError`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, TypeVar

import yaml
from pydantic import ConfigDict, TypeAdapter

from benchmarks.quality.respelling import Respelling, respelled_text, respelled_title

SETS = Path(__file__).parent / "sets"

Shape = TypeVar("Shape")

STRICT_SHAPE = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Truth(StrEnum):
    """What the second article of a pair is to the first. It reads the same in both directions."""

    SAME = "same"
    """The same words in the same order."""
    COPY = "copy"
    """One article in the dress of another site: footer, byline, headline, spelling, a few words."""
    TRUNCATED = "truncated"
    """One is the beginning of the other."""
    UPDATE = "update"
    """An earlier and a later state of one article: something that it says has changed."""
    RELATED = "related"
    """Two articles about one event, or two from one template."""
    DIFFERENT = "different"
    TRANSLATION = "translation"

    @property
    def one_entry(self) -> bool:
        """Whether readers are to see one entry where this holds, not two (contract 6)."""
        return self in {Truth.SAME, Truth.COPY, Truth.TRUNCATED, Truth.UPDATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCase:
    """An article and the companies that an editor would file it under."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_SHAPE

    title: str
    text: str
    """Paragraphs, separated by a blank line."""
    language: str
    """BCP 47."""
    companies: tuple[str, ...]
    """Display names in no order; empty where the article is about no company."""
    also: tuple[str, ...] = ()
    """Names that an editor might add: neither asked for nor wrong."""
    doubtful: bool = False
    """Two editors could disagree: to be counted apart."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One side of a pair."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_SHAPE

    title: str
    text: str
    """Paragraphs, separated by a blank line; some are Markdown headings and lists."""
    language: str
    """BCP 47."""
    date: dt.date
    source: str
    link: str | None = None
    original_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateCase:
    """Two articles and what they are to each other."""

    one: Article
    other: Article
    truth: Truth
    also: tuple[Truth, ...] = ()
    """Answers that are as right as `truth`."""
    doubtful: bool = False
    """Two editors could disagree: to be counted apart."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edits:
    """How `DuplicateCase.other` came out of another article. What is left out stays as it is; empty means removed."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_SHAPE

    of: str | None = None
    """The article edited; the pair's first one unless said otherwise."""
    title: str | None = None
    text: str | None = None
    language: str | None = None
    link: str | None = None
    date: dt.date | None = None
    source: str | None = None
    original_title: str | None = None
    until: str | None = None
    """The text ends with this phrase."""
    replace: Mapping[str, str] = field(default_factory=dict)
    before: str | None = None
    """A paragraph put before the text."""
    after: str | None = None
    respell: Respelling | None = None

    def applied_to(self, article: Article) -> Article:
        """The edited article. Raises `ValueError` where a phrase is not in the text, or is replaced by itself."""
        edited = replace(
            article,
            title=self.title or article.title,
            text=self._applied_to_text(self.text or article.text),
            language=self.language or article.language,
            date=self.date or article.date,
            source=self.source or article.source,
            link=_after_edit(article.link, self.link),
            original_title=_after_edit(article.original_title, self.original_title),
        )
        if self.respell is None:
            return edited
        return replace(
            edited,
            title=respelled_title(edited.title, self.respell),
            text=respelled_text(edited.text, self.respell),
        )

    def _applied_to_text(self, text: str) -> str:
        if self.until is not None:
            text = text[: _place(self.until, text) + len(self.until)]
        for old, new in self.replace.items():
            _place(old, text)
            if old == new:
                raise ValueError(f"replaced by itself: {old!r}")
            text = text.replace(old, new)
        return "\n\n".join(part for part in (self.before, text, self.after) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A pair as the file has it: articles by name, or as edits."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_SHAPE

    one: str
    other: str | _Edits
    truth: Truth
    also: tuple[Truth, ...] = ()
    doubtful: bool = False
    note: str = ""

    def among(self, articles: Mapping[str, Article]) -> DuplicateCase:
        """The case, with both articles as they would be read. Raises `KeyError` for a name that no article has."""
        match self.other:
            case str(name):
                other = articles[name]
            case edits:
                other = edits.applied_to(articles[edits.of or self.one])
        return DuplicateCase(
            one=articles[self.one],
            other=other,
            truth=self.truth,
            also=self.also,
            doubtful=self.doubtful,
            note=self.note,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Duplicates:
    """The whole file of duplicates."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT_SHAPE

    articles: Mapping[str, Article]
    pairs: tuple[_Pair, ...]


def company_cases(path: Path = SETS / "companies.yaml") -> tuple[CompanyCase, ...]:
    """Every case of a file of companies, in its order."""
    return _read(path, tuple[CompanyCase, ...])


def duplicate_cases(path: Path = SETS / "duplicates.yaml") -> tuple[DuplicateCase, ...]:
    """Every pair of a file of duplicates, in its order."""
    file = _read(path, _Duplicates)
    return tuple(pair.among(file.articles) for pair in file.pairs)


def _read(path: Path, shape: type[Shape]) -> Shape:
    """A file in its shape. YAML guesses no types here: ``no`` is Norwegian, not false."""
    document: object = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes strings
    return TypeAdapter(shape).validate_python(document)


def _place(phrase: str, text: str) -> int:
    """Where `phrase` begins. An edit that misses would make a pair of equals out of a pair that differs."""
    place = text.find(phrase)
    if place < 0:
        raise ValueError(f"not in the text: {phrase!r}")
    return place


def _after_edit(before: str | None, edit: str | None) -> str | None:
    return before if edit is None else edit or None
