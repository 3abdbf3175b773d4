"""304 or not: RFC 9110, section 13."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.conditional import (
    SETTLED,
    base_of,
    entity_tag,
    http_date,
    last_modified,
    not_modified,
    read_http_date,
    tag_matches,
)

CHANGED = datetime(2026, 1, 30, 12, 0, 0, 250_000, tzinfo=UTC)
SECOND = CHANGED.replace(microsecond=0)
TAG = '"0123abcd.17.00112233445566ff"'
instants = st.integers(0, 4 * 10**15).map(lambda us: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us))


def same(if_none_match: str | None = None, if_modified_since: str | None = None, etag: str = TAG) -> bool:
    return not_modified(if_none_match, if_modified_since, etag=etag, last_modified=SECOND)


@given(st.binary(), st.binary(), st.integers(0, 2**63))
def test_a_tag_names_database_change_and_bytes(body: bytes, other: bytes, seq: int) -> None:
    tag = entity_tag("0123abcd", seq, body)
    assert re.fullmatch(rf'"0123abcd\.{seq}\.[0-9a-f]{{16}}"', tag)
    assert (tag == entity_tag("0123abcd", seq, other)) == (body == other)


@pytest.mark.parametrize(
    "header",
    [
        TAG,
        f"W/{TAG}",
        TAG[:-1] + '-gzip"',
        TAG[:-1] + '-br"',
        f'"a,b", W/"c", {TAG}',
        f'"first",{TAG},"last"',
        f'"with , comma",W/{TAG[:-1]}-gzip"',
        "*",
        " * ",
    ],
)
def test_a_client_that_has_the_representation_is_told_so(header: str) -> None:
    assert same(header)


@pytest.mark.parametrize(
    "header",
    ["", '""', "0123abcd", TAG[:-2] + '"', f'"a,{TAG[1:-1]}"', TAG[:-1] + '-zip"', '"a", *', TAG.strip('"'), '"', "W/"],
)
def test_another_tag_never_matches(header: str) -> None:
    assert not same(header)


def test_a_tag_of_an_encoded_form_matches_the_plain_one() -> None:
    assert same(TAG, etag=TAG[:-1] + '-gzip"')
    assert same(TAG[:-1] + '-br"', etag=TAG[:-1] + '-gzip"')


def test_a_tag_beats_a_date() -> None:
    assert not same('"other"', http_date(SECOND))
    assert same(TAG, http_date(SECOND - timedelta(days=1)))


@pytest.mark.parametrize(
    ("header", "unchanged"),
    [
        ("Fri, 30 Jan 2026 12:00:00 GMT", True),
        ("Fri, 30 Jan 2026 12:00:01 GMT", True),
        ("Fri, 30 Jan 2026 11:59:59 GMT", False),
        ("Friday, 30-Jan-26 12:00:00 GMT", True),
        ("Friday, 30-Jan-26 11:59:59 GMT", False),
        ("Sunday, 06-Nov-94 08:49:37 GMT", False),
        ("Fri Jan 30 12:00:00 2026", True),
        ("Tue Jan  6 12:00:00 2026", False),
        ("Sat, 31 Jan 2026 12:00:60 GMT", True),
        ("Fri, 30 Feb 2026 12:00:00 GMT", False),
        ("Sat, 31 Jan 2026 25:00:00 GMT", False),
        ("Sat, 31 Jan 2026 12:00:00 CET", False),
        ("2026-01-31T12:00:00Z", False),
        ("", False),
    ],
)
def test_a_date_in_any_of_three_forms_counts_and_any_other_text_does_not(header: str, *, unchanged: bool) -> None:
    assert same(if_modified_since=header) is unchanged


def test_without_any_condition_the_document_is_sent() -> None:
    assert not same()
    assert not not_modified(None, http_date(SECOND), etag=TAG, last_modified=None)


@given(instants)
def test_a_date_that_was_sent_is_read_back(moment: datetime) -> None:
    assert read_http_date(http_date(moment), near=moment) == moment.replace(microsecond=0)


@given(instants, st.integers(-49, 49))
def test_a_year_of_two_digits_is_the_nearest_in_the_window(near: datetime, years: int) -> None:
    moment = datetime(near.year + years, 3, 1, 8, 0, 0, tzinfo=UTC)
    text = f"{moment:%A}, 01-Mar-{moment.year % 100:02} 08:00:00 GMT"
    assert read_http_date(text, near=near) == moment


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert same(text) in {True, False}
    assert same(if_modified_since=text) in {True, False}


@given(instants, st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=2)))
def test_a_change_has_a_date_only_when_its_second_is_long_over(changed: datetime, age: timedelta) -> None:
    sent = last_modified(changed, changed + age)
    assert sent == (changed.replace(microsecond=0) if age >= SETTLED else None)
    assert last_modified(None, changed) is None


codings = st.sampled_from(["", "-gzip", "-br"])


@given(st.lists(st.tuples(st.integers(0, 30), codings, st.booleans()), min_size=1, max_size=5), st.integers(0, 30))
def test_the_base_is_the_newest_copy_that_is_known_here(copies: list[tuple[int, str, bool]], newest: int) -> None:
    tags = [entity_tag("0123abcd", seq, b"feed")[:-1] + coding + '"' for seq, coding, _ in copies]
    field = ", ".join(f"W/{tag}" if weak else tag for tag, (_, _, weak) in zip(tags, copies, strict=True))
    known = [seq for seq, _, _ in copies if seq <= newest]
    assert base_of(field, "0123abcd", newest) == (max(known) if known else None)
    assert base_of(field, "ffffffff", newest) is None


@given(st.text(max_size=60))
def test_any_other_text_is_no_base(text: str) -> None:
    assert base_of(text, "0123abcd", 99) is None
    assert base_of(f'"0123abcd.{text}.00112233445566ff"', "0123abcd", 99) is None or text.isascii()


@given(st.binary(max_size=20), st.integers(0, 99), codings, codings)
def test_a_tag_matches_itself_in_every_coding(body: bytes, seq: int, sent: str, kept: str) -> None:
    tag = entity_tag("0123abcd", seq, body)
    assert tag_matches(f'W/{tag[:-1]}{kept}"', f'{tag[:-1]}{sent}"')
    assert not tag_matches(tag, entity_tag("0123abcd", seq + 1, body))
