"""The cache: each document rendered once for each stored change, and never more bytes than allowed."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.codings import Coding
from publisher.representations import ITEM_COST, Representation, RepresentationCache


def representation(body: bytes = b"feed") -> Representation:
    return Representation.of(
        body, "application/atom+xml", path="/atom.xml", database_id="0123abcd", seq=1, changed=None
    )


def counted(calls: list[str], key: str = "", body: bytes = b"feed") -> Callable[[], Representation]:
    def render() -> Representation:
        calls.append(key)
        return representation(body)

    return render


def test_a_document_is_rendered_once_for_each_change() -> None:
    cache, calls = RepresentationCache(), list[str]()
    first = cache.get("/atom.xml", 1, counted(calls))
    assert cache.get("/atom.xml", 1, counted(calls)) is first
    assert len(calls) == 1
    cache.get("/atom.xml", 2, counted(calls))
    cache.get("/atom.xml", 1, counted(calls))
    assert len(calls) == 3


@pytest.mark.fault(32)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4000), st.integers(1, 2)), max_size=60))
def test_the_cache_never_holds_more_than_its_capacity(asked: list[tuple[int, int, int]]) -> None:
    capacity = 10_000
    cache = RepresentationCache(capacity)
    for number, length, head in asked:
        got = cache.get(f"/{number}", head, partial(representation, b"x" * length))
        assert got.content_type == "application/atom+xml"
        assert 0 <= cache.size <= capacity


def test_what_was_used_last_stays_longest() -> None:
    cache, calls = RepresentationCache(3 * (ITEM_COST + 10)), list[str]()
    for key in ("/a", "/b", "/c", "/a", "/d"):
        cache.get(key, 1, counted(calls, key))
    cache.get("/a", 1, counted(calls, "/a"))
    cache.get("/b", 1, counted(calls, "/b"))
    assert calls == ["/a", "/b", "/c", "/d", "/b"]


@pytest.mark.fault(32)
def test_a_document_larger_than_the_cache_is_given_and_not_kept() -> None:
    cache, calls = RepresentationCache(2000), list[str]()
    for _ in range(2):
        assert len(cache.get("/big", 1, counted(calls, body=b"x" * 5000)).body) == 5000
    assert len(calls) == 2
    assert cache.size == 0


def test_many_threads_that_ask_at_once_cause_one_rendering() -> None:
    cache, calls, gate = RepresentationCache(), list[str](), threading.Event()

    def slow() -> Representation:
        calls.append("")
        gate.wait(5)
        return representation()

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(cache.get, "/atom.xml", 1, slow) for _ in range(8)]
        gate.set()
        got = {id(each.result(5)) for each in waiting}
    assert len(calls) == 1
    assert len(got) == 1


def test_an_error_reaches_who_waits_and_is_kept_nowhere() -> None:
    cache, calls = RepresentationCache(), list[str]()

    def fail() -> Representation:
        raise LookupError("gone")

    with pytest.raises(LookupError):
        cache.get("/atom.xml", 1, fail)
    assert cache.get("/atom.xml", 1, counted(calls)).body == b"feed"
    assert calls == [""]


def test_what_was_rendered_from_an_older_change_is_not_kept_for_a_newer_one() -> None:
    cache, calls = RepresentationCache(), list[str]()

    def overtaken() -> Representation:
        cache.get("/rss.xml", 2, counted(calls))
        return representation(b"old")

    assert cache.get("/atom.xml", 1, overtaken).body == b"old"
    assert cache.get("/atom.xml", 2, counted(calls)).body == b"feed"


def test_a_coded_form_is_made_once_however_many_threads_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Coding] = []

    def slowly(body: bytes, coding: Coding) -> bytes:
        made.append(coding)
        return gzip.compress(body, mtime=0)

    monkeypatch.setattr("publisher.representations.encode", slowly)
    document = representation("Щъркелът се върна. ".encode() * 100)
    with ThreadPoolExecutor(8) as pool:
        got = {id(each) for each in pool.map(document.coded, [Coding.GZIP] * 16)}
    assert made == [Coding.GZIP]
    assert len(got) == 1


def test_what_is_small_or_an_image_is_sent_as_it_is() -> None:
    wanted = (Coding.BR, Coding.IDENTITY)
    assert representation(b"x" * 199).coding(wanted) is Coding.IDENTITY
    assert representation(b"x" * 200).coding(wanted) is Coding.BR
    image = Representation.of(b"x" * 999, "image/png", path="/i", database_id="0", seq=0, changed=None)
    assert image.coding(wanted) is Coding.IDENTITY


# Digits shrink to a little less than half, which is the largest form that is kept.
digits = st.integers(0, 9999).map(lambda seed: bytes(Random(seed).choices(b"0123456789", k=20_000)))  # noqa: S311 - no secret


@pytest.mark.fault(32)
@given(st.binary(max_size=5000) | digits)
def test_the_cache_charges_for_all_that_a_document_may_come_to_hold(body: bytes) -> None:
    cache = RepresentationCache(100_000)
    document = cache.get("/a", 1, partial(representation, body))
    forms = [document.coded(coding) for coding in Coding if document.is_codable]
    held = {
        id(form): len(form) for form in (*forms, document.body) if form is document.coded(Coding.BR) or form is body
    }
    assert cache.size >= sum(held.values())
    assert cache.find("/a", 1) is document
    assert cache.find("/a", 2) is None
    assert cache.find("/b", 1) is None
