"""Documents, read back by parsers that are not ours.

Golden documents are compared byte by byte. After a change that is meant to show in them, write them anew and read the
difference before it is committed::

    SEEDWIRE_WRITE_GOLDEN=1 python -m pytest tests/publisher/test_documents.py -k golden
"""

from __future__ import annotations

import json
import locale
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from publisher.documents import Outline, render, render_opml
from publisher.documents.times import rfc3339
from publisher.feed import ContentForm, Feed, Format, History, build_feed
from publisher.item import clean
from publisher.site import Site
from store.change import Tombstone
from store.entry import (
    Author,
    Company,
    DateOrigin,
    Entry,
    EntryState,
    Fingerprint,
    Guid,
    Identity,
    Origin,
    Slug,
    Source,
    Stored,
)

HERE = Path(__file__).resolve().parent
NS = {
    "a": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOON = datetime(2026, 1, 30, 12, 0, tzinfo=UTC)
SITE = Site(
    base_url="https://news.example.org/feeds", site_url="https://firma.example", title="Zprávy", author="Redakce"
)
COMPANIES = "https://news.example.org/feeds/companies/"
ATOM_SCHEMA = etree.RelaxNG(etree.parse(str(HERE / "schemas" / "atom.rng")))
JSON_SCHEMA = json.loads((HERE / "schemas" / "jsonfeed.schema.json").read_text("utf-8"))


def stored(number: int, **fields: Any) -> Stored:
    guid = Guid(fields.pop("guid", f"urn:uuid:00000000-0000-5000-8000-{number:012d}"))
    published = fields.pop("published", NOON + timedelta(hours=number))
    updated = fields.pop("updated", published)
    entry = Entry(
        identity=Identity(None, None, "", Fingerprint("00")),
        **{
            "title": f"Článek {number}",
            "published": published,
            "published_origin": DateOrigin.DECLARED,
            "content": "<p>Tělo článku.</p>",
            "text": "Tělo článku.",
            "summary": "Souhrn článku.",
            **fields,
        },
    )
    return Stored(
        id=number,
        guid=guid,
        public_id=f"id{number}",
        entry=entry,
        state=EntryState.PUBLISHED,
        updated=updated,
        arrived=published,
        seq=number,
        changed=published,
    )


def feed(
    *entries: Stored,
    content: ContentForm = ContentForm.FULL,
    hubs: Sequence[str] = (),
    tombstones: Sequence[Tombstone] = (),
    translations: Mapping[Guid, Sequence[Stored]] | None = None,
    history: History | None = None,
    title: str = "Zprávy: všechno",
) -> Feed:
    return build_feed(
        entries,
        site=SITE,
        feed_id="urn:uuid:6f1f8c2e-0000-5000-8000-000000000001",
        title=title,
        description="Všechny články, nejnovější první",
        self_urls={
            Format.RSS: SITE.url("/rss.xml"),
            Format.ATOM: SITE.url("/atom.xml"),
            Format.JSON: SITE.url("/feed.json"),
        },
        alternate_url=SITE.url("/"),
        content=content,
        language="cs",
        tombstones=tombstones,
        hubs=hubs,
        translations=translations or {},
        history=history or History(),
    )


RICH = stored(
    1,
    title='Sofarma & partneři: zisk < 5 % v "klidném" roce',
    updated=NOON + timedelta(days=2),
    content='<h2>Výsledky</h2>\n<p>Zisk &amp; <a href="relative:/grafy?rok=2025&amp;q=4">grafy</a>'
    ' <img src="relative:obr/graf 1.png" alt="a &gt; b"></p>',
    summary="Zisk klesl o < 5 % & tržby rostly.",
    language="cs",
    link="https://burza.example/články/sofarma",
    companies=(Company(Slug("sofarma"), "Софарма"), Company(Slug("at-t"), "AT&T", Origin.DETECTED)),
    categories=("farmacie", "Q&A"),
    authors=(Author("Jana Nová", "jana@example.cz", "https://example.cz/jana"), Author("Иван Петров")),
    source=Source("Деловой день", "dd", "📰", "https://dd.example/"),
    image="relative:/img/titulní foto.jpg",
    importance=4,
    original_title="Печалбата на Софарма",
)
BULGARIAN = stored(
    2,
    title="Печалбата на Софарма спада",
    content="<p>Печалбата спадна с 5 млн. лева.</p>",
    summary="Печалбата спадна.",
    language="bg",
    source=Source("Капиталов пазар"),
    companies=(Company(Slug("sofarma"), "Софарма"),),
)
SHORT = stored(3, title="Kurze Meldung", content="", summary="Nur ein Satz.", language="de")
BARE = stored(4, title="Sam tytuł", content="", summary="", published=datetime(1999, 12, 31, tzinfo=UTC))
GONE = Tombstone(Guid("urn:uuid:00000000-0000-5000-8000-000000000009"), "id9", NOON, 9, "withdrawn by its file")
HUB = "https://hub.example.org/"

GOLDEN_FEEDS = {
    "full": feed(
        RICH, BULGARIAN, SHORT, BARE, hubs=[HUB], tombstones=[GONE], translations={RICH.guid: [BULGARIAN]},
        history=History(previous=SITE.url("/atom/archive/1.xml")),
    ),
    "summary": feed(RICH, BULGARIAN, content=ContentForm.SUMMARY),
    "empty": feed(),
}  # fmt: skip
SUFFIX = {Format.RSS: "rss.xml", Format.ATOM: "atom.xml", Format.JSON: "json"}


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("name", GOLDEN_FEEDS)
def test_documents_are_byte_for_byte_the_golden_ones(name: str, format_: Format) -> None:
    path = HERE / "golden" / f"{name}.{SUFFIX[format_]}"
    document = render(GOLDEN_FEEDS[name], format_)
    if os.environ.get("SEEDWIRE_WRITE_GOLDEN"):
        path.write_bytes(document)
    assert document == path.read_bytes()


@pytest.mark.parametrize("name", GOLDEN_FEEDS)
def test_atom_keeps_to_the_grammar_of_rfc_4287(name: str) -> None:
    assert_valid_atom(render(GOLDEN_FEEDS[name], Format.ATOM))


@pytest.mark.parametrize("name", GOLDEN_FEEDS)
def test_json_keeps_to_the_specification(name: str) -> None:
    jsonschema.validate(json.loads(render(GOLDEN_FEEDS[name], Format.JSON)), JSON_SCHEMA)


@pytest.mark.parametrize(
    ("path", "replacement"),
    [
        ("a:updated", "yesterday"),
        ("a:entry/a:published", "2026-01-30 12:00"),
        ("a:entry/a:author/a:email", "nobody"),
    ],
)
def test_the_grammar_tells_a_bad_document(path: str, replacement: str) -> None:
    root = etree.fromstring(render(GOLDEN_FEEDS["full"], Format.ATOM))
    for element in root.findall(path, NS):
        element.text = replacement
    assert not ATOM_SCHEMA.validate(etree.ElementTree(root))


@pytest.mark.parametrize("format_", [Format.RSS, Format.ATOM])
def test_feedparser_reads_back_what_went_in(format_: Format) -> None:
    full = GOLDEN_FEEDS["full"]
    parsed = feedparser.parse(render(full, format_))
    assert not parsed.bozo
    assert parsed.feed.title == full.title
    assert parsed.feed.subtitle == full.description
    assert parsed.feed.link == full.alternate_url
    assert parsed.feed.language == "cs"
    links = {link.rel: link.href for link in parsed.feed.links}
    assert links["self"] == full.self_urls[format_]
    assert links["hub"] == HUB
    assert [entry.id for entry in parsed.entries] == [item.guid for item in full.items]
    for entry, item in zip(parsed.entries, full.items, strict=True):
        assert entry.title == item.title
        assert entry.link == item.link
        assert moment(entry.published_parsed) == item.published
        assert moment(entry.updated_parsed) == item.updated
        assert [author.name for author in entry.get("authors", [])] == [author.name for author in item.authors]
        assert entry.get("dc_source") == (item.source.name if item.source else None)
        assert [media["url"] for media in entry.get("media_content", [])] == ([item.image] if item.image else [])
        assert "enclosures" not in entry or entry.enclosures == []
    rich = entry_of(parsed.entries, RICH)
    related = [(link.href, link.hreflang) for link in rich.links if link.rel == "related"]
    assert related == [("https://news.example.org/feeds/entries/id2/", "bg")]
    assert 'href="https://firma.example/grafy?rok=2025&amp;q=4"' in rich.content[0].value
    assert 'src="https://firma.example/obr/graf%201.png"' in rich.content[0].value


@pytest.mark.parametrize("format_", [Format.RSS, Format.ATOM])
def test_fastfeedparser_reads_back_what_went_in(format_: Format) -> None:
    full = GOLDEN_FEEDS["full"]
    parsed = fastfeedparser.parse(render(full, format_))
    for entry, item in zip(parsed.entries, full.items, strict=True):
        assert (entry["id"], entry["title"], entry["link"]) == (item.guid, item.title, item.link)
        assert datetime.fromisoformat(entry["published"]) == item.published
        assert datetime.fromisoformat(entry["updated"]) == item.updated
        if item.content:
            assert entry["content"][0]["value"] == item.content


def test_every_company_is_a_category_of_our_scheme_and_the_others_are_not() -> None:
    full = GOLDEN_FEEDS["full"]
    (atom,) = (entry_of(feedparser.parse(render(full, Format.ATOM)).entries, RICH),)
    assert [(tag.term, tag.scheme, tag.label) for tag in atom.tags] == [
        ("sofarma", COMPANIES, "Софарма"),
        ("at-t", COMPANIES, "AT&T"),
        ("farmacie", None, None),
        ("Q&A", None, None),
    ]
    rss = entry_of(feedparser.parse(render(full, Format.RSS)).entries, RICH)
    assert [(tag.term, tag.scheme) for tag in rss.tags] == [
        ("Софарма", COMPANIES),
        ("AT&T", COMPANIES),
        ("farmacie", None),
        ("Q&A", None),
    ]
    (item,) = (item for item in json.loads(render(full, Format.JSON))["items"] if item["id"] == RICH.guid)
    assert item["tags"] == ["Софарма", "AT&T", "farmacie", "Q&A"]
    assert item["_seedwire"]["companies"] == [
        {"slug": "sofarma", "name": "Софарма", "origin": "declared"},
        {"slug": "at-t", "name": "AT&T", "origin": "detected"},
    ]


def test_json_tells_what_the_other_formats_have_no_place_for() -> None:
    (item,) = json.loads(render(feed(RICH), Format.JSON))["items"]
    assert item["_seedwire"]["importance"] == 4
    assert item["_seedwire"]["original_title"] == "Печалбата на Софарма"
    assert item["_seedwire"]["source"] == {
        "name": "Деловой день", "id": "dd", "emoji": "📰", "url": "https://dd.example/",
    }  # fmt: skip
    assert item["_seedwire"]["page"] == "https://news.example.org/feeds/entries/id1/"


def test_json_tells_of_the_feed_what_it_has_no_member_for() -> None:
    built = feed(RICH)
    told = json.loads(render(built, Format.JSON))["_seedwire"]
    assert told == {
        "about": SITE.url("/"),
        "id": built.id,
        "updated": rfc3339(built.updated),
        "generator": "Seedwire",
        "ttl": built.ttl,
    }


def test_the_image_of_rss_has_the_title_and_link_of_its_channel_and_a_size_that_rss_allows() -> None:
    channel = etree.fromstring(render(feed(RICH, title="A < B & C"), Format.RSS))[0]
    image = channel.find("image")
    assert image is not None
    assert [image.findtext(tag) for tag in ("title", "link")] == [channel.findtext(tag) for tag in ("title", "link")]
    assert [image.findtext(tag) for tag in ("url", "width", "height")] == [SITE.url("/static/icon.png"), "144", "144"]


def test_the_three_formats_tell_the_same_entries_in_the_same_order() -> None:
    full = GOLDEN_FEEDS["full"]
    told = [
        [
            (entry.id, entry.title, entry.link, moment(entry.published_parsed), moment(entry.updated_parsed))
            for entry in feedparser.parse(render(full, format_)).entries
        ]
        for format_ in (Format.RSS, Format.ATOM)
    ]
    told.append(
        [
            (
                item["id"],
                item["title"],
                item["url"],
                datetime.fromisoformat(item["date_published"]),
                datetime.fromisoformat(item["date_modified"]),
            )
            for item in json.loads(render(full, Format.JSON))["items"]
        ]
    )
    assert told[0] == told[1] == told[2]


def test_without_content_the_summary_stands_in_every_format() -> None:
    brief = feed(RICH, content=ContentForm.SUMMARY)
    rss = etree.fromstring(render(brief, Format.RSS))
    assert rss.find(".//content:encoded", NS) is None
    assert rss.findtext(".//item/description") == "Zisk klesl o &lt; 5 % &amp; tržby rostly."
    atom = etree.fromstring(render(brief, Format.ATOM))
    assert atom.find("a:entry/a:content", NS) is None
    assert atom.findtext("a:entry/a:summary", namespaces=NS) == "Zisk klesl o < 5 % & tržby rostly."
    (item,) = json.loads(render(brief, Format.JSON))["items"]
    assert "content_html" not in item
    assert item["content_text"] == item["summary"] == "Zisk klesl o < 5 % & tržby rostly."


def test_the_guid_of_rss_is_no_permalink_and_its_title_is_spelled_for_readers_of_the_source() -> None:
    document = render(feed(RICH), Format.RSS)
    assert b'<guid isPermaLink="false">urn:uuid:' in document
    assert '<title>Sofarma &#x26; partneři: zisk &#x3C; 5 % v "klidném" roce</title>'.encode() in document


def test_each_atom_entry_has_one_alternate_link_with_its_type_and_its_own_language() -> None:
    root = etree.fromstring(render(GOLDEN_FEEDS["full"], Format.ATOM))
    for entry in root.findall("a:entry", NS):
        (link,) = entry.findall("a:link[@rel='alternate']", NS)
        assert link.get("type") == "text/html"
    assert [entry.get(XML_LANG) for entry in root.findall("a:entry", NS)] == ["de", "bg", "cs", None]


def test_an_atom_entry_without_author_or_source_is_the_feeds() -> None:
    root = etree.fromstring(render(feed(SHORT), Format.ATOM))
    assert root.find("a:entry/a:author", NS) is None
    assert root.findtext("a:author/a:name", namespaces=NS) == "Redakce"


def test_tombstones_are_in_atom_and_in_no_other_format() -> None:
    with_tombstone = feed(RICH, tombstones=[GONE])
    root = etree.fromstring(render(with_tombstone, Format.ATOM))
    (deleted,) = root.findall("at:deleted-entry", NS)
    assert (deleted.get("ref"), deleted.get("when")) == (GONE.guid, "2026-01-30T12:00:00Z")
    assert deleted.findtext("at:comment", namespaces=NS) == "withdrawn by its file"
    for format_ in (Format.RSS, Format.JSON):
        assert GONE.guid.encode() not in render(with_tombstone, format_)
    assert b"tombstones" not in render(feed(RICH), Format.ATOM)


def test_an_archive_says_so_and_links_its_neighbours_and_the_feed() -> None:
    history = History(
        current=SITE.url("/atom.xml"),
        previous=SITE.url("/atom/archive/1.xml"),
        following=SITE.url("/atom/archive/3.xml"),
    )
    document = render(feed(RICH, history=history), Format.ATOM)
    assert_valid_atom(document)
    root = etree.fromstring(document)
    assert root.find("fh:archive", NS) is not None
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", NS)}
    assert links["current"] == history.current
    assert links["prev-archive"] == history.previous
    assert links["next-archive"] == history.following
    assert etree.fromstring(render(GOLDEN_FEEDS["full"], Format.ATOM)).find("fh:archive", NS) is None


TEXT = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(
    [
        "]]>",
        "<![CDATA[x]]>",
        "&amp;&#0;&x;",
        "\u202eעברית\u202c",
        "👩‍👩‍👧‍👦 𝒳",
        "<!-- x -->",
        "</title><script>",
        "\ud800\x00\ufffe",
    ]
)


@pytest.mark.fault(27)
@given(TEXT, TEXT, TEXT, TEXT)
def test_any_text_comes_back_from_every_format(title: str, content: str, summary: str, name: str) -> None:
    built = feed(
        stored(
            1,
            title=title,
            content=content,
            summary=summary,
            companies=(Company(Slug("x"), name),),
            categories=(name,),
            authors=(Author(name or "x"),),
            source=Source(name or "x"),
            original_title=name,
            image="https://example.com/" + name,
        ),
        title=name,
        tombstones=[replace(GONE, reason=name)],
    )
    (item,) = built.items
    assert item.content == clean(content)

    rss = etree.fromstring(render(built, Format.RSS))
    assert rss.findtext("channel/title") == built.title
    assert rss.findtext("channel/item/title") == item.title
    if item.content and item.summary:
        assert rss.findtext("channel/item/content:encoded", namespaces=NS) == item.content

    document = render(built, Format.ATOM)
    assert_valid_atom(document)
    atom = etree.fromstring(document)
    assert atom.findtext("a:entry/a:title", namespaces=NS) == item.title
    assert (atom.findtext("a:entry/a:content", namespaces=NS) or "") == item.content
    assert (atom.findtext("a:entry/a:summary", namespaces=NS) or "") == item.summary

    (read,) = json.loads(render(built, Format.JSON))["items"]
    jsonschema.validate(json.loads(render(built, Format.JSON)), JSON_SCHEMA)
    assert read["title"] == item.title
    assert read.get("content_html", "") == item.content


def _is_latin_1_utf_8(text: str) -> bool:
    try:
        text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True


@given(st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="<>&"), min_size=1, max_size=30))
def test_feedparser_and_fastfeedparser_read_any_title(title: str) -> None:
    # feedparser takes a title such as "Â¡" for mojibake and mends it, without asking whether it was meant.
    assume(title.isascii() or not _is_latin_1_utf_8(title))
    built = feed(stored(1, title=title))
    for format_ in (Format.RSS, Format.ATOM):
        document = render(built, format_)
        assert feedparser.parse(document).entries[0].title == built.items[0].title
        assert fastfeedparser.parse(document).entries[0]["title"] == built.items[0].title


@pytest.mark.fault(27)
@pytest.mark.parametrize("format_", [Format.RSS, Format.ATOM])
def test_a_title_of_five_megabytes_costs_no_other_entry(format_: Format) -> None:
    root = etree.fromstring(render(feed(stored(1, title="ž" * 2_500_000), stored(2)), format_))
    assert len(root.findall(".//item") + root.findall("a:entry", NS)) == 2


@pytest.mark.fault(27)
@pytest.mark.parametrize("format_", Format)
def test_an_item_that_cannot_be_rendered_is_left_out_and_named(
    format_: Format, caplog: pytest.LogCaptureFixture
) -> None:
    sound = feed(stored(1), stored(2))
    spoilt = replace(sound.items[0], title="\ud800")
    with caplog.at_level(logging.WARNING):
        document = render(replace(sound, items=(spoilt, sound.items[1])), format_)
    assert spoilt.guid in caplog.text
    assert document == render(replace(sound, items=sound.items[1:]), format_)


def test_what_fails_without_any_item_fails() -> None:
    with pytest.raises(ValueError, match="XML compatible"):
        render(replace(feed(), title="\x00"), Format.ATOM)


@pytest.fixture
def dates_of_another_locale() -> Iterator[None]:
    before = locale.setlocale(locale.LC_ALL)
    for name in ("cs_CZ.UTF-8", "de_DE.UTF-8", "C.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        break
    else:
        pytest.skip("the system has no locale but C")
    yield
    locale.setlocale(locale.LC_ALL, before)


@pytest.mark.usefixtures("dates_of_another_locale")
def test_threads_under_any_locale_render_the_same_bytes_and_never_touch_the_locale() -> None:
    full, here = GOLDEN_FEEDS["full"], locale.setlocale(locale.LC_ALL)
    touched: list[str] = []

    def audit(frame: Any, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_name in {"setlocale", "formatRFC2822"}:
            touched.append(frame.f_code.co_name)

    def work(_: int) -> list[bytes]:
        sys.setprofile(audit)
        try:
            return [render(full, format_) for format_ in Format for _ in range(5)]
        finally:
            sys.setprofile(None)

    with ThreadPoolExecutor(2) as threads:
        first, *others = threads.map(work, range(4))
    assert all(other == first for other in others)
    assert first[0] == render(full, Format.RSS) == (HERE / "golden" / "full.rss.xml").read_bytes()
    assert touched == []
    assert locale.setlocale(locale.LC_ALL) == here


def test_opml_lists_the_feeds_in_the_order_given() -> None:
    outlines = [
        Outline("Софарма & <синове>", SITE.url("/companies/sofarma/atom.xml"), SITE.url("/companies/sofarma/")),
        Outline("AT&T\x00", SITE.url("/companies/at-t/atom.xml"), SITE.url("/companies/at-t/")),
    ]
    root = etree.fromstring(render_opml("Firmy", outlines, NOON))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Firmy"
    assert root.findtext("head/dateCreated") == "Fri, 30 Jan 2026 12:00:00 GMT"
    assert [
        (o.get("type"), o.get("text"), o.get("title"), o.get("xmlUrl"), o.get("htmlUrl"))
        for o in root.findall("body/outline")
    ] == [
        ("rss", text, text, o.xml_url, o.html_url)
        for text, o in zip(["Софарма & <синове>", "AT&T"], outlines, strict=True)
    ]


def test_opml_of_nothing_names_no_date() -> None:
    root = etree.fromstring(render_opml("Firmy", [], None))
    assert root.find("head/dateCreated") is None
    assert root.findall("body") != []
    assert root.findall("body/*") == []


@pytest.mark.fault(27)
@given(TEXT)
def test_any_name_stands_in_opml(name: str) -> None:
    root = etree.fromstring(render_opml(name, [Outline(name, "https://a.example/x", "https://a.example/")], None))
    assert root.findtext("head/title") == clean(name)


def assert_valid_atom(document: bytes) -> None:
    assert ATOM_SCHEMA.validate(etree.ElementTree(etree.fromstring(document))), ATOM_SCHEMA.error_log


def moment(parsed: Any) -> datetime:
    year, month, day, hour, minute, second = parsed[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def entry_of(entries: Any, entry: Stored) -> Any:
    (found,) = (candidate for candidate in entries if candidate.id == entry.guid)
    return found
