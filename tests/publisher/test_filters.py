"""The pages about filters, of a real database: what they select, count and lead to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import lxml.html
import pytest

from publisher.answers import Answer, Moved, Refused, filters, pages
from publisher.answers.reading import reading
from publisher.feed import Format
from publisher.parameters import BadParameterError
from publisher.publication import Publication
from publisher.representations import Representation
from publisher.site import Site
from store import edits
from store.engine import Database
from store.entry import Author, Company, DateOrigin, Entry, Fingerprint, Guid, Identity, Slug, Source
from store.portions import PORTION, portions
from store.slug import company_slug

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example/news", title="Zprávy")
COUNT = 130
LANGUAGES = ("cs", "bg", "en-GB")
NAMES = ("Škoda Auto", "Софарма", "Amazon")


def article(number: int) -> Entry:
    """Languages, companies and categories take turns, each in its own step."""
    return Entry(
        identity=Identity(None, None, "", Fingerprint(f"{number:064x}")),
        title=f"Zpráva {number}",
        published=NOW - timedelta(days=number),
        published_origin=DateOrigin.DECLARED,
        content=f"<p>Zpráva {number}</p>",
        text=f"Zpráva {number}",
        summary=f"Stručně {number}.",
        language=LANGUAGES[number % 3],
        companies=tuple(Company(company_slug(name), name) for name in {NAMES[number % 3], NAMES[number % 2]}),
        categories=("Průmysl",) if number % 2 else ("наука", "Školství"),
        importance=number % 5 + 1,
        authors=(Author("Jana Nováková"),),
        source=Source("Deník Vzor") if number % 4 else None,
    )


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    database = Database.create(f"sqlite:///{tmp_path_factory.mktemp('filters') / 'site.db'}", site=SITE.base_url)
    with database.write() as conn:
        for number in range(COUNT):
            edits.add(conn, article(number), guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)
    yield Publication(database, SITE)
    database.close()


def shown(answer: Answer) -> lxml.html.HtmlElement:
    assert isinstance(answer, Representation)
    assert answer.content_type == "text/html; charset=utf-8"
    return lxml.html.document_fromstring(answer.body)


def form(publication: Publication, query: str) -> Answer:
    with publication.view() as view:
        return filters.filter_page(view, parse_qsl(query, keep_blank_values=True))


def home(publication: Publication, query: str) -> Answer:
    with publication.view() as view:
        return pages.home(view, parse_qsl(query, keep_blank_values=True))


def company(publication: Publication, slug: str, query: str = "") -> Answer:
    with publication.view() as view:
        return pages.company(view, Slug(slug), parse_qsl(query))


def titles(page: lxml.html.HtmlElement) -> list[str]:
    return [title.text_content() for title in page.xpath("//h4")]


def wanted(number: int, query: str) -> bool:
    """The model of the queries below."""
    entry = article(number)
    return {
        "language=cs": entry.language == "cs",
        "company=sofarma,amazon": bool({"sofarma", "amazon"} & {c.slug for c in entry.companies}),
        "company=sofarma&company=amazon": {"sofarma", "amazon"} <= {c.slug for c in entry.companies},
        "category=-nauka&min_importance=4": number % 2 == 1 and (entry.importance or 0) >= 4,
        "source=Den%C3%ADk+Vzor&author=jana-novakova&language=en": number % 4 > 0 and entry.language == "en-GB",
    }[query]


QUERIES = (
    "language=cs",
    "company=sofarma,amazon",
    "company=sofarma&company=amazon",
    "category=-nauka&min_importance=4",
    "source=Den%C3%ADk+Vzor&author=jana-novakova&language=en",
)


@pytest.mark.parametrize("query", QUERIES)
def test_the_form_counts_all_and_previews_the_newest(publication: Publication, query: str) -> None:
    page = shown(form(publication, query))
    matching = [number for number in range(COUNT) if wanted(number, query)]
    assert f"{len(matching)} entries so far" in " ".join(page.text_content().split())
    assert titles(page) == [f"Zpráva {number}" for number in matching[: filters.PREVIEW]]


@pytest.mark.parametrize("query", QUERIES)
def test_a_filter_on_the_home_page_lists_what_it_selects_page_by_page(publication: Publication, query: str) -> None:
    matching = [f"Zpráva {number}" for number in range(COUNT) if wanted(number, query)]
    page = shown(home(publication, query))
    assert read_through(publication, query) == matching
    assert page.xpath("//p[@class='lede']/a/@href")[0].startswith("https://feeds.example/news/filter/?")


def test_a_filter_on_a_companys_page_narrows_it(publication: Publication) -> None:
    page = shown(company(publication, "skoda-auto", "language=cs&min_importance=5"))
    assert titles(page) == [f"Zpráva {number}" for number in range(COUNT) if number % 3 == 0 and number % 5 == 4]
    assert page.xpath("//link[@rel='canonical']/@href") == [
        "https://feeds.example/news/companies/skoda-auto/?language=cs&min_importance=5"
    ]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("company=Amazon", "/companies/amazon/"),
        ("company=Amazon&page=2", "/companies/amazon/?page=2"),
        ("company=%2C", "/"),
    ],
)
def test_what_has_a_page_of_its_own_is_there(publication: Publication, query: str, path: str) -> None:
    assert home(publication, query) == Moved(path)


def read_through(publication: Publication, query: str = "") -> list[str]:
    """The titles that somebody reads who follows the way to what is older, and begins where it leads to."""
    page, fragment, found = shown(home(publication, query)), "", list[str]()
    while True:
        lines = page.xpath("//ol/li")
        places = [line.get("id") for line in lines]
        found += titles(page)[places.index(fragment) if fragment else 0 :]
        if not (following := page.xpath("//nav[@class='pager']/a[@rel='next']/@href")):
            return found
        address = urlsplit(following[0])
        page, fragment = shown(home(publication, address.query)), address.fragment


def test_who_turns_the_pages_of_everything_reads_each_entry_once(publication: Publication) -> None:
    assert read_through(publication) == [f"Zpráva {number}" for number in range(COUNT)]


@pytest.mark.parametrize("query", ["", "language=cs,bg&"])
def test_a_page_that_is_not_complete_has_no_number(publication: Publication, query: str) -> None:
    last = portions(len(read_through(publication, query)))
    assert len(titles(shown(home(publication, f"{query}page={last}")))) == PORTION
    refused = home(publication, f"{query}page={last + 1}")
    assert isinstance(refused, Refused)
    assert (refused.status, f"the last one is {last}" in refused.message) == (404, True)


def test_the_first_page_is_the_oldest(publication: Publication) -> None:
    assert titles(shown(home(publication, "page=1"))) == [f"Zpráva {n}" for n in range(COUNT - PORTION, COUNT)]


@pytest.mark.fault(31)
@pytest.mark.parametrize("query", ["since=2026-02-30", "language=česky", "page=x", "page=1&page=2", "min_importance=9"])
def test_a_bad_value_on_a_page_is_refused(publication: Publication, query: str) -> None:
    with pytest.raises(BadParameterError):
        home(publication, query)


def test_an_unknown_company_on_a_page_is_refused_with_the_nearest(publication: Publication) -> None:
    refused = home(publication, "company=sofrma")
    assert isinstance(refused, Refused)
    assert (refused.status, "sofarma" in refused.message) == (404, True)


def test_blank_fields_leave_the_address(publication: Publication) -> None:
    assert form(publication, "company=&q=&language=cs&x=1&limit=") == Moved("/filter/?language=cs")
    assert form(publication, "company=&q=") == Moved("/filter/")


def test_what_can_be_clicked_leads_to_the_filter_with_it_or_without_it(publication: Publication) -> None:
    page = shown(form(publication, "language=cs&company=amazon"))
    links = {link.text_content().split()[0]: link for link in page.xpath("//ul[@class='chips']//a")}
    assert links["Czech"].get("aria-current") == "true"
    assert links["Czech"].get("href") == "https://feeds.example/news/filter/?company=amazon"
    assert links["Bulgarian"].get("href") == "https://feeds.example/news/filter/?company=amazon&language=bg,cs"
    assert links["наука"].get("href").endswith("?company=amazon&category=nauka&language=cs")
    for link in links.values():
        address = link.get("href").partition("?")[2]
        assert "so far" in shown(form(publication, address)).text_content()


def test_a_wrong_company_is_told_with_the_nearest_and_no_feed(publication: Publication) -> None:
    page = shown(form(publication, "company=Sofrma&author=Jana"))
    assert "so far" not in page.text_content()
    assert not page.xpath("//dd/code")
    (nearest,) = page.xpath("//p[@class='fault']/a")
    assert nearest.get("href") == "https://feeds.example/news/filter/?company=sofarma&author=Jana"
    assert page.xpath("//input[@name='author']/@value") == ["Jana"]


def test_companies_are_found_without_their_accents_and_in_the_other_script(publication: Publication) -> None:
    def found(query: str) -> list[str]:
        with publication.view() as view:
            return list(shown(pages.companies(view, parse_qsl(query))).xpath("//th/a/@href"))

    assert found("q=skoda") == found("q=ŠKODA+A") == ["skoda-auto/"]
    assert found("q=so+far") == found("q=СОФ") == ["sofarma/"]
    assert found("q=nobody") == []
    assert found("sort=activity")[0] == "skoda-auto/"
    for query in ("sort=size", "q=" + "a" * 200):
        with publication.view() as view, pytest.raises(BadParameterError):
            pages.companies(view, parse_qsl(query))


@pytest.mark.parametrize("notation", Format)
def test_a_feed_can_be_read_by_a_person(publication: Publication, notation: Format) -> None:
    with publication.view() as view:
        page = shown(reading(view, notation, [("language", "bg"), ("limit", "5")], Slug("sofarma")))
        refused = reading(view, notation, [], Slug("nobody"))
    matching = [n for n in range(COUNT) if n % 3 == 1]
    assert titles(page) == [f"Zpráva {number}" for number in matching[:5]]
    (address,) = page.xpath("//p[@class='address']/code/text()")
    assert address.startswith("https://feeds.example/news/companies/sofarma/")
    assert address.endswith("?language=bg&limit=5")
    assert isinstance(refused, Refused)
