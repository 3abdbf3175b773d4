from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import pages
from publisher.feed import Format
from publisher.form import FIELDS, read_form
from publisher.item import shortened
from publisher.pages.chart import Months
from publisher.pages.content import page_content
from publisher.pages.dates import clock_text, day_of, day_text, machine_text, moment_text
from publisher.pages.head import selected, web_address
from publisher.pages.language import direction
from publisher.pages.listing import (
    COMPANIES_ON_PAGE,
    LETTERS_FROM,
    anchors,
    by_day,
    by_letter,
    last_page,
    most_active,
    most_written_about,
    portion,
)
from publisher.pages.provenance import notes
from publisher.query import FeedQuery
from publisher.site import Site
from store.entry import (
    Author,
    Company,
    CompanyCount,
    DateOrigin,
    Entry,
    EntryState,
    Fingerprint,
    Guid,
    Identity,
    LanguageOrigin,
    Origin,
    Repair,
    Slug,
    Source,
    Stored,
)
from store.lineage import Lineage
from store.selection import Clause, Selection
from store.slug import company_slug, public_id

SITE = Site(base_url="https://feeds.example.org/wire", title="Zprávy & trhy", description="Články po firmách.")
NOON = datetime(2026, 2, 5, 12, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;"
BARE = Entry(
    identity=Identity(None, None, "", Fingerprint("0" * 64)),
    title="x",
    published=NOON,
    published_origin=DateOrigin.DECLARED,
    content="",
    text="",
    summary="",
)

text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60)
names = text.filter(lambda name: bool(name.strip()))
moments = st.datetimes(timezones=st.just(UTC))


def stored(entry: Entry, guid: str = "urn:uuid:1") -> Stored:
    return Stored(
        id=1,
        guid=Guid(guid),
        public_id=public_id(Guid(guid)),
        entry=entry,
        state=EntryState.PUBLISHED,
        updated=entry.published,
        arrived=entry.published,
        seq=1,
        changed=entry.published,
    )


def tagged(*companies: str, origin: Origin = Origin.DECLARED) -> tuple[Company, ...]:
    return tuple(Company(company_slug(name), name, origin) for name in companies)


def count(name: str, entries: int = 3, *aliases: str) -> CompanyCount:
    return CompanyCount(company_slug(name), name, aliases, entries, NOON if entries else None)


def parse(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


BULGARIAN = replace(
    BARE,
    title="Обувната верига отваря десет магазина в Пловдив",
    language="bg",
    language_origin=LanguageOrigin.DETECTED,
    companies=tagged("Обувки Люкс", origin=Origin.DETECTED),
    source=Source("Пазарен вестник", emoji="📰"),
    importance=4,
    content="<p>Първият ще отвори през март.</p>",
)
STARTS = tuple(datetime(2025, month, 1, tzinfo=UTC) for month in range(1, 13))
MONTHS = Months(STARTS, (0, 3, 0, 0, 7, 0, 0, 1, 7, 0, 0, 0))
ACTIVITY = {count(f"Firma {n}").slug: MONTHS for n in range(0, 60, 2)}
QUERY = FeedQuery(Selection(companies=(Clause(("zabka",)),), languages=(Clause(("bg",)),)))
WISH = pages.Wish("Articles about Żabka.", selected(SITE, "Zprávy & trhy: Żabka", QUERY), "/filter/?x", "/?x")


def form_page(pairs: list[tuple[str, str]]) -> str:
    form = read_form(pairs, default_limit=50)
    option = pages.Option("Bulgarian", 1234, "/filter/?language=bg", chosen=True)
    return pages.render_filter(
        SITE,
        wish=WISH,
        form=form,
        found=None if form.faults else pages.Found(1234, [stored(BULGARIAN)]),
        options={} if form.faults else {"language": [option]},
        companies=[count("Żabka")],
        near=[pages.Option("Żabka", 3, "/filter/?company=zabka", chosen=False)] if form.faults else [],
    )


EVERY_PAGE = {
    "home": pages.render_home(SITE, entries=[stored(BULGARIAN)], companies=[count("Обувки Люкс")], total=9),
    "empty home": pages.render_home(SITE, entries=[], companies=[], total=0),
    "companies": pages.render_companies(SITE, companies=[count(f"Firma {n}") for n in range(60)], activity=ACTIVITY),
    "found companies": pages.render_companies(SITE, companies=[count("Firma 1")], activity={}, sought="firma"),
    "no companies": pages.render_companies(SITE, companies=[], activity={}),
    "company": pages.render_company(SITE, company=count("Żabka"), entries=[stored(BULGARIAN)], months=None),
    "active company": pages.render_company(
        SITE, company=count("Żabka"), entries=[stored(BULGARIAN)], months=MONTHS, languages=["cs", "tlh"]
    ),
    "empty company": pages.render_company(SITE, company=count("Żabka", 0), entries=[], months=None),
    "empty form": form_page([]),
    "filter": form_page([("company", "Żabka"), ("language", "bg"), ("limit", "7")]),
    "faulty filter": form_page([("company", "Zabkka"), ("since", "2026-02-30"), ("language", "česky")]),
    "selection": pages.render_selection(
        SITE, wish=WISH, found=pages.Found(151, [stored(BULGARIAN, f"urn:{n}") for n in range(51)])
    ),
    "portion": pages.render_portion(
        SITE, of=pages.of_company(SITE, count("Żabka")), entries=[stored(BULGARIAN)], number=3, is_last=False
    ),
    "portion of a selection": pages.render_portion(
        SITE, of=pages.of_wish(WISH), entries=[stored(BULGARIAN)], number=1, is_last=True
    ),
    "portion of everything": pages.render_portion(
        SITE, of=pages.of_everything(SITE), entries=[stored(BULGARIAN)], number=2, is_last=True
    ),
    "reading": pages.render_reading(
        SITE, wish=WISH, title="Zprávy: Żabka", format=Format.RSS, entries=[stored(BULGARIAN)]
    ),
    "empty reading": pages.render_reading(SITE, wish=WISH, title="Zprávy: Żabka", format=Format.JSON, entries=[]),
    "entry": pages.render_entry(SITE, stored=stored(BULGARIAN)),
    "bare entry": pages.render_entry(SITE, stored=stored(BARE)),
    "problem": pages.render_problem(SITE, status=404, title="No such company", message="Nearest: zabka."),
}


@pytest.mark.parametrize("name", EVERY_PAGE)
class TestEveryPage:
    def test_has_one_first_heading_and_leaves_out_no_level(self, name: str) -> None:
        levels = [int(level) for level in re.findall(r"<h([1-6])", EVERY_PAGE[name])]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(below <= above + 1 for above, below in pairwise(levels))

    def test_offers_three_formats_of_everything_to_feed_readers(self, name: str) -> None:
        found = parse(EVERY_PAGE[name]).xpath("//head/link[@rel='alternate' and not(@hreflang)]")
        assert [(link.get("type"), link.get("href")) for link in found[-3:]] == [
            ("application/rss+xml", "https://feeds.example.org/wire/rss.xml"),
            ("application/atom+xml", "https://feeds.example.org/wire/atom.xml"),
            ("application/feed+json", "https://feeds.example.org/wire/feed.json"),
        ]
        assert all("Zprávy & trhy" in link.get("title") for link in found)

    def test_needs_neither_script_nor_inline_style(self, name: str) -> None:
        page = parse(EVERY_PAGE[name])
        assert not page.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]")

    def test_leads_the_keyboard_past_its_head(self, name: str) -> None:
        page = parse(EVERY_PAGE[name])
        (skip,) = page.xpath("//body/a[1]")
        assert page.xpath("//main")[0].get("id") == skip.get("href").removeprefix("#")

    def test_uses_each_id_once(self, name: str) -> None:
        ids = parse(EVERY_PAGE[name]).xpath("//@id")
        assert len(ids) == len(set(ids))

    def test_names_only_files_of_ours_that_exist(self, name: str) -> None:
        own = re.findall(r'https://feeds\.example\.org/wire/static/([^"?]+)\?v=([0-9a-f]+)"', EVERY_PAGE[name])
        assert {file for file, _ in own} == {"icon.png", "icon.svg", "seedwire.css"}
        for file, version in own:
            known = pages.static_file(file)
            assert known is not None
            assert version == known.version


def test_a_canonical_address_is_ours_except_for_an_article_whose_own_page_is_known() -> None:
    def canonical(html: str) -> list[str]:
        return [str(href) for href in parse(html).xpath("//link[@rel='canonical']/@href")]

    ours = f"https://feeds.example.org/wire/entries/{public_id(Guid('urn:uuid:1'))}/"
    article = replace(BARE, link="https://www.example.com/a?b=1&c=2")
    relative = replace(BARE, link="relative:/clanky/1")
    with_site = replace(SITE, site_url="https://noviny.example")
    assert canonical(EVERY_PAGE["home"]) == ["https://feeds.example.org/wire/"]
    assert canonical(EVERY_PAGE["company"]) == ["https://feeds.example.org/wire/companies/zabka/"]
    assert canonical(EVERY_PAGE["portion"]) == ["https://feeds.example.org/wire/companies/zabka/?page=3"]
    assert canonical(EVERY_PAGE["portion of a selection"]) == ["https://feeds.example.org/wire/?x&page=1"]
    assert canonical(EVERY_PAGE["portion of everything"]) == ["https://feeds.example.org/wire/?page=2"]
    assert canonical(EVERY_PAGE["empty company"]) == ["https://feeds.example.org/wire/companies/zabka/"]
    assert canonical(EVERY_PAGE["bare entry"]) == [ours]
    assert canonical(pages.render_entry(SITE, stored=stored(article))) == ["https://www.example.com/a?b=1&c=2"]
    assert canonical(pages.render_entry(SITE, stored=stored(relative))) == [ours]
    assert canonical(pages.render_entry(with_site, stored=stored(relative))) == ["https://noviny.example/clanky/1"]
    assert canonical(EVERY_PAGE["problem"]) == []


def test_the_home_page_shows_the_newest_by_day() -> None:
    later, earlier = replace(BARE, title="Druhá"), replace(BARE, title="První", published=NOON - timedelta(days=1))
    page = parse(pages.render_home(SITE, entries=[stored(later), stored(earlier, "urn:2")], companies=[], total=2))
    assert [words(day) for day in page.xpath("//h3")] == ["5 February 2026", "4 February 2026"]
    assert [words(title) for title in page.xpath("//h4")] == ["Druhá", "První"]
    assert not page.xpath("//nav[@class='pager']")


def test_a_line_of_the_list_says_where_when_what_about_and_how_important() -> None:
    (line,) = parse(EVERY_PAGE["home"]).xpath("//ol/li")
    assert words(line) == f"{BULGARIAN.title} 12:30 Пазарен вестник Bulgarian Importance 4/5 Обувки Люкс"
    assert line.xpath(".//h4/@lang") == ["bg"]
    assert line.xpath(".//p//a/@href") == ["/wire/companies/obuvki-lyux/"]


@pytest.mark.parametrize(("importance", "gists"), [(None, 0), (3, 0), (4, 1), (5, 1)])
def test_what_matters_most_says_more_in_the_list(importance: int | None, gists: int) -> None:
    entry = replace(BARE, importance=importance, summary="Závod v Brně zdvojnásobí výrobu. " * 20)
    html = parse(pages.render_home(SITE, entries=[stored(entry)], companies=[], total=1))
    shown = html.xpath("//p[@class='gist']")
    assert len(shown) == gists
    assert all(len(gist.text) <= 200 for gist in shown)


def test_an_empty_home_page_says_what_to_do() -> None:
    assert "Put an article into the seeds folder" in words(parse(EVERY_PAGE["empty home"]))


def test_feed_addresses_stand_as_text_that_can_be_copied() -> None:
    codes = [words(code) for code in parse(EVERY_PAGE["company"]).xpath("//dd/code")]
    assert codes == [
        f"https://feeds.example.org/wire/companies/zabka/{name}" for name in ("rss.xml", "atom.xml", "feed.json")
    ]


def test_a_company_page_offers_the_company_before_everything() -> None:
    hrefs = parse(EVERY_PAGE["company"]).xpath("//head/link[@rel='alternate']/@href")
    assert [href.removeprefix("https://feeds.example.org/wire") for href in hrefs] == [
        "/companies/zabka/rss.xml",
        "/companies/zabka/atom.xml",
        "/companies/zabka/feed.json",
        "/rss.xml",
        "/atom.xml",
        "/feed.json",
    ]


def ways(html: str) -> dict[str, str]:
    """What the pager offers, with where it leads below ``base_url``; what the head says must be the same."""
    page = parse(html)
    for relation in ("prev", "next"):
        assert page.xpath(f"//nav/a[@rel='{relation}']/@href") == page.xpath(f"//head/link[@rel='{relation}']/@href")
    links = page.xpath("//nav[@class='pager']/a")
    assert [link.text for link in links] == [n for n in PAGER if n in {link.text for link in links}]
    return {link.text: link.get("href").removeprefix("https://feeds.example.org/wire/") for link in links}


PAGER = ("Newest", "Newer", "Older", "Oldest")
NEWEST = [stored(BARE, f"urn:{n}") for n in range(51)]
UNSEEN = NEWEST[50].public_id


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (0, {}),
        (50, {}),
        (51, {"Older": f"?page=1#{UNSEEN}"}),
        (100, {"Older": f"?page=1#{UNSEEN}"}),
        (101, {"Older": f"?page=2#{UNSEEN}", "Oldest": "?page=1"}),
        (10_749, {"Older": f"?page=214#{UNSEEN}", "Oldest": "?page=1"}),
    ],
)
def test_a_front_page_leads_to_the_first_entry_that_it_does_not_show(total: int, expected: dict[str, str]) -> None:
    home = pages.render_home(SITE, entries=NEWEST[: min(total, 51)], companies=[], total=total)
    company = pages.render_company(SITE, company=count("Żabka", total), entries=NEWEST[: min(total, 51)])
    assert ways(home) == expected
    assert ways(company) == {name: f"companies/zabka/{to}" for name, to in expected.items()}
    assert len(parse(home).xpath("//ol/li")) == min(total, 50)


@pytest.mark.parametrize(
    ("number", "last", "expected"),
    [
        (1, 1, {"Newer": ""}),
        (1, 9, {"Newest": "", "Newer": "?page=2"}),
        (2, 9, {"Newest": "", "Newer": "?page=3", "Older": "?page=1"}),
        (3, 3, {"Newer": "", "Older": "?page=2", "Oldest": "?page=1"}),
        (3, 9, {"Newest": "", "Newer": "?page=4", "Older": "?page=2", "Oldest": "?page=1"}),
    ],
)
def test_no_page_leads_to_itself_nor_twice_to_another(number: int, last: int, expected: dict[str, str]) -> None:
    of = pages.of_everything(SITE)
    page = pages.render_portion(SITE, of=of, entries=NEWEST[:50], number=number, is_last=number == last)
    assert ways(page) == expected
    assert f"Page {number}, counted from the oldest" in words(parse(page))


def test_a_numbered_page_holds_nothing_that_a_new_entry_changes() -> None:
    shown = NEWEST[:50]
    before, after = (
        pages.render_portion(
            SITE, of=pages.of_company(SITE, count("Żabka", many)), entries=shown, number=2, is_last=False
        )
        for many in (200, 201)
    )
    assert before == after
    page = parse(before)
    assert not page.xpath("//svg | //form | //section[@class='subscribe']")
    assert page.xpath("//title/text()") == ["Żabka, page 2 · Zprávy & trhy"]
    assert [line.get("id") for line in page.xpath("//ol/li")] == [one.public_id for one in shown]


def test_a_numbered_page_says_from_when_to_when_it_reaches() -> None:
    earlier = stored(replace(BARE, published=NOON - timedelta(days=40)), "urn:earlier")
    of = pages.of_everything(SITE)
    some = pages.render_portion(SITE, of=of, entries=[stored(BARE), earlier], number=1, is_last=True)
    assert words(parse(some).xpath("//p[@class='lede']")[0]).startswith("27 December 2025 to 5 February 2026. ")
    one_day = pages.render_portion(SITE, of=of, entries=[stored(BARE)], number=1, is_last=True)
    assert words(parse(one_day).xpath("//p[@class='lede']")[0]).startswith("5 February 2026. ")


def test_aliases_are_shown() -> None:
    page = pages.render_company(SITE, company=count("Orlen", 1, "PKN Orlen", "Орлен"), entries=[])
    assert "1 entry, the newest of 5 February 2026. Also written PKN Orlen, Орлен." in words(parse(page))


def test_letters_lead_to_companies_when_there_are_many() -> None:
    few = pages.render_companies(SITE, companies=[count("Яндекс"), count("3M")])
    many = parse(pages.render_companies(SITE, companies=[count(f"{chr(65 + n % 20)}firma {n}") for n in range(60)]))
    assert 'class="letters"' not in few
    assert [href.removeprefix("#") for href in many.xpath("//nav[@class='letters']/a/@href")] == many.xpath("//tr/@id")


@pytest.mark.parametrize("name", ["Společnost", "Акционерно дружество за строителни материали"])
@pytest.mark.parametrize("many", [LETTERS_FROM - 1, LETTERS_FROM, 3000, 100_000])
def test_no_page_of_companies_takes_fifty_kilobytes(many: int, name: str) -> None:
    companies = [count(f"{name} {n}") for n in range(many)]
    busy = dict.fromkeys((company.slug for company in companies), Months(STARTS * 2, tuple(range(990, 1014))))
    for order in pages.Order:
        page = pages.render_companies(SITE, companies=companies, activity=busy, order=order)
        assert len(page.encode()) < 50_000


def test_a_list_of_thousands_has_pages_that_lead_to_each_other_and_to_every_company() -> None:
    companies = [count(f"Firma {n}") for n in range(700)]
    seen: list[str] = []
    for page in range(1, last_page(700) + 1):
        html = parse(pages.render_companies(SITE, companies=companies, page=page))
        seen += html.xpath("//th/a/@href")
        assert html.xpath("//nav[@class='pager']/a/@href") == html.xpath("//link[@rel='prev' or @rel='next']/@href")
        assert html.xpath("//link[@rel='canonical']/@href") == [
            SITE.url("/companies/") + (f"?page={page}" if page > 1 else "")
        ]
    assert seen == [f"{slug}/" for slug in sorted(company.slug for company in companies)]


@given(st.lists(st.text("abcXYZ0123я", min_size=1, max_size=4), max_size=40, unique_by=lambda name: count(name).slug))
def test_every_letter_is_linked_to_the_page_where_it_begins(names: list[str]) -> None:
    companies = [count(f"{name} {n}") for name in names for n in range(COMPANIES_ON_PAGE // 9)]
    shown = [portion(companies, page) for page in range(1, last_page(len(companies)) + 1)]
    begins: dict[str, int] = {}
    for each in shown:
        for letter in by_letter(each.companies):
            begins.setdefault(letter.letter, each.page)
    assert [company for each in shown for company in each.companies] == sorted(
        companies, key=lambda company: (company.slug[0].isdigit(), company.slug)
    )
    if len(companies) >= LETTERS_FROM:
        assert {letter.letter: page for letter, page in shown[0].letters} == begins
        assert {anchor for each in shown for anchor in anchors(each).values()} == {
            letter.anchor for letter, _ in shown[0].letters
        }
    else:
        assert shown[0].letters == ()


def test_fifty_ordinary_entries_and_all_else_on_the_home_page_take_less_than_fifty_kilobytes() -> None:
    entries = [stored(BULGARIAN, f"urn:{n}") for n in range(50)]
    companies = [count(f"Společnost {n}", n) for n in range(500)]
    assert len(pages.render_home(SITE, entries=entries, companies=companies, total=5000).encode()) < 50_000


def test_a_line_names_five_of_sixty_companies_and_the_entry_all() -> None:
    entry = replace(BARE, companies=tagged(*(f"Firma {n}" for n in range(60))))
    home = parse(pages.render_home(SITE, entries=[stored(entry)], companies=[], total=1))
    page = parse(pages.render_entry(SITE, stored=stored(entry)))
    assert len(home.xpath("//li//p//a")) == 5
    assert "55 more" in words(home)
    assert len(page.xpath("//dd//a")) == 60


def test_an_entry_shows_all_that_is_known_of_it() -> None:
    entry = replace(
        BARE,
        title="Řetězec otevře deset prodejen",
        original_title="Chain to open ten shops",
        language="cs",
        language_origin=LanguageOrigin.DECLARED,
        link="https://www.noviny.example/1",
        authors=(Author("Jana Dvořáková", email="jana@example.org", url="https://example.org/jana"), Author("ČTK")),
        source=Source("Noviny", emoji="🗞", url="https://www.noviny.example/"),
        companies=tagged("Boty Lux") + tagged("Orlen", origin=Origin.DETECTED),
        categories=("obchod", "maloobchod"),
        importance=2,
        image="relative:/obr/a.jpg",
        content="<p>První v březnu.</p>",
    )
    html = pages.render_entry(SITE, stored=replace(stored(entry), updated=NOON + timedelta(hours=3)))
    page = parse(html)
    shown = words(page)
    for expected in (
        "5 February 2026, 12:30 UTC",
        "🗞 Noviny",
        "Czech",
        "Importance 2 of 5",
        "Original title Chain to open ten shops",
        "By Jana Dvořáková, ČTK",
        "Read at Noviny",
        "Boty Lux Orlen detected",
        "obchod maloobchod",
        "Updated 5 February 2026, 15:30 UTC",
        "První v březnu.",
    ):
        assert expected in shown
    assert "jana@example.org" not in html
    assert page.xpath("//img/@src") == ["https://feeds.example.org/obr/a.jpg"]
    assert page.xpath("//img/@referrerpolicy") == ["no-referrer"]
    assert page.xpath("//h1/@lang") == ["cs"]
    assert page.xpath("//meta[@property='og:type']/@content") == ["article"]


def test_an_image_that_the_text_shows_already_is_not_shown_twice() -> None:
    entry = replace(
        BARE,
        image="https://i.example/a.jpg?x=1&y=2",
        content='<p><img src="https://i.example/a.jpg?x=1&amp;y=2" alt=""></p>',
    )
    assert len(parse(pages.render_entry(SITE, stored=stored(entry))).xpath("//img")) == 1


def test_a_summary_stands_in_for_a_text_that_is_missing() -> None:
    page = parse(pages.render_entry(SITE, stored=stored(replace(BARE, summary="Krátce a jasně."))))
    assert words(page.xpath("//div[@class='content']")[0]) == "Krátce a jasně."


def test_an_entry_offers_the_feeds_of_its_first_companies_before_those_of_everything() -> None:
    entry = replace(BARE, companies=tagged("Škoda", "Siemens", "Софарма", "Nvidia"))
    html = parse(pages.render_entry(SITE, stored=stored(entry)))
    offered = html.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")
    assert offered == [
        SITE.url(f"{folder}atom.xml")
        for folder in ("/companies/skoda/", "/companies/siemens/", "/companies/sofarma/", "/")
    ]


def test_translations_are_linked_in_the_head_and_on_the_page() -> None:
    page = parse(pages.render_entry(SITE, stored=stored(BARE), translations=[stored(BULGARIAN, "urn:bg")]))
    address = f"https://feeds.example.org/wire/entries/{public_id(Guid('urn:bg'))}/"
    assert page.xpath("//head/link[@hreflang='bg']/@href") == [address]
    assert page.xpath("//main//a[@hreflang='bg']/@href") == [address]


@pytest.mark.parametrize("language", ["ar", "he-IL", "fa", "az-Arab"])
def test_text_that_runs_from_right_to_left_does_so_in_lists_and_on_its_page(language: str) -> None:
    entry = replace(BARE, title="שלום", language=language)
    home = parse(pages.render_home(SITE, entries=[stored(entry)], companies=[], total=1))
    page = parse(pages.render_entry(SITE, stored=stored(entry)))
    assert home.xpath("//li/article/@dir") == ["rtl"]
    assert page.xpath("//article/@dir") == ["rtl"]
    assert page.xpath("/html/@dir") == []


def test_a_problem_is_told_in_its_own_words_and_kept_out_of_search_engines() -> None:
    page = parse(
        pages.render_problem(SITE, status=404, title="No such company", message="There is no “zabk”.\nNearest: żabka.")
    )
    assert [words(p) for p in page.xpath("//main//p")][:3] == ["404", "There is no “zabk”.", "Nearest: żabka."]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_nothing_hostile_in_any_field_becomes_markup() -> None:
    entry = replace(
        BARE,
        title=HOSTILE,
        original_title=HOSTILE + "!",
        summary=HOSTILE,
        language='cs" onclick="alert(1)',
        link="javascript:alert(1)",
        image="relative:javascript:alert(1)",
        authors=(Author(HOSTILE, url="javascript:alert(1)"),),
        source=Source(HOSTILE, emoji=HOSTILE, url="data:text/html,x"),
        companies=(Company(Slug("a"), HOSTILE),),
        categories=(HOSTILE,),
        encoding=HOSTILE,
    )
    company = CompanyCount(Slug("a"), HOSTILE, (HOSTILE,), 1, NOON)
    site = replace(SITE, title=HOSTILE, description=HOSTILE)
    hostile_wish = pages.Wish(HOSTILE, selected(site, HOSTILE, QUERY), "/filter/", "/")
    for html in (
        pages.render_home(site, entries=[stored(entry)], companies=[company], total=1),
        pages.render_companies(site, companies=[company]),
        pages.render_companies(site, companies=[company] * 400),
        pages.render_company(site, company=company, entries=[stored(entry)]),
        pages.render_entry(site, stored=stored(entry)),
        pages.render_companies(site, companies=[company], sought=HOSTILE),
        pages.render_reading(site, wish=hostile_wish, title=HOSTILE, format=Format.ATOM, entries=[stored(entry)]),
        pages.render_selection(
            site,
            wish=hostile_wish,
            found=pages.Found(1, [stored(entry)]),
        ),
        pages.render_portion(site, of=pages.of_wish(hostile_wish), entries=[stored(entry)], number=1, is_last=True),
        pages.render_filter(
            site,
            wish=hostile_wish,
            form=read_form([(field, HOSTILE) for field in FIELDS], default_limit=50),
            found=pages.Found(1, [stored(entry)]),
            options={"source": [pages.Option(HOSTILE, 1, "/filter/", chosen=False)]},
            companies=[company],
            near=[pages.Option(HOSTILE, 1, "/filter/", chosen=False)],
        ),
        pages.render_problem(site, status=400, title=HOSTILE, message=HOSTILE),
    ):
        page = parse(html)
        assert not page.xpath("//script | //img | //@onerror | //@onclick")
        assert not [
            url for url in page.xpath("//@href | //@src") if not url.startswith(("https://feeds.", "/wire/", "#", "a/"))
        ]


@given(title=names, company=names, source=names, categories=st.lists(text, max_size=3), moment=moments)
def test_any_text_is_shown_as_it_is(
    title: str, company: str, source: str, categories: list[str], moment: datetime
) -> None:
    entry = replace(
        BARE,
        title=title,
        companies=tagged(company),
        source=Source(source),
        categories=tuple(categories),
        published=moment,
    )
    shown = words(parse(pages.render_entry(SITE, stored=stored(entry))))
    for value in (title, company, source, *categories):
        assert " ".join(value.split()) in shown


def test_characters_that_html_forbids_cost_nothing_but_themselves() -> None:
    html = pages.render_entry(SITE, stored=stored(replace(BARE, title="a\x00b\x0bc\ud800d")))
    assert "<h1" in html
    assert ">abcd</h1>" in html
    html.encode()


@pytest.mark.parametrize(
    ("stored_html", "shown"),
    [
        ("<h1>A</h1><h2>B</h2><h6>C</h6>", "<h2>A</h2><h3>B</h3><h6>C</h6>"),
        ("<h3>A</h3><h4>B</h4>", "<h2>A</h2><h3>B</h3>"),
        ("<h2>A</h2>", "<h2>A</h2>"),
        ('<a href="relative:/a">b</a>', '<a href="https://feeds.example.org/a">b</a>'),
        ('<p title="<h1><img>">a</p>', '<p title="<h1><img>">a</p>'),
        ("<main>a</main>", "<div>a</div>"),
        (
            '<img src="https://a.example/b">',
            '<img src="https://a.example/b" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer">',
        ),
        (
            '<video src="https://a.example/b"></video>',
            '<video src="https://a.example/b" controls preload="none"></video>',
        ),
        ("<table></table>", '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table></table></div>'),
        ("1 &lt; 2 <em>and</em> 3 > 2", "1 &lt; 2 <em>and</em> 3 > 2"),
    ],
)
def test_content_is_fitted_into_the_page(stored_html: str, shown: str) -> None:
    assert page_content(stored_html, SITE, "https://feeds.example.org/wire/entries/a/") == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("relative:/b", "https://feeds.example.org/b"),
        ("relative:javascript:alert(1)", None),
        ("relative://[", None),
        ("ftp://a.example/", None),
        (None, None),
    ],
)
def test_pages_link_only_to_the_web(url: str | None, shown: str | None) -> None:
    assert web_address(SITE, url) == shown


def test_an_article_that_says_everything_itself_needs_no_note() -> None:
    assert notes(replace(BARE, language="cs", language_origin=LanguageOrigin.DECLARED, companies=tagged("Orlen"))) == ()


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        (replace(BARE, published_origin=DateOrigin.MTIME), "file was last changed"),
        (replace(BARE, published_origin=DateOrigin.FILE_NAME), "name of the file"),
        (replace(BARE, published_origin=DateOrigin.PERMALINK), "permalink"),
        (replace(BARE, published_origin=DateOrigin.LINK), "article’s address"),
        (replace(BARE, language="pl", language_origin=LanguageOrigin.DETECTED), "recognised from the text: Polish"),
        (replace(BARE, language="pl", language_origin=LanguageOrigin.DEFAULT), "Polish is assumed"),
        (replace(BARE, companies=tagged("Orlen", origin=Origin.DETECTED)), "marked “detected”"),
        (replace(BARE, damaged=True), "could not be restored"),
        (replace(BARE, encoding="windows-1251"), "read as windows-1251"),
    ],
)
def test_what_the_article_does_not_say_itself_is_noted(entry: Entry, note: str) -> None:
    (found,) = notes(entry)
    assert note in found


def test_static_files_carry_their_type_and_a_tag_of_their_bytes() -> None:
    types = {"seedwire.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml", "icon.png": "image/png"}
    for name, content_type in types.items():
        file = pages.static_file(name)
        assert file is not None
        assert file.content_type == content_type
        assert file.etag == f'"{hashlib.sha256(file.body).hexdigest()[:16]}"'


@pytest.mark.parametrize("name", ["", "../views.py", "seedwire.CSS", "seedwire.css\x00", "static/icon.svg"])
def test_no_other_file_is_given_out(name: str) -> None:
    assert pages.static_file(name) is None


def test_the_style_sheet_is_small_and_asks_for_nothing_else() -> None:
    css = pages.static_file("seedwire.css")
    assert css is not None
    assert len(css.body) < 12_000
    assert b"url(" not in css.body
    assert b"@import" not in css.body


@given(text, st.integers(5, 40))
def test_a_shortened_text_begins_like_the_whole_and_fits(long: str, longest: int) -> None:
    short = shortened(long, longest)
    assert len(short) <= longest
    assert long.startswith(short.removesuffix("…"))
    assert (short == long) == (len(long) <= longest) or long.endswith("…")


@given(st.lists(moments, max_size=20))
def test_days_keep_every_entry_in_its_order(published: list[datetime]) -> None:
    entries = [stored(replace(BARE, published=moment), f"urn:{n}") for n, moment in enumerate(published)]
    days = by_day(entries)
    assert [entry for day in days for entry in day.entries] == entries
    assert all(day_of(entry.entry.published) == day.day for day in days for entry in day.entries)
    assert all(one.day != other.day for one, other in pairwise(days))


@given(st.lists(names, max_size=20, unique_by=company_slug))
def test_letters_hold_every_company_once_under_anchors_of_their_own(companies: list[str]) -> None:
    counts = [count(name) for name in companies]
    letters = by_letter(counts)
    assert sorted(c.slug for letter in letters for c in letter.companies) == sorted(c.slug for c in counts)
    assert len({letter.anchor for letter in letters}) == len(letters)


def test_companies_stand_where_their_addresses_have_them() -> None:
    letters = by_letter([count(name) for name in ("3M", "Яндекс", "Škoda Auto", "SoftBank", "Amazon")])
    assert [(letter.letter, [c.name for c in letter.companies]) for letter in letters] == [
        ("A", ["Amazon"]),
        ("S", ["Škoda Auto", "SoftBank"]),
        ("Y", ["Яндекс"]),
        ("0–9", ["3M"]),
    ]


@given(st.lists(st.tuples(names, st.integers(0, 9)), max_size=20, unique_by=lambda pair: company_slug(pair[0])))
def test_the_most_written_about_outnumber_all_others(pairs: list[tuple[str, int]]) -> None:
    counts = [count(name, entries) for name, entries in pairs]
    top = most_written_about(counts, 5)
    rest = [company.entries for company in counts if company not in top]
    assert all(company.entries > 0 for company in top)
    assert len(top) == min(5, sum(company.entries > 0 for company in counts))
    assert not top or max(rest, default=0) <= min(company.entries for company in top)


@given(moments)
def test_a_machine_reads_the_second_that_a_person_is_shown(moment: datetime) -> None:
    written = machine_text(moment)
    if clock_text(moment):
        assert datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) == moment.replace(microsecond=0)
    else:
        assert written == moment.date().isoformat()
    assert moment_text(moment).startswith(day_text(moment.date()))


def test_times_of_other_zones_are_shown_in_utc() -> None:
    assert (
        moment_text(datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))) == "31 December 2025, 22:30 UTC"
    )


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", "rtl"),
        ("HE", "rtl"),
        ("ur-Latn", "ltr"),
        ("uz-Arab-AF", "rtl"),
        ("en-x-arab", "ltr"),
        ("de-1996", "ltr"),
        (None, "auto"),
    ],
)
def test_direction_follows_the_script(tag: str | None, expected: str) -> None:
    assert direction(tag) == expected


def test_the_busiest_are_first_by_activity_and_of_equals_those_with_most_entries() -> None:
    companies = [count("Aero", 9), count("Brembo", 2), count("Citron", 5), count("Dacia", 9)]
    activity = {company_slug("Brembo"): MONTHS}
    assert [company.name for company in most_active(companies, activity)] == ["Brembo", "Aero", "Dacia", "Citron"]


def test_a_list_of_companies_shows_the_months_of_those_that_have_any() -> None:
    companies = [count("Żabka"), count("Orlen")]
    page = parse(pages.render_companies(SITE, companies=companies, activity={company_slug("Żabka"): MONTHS}))
    assert page.xpath("//tr[th/a/@href='zabka/']//title/text()") == ["18 in 12 months, most in September 2025: 7"]
    assert not page.xpath("//tr[th/a/@href='orlen/']//svg")
    assert {cell.get("scope") for cell in page.xpath("//thead//th")} == {"col"}


def test_a_search_among_companies_keeps_what_was_typed_and_its_order_from_page_to_page() -> None:
    companies = [count(f"Firma {n}") for n in range(COMPANIES_ON_PAGE + 1)]
    html = pages.render_companies(SITE, companies=companies, order=pages.Order.ACTIVITY, sought="Firmą & co")
    page = parse(html)
    assert page.xpath("//input[@name='q']/@value") == ["Firmą & co"]
    assert page.xpath("//input[@name='sort']/@value") == ["activity"]
    assert page.xpath("//nav[@class='pager']/a/@href") == [
        SITE.url("/companies/?q=Firm%C4%85+%26+co&sort=activity&page=2")
    ]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_company_page_tells_its_months_in_figures_too() -> None:
    page = parse(EVERY_PAGE["active company"])
    (drawing,) = page.xpath("//figure/svg")
    assert drawing.get("role") == "img"
    (described,) = page.xpath(f"//*[@id='{drawing.get('aria-describedby')}']")
    assert words(described) == "Entries by month: February 2025 3, May 2025 7, August 2025 1, September 2025 7."
    assert "most in September 2025: 7" in words(page)
    assert [words(option) for option in page.xpath("//select[@name='language']/option")] == ["any", "Czech", "tlh"]


def test_the_form_shows_the_feed_that_it_asks_for() -> None:
    page = parse(EVERY_PAGE["filter"])
    assert [words(code) for code in page.xpath("//dd/code")] == [
        f"https://feeds.example.org/wire/companies/zabka/{name}?language=bg"
        for name in ("rss.xml", "atom.xml", "feed.json")
    ]
    assert "1,234 entries so far" in words(page)
    assert page.xpath("//input[@name='company']/@value") == ["Żabka"]
    assert page.xpath("//input[@name='limit']/@value") == ["7"]
    assert [words(link) for link in page.xpath("//a[@aria-current]")] == ["Bulgarian 1,234"]


@pytest.mark.parametrize("name", ["empty form", "filter", "faulty filter", "active company", "found companies", "home"])
def test_every_field_has_a_label(name: str) -> None:
    page = parse(EVERY_PAGE[name])
    labelled = page.xpath("//label/@for")
    for field in page.xpath("//form//input[not(@type='hidden')] | //form//select"):
        assert field.get("aria-label") or field.get("id") in labelled, field.attrib


def test_a_fault_is_told_beside_its_field_with_what_was_typed_and_no_feed() -> None:
    page = parse(EVERY_PAGE["faulty filter"])
    assert not page.xpath("//dd/code")
    for name, typed in (("since", "2026-02-30"), ("language", "česky")):
        (field,) = page.xpath(f"//input[@name='{name}']")
        assert (field.get("value"), field.get("aria-invalid")) == (typed, "true")
        assert f'"{typed}"' in words(page.xpath(f"//*[@id='{field.get('aria-describedby')}']")[0])
    assert page.xpath("//p[@class='fault']/a/@href") == [SITE.url("/filter/?company=zabka")]


def test_the_page_of_a_feed_says_what_to_do_with_its_address() -> None:
    page = parse(EVERY_PAGE["reading"])
    assert "This is a feed: copy its address into your feed reader" in words(page)
    ours, *others = (
        f"{SITE.base_url}/companies/zabka/{name}?language=bg" for name in ("rss.xml", "atom.xml", "feed.json")
    )
    assert [words(code) for code in page.xpath("//code")] == [ours]
    assert page.xpath("//section[@class='subscribe']//a/@href")[:2] == others
    assert [words(title) for title in page.xpath("//h4")] == [BULGARIAN.title]


def test_the_page_of_a_long_feed_shows_the_newest_and_leads_to_the_rest() -> None:
    entries = [stored(BULGARIAN, f"urn:{n}") for n in range(200)]
    html = pages.render_reading(SITE, wish=WISH, title="Vše", format=Format.ATOM, entries=entries)
    assert len(html.encode()) < 50_000
    assert "of the 200 entries" in words(parse(html))
    assert SITE.url(WISH.page_path) in parse(html).xpath("//main//a/@href")


def test_a_repair_shows_the_place_before_and_after() -> None:
    before = "x " * 100 + "CamperĂł otevĹ™e <b>"
    after = "x " * 100 + "Camperó otevře <b>"
    mended = (Repair("content", "read as cp1250", "cp1250", 0.979, before, after),)
    page = parse(pages.render_entry(SITE, stored=stored(replace(BARE, repairs=mended))))
    (details,) = page.xpath("//details")
    assert words(details.find("summary")) == "Content: 97 % sure"
    assert words(details.xpath(".//del")[0]).endswith("CamperĂł otevĹ™e <b>")
    assert words(details.xpath(".//ins")[0]).endswith("Camperó otevře <b>")
    assert len(words(details.xpath(".//del")[0])) < 80


def test_an_entry_tells_where_else_it_is_and_what_became_of_it() -> None:
    own = replace(BARE, link="https://a.example/1", source=Source("Alfa"))
    copies = (own, replace(BARE, link="https://www.b.example/2"), replace(own, link="https://c.example/3"))
    past = Lineage(revised=(NOON, NOON + timedelta(days=1)), sources=copies, files=4)
    page = parse(pages.render_entry(SITE, stored=stored(own), lineage=past))
    assert [(words(a), a.get("href")) for a in page.xpath("//dt[text()='Also at']/../dd//a")] == [
        ("b.example", "https://www.b.example/2"),
        ("Alfa", "https://c.example/3"),
    ]
    assert "Text replaced 2 times, last on 6 February 2026, 12:30 UTC" in words(page)
    assert "Source files 4, all of this one article" in words(page)
