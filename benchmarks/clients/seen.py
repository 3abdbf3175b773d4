"""What a client made of an entry, against what the article says: pure."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, assert_never
from urllib.parse import quote

from benchmarks.clients.articles import Article


class Aspect(StrEnum):
    """What is looked at."""

    COUNT = "count"
    TITLE = "title"
    LINK = "link"
    ID = "id"
    PUBLISHED = "published"
    UPDATED = "updated"
    AUTHOR = "author"
    CATEGORIES = "categories"
    CONTENT = "content"
    IMAGE = "image"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as a client has it."""

    title: str = ""
    link: str = ""
    id: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    content: str = ""
    images: tuple[str, ...] = ()
    language: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Seen:
        """From JSON, as the scripts of clients in other languages tell it: null is nothing, dates are ISO 8601."""
        return cls(
            title=told.get("title") or "",
            link=told.get("link") or "",
            id=told.get("id") or "",
            published=moment(told.get("published")),
            updated=moment(told.get("updated")),
            authors=_strings(told.get("authors")),
            categories=_strings(told.get("categories")),
            content=told.get("content") or "",
            images=_strings(told.get("images")),
            language=told.get("language") or "",
        )


def moment(told: str | float | None) -> datetime | None:
    """A time in ISO 8601, or seconds since 1970; None for what is neither."""
    match told:
        case str() if told:
            try:
                return datetime.fromisoformat(told).astimezone(UTC)
            except ValueError:
                return None
        case int() | float():
            return datetime.fromtimestamp(told, UTC)
        case _:
            return None


def judge(
    aspect: Aspect, seen: Sequence[Seen], articles: Sequence[Article], ids: Mapping[tuple[str, str], str]
) -> str | None:
    """What is wrong with an aspect, in the client's words; None where all is right.

    `ids` are the guids by address and language.
    """
    if aspect is Aspect.COUNT:
        return None if len(seen) == len(articles) else f"{len(seen)} entries"
    by_link = {one.link: one for one in seen}
    by_title = {_loose(one.title): one for one in seen}
    shared = {address for address, number in Counter(a.address for a in articles).items() if number > 1}
    for article in articles:
        one = by_title.get(_loose(article.title))
        if article.address not in shared:  # a translation has the address of its original
            one = by_link.get(in_ascii(article.address), one)
        if one is None:
            return f"nothing of “{article.title}”"
        if (wrong := _wrong(aspect, one, article, ids)) is not None:
            return wrong
    return None


def _wrong(  # noqa: C901, PLR0911, PLR0912 - one case for each aspect
    aspect: Aspect, one: Seen, article: Article, ids: Mapping[tuple[str, str], str]
) -> str | None:
    match aspect:
        case Aspect.COUNT:
            return None
        case Aspect.TITLE:
            # Clients that take every title for HTML keep it escaped.
            told = {_line(one.title), _line(html.unescape(one.title))}
            return None if _line(article.title) in told else _quoted(one.title)
        case Aspect.LINK:
            return None if one.link == in_ascii(article.address) else _quoted(one.link)
        case Aspect.ID:
            return None if one.id == ids[article.address, article.language] else _quoted(one.id)
        case Aspect.PUBLISHED:
            return None if one.published == article.published else str(one.published)
        case Aspect.UPDATED:
            return None if one.updated == (article.updated or article.published) else str(one.updated)
        case Aspect.AUTHOR:
            names = html.unescape(", ".join(one.authors))
            return None if all(name in names for name in article.authors) else _quoted(names)
        case Aspect.CATEGORIES:
            wanted = {*article.companies, *article.categories}
            told = {html.unescape(name) for name in one.categories}
            return None if told == wanted else _quoted("; ".join(one.categories))
        case Aspect.CONTENT:
            if "alert(2)" in one.content:
                return "a script"
            return None if article.mark in one.content else _quoted(one.content)
        case Aspect.IMAGE:
            if article.image is None:
                return None
            told = {html.unescape(image) for image in one.images}
            return None if article.image in told else _quoted("; ".join(one.images))
        case Aspect.LANGUAGE:
            return None if one.language.lower() == article.language.lower() else _quoted(one.language)
        case _:
            assert_never(aspect)


def _line(text: str) -> str:
    return " ".join(text.split())


def _loose(title: str) -> str:
    """What finds a title again, whatever became of its markup."""
    return "".join(re.findall(r"\w", html.unescape(title)))


def in_ascii(url: str) -> str:
    """An address in ASCII, as feeds have it."""
    return quote(url, safe="%/:?&=#+,;@!$'()*[]~")


def _strings(told: object) -> tuple[str, ...]:
    if isinstance(told, str):
        return (told,)
    return tuple(str(one) for one in told if one) if isinstance(told, list) else ()


def _quoted(text: str) -> str:
    shown = " ".join(text.split())
    return f"“{shown[:60]}{'…' if len(shown) > 60 else ''}”" if shown else "nothing"
