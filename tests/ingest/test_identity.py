"""What articles are recognised by: the same one has one key, two have two, and nothing makes it raise."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identity import canonical_link, collapse, declared_guid, fingerprint, guids, likeness
from store.entry import RELATIVE, Fingerprint, Guid, Identity

PAGE = "https://www.noviny.example/clanek/amazon-stavi"

# --- links


@pytest.mark.parametrize(
    "other",
    [
        "http://www.noviny.example/clanek/amazon-stavi",
        "https://noviny.example/clanek/amazon-stavi",
        "https://WWW.Noviny.EXAMPLE/clanek/amazon-stavi",
        "HTTPS://www.noviny.example/clanek/amazon-stavi",
        "https://www.noviny.example:443/clanek/amazon-stavi",
        "http://www.noviny.example:80/clanek/amazon-stavi",
        "https://www.noviny.example./clanek/amazon-stavi",
        "https://jana:heslo@www.noviny.example/clanek/amazon-stavi",
        "https://www.noviny.example/clanek/amazon-stavi/",
        "https://www.noviny.example//clanek/amazon-stavi",
        "https://www.noviny.example/clanek/amazon%2Dstavi",
        "https://www.noviny.example/clanek/amazon-stavi#komentare",
        "https://www.noviny.example/clanek/amazon-stavi?",
        "https://www.noviny.example/clanek/amazon-stavi?utm_source=rss&utm_medium=feed",
        "https://www.noviny.example/clanek/amazon-stavi?UTM_Source=rss",
        "https://www.noviny.example/clanek/amazon-stavi?fbclid=IwAR0&gclid=1&msclkid=2",
        "https://www.noviny.example/clanek/amazon-stavi?mc_cid=1&mc_eid=2&_hsenc=3&igsh=4",
        "https://www.noviny.example/clanek/amazon-stavi?amp",
        "https://www.noviny.example/clanek/amazon-stavi?amp=1",
        "https://www.noviny.example/clanek/amazon-stavi/amp",
        "https://www.noviny.example/clanek/amazon-stavi/amp/",
        "https://www.noviny.example/clanek/amazon-stavi.amp.html",
        "https://www.noviny.example/amp/clanek/amazon-stavi",
        "https://amp.noviny.example/clanek/amazon-stavi",
        "https://m.noviny.example/clanek/amazon-stavi",
        "https://mobile.noviny.example/clanek/amazon-stavi",
        "https://www.noviny.example/clanek/amazon-stavi/index.html",
    ],
)
def test_another_way_to_the_same_page_has_the_same_key(other: str) -> None:
    assert canonical_link(other) == canonical_link(PAGE) == "//noviny.example/clanek/amazon-stavi"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://noviny.example/?p=1", "https://noviny.example/?p=2"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube.com/watch?v=oHg5SJYRHA0"),
        ("https://noviny.example/clanek?id=7", "https://noviny.example/clanek"),
        ("https://noviny.example/clanek?id=", "https://noviny.example/clanek"),
        ("https://noviny.example/clanek?ref=7", "https://noviny.example/clanek?ref=8"),
        ("https://noviny.example/clanek?source=1", "https://noviny.example/clanek?source=2"),
        ("https://noviny.example/Clanek", "https://noviny.example/clanek"),
        ("https://noviny.example/a/b", "https://noviny.example/a%2Fb"),
        ("https://noviny.example/a?b", "https://noviny.example/a%3Fb"),
        ("https://noviny.example:8080/a", "https://noviny.example/a"),
        ("https://noviny.example:80/a", "https://noviny.example/a"),
        ("https://blog.noviny.example/a", "https://noviny.example/a"),
        ("https://m.example/a", "https://www.example/a"),
        ("https://noviny.example/camp", "https://noviny.example/c"),
        ("https://noviny.example/example", "https://noviny.example/"),
        ("https://noviny.example/revamp.html", "https://noviny.example/rev"),
        ("https://noviny.example/a?x=1&y=2", "https://noviny.example/a?x=2&y=1"),
        (RELATIVE + "/clanek", "https://noviny.example/clanek"),
        (RELATIVE + "/clanek", RELATIVE + "/clanek-2"),
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert canonical_link(one) != canonical_link(other)


def test_the_order_of_parameters_says_nothing() -> None:
    assert canonical_link("https://e.example/a?b=2&a=1") == canonical_link("https://e.example/a?a=1&b=2")


def test_a_host_in_another_script_is_the_host_in_ascii() -> None:
    assert canonical_link("https://новини.пример/а") == canonical_link("https://xn--b1amarcd.xn--e1afmkfd/%D0%B0")
    assert canonical_link("https://BÜCHER.example/") == canonical_link("https://xn--bcher-kva.example")


def test_a_path_is_the_same_with_and_without_escapes() -> None:
    assert canonical_link("https://e.example/článek") == canonical_link("https://e.example/%C4%8Dl%C3%A1nek")
    assert canonical_link("https://e.example/%c4%8d") == canonical_link("https://e.example/%C4%8D")


@pytest.mark.parametrize("place", ["", "?q="])
def test_bytes_that_are_no_utf_8_are_kept_apart(place: str) -> None:
    assert canonical_link(f"https://e.example/{place}%E8") != canonical_link(f"https://e.example/{place}%E9")


@pytest.mark.parametrize("wrapped", ["/a/amp/index.html", "/amp/amp/a", "/a/amp/amp/", "/a//amp", "/amp/a.amp.html"])
def test_a_path_that_was_wrapped_twice_is_unwrapped_twice(wrapped: str) -> None:
    assert canonical_link("https://e.example" + wrapped) == "//e.example/a"


def test_an_address_without_a_name_stays_one() -> None:
    assert canonical_link("http://[2001:DB8::1]:8080/a") == "//[2001:db8::1]:8080/a"


def test_a_relative_link_keeps_its_mark_and_loses_what_is_no_part_of_the_page() -> None:
    assert canonical_link(RELATIVE + "/clanek/?utm_source=x#a") == RELATIVE + "/clanek"


@pytest.mark.parametrize(
    "broken", ["https://[::1/a", "https://e.example:99999/a", "https://e.example:x/", "http://[x]/"]
)
def test_a_link_that_cannot_be_taken_apart_has_no_key(broken: str) -> None:
    assert canonical_link(broken) is None


@pytest.mark.parametrize("nothing", ["", None])
def test_no_link_has_no_key(nothing: str | None) -> None:
    assert canonical_link(nothing) is None


def test_a_key_is_never_too_long_for_an_index() -> None:
    one, other = (canonical_link("https://e.example/" + "a" * 60_000 + end) for end in "xy")
    assert one is not None
    assert other is not None
    assert one != other
    assert len(one) == len(other) <= 100


HOSTS = st.sampled_from(
    ["e.example", "www.e.example", "m.e.example", "новини.пример", "E.Example:8443", "[2001:db8::1]"]
)
PATHS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="?#"), max_size=30)
QUERIES = st.lists(
    st.tuples(st.sampled_from(["p", "v", "id", "utm_source", "fbclid", "č", "a b"]), st.text(max_size=5)), max_size=4
).map(lambda pairs: "&".join(f"{key}={value}" for key, value in pairs))
URLS = st.builds(lambda host, path, query: f"https://{host}/{path}?{query}", HOSTS, PATHS, QUERIES)


@given(URLS)
def test_a_key_read_as_a_link_again_is_itself(url: str) -> None:
    key = canonical_link(url)
    assert key is None or key.startswith("sha256:") or canonical_link("https:" + key) == key


@given(st.one_of(st.text(max_size=200), URLS, st.text(max_size=50).map(lambda tail: "https://" + tail)))
def test_no_link_whatever_raises(url: str) -> None:
    key = canonical_link(url)
    assert key is None or key.encode("utf-8", "strict")


@given(URLS, st.sampled_from(["utm_campaign=jaro", "fbclid=1", "gclid=2", "mtm_source=x", "yclid=3"]))
def test_tracking_never_makes_another_key(url: str, tracking: str) -> None:
    assert canonical_link(f"{url}&{tracking}") == canonical_link(url)


# --- guids


@pytest.mark.parametrize(
    "iri",
    [
        "tag:noviny.example,2026:1",
        "https://noviny.example/?p=17",
        "urn:isbn:0451450523",
        "urn:uuid:0c0a6b2c-0d7c-4f0f-8d0a-111111111111",
        "URN:example:a%2Fb",
        "tag:redakce@noviny.example,2026-01:%C4%8Dl/1#2",
        "https://noviny.example:8080/a;b?c=(d)#e",
        "x-noviny:17",
    ],
)
def test_a_declared_guid_that_is_an_absolute_uri_is_taken_as_it_is(iri: str) -> None:
    assert declared_guid(f"  {iri}\n") == iri


@pytest.mark.parametrize(
    "name",
    [
        "17",
        "článek 17",
        "tag with: blanks",
        "новина:1",
        "https://e.example/č",
        "a<b:c",
        "http://[::bad/x",
        "http://[::1]/x",
        "https:noviny.example",
        "http:///x",
        "urn:x:%zz",
        "urn:17",
        "urn:uuid:17",
        "tag:17",
        "x:a#b#c",
        "x:",
        "x" * 100_000,
        "t:" + "x" * 2000,
    ],
)
def test_any_other_declared_guid_becomes_a_version_5_uuid_that_is_always_the_same(name: str) -> None:
    minted = declared_guid(name)
    assert minted is not None
    assert minted == declared_guid(f" {name} ")
    assert UUID(minted.removeprefix("urn:uuid:")).version == 5


@pytest.mark.parametrize("nothing", [None, "", "  \t\n"])
def test_an_empty_declared_guid_is_none(nothing: str | None) -> None:
    assert declared_guid(nothing) is None


@given(st.text(min_size=1))
def test_every_declared_guid_is_an_absolute_uri_in_ascii(value: str) -> None:
    guid = declared_guid(value)
    assert guid is None or (guid.isascii() and urlsplit(guid).scheme and not re.search(r"\s", guid))


@given(st.sets(st.text(min_size=1).map(str.strip).filter(bool), min_size=2, max_size=2))
def test_two_declared_guids_stay_two(values: set[str]) -> None:
    one, other = values
    assert declared_guid(one) != declared_guid(other)


WHOLE = Identity(Guid("tag:e.example,2026:1"), "//e.example/a", "cs", Fingerprint("f" * 64))


def test_guids_come_from_the_declared_one_then_from_the_link_then_from_the_text() -> None:
    declared, by_link, by_text = guids(WHOLE)
    assert declared == "tag:e.example,2026:1"
    assert list(guids(replace(WHOLE, declared=None))) == [by_link, by_text]
    assert list(guids(replace(WHOLE, declared=None, link=None))) == [by_text]


def test_the_guid_of_a_link_is_another_in_another_language_and_does_not_hang_on_the_text() -> None:
    unnamed = replace(WHOLE, declared=None)
    by_link = next(guids(unnamed))
    assert next(guids(replace(unnamed, fingerprint=Fingerprint("0" * 64)))) == by_link
    assert next(guids(replace(unnamed, language="de"))) != by_link


def test_minted_guids_are_those_of_every_database_there_is() -> None:
    """They are stored and subscribed to: a change here would make every article new."""
    assert list(guids(WHOLE))[1:] == [
        "urn:uuid:040e0f30-12e4-5b68-892b-653067d0d200",
        "urn:uuid:34741a7f-8312-5aa5-9c0f-744c4f73ed1b",
    ]


# --- texts

WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), min_size=1, max_size=40)
SPACE = st.text(st.sampled_from(" \t\n\r\u00a0\u2003"), min_size=1, max_size=4)


@given(WORDS, st.data())
def test_a_fingerprint_takes_no_notice_of_white_space(words: list[str], data: st.DataObject) -> None:
    spaced = "".join(data.draw(SPACE) + word for word in words) + data.draw(SPACE)
    assert fingerprint(f"\n{words[0]} ", spaced) == fingerprint(words[0], " ".join(words))


@given(WORDS, WORDS)
def test_two_texts_have_two_fingerprints(one: list[str], other: list[str]) -> None:
    assert (fingerprint("Titulek", " ".join(one)) == fingerprint("Titulek", " ".join(other))) == (one == other)


def test_a_title_belongs_to_the_fingerprint() -> None:
    assert fingerprint("Amazon roste", "Stejný text.") != fingerprint("Amazon klesá", "Stejný text.")


@given(st.text())
def test_collapsed_text_is_collapsed(text: str) -> None:
    once = collapse(text)
    assert collapse(once) == once == once.strip()
    assert "  " not in once


STORY = (
    "Společnost Amazon oznámila, že v Brně postaví nové datové centrum za dvě miliardy korun. Stavba má začít na jaře "
    "a skončit do tří let. Město si od ní slibuje osm set pracovních míst."
)


def test_a_text_is_wholly_like_itself_cut_off_and_like_itself_grown() -> None:
    assert likeness(STORY, STORY[:89]) == 1.0
    assert likeness(STORY[:89], STORY + " Opozice je proti.") == 1.0


def test_two_articles_of_one_event_are_hardly_alike() -> None:
    other = (
        "V Brně vyroste datové centrum. Za dvě miliardy korun ho chce postavit Amazon, práci v něm najde osm set lidí."
    )
    assert likeness(STORY, other) < 0.3


def test_texts_of_a_word_or_two_are_alike_only_when_they_are_the_same() -> None:
    assert likeness("Amazon roste", "amazon  ROSTE") == 1.0
    assert likeness("Amazon roste", "Amazon klesá") == 0.0


@given(st.text(), st.text())
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) == likeness(other, one) <= 1.0


@given(st.text())
def test_every_text_is_wholly_like_itself(text: str) -> None:
    assert likeness(text, text) == 1.0
