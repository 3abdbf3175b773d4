"""Every feed there is to ask for keeps to its grammar: formats × filters × archives, empty, of one entry, and hostile.

Atom by RELAX NG (RFC 4287, appendix B, which leaves room for extensions), JSON Feed by a JSON Schema of version 1.1,
RSS by feedparser, which tells of what is not well-formed. The W3C validator is in no registry, and is run by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import feedparser
import jsonschema
import pytest
from lxml import etree
from werkzeug.test import Client

from benchmarks.hostile import payloads
from publisher.app import create_app
from publisher.feed import Format
from publisher.query import DOCUMENT_NAMES
from publisher.site import Site
from store import archives, edits, entries
from store.engine import Database
from store.entry import Author, Company, DateOrigin, Entry, Fingerprint, Guid, Identity, Source
from store.slug import company_slug

SCHEMAS = Path(__file__).resolve().parent / "schemas"
GRAMMAR = etree.RelaxNG(etree.parse(str(SCHEMAS / "atom.rng")))
SCHEMA = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "jsonfeed.schema.json").read_text("utf-8")))
SITE = Site(base_url="https://feeds.example", title="Zprávy & více", feed_limit=7, hubs=("https://hub.example/",))
START, END = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOSTILE = (
    "]]>",
    "<![CDATA[x",
    "&amp;&#0;&x;",
    "\u202eעברית",
    "👩‍👩‍👧‍👦 𝒳",
    "\x00\x0b\ufffe\ud800",
    "AT&T <b>",
    *payloads.HTML,
)
ARTICLES = (
    ("Škoda otevřela dílnu", "cs", "Škoda Auto"),
    ("Софарма расте & купува", "bg", "Софарма АД"),
    ("Ein Werk für Batterien", "de", "Škoda Auto"),
    ("Allegro buduje sortownię", "pl", "Allegro"),
    *((text or "?", "en", "Marks & Spencer <plc>") for text in HOSTILE),
    ("Sama jedna", "sk", "Jediná firma"),
)
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"limit": "1"},
    {"limit": "500"},
    {"limit": "500", "content": "summary"},
    {"language": "cs,bg"},
    {"language": "-en"},
    {"company": "skoda-auto,sofarma"},
    {"category": "chips"},
    {"min_importance": "5", "limit": "100"},
    {"since": "2026-01-10", "until": "2026-01-12"},
    {"since": "2040-01-01"},
)
FOLDERS = ("", *(f"/companies/{slug}" for slug in ("skoda-auto", "marks-spencer-plc", "jedina-firma", "prazdna")))


def article(number: int, title: str, language: str, company: str) -> Entry:
    return Entry(
        identity=Identity(None, None, "", Fingerprint(f"{number:064x}")),
        title=title,
        published=START + number * timedelta(hours=6),
        published_origin=DateOrigin.DECLARED,
        content=f"<p>{number}</p>{title}",
        text=title,
        summary=title,
        language=language if number % 5 else None,
        link=f"https://e.example/{number}?a=b&c={title}",
        image=f"relative:obr {number}.png" if number % 2 else f"https://e.example/{title}",
        companies=(Company(company_slug(company), company),),
        categories=("Chips", title),
        importance=1 + number % 5,
        authors=(Author(title, title, title), Author("Jana Nová", "jana@e.example")) if number % 3 else (),
        source=Source(title, url="https://e.example/") if number % 2 else None,
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    path = tmp_path_factory.mktemp("grammars") / "seedwire.db"
    database = Database.create(f"sqlite:///{path}", site=SITE.base_url)
    with database.write() as conn:
        ids = []
        for number, (title, language, company) in enumerate((*ARTICLES, ("Wycofany", "pl", "Prázdná"))):
            at = START + number * DAY
            content = article(number, title.encode("utf-8", "replace").decode(), language, company)
            ids.append(edits.add(conn, content, guid=Guid(f"urn:example:{number}"), at=at, arrived=at))
        for gone in entries.by_ids(conn, [ids[4], ids[-1]]):
            edits.withdraw(conn, gone, at=END, reason="its file is gone ]]> &")
        archives.close(conn, SITE.feed_limit, END)
    yield create_app(database, SITE).test_client()
    database.close()


def fetched(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return bytes(answer.data)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("filters", FILTERS, ids=urlencode)
def test_each_format_keeps_to_its_grammar_and_shows_the_same(
    client: Client, folder: str, filters: dict[str, str]
) -> None:
    documents = {
        each: fetched(client, f"{folder}/{name}?{urlencode(filters)}") for each, name in DOCUMENT_NAMES.items()
    }
    atom = etree.fromstring(documents[Format.ATOM])
    GRAMMAR.assertValid(atom)
    SCHEMA.validate(told := json.loads(documents[Format.JSON]))
    rss = feedparser.parse(documents[Format.RSS])
    assert not rss.bozo
    ids = [element.text for element in atom.iterfind("{*}entry/{*}id")]
    assert ids == [item["id"] for item in told["items"]] == [entry.id for entry in rss.entries]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("folder", ["", "/companies/marks-spencer-plc"])
def test_archives_keep_to_the_grammar(client: Client, folder: str) -> None:
    count = 0
    while (answer := client.get(f"{folder}/atom/archive/{count + 1}.xml")).status_code == 200:
        GRAMMAR.assertValid(etree.fromstring(answer.data))
        assert not feedparser.parse(answer.data).bozo
        count += 1
    assert count > 4


def test_rss_spells_markup_in_names_for_readers_of_the_source(client: Client) -> None:
    document = fetched(client, "/companies/marks-spencer-plc/rss.xml?limit=1")
    name = b"Marks &#x26; Spencer &#x3C;plc>"
    assert name in document.replace(b"&gt;", b">")
    assert b"<category domain=" in document
    assert etree.fromstring(document).findtext("channel/item/category") == "Marks & Spencer <plc>"
