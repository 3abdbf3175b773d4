"""A site of many languages over loopback, and a real browser that looks at it."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from publisher.app import create_app
from publisher.operator import create_operator_app
from publisher.site import Site
from store import edits, passes, versions
from store.engine import Database
from store.entry import (
    Author,
    Company,
    DateOrigin,
    Entry,
    Fingerprint,
    Guid,
    Identity,
    LanguageOrigin,
    Origin,
    Repair,
    Source,
)
from store.marks import Marks
from store.slug import company_slug, public_id
from store.versions import Saying

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from werkzeug.serving import BaseWSGIServer

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)

TITLES = (
    ("cs", "Škoda Auto otevře v Kvasinách školu pro svářeče a zdvojnásobí nábor", ("Škoda Auto",)),
    ("bg", "Софарма строи склад край Пловдив, който сам подрежда лекарствата", ("Софарма",)),
    ("en", "Amazon warehouse robots learn to stop for paper lanterns", ("Amazon",)),
    ("de", "Donaudampfschifffahrtsgesellschaftskapitänsmützenhersteller beliefert Siemens", ("Siemens",)),
    ("pl", "Biblioteka wypożycza książki przez skrytki Amazona", ("Amazon", "Żabka")),
    ("ar", "مكتبة صغيرة تفهرس مخطوطاتها بأدوات من مايكروسوفت", ("Microsoft",)),
    ("ja", "図書館、アマゾンのロボットに絵本の読み聞かせを任せる", ("Amazon",)),
    ("el", "Η Nvidia χαρίζει υπολογιστές σε νησιωτικά σχολεία", ("Nvidia",)),
)
BODY = (
    "<p>První odstavec, ve kterém stojí <strong>nejdůležitější</strong> a <a href='https://example.com/a'>odkaz</a>.</p>"
    "<h2>Podrobnosti</h2><ul><li>jedna</li><li>dvě</li></ul><blockquote><p>Řekla to jasně.</p></blockquote>"
    "<table><thead><tr><th>Rok</th><th>Kusů</th></tr></thead><tbody><tr><td>2025</td><td>1200</td></tr></tbody></table>"
    "<pre><code>a very long line of code that does not end before the screen of a telephone does</code></pre>"
    '<p><img src="relative:/static/icon.png"></p>'
)
COUNT = 120


def article(number: int) -> Entry:
    """One of the site's entries: languages and companies take turns, and every eighth has everything."""
    language, title, named = TITLES[number % len(TITLES)]
    link = f"//news.example.com/{number}"
    plain = Entry(
        identity=Identity(None, link, language, Fingerprint(f"{number:064x}")),
        title=f"{title} ({number})" if number >= len(TITLES) else title,
        published=NOW - timedelta(days=6 * number),
        published_origin=DateOrigin.DECLARED,
        content=BODY.replace("'", '"'),
        text=title,
        summary=f"{title}. " * 3,
        language=language,
        language_origin=LanguageOrigin.DETECTED,
        link=f"https:{link}",
        companies=tuple(
            Company(company_slug(name), name, Origin.DETECTED) for name in (*named, f"Firma {number % 70}")
        ),
        categories=("Technologie", "Průmysl") if number % 2 else ("Обучение",),
        importance=number % 6 or None,
        authors=(Author("Jana Nováková"),),
        source=Source("Vzorové noviny", emoji="🗞", url="https://news.example.com/"),
    )
    if number % 8:
        return plain
    mended = Repair(
        "title", "read as cp1250 and written as utf-8", "cp1250", 0.97, "Ĺ koda Auto otevĹ™e", "Škoda Auto otevře"
    )
    return replace(plain, original_title="Škoda Auto to open a school", repairs=(mended,), damaged=True)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database.create(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'site.db'}", site="http://site.example")
    with made.write() as conn:
        for number in range(COUNT):
            content = article(number)
            guid = Guid(f"urn:example:{number}")
            entry_id = edits.add(conn, content, guid=guid, at=NOW, arrived=content.published)
            for copy in (content, replace(content, link="https://copy.example.org/1")) if number % 8 == 0 else ():
                versions.put(conn, Saying(entry_id, copy, Marks(copy.identity, "", None, ())), None)
        passes.record(conn, started=NOW, ended=NOW, files=COUNT, counts={}, trouble="the folder is empty")
        passes.beat(conn, "ingester", pid=1, at=NOW, trouble="")
    yield made
    made.close()


@pytest.fixture(scope="session")
def site(database: Database) -> Iterator[str]:
    """The address of the site, without a trailing slash."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    base_url = f"http://127.0.0.1:{server.server_port}"
    server.app = create_app(database, Site(base_url=base_url, title="Zprávy"))
    with _running(server):
        yield base_url


@pytest.fixture(scope="session")
def operator(database: Database) -> Iterator[str]:
    app = create_operator_app(
        database,
        Site(base_url="http://127.0.0.1"),
        role="ingester",
        exporter="exporter",
        version="1.2",
        silence=timedelta(seconds=30),
        clock=lambda: NOW,
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    with _running(server):
        yield f"http://127.0.0.1:{server.server_port}"


@contextlib.contextmanager
def _running(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def paths() -> dict[str, str]:
    """An address of each kind of page."""
    return {
        "home": "/",
        "older": "/?page=2",
        "companies": "/companies/",
        "found companies": "/companies/?q=skoda&sort=activity",
        "company": "/companies/amazon/",
        "entry": f"/entries/{public_id(Guid('urn:example:0'))}/",
        "arabic entry": f"/entries/{public_id(Guid('urn:example:5'))}/",
        "empty form": "/filter/",
        "filter": "/filter/?company=amazon,microsoft&language=ar&category=-obchod",
        "faulty filter": "/filter/?company=amazn&since=2026-02-30&limit=5000&author=Jana",
        "selection": "/?language=cs,bg&min_importance=2",
        "nothing": "/companies/nobody/",
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; skips where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: see `make browser`")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium, or name one in CHROMIUM")
    with playwright.sync_playwright() as started:
        # Chromium refuses its sandbox to root, who runs the tests in a container.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = started.chromium.launch(executable_path=chromium, args=sandbox)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core (https://github.com/dequelabs/axe-core), which looks for barriers."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed: see `make browser`")
    return resources.files(package).joinpath("axe.min.js").read_text("utf-8")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages that are closed after the test."""
    contexts = []

    def opened(scheme: str = "light", width: int = 1280, *, script: bool = True) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=script)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
