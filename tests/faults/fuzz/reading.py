"""From the bytes of a file to what readers get: no input may do harm, whoever wrote it."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from ingest.article import parse_article
from ingest.characters import clean
from ingest.composition import Circumstances
from ingest.dates import leading_moment, parse_moment
from ingest.decode import decode
from ingest.formats import frontmatter, plain
from ingest.markup import from_markdown, from_plain, leading_heading
from ingest.reading import entry_from
from ingest.rejection import Rejection, UnusableError
from ingest.rules import Rules
from ingest.sanitiser import sanitised
from ingest.sanitiser import text_of as text_of_html
from ingest.templates import expand
from publisher.documents import render
from publisher.feed import ContentForm, Format, build_feed
from publisher.pages.content import page_content
from publisher.site import Site
from store import codec
from store.entry import Entry, EntryState, Guid, Stored
from store.slug import public_id
from tests.faults.fuzz.target import text_of
from tests.faults.witness import STORED, live_parts, unfit_for_xml

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example/news", site_url="https://site.example")
FILE = Circumstances("2026/zpráva.md", NOW, NOW)
RULES = Rules(seeds=Path("seeds"))
_ATOM = "{http://www.w3.org/2005/Atom}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


def refused_in_words(rejection: Rejection) -> None:
    """A refusal is two lines for a person, and never an apology."""
    for line in (rejection.reason, rejection.advice):
        assert line.strip()
        assert line.isprintable()
        assert "fault of ours" not in line


def bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = clean(decode(data).text)
    except UnusableError as error:
        refused_in_words(error.rejection)
        return
    assert clean(text) == text
    assert not unfit_for_xml(text)
    assert unicodedata.is_normalized("NFC", text)


def front_matter_is_values_or_refused(data: bytes) -> None:
    text = clean(text_of(data))
    try:
        found = frontmatter.split(text)
    except UnusableError as error:
        refused_in_words(error.rejection)
        return
    if found is not None:
        assert len(json.dumps(dict(found.values), allow_nan=False, ensure_ascii=False)) <= 8 * len(text) + 100
        assert found.body in text
        assert all(note.key and note.why for note in found.notes)


def text_without_front_matter_keeps_its_words(data: bytes) -> None:
    text = clean(text_of(data))
    page = plain.read(text, UTC)
    assert page.body in text
    assert page.title is None or page.title.strip()
    try:
        article = parse_article(text, zone=UTC)
    except UnusableError as error:
        refused_in_words(error.rejection)
        return
    assert article.title is None or (article.title == " ".join(article.title.split()) and article.title)


def markdown_is_harmless_html(data: bytes) -> None:
    body = clean(text_of(data))
    try:
        leading_heading(body)
        shown = from_markdown(expand(body))
    except UnusableError as error:
        refused_in_words(error.rejection)
        return
    harmless(shown.html)


def html_is_harmless(data: bytes) -> None:
    try:
        harmless(sanitised(text_of(data)))
    except UnusableError as error:
        refused_in_words(error.rejection)


def plain_text_is_harmless_html(data: bytes) -> None:
    try:
        harmless(from_plain(text_of(data)).html)
    except UnusableError as error:
        refused_in_words(error.rejection)


def harmless(html: str) -> None:
    """Nothing is live, neither here nor as a second parser writes it: HTML is no language that comes back unchanged.

    A heading inside a heading, or a link inside a link, is there after one reading and gone after the next.
    """
    assert live_parts(html, STORED) == []
    assert not unfit_for_xml(html)
    absolute = html.replace('="relative:', '="https://relative.example/')
    again = sanitised(absolute)
    assert live_parts(again) == []
    assert "".join(text_of_html(again).split()) == "".join(text_of_html(absolute).split())


def a_date_is_a_moment_or_none(data: bytes) -> None:
    text = text_of(data)
    parse_moment(text, UTC)
    found = leading_moment(text, UTC)
    assert found is None or (found[0].at.tzinfo is UTC and 0 < found[1] <= len(text))


def a_file_is_an_entry_in_every_format_or_refused(data: bytes) -> None:
    entry = entry_from(data, FILE, RULES)
    if isinstance(entry, Rejection):
        refused_in_words(entry)
        return
    assert codec.decode(codec.encode(entry)) == entry
    harmless(entry.content)
    for content in contents(entry):
        assert live_parts(content) == []
        assert not unfit_for_xml(content)
    assert live_parts(str(page_content(entry.content, SITE, SITE.url("/entries/x/")))) == []


def contents(entry: Entry) -> list[str]:
    """What the entry's feed in each format says of it, read by another parser: one content, or one summary, each."""
    guid = Guid(entry.identity.declared or "urn:example:1")
    stored = Stored(
        id=1,
        guid=guid,
        public_id=public_id(guid),
        entry=entry,
        state=EntryState.PUBLISHED,
        updated=entry.updated or entry.published,
        arrived=NOW,
        seq=1,
        changed=NOW,
    )
    feed = build_feed(
        [stored],
        site=SITE,
        feed_id="urn:example:feed",
        title="Zprávy",
        description="Všechny",
        self_urls={format_: SITE.url(f"/{format_}") for format_ in Format},
        alternate_url=SITE.url("/"),
        content=ContentForm.FULL,
        language=None,
    )
    rss, atom, json_feed = (render(feed, format_) for format_ in (Format.RSS, Format.ATOM, Format.JSON))
    (item,) = etree.fromstring(rss).iter("item")
    (told,) = etree.fromstring(atom).iter(f"{_ATOM}entry")
    (shown,) = json.loads(json_feed)["items"]
    return [item.findtext(_ENCODED, ""), told.findtext(f"{_ATOM}content", ""), shown.get("content_html", "")]
