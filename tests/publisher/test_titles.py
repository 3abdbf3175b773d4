"""Filtered feeds have names that a person would give them."""

from __future__ import annotations

import pytest

from publisher.parameters import split
from publisher.query import parse
from publisher.site import Site
from publisher.titles import feed_description, feed_title

SITE = Site(base_url="https://feeds.example", title="Seedwire", description="All of it.")
NAMES = {"amazon": "Amazon", "openai": "OpenAI", "skoda-auto": "Škoda Auto"}


@pytest.mark.parametrize(
    ("asked", "title", "description"),
    [
        (b"", "Seedwire", "All of it."),
        (b"company=amazon", "Seedwire: Amazon", "Articles about Amazon."),
        (
            b"company=openai,amazon&language=cs",
            "Seedwire: Amazon or OpenAI, in Czech",
            "Articles about Amazon or OpenAI, in Czech.",
        ),
        (
            b"company=amazon,openai&company=skoda-auto",
            "Seedwire: Amazon or OpenAI, and Škoda Auto",
            "Articles about Amazon or OpenAI, and Škoda Auto.",
        ),
        (b"company=amazon&company=openai", "Seedwire: Amazon and OpenAI", "Articles about Amazon and OpenAI."),
        (b"company=-amazon", "Seedwire: articles without Amazon", "Articles without Amazon."),
        (
            b"category=chips&source=-digitimes&author=jane&min_importance=4&since=2026-01-30&until=2026-02-01T10:00:00Z",
            (
                "Seedwire: articles in category chips, not from digitimes, by jane, of importance 4 or more, "
                "since 2026-01-30, until 2026-02-01T10:00:00Z"
            ),
            (
                "Articles in category chips, not from digitimes, by jane, of importance 4 or more, "
                "since 2026-01-30, until 2026-02-01T10:00:00Z."
            ),
        ),
        (
            "company=amazon&q=ČNB+sazb*+OR+úrok+-„černý pátek“+銀行".encode(),
            'Seedwire: Amazon, matching "cnb", and "sazb*" or "urok", and "銀行", not matching "cerny patek"',
            'Articles about Amazon, matching "cnb", and "sazb*" or "urok", and "銀行", not matching "cerny patek".',
        ),
        (
            b"language=pt-BR,*&language=-sr-Latn,tlh",
            "Seedwire: articles in any language or Portuguese (BR), not in Serbian (Latn) or tlh",
            "Articles in any language or Portuguese (BR), not in Serbian (Latn) or tlh.",
        ),
        (b"q=archiv", 'Seedwire: articles matching "archiv"', 'Articles matching "archiv".'),
        (b"min_importance=5", "Seedwire: articles of importance 5", "Articles of importance 5."),
    ],
)
def test_a_feed_is_named_by_its_filters(asked: bytes, title: str, description: str) -> None:
    selection = parse(split(asked), company=None, default_limit=50).selection
    assert feed_title(SITE, selection, NAMES) == title
    assert feed_description(SITE, selection, NAMES) == description
