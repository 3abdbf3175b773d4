"""What clients cannot do, whoever writes the feed, and what they do instead: as it was seen with these articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from benchmarks.clients.seen import Aspect
from publisher.feed import Format

Key = tuple[str, Aspect, Format]

_FIRST = "of several authors it keeps the first"
_LAST = "of several authors it keeps the last"
_UNESCAPED = (
    "it makes XML of JSON and leaves `&` in tags as it is, so that one company with an `&` in its name costs it the "
    "whole feed; Atom and RSS are read"
)
_ONE_DATE = "in RSS it reads `pubDate` alone, and not `atom:updated`"


def _noted(client: str, note: str, aspects: Iterable[Aspect], *formats: Format) -> Iterator[tuple[Key, str]]:
    yield from (((client, aspect, notation), note) for aspect in aspects for notation in formats)


LIMITS: Mapping[Key, str] = MappingProxyType(
    dict(
        [
            *_noted("fastfeedparser", _FIRST, [Aspect.AUTHOR], *Format),
            *_noted("reader", _LAST, [Aspect.AUTHOR], Format.RSS, Format.ATOM),
            *_noted("reader", "it reads `xml:lang`, which RSS has not", [Aspect.LANGUAGE], Format.RSS),
            *_noted("newsboat", _LAST, [Aspect.AUTHOR], Format.RSS),
            *_noted("FreshRSS", _UNESCAPED, set(Aspect) - {Aspect.UPDATED, Aspect.LANGUAGE}, Format.JSON),
            *_noted("rss-parser (Node)", _FIRST, [Aspect.AUTHOR], Format.RSS, Format.ATOM),
            *_noted("rss-parser (Node)", "it reads categories in RSS alone", [Aspect.CATEGORIES], Format.ATOM),
            *_noted("rss-parser (Node)", "it reads `dc:language`, and not `xml:lang`", [Aspect.LANGUAGE], Format.ATOM),
            *_noted(
                "@extractus/feed-extractor (Node)",
                "in Atom it takes `updated` for the date",
                [Aspect.PUBLISHED],
                Format.ATOM,
            ),
            *_noted(
                "feedparser (Node)",
                "it strips from titles what looks like a tag, escaped or not",
                [Aspect.TITLE],
                Format.RSS,
                Format.ATOM,
            ),
            *_noted("feedparser (Node)", _ONE_DATE, [Aspect.UPDATED], Format.RSS),
            *_noted("feedparser (Node)", _FIRST, [Aspect.AUTHOR], Format.RSS),
            *_noted(
                "feedparser (Node)",
                "of an entry with several authors it takes none, and shows that of the feed",
                [Aspect.AUTHOR],
                Format.ATOM,
            ),
            *_noted(
                "feedparser (Node)",
                "it shows a category's term, which for a company is its slug, and not its label",
                [Aspect.CATEGORIES],
                Format.ATOM,
            ),
            *_noted("@rowanmanning/feed-parser (Node)", _ONE_DATE, [Aspect.UPDATED], Format.RSS),
        ]
    )
)
"""Client, aspect and format to the explanation."""
