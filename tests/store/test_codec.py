from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from store import codec
from store.entry import (
    Author,
    Company,
    DateOrigin,
    Entry,
    Fingerprint,
    Guid,
    Hold,
    Identity,
    Ignored,
    LanguageOrigin,
    Origin,
    Repair,
    Slug,
    Source,
)

words = st.text(max_size=12)
maybe = st.none() | words
moments = st.datetimes(timezones=st.just(UTC))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
identities = st.builds(
    Identity,
    declared=st.none() | st.builds(Guid, words),
    link=maybe,
    language=st.sampled_from(["", "cs", "sr-Latn"]),
    fingerprint=st.builds(Fingerprint, st.text("0123456789abcdef", min_size=64, max_size=64)),
)
entry_values = st.builds(
    Entry,
    identity=identities,
    title=words,
    published=moments,
    published_origin=st.sampled_from(DateOrigin),
    content=st.text(max_size=40),
    text=st.text(max_size=40),
    summary=words,
    language=maybe,
    language_origin=st.sampled_from(LanguageOrigin),
    original_title=maybe,
    link=maybe,
    updated=st.none() | moments,
    companies=st.lists(st.builds(Company, st.builds(Slug, words), words, st.sampled_from(Origin)), max_size=3).map(
        tuple
    ),
    companies_declared=st.booleans(),
    categories=st.lists(words, max_size=3).map(tuple),
    importance=st.none() | st.integers(1, 5),
    authors=st.lists(st.builds(Author, words, maybe, maybe), max_size=2).map(tuple),
    source=st.none() | st.builds(Source, words, maybe, maybe, maybe),
    image=maybe,
    slug=maybe,
    hold=st.none() | st.builds(Hold, words, st.none() | moments),
    encoding=st.sampled_from(["utf-8", "cp1251"]),
    damaged=st.booleans(),
    repairs=st.lists(st.builds(Repair, words, words, words, st.floats(0, 1), words, words), max_size=2).map(tuple),
    ignored=st.lists(st.builds(Ignored, words, words), max_size=2).map(tuple),
    keys=st.dictionaries(words, words, max_size=3),
    extra=st.dictionaries(words, json_values, max_size=3),
)


@given(entry_values)
def test_what_is_decoded_is_what_was_encoded(entry: Entry) -> None:
    assert codec.decode(codec.encode(entry)) == entry


@given(entry_values)
def test_equal_entries_give_equal_bytes_in_whatever_order_their_keys_came(entry: Entry) -> None:
    backwards = replace(
        entry,
        keys=dict(reversed(list(entry.keys.items()))),
        extra=dict(reversed(list(entry.extra.items()))),
    )
    assert codec.encode(backwards) == codec.encode(entry)


def test_half_a_surrogate_pair_in_an_unknown_key_is_kept(make_entry: Callable[..., Entry]) -> None:
    entry = make_entry(extra={"nálada": json.loads(r'"\ud83d"')})
    assert codec.decode(codec.encode(entry)) == entry


def test_a_time_of_another_zone_comes_back_as_the_same_time_in_utc(make_entry: Callable[..., Entry]) -> None:
    prague = datetime(2026, 1, 30, 7, 0, tzinfo=timezone(timedelta(hours=1)))
    back = codec.decode(codec.encode(make_entry(published=prague))).published
    assert (back, back.tzinfo) == (prague, UTC)


def test_a_document_that_lacks_later_fields_takes_their_defaults() -> None:
    oldest = {
        "identity": [None, None, "", "0" * 64],
        "title": "Най-старата статия",
        "published": "2020-01-01T00:00:00+00:00",
        "published_origin": "declared",
        "content": "",
        "text": "",
        "summary": "",
        "language_origin": "default",
    }
    entry = codec.decode(zlib.compress(json.dumps(oldest).encode()))
    assert (entry.title, entry.companies, entry.repairs, entry.damaged) == ("Най-старата статия", (), (), False)


def test_a_document_is_smaller_than_the_article(make_entry: Callable[..., Entry]) -> None:
    content = "<p>Der Vorstand der Škoda Auto a.s. tagte in Mladá Boleslav.</p>" * 50
    assert len(codec.encode(make_entry(content=content))) < len(content.encode()) / 5
