"""Content codings: RFC 9110, sections 8.4 and 12.5.3."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.codings import Coding, encode, preferred, tagged, weights

BR, GZIP, PLAIN = Coding.BR, Coding.GZIP, Coding.IDENTITY


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        (None, (PLAIN,)),
        ("", (PLAIN,)),
        ("gzip", (GZIP, PLAIN)),
        ("x-gzip", (GZIP, PLAIN)),
        ("GZip , BR", (BR, GZIP, PLAIN)),
        ("gzip, deflate, br, zstd", (BR, GZIP, PLAIN)),
        ("br;q=0.5, gzip", (GZIP, BR, PLAIN)),
        ("gzip;q=0.5, br;q=0.5", (BR, GZIP, PLAIN)),
        ("gzip;q=0, br", (BR, PLAIN)),
        ("gzip;q=0.1", (GZIP, PLAIN)),
        ("gzip;q=0.1, identity", (PLAIN, GZIP)),
        ("identity", (PLAIN,)),
        ("identity;q=0, gzip", (GZIP,)),
        ("*", (BR, GZIP, PLAIN)),
        ("*;q=0", (PLAIN,)),
        ("*;q=0, gzip", (GZIP,)),
        ("gzip;q=0.2, *;q=0.5", (BR, PLAIN, GZIP)),
        ("identity;q=0", (PLAIN,)),
        ("identity;q=0, *", (BR, GZIP)),
        ("deflate", (PLAIN,)),
        ("gzip;q=2, br", (BR, PLAIN)),
        ("gzip;q=abc", (PLAIN,)),
        ("gzip ; q=0.5", (GZIP, PLAIN)),
        ("gzip;q=1.000", (GZIP, PLAIN)),
        (",,gzip,,", (GZIP, PLAIN)),
        ("gzip;q=0, gzip", (PLAIN,)),
    ],
)
def test_what_a_client_wants_is_read_as_the_rfc_says(field: str | None, wanted: tuple[Coding, ...]) -> None:
    assert preferred(field) == wanted


names = st.sampled_from(["gzip", "br", "identity", "deflate", "zstd", "*"])
values = st.integers(0, 1000)


@given(st.dictionaries(names, values))
def test_nothing_is_sent_that_is_refused_while_something_is_accepted(weighted: dict[str, int]) -> None:
    field = ", ".join(f"{name};q={value / 1000:.3f}" for name, value in weighted.items())
    wanted = preferred(field)
    given_weights = {coding: weighted.get(coding, weighted.get("*")) for coding in Coding}
    accepted = {coding for coding, value in given_weights.items() if value}
    if given_weights[PLAIN] is None:
        accepted.add(PLAIN)
    assert set(wanted) == (accepted or {PLAIN})
    stated = [given_weights[coding] or 0 for coding in wanted if given_weights[coding] is not None]
    assert stated == sorted(stated, reverse=True)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_and_something_can_always_be_sent(text: str) -> None:
    assert preferred(text)
    assert all(0 <= weight <= 1 for weight in weights(text).values())


@given(st.binary(max_size=2000), st.sampled_from(Coding))
def test_what_is_coded_is_read_back(body: bytes, coding: Coding) -> None:
    decoders: dict[Coding, Callable[[bytes], bytes]] = {
        BR: brotli.decompress,
        GZIP: gzip.decompress,
        PLAIN: bytes,
    }
    assert decoders[coding](encode(body, coding)) == body


def test_a_gzip_is_the_same_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Příliš žluťoučký kůň".encode() * 50
    before = encode(body, GZIP)
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert encode(body, GZIP) == before


def test_each_coding_has_a_tag_of_its_own() -> None:
    assert [tagged('"0.1.f"', coding) for coding in (BR, GZIP, PLAIN)] == ['"0.1.f-br"', '"0.1.f-gzip"', '"0.1.f"']
