"""Two walls before a reader's browser, in Chromium (row 28).

What is published holds nothing that runs; and were it to hold something, the policy of the pages would not let it run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from ingest.reading import entry_from
from publisher.app import create_app
from publisher.site import Site
from store import edits
from store.engine import Database
from store.entry import Entry, Guid
from store.slug import public_id
from tests.browser.conftest import _running, browser
from tests.faults.fuzz.reading import FILE, RULES
from tests.faults.hostile.articles import everywhere
from tests.faults.hostile.payloads import PAYLOADS
from tests.faults.trials import many, tried

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Route

__all__ = ["browser"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(28), pytest.mark.long, pytest.mark.timeout(600)]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRIED = tuple(payload for kind in PAYLOADS.values() for payload in kind[: many(2, len(kind))])
PASSIVE = frozenset({"image", "media"})
"""What the policy lets a page load from elsewhere."""

# Whatever a reader may do to a page; links are followed where they lead to no other page.
TOUCH = """() => {
  const events = ["click", "mouseover", "focus", "pointerenter", "toggle", "error", "load", "wheel", "copy", "begin"];
  for (const element of document.querySelectorAll("*")) {
    for (const name of events) {
      if (name !== "click" || element.hasAttribute("onclick")) element.dispatchEvent(new Event(name));
    }
  }
  for (const link of document.querySelectorAll("a, area")) {
    if (!/^(https?|mailto|tel|relative|):/.test(link.protocol ?? "")) link.click();
  }
}"""


@dataclass
class Seen:
    """What a browser did that no page of ours asks for."""

    dialogs: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """By the policy."""
    fetched: list[tuple[str, str]] = field(default_factory=list)
    """Kind and address of what is elsewhere; never sent."""

    def dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.refused.append(message.text)

    def elsewhere(self, route: Route, request: Request) -> None:
        is_frame = request.resource_type == "document" and request.frame.parent_frame is not None
        self.fetched.append(("frame" if is_frame else request.resource_type, request.url))
        route.abort()


def raw(number: int, payload: str) -> Entry:
    """The payload as if nobody had looked at it."""
    return replace(sound(number, payload), content=f"<p>Před.</p>\n{payload}\n<p>Za.</p>")


def sound(number: int, payload: str) -> Entry:
    """The payload as it is read."""
    entry = entry_from(everywhere(payload, number), FILE, RULES)
    assert isinstance(entry, Entry)
    return entry


def without_policy(app: WSGIApplication) -> WSGIApplication:
    """The same pages without their header."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> object:
        def bare(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
            kept = [(name, value) for name, value in headers if name.lower() != "content-security-policy"]
            return start(status, kept, *rest)  # type: ignore[arg-type]  # what came in goes on

        return app(environ, bare)  # type: ignore[arg-type]  # as above

    return answer  # type: ignore[return-value]  # as above


@contextmanager
def site(
    place: Path, read: Callable[[int, str], Entry], wrap: Callable[[WSGIApplication], WSGIApplication] | None = None
) -> Iterator[list[str]]:
    """Addresses of pages, one for each payload."""
    with closing(Database.create(f"sqlite:///{place}/site.db", site="http://site.example")) as database:
        with database.write() as conn:
            for number, payload in enumerate(TRIED):
                edits.add(conn, read(number, payload), guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)
        server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
        base_url = f"http://127.0.0.1:{server.server_port}"
        app: WSGIApplication = create_app(database, Site(base_url=base_url))
        server.app = wrap(app) if wrap else app
        with _running(server):
            yield [f"{base_url}/entries/{public_id(Guid(f'urn:x:{number}'))}/" for number in range(len(TRIED))]


def visited(browser: Browser, addresses: Sequence[str]) -> list[Seen]:
    """What happens on each page when it is opened and touched."""
    return [_visited(browser, address) for address in addresses]


def _visited(browser: Browser, address: str) -> Seen:
    from playwright.sync_api import Error  # noqa: PLC0415 - the tests are collected where it is missing

    seen = Seen()
    with closing(browser.new_context()) as context:
        page: Page = context.new_page()
        page.on("dialog", seen.dialog)
        page.on("console", seen.console)
        origin = address.partition("/entries/")[0]
        page.route(lambda url: not url.startswith(origin), seen.elsewhere)
        page.goto(address, wait_until="load")
        try:
            page.evaluate(TOUCH)
            page.wait_for_timeout(30)
        except Error:  # the page sent its reader elsewhere, which was refused
            seen.refused.append("moved")
    tried()
    return seen


def test_what_is_published_runs_nothing_and_asks_nobody(browser: Browser, tmp_path: Path) -> None:
    with site(tmp_path, sound) as addresses:
        for payload, seen in zip(TRIED, visited(browser, addresses), strict=True):
            assert seen == Seen(), payload


def test_the_policy_holds_where_an_article_came_through_as_it_was(browser: Browser, tmp_path: Path) -> None:
    with site(tmp_path, raw) as addresses:
        found = visited(browser, addresses)
    for payload, seen in zip(TRIED, found, strict=True):
        assert seen.dialogs == [], payload
        assert {kind for kind, _ in seen.fetched} <= PASSIVE | {"document"}, payload
    assert any(seen.refused for seen in found)


def test_without_either_wall_the_payloads_run(browser: Browser, tmp_path: Path) -> None:
    with site(tmp_path, raw, without_policy) as addresses:
        found = visited(browser, addresses)
    assert sum(bool(seen.dialogs) for seen in found) > len(TRIED) // 6
    assert not {kind for seen in found for kind, _ in seen.fetched} <= PASSIVE | {"document"}
