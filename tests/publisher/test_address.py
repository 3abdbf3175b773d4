from __future__ import annotations

from html import escape, unescape
from urllib.parse import urlsplit

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.address import absolute, resolve_markup, to_uri
from publisher.site import Site

SITE = Site(base_url="https://news.example.org/feeds", site_url="https://firma.example/blog")
PAGE = "https://news.example.org/feeds/entries/abc/"
URI_CHARACTERS = "abcXYZ019-._~:/?#@!$&'()*+,;="


@pytest.mark.parametrize(
    ("iri", "uri"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("https://example.com/a%20b", "https://example.com/a%20b"),
        ("https://example.com/?", "https://example.com/?"),
        ("https://example.com/články/ž", "https://example.com/%C4%8Dl%C3%A1nky/%C5%BE"),
        ("https://example.com/a b|c", "https://example.com/a%20b%7Cc"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://dobrá.example／zlá/", "https://dobr%C3%A1.example%EF%BC%8Fzl%C3%A1/"),
        ("https://ürün@bücher.example:8443/x", "https://%C3%BCr%C3%BCn@xn--bcher-kva.example:8443/x"),
        ("http://[2001:db8::1]:8080/a[1]", "http://[2001:db8::1]:8080/a%5B1%5D"),
        ("http://[bad/a", "http://%5Bbad/a"),
        ("https://exa mple.com/", "https://exa%20mple.com/"),
        ("urn:uuid:00000000-0000-5000-8000-000000000001", "urn:uuid:00000000-0000-5000-8000-000000000001"),
    ],
)
def test_an_iri_becomes_the_uri_that_means_the_same(iri: str, uri: str) -> None:
    assert to_uri(iri) == uri


@given(st.text(URI_CHARACTERS))
def test_a_uri_stays_as_it_is(tail: str) -> None:
    assert to_uri("https://example.com/" + tail) == "https://example.com/" + tail


@given(st.text())
def test_any_text_becomes_ascii_without_gaps_and_a_second_time_changes_nothing(text: str) -> None:
    uri = to_uri("https://" + text)
    assert uri.isascii()
    assert not any(character.isspace() or character in '<>"' for character in uri)
    assert to_uri(uri) == uri


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("relative:/img/a.png", "https://firma.example/img/a.png"),
        ("relative:img/a.png", "https://firma.example/blog/img/a.png"),
        ("relative://cdn.example/a.png", "https://cdn.example/a.png"),
        ("https://jinde.example/č", "https://jinde.example/%C4%8D"),
        ("relative://[", None),
        ("relative:javascript:alert(1)", None),
        ("relative:mailto:jana@firma.example", None),
    ],
)
def test_a_stored_url_is_resolved_against_the_articles_site(stored: str, shown: str | None) -> None:
    assert absolute(stored, SITE) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (
            '<a href="relative:/hledat?q=a&amp;b=c" rel="noopener">x</a>',
            '<a href="https://firma.example/hledat?q=a&amp;b=c" rel="noopener">x</a>',
        ),
        ('<img src="relative:ž.png" alt="a > b">', '<img src="https://firma.example/blog/%C5%BE.png" alt="a > b">'),
        ('<img alt="a > b" src="relative:/x.png">', '<img alt="a > b" src="https://firma.example/x.png">'),
        ('<a href="relative:#pozn1">1</a>', f'<a href="{PAGE}#pozn1">1</a>'),
        ('<a href="relative://[">x</a>', f'<a href="{PAGE}">x</a>'),
        ('<code>a href="relative:/x"</code>', '<code>a href="relative:/x"</code>'),
        ('<p title="relative:/x">relative:/x</p>', '<p title="relative:/x">relative:/x</p>'),
        ('<a href="https://a.example/relative:/x">y</a>', '<a href="https://a.example/relative:/x">y</a>'),
    ],
)
def test_marked_addresses_of_markup_become_absolute_and_nothing_else_changes(stored: str, shown: str) -> None:
    assert resolve_markup(stored, SITE, PAGE) == shown


@given(st.text(), st.text())
def test_after_the_sanitiser_every_marked_address_is_absolute_and_the_text_is_untouched(path: str, text: str) -> None:
    markup = nh3.clean(f'<p>{escape(text)}<a href="relative:{escape(path)}">odkaz</a></p>', url_schemes={"relative"})
    resolved = resolve_markup(markup, SITE, PAGE)
    href = unescape(resolved.rpartition('href="')[2].partition('"')[0])
    assert urlsplit(href).scheme in {"http", "https"} or "relative:" not in markup.rpartition("<a ")[2]
    assert resolved.partition("<a ")[0] == markup.partition("<a ")[0]


@pytest.mark.timeout(60)
def test_markup_made_to_be_slow_is_read_in_one_pass() -> None:
    for unit in ("<a ", '<a "', '<a "<a" ', "<a '"):
        hostile = '<a href="relative:/x">' + unit * 50_000
        assert resolve_markup(hostile, SITE, PAGE) == '<a href="https://firma.example/x">' + unit * 50_000
