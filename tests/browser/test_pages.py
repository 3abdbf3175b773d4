"""The pages in a real browser: seen by axe-core, by the keyboard, on a telephone, in the dark, without script."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Open = Callable[..., "Page"]

SEEN = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]

# https://web.dev/articles/cls: what moved under the reader's eyes, without what the reader moved.
_OBSERVE = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_BARRIERS = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ") + " " + node.html).join(" | "));
}"""

_TO_CLICK = """
[...document.querySelectorAll("form, nav, .skip, footer")]
  .filter((one) => one.checkVisibility())
  .map((one) => one.outerHTML)
"""


def visit(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == (404 if "nobody" in address else 200), address


def barriers(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)  # by the debugger's way in: the page's own policy stays on
    found: list[str] = page.evaluate(_BARRIERS)
    return found


@pytest.mark.parametrize("seen", SEEN)
def test_axe_finds_nothing_serious_on_any_page(
    open_page: Open, site: str, paths: Mapping[str, str], axe: str, seen: tuple[str, int]
) -> None:
    page = open_page(*seen)
    for name, path in paths.items():
        visit(page, site + path)
        assert barriers(page, axe) == [], name


@pytest.mark.parametrize("seen", SEEN)
def test_axe_finds_nothing_serious_on_the_operators_page(
    open_page: Open, operator: str, axe: str, seen: tuple[str, int]
) -> None:
    page = open_page(*seen)
    visit(page, operator + "/?refresh=off")
    assert barriers(page, axe) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_its_window(
    open_page: Open, site: str, operator: str, paths: Mapping[str, str], width: int
) -> None:
    page = open_page(width=width)
    for address in (*(site + path for path in paths.values()), operator + "/"):
        visit(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_is_read(open_page: Open, site: str, paths: Mapping[str, str], width: int) -> None:
    page = open_page(width=width)
    page.add_init_script(_OBSERVE)
    for name, path in paths.items():
        visit(page, site + path)
        page.evaluate(
            "() => { window.scrollTo(0, document.body.scrollHeight); return new Promise(requestAnimationFrame) }"
        )
        assert page.evaluate("window.shift") == 0, name


def test_no_page_breaks_its_own_policy_or_misses_a_file(
    open_page: Open, site: str, operator: str, paths: Mapping[str, str]
) -> None:
    page = open_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for name, path in paths.items():
        visit(page, site + path)
        if name == "nothing":  # the browser tells of every 404
            said.clear()
    visit(page, operator + "/")
    assert said == []


def test_every_page_weighs_less_than_fifty_kilobytes(open_page: Open, site: str, paths: Mapping[str, str]) -> None:
    page = open_page()
    for name, path in paths.items():
        answer = page.goto(site + path)
        assert answer is not None
        assert len(answer.body()) < 50_000, name


def test_a_filter_is_clicked_together_without_script(open_page: Open, site: str) -> None:
    page = open_page(script=False)
    page.goto(site + "/filter/")
    page.fill("#company", "Amazon")
    page.fill("#category", "Обучение")
    page.click("text=Show the feed")
    assert page.url == f"{site}/filter/?company=Amazon&category=%D0%9E%D0%B1%D1%83%D1%87%D0%B5%D0%BD%D0%B8%D0%B5"
    assert f"{site}/companies/amazon/atom.xml?category=obuchenie" in page.inner_text("main")
    page.click(".chips >> text=English")
    assert f"{site}/companies/amazon/atom.xml?category=obuchenie&language=en" in page.inner_text("main")
    page.click(".chips >> text=English")
    assert "language=en" not in page.url


def test_what_was_typed_wrongly_is_told_beside_the_field_and_stays_there(open_page: Open, site: str) -> None:
    page = open_page(script=False)
    page.goto(site + "/filter/?company=amazn&author=Jana+Novakova&since=2026-02-30")
    assert page.input_value("#company") == "amazn"
    assert page.input_value("#since") == "2026-02-30"
    assert "2026-02-30" in page.inner_text("#fault-since")
    page.click(".fault >> text=Amazon")
    assert page.input_value("#company") == "amazon"
    assert page.input_value("#author") == "Jana Novakova"
    assert page.input_value("#since") == "2026-02-30"


def test_the_search_of_the_home_page_leads_to_a_feed(open_page: Open, site: str) -> None:
    page = open_page(script=False)
    page.goto(site + "/")
    page.fill("#q", "лекарствата")
    page.click(".search button")
    assert page.url.startswith(site + "/filter/?q=")
    assert re.search(r"[1-9]\d* entr", page.inner_text(".intro"))


def test_paper_shows_what_can_be_read_and_nothing_to_click(
    open_page: Open, site: str, paths: Mapping[str, str]
) -> None:
    page = open_page(width=760)
    page.emulate_media(media="print")
    for name, path in paths.items():
        visit(page, site + path)
        assert page.evaluate(_TO_CLICK) == [], name
        assert page.inner_text("h1")


def test_the_keyboard_gets_to_the_content_first_and_sees_where_it_is(open_page: Open, site: str) -> None:
    page = open_page()
    page.goto(site + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


_TITLES = "[...document.querySelectorAll('.wire h4')].map((one) => one.textContent)"
_REACHED = "document.querySelector('.wire :target h4').textContent"


def test_turning_a_page_leads_to_the_first_entry_that_was_not_shown(open_page: Open, site: str) -> None:
    page = open_page(width=390)
    page.goto(site + "/")
    shown = page.evaluate(_TITLES)
    page.click(".pager >> text=Older")
    titles = page.evaluate(_TITLES)
    assert titles.index(page.evaluate(_REACHED)) == titles.index(shown[-1]) + 1
    assert 0 <= page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 450
    page.click(".pager >> text=Newer")
    assert page.url == site + "/"
