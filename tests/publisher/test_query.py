"""Addresses of feeds: what they mean, and the one form each has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.feed import ContentForm, Format
from publisher.parameters import MOST_PARAMETERS, BadParameterError, split
from publisher.query import DOCUMENT_NAMES, MOST_TERMS, FeedQuery, canonical, parse, renamed
from store.entry import Slug
from store.selection import Clause, Selection

ABROAD = datetime(2000, 1, 1, tzinfo=timezone(timedelta(hours=5)))

names = st.sampled_from(
    ["Amazon", "amazon", "OpenAI, Inc.", "Škoda Auto", "Яндекс", "Софарма АД", "AT&T", "日立", "🙂"]
)
words = st.one_of(names, st.text(max_size=12))
ranges = st.sampled_from(["cs", "CS-cz", "sr_Latn", "*", "zh-Hant-TW"])
moments = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.integers(-(10**16), 10**17).map(lambda us: (ABROAD + timedelta(microseconds=us)).isoformat()),
)
searches = st.lists(
    st.sampled_from(["OR", "AND", "-", "Banka", "-sazba", "bank*", '"nová banka"', "-„Úrok 5*“", "AT&T", "銀行*", "!"])
    | st.text(max_size=8),
    max_size=6,
).map(" ".join)
known_pairs = st.one_of(
    st.tuples(st.just("q"), searches),
    st.tuples(st.sampled_from(["company", "category", "source", "author"]), words),
    st.tuples(st.sampled_from(["company", "category"]), st.lists(names, max_size=4).map(lambda n: "-" + ",".join(n))),
    st.tuples(st.just("language"), st.lists(ranges, max_size=3).map(",".join)),
    st.tuples(st.sampled_from(["since", "until"]), moments),
    st.tuples(st.just("min_importance"), st.integers(1, 5).map(str)),
    st.tuples(st.just("limit"), st.integers(1, 500).map(str)),
    st.tuples(st.just("content"), st.sampled_from(["full", "summary"])),
    st.tuples(st.text(max_size=5), st.text(max_size=5)),
)
slugs = st.sampled_from([None, Slug("amazon"), Slug("at-t")])


def ask(text: str, company: str | None = None) -> FeedQuery:
    return parse(split(text.encode()), company=Slug(company) if company else None, default_limit=50)


def asked_for(pairs: list[tuple[str, str]], company: Slug | None) -> FeedQuery | None:
    """The query, or None where the pairs drawn contradict each other."""
    try:
        return parse(pairs, company=company, default_limit=50)
    except BadParameterError:
        return None


def again(address: str) -> FeedQuery:
    """The query that a canonical address means, read as the application reads it."""
    path, query = urlsplit(address).path, urlsplit(address).query
    company = path.split("/")[2] if path.startswith("/companies/") else None
    return ask(query, company)


def refused(text: str) -> BadParameterError:
    with pytest.raises(BadParameterError) as caught:
        ask(text)
    return caught.value


@given(st.lists(known_pairs, max_size=8), slugs, st.sampled_from(Format))
def test_a_canonical_address_means_what_was_asked_and_is_its_own_canonical_form(
    pairs: list[tuple[str, str]], company: Slug | None, notation: Format
) -> None:
    if (query := asked_for(pairs, company)) is None:
        return
    address = canonical(query, notation)
    assert address.isascii()
    assert again(address) == query
    assert canonical(again(address), notation) == address
    parameters = [name for name, _ in parse_qsl(urlsplit(address).query)]
    assert parameters == sorted(parameters)


@given(st.lists(known_pairs, max_size=8))
def test_the_order_of_parameters_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    if (query := asked_for(pairs, None)) is None:
        return
    assert parse(reversed(pairs), company=None, default_limit=50) == query
    assert parse([*pairs, ("utm_source", "x")], company=None, default_limit=50) == query


@pytest.mark.fault(31)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_query_or_a_refusal_in_words(query_string: bytes) -> None:
    said = ""
    try:
        parse(split(query_string), company=None, default_limit=50)
    except BadParameterError as error:
        said = str(error)
    assert said.isprintable()


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("", "/atom.xml"),
        ("company=amazon", "/companies/amazon/atom.xml"),
        ("company=Amazon&company=amazon", "/companies/amazon/atom.xml"),
        ("company=OpenAI,+Inc.", "/companies/openai/atom.xml"),
        ("company=%D0%AF%D0%BD%D0%B4%D0%B5%D0%BA%D1%81", "/companies/yandex/atom.xml"),
        ("company=openai,amazon", "/atom.xml?company=amazon,openai"),
        ("company=volvo,ab", "/atom.xml?company=ab,volvo"),
        ("company=openai&company=amazon", "/atom.xml?company=amazon&company=openai"),
        ("company=-google", "/atom.xml?company=-google"),
        ("company=-google,-amazon", "/atom.xml?company=-amazon,google"),
        ("company=-google&company=-amazon", "/atom.xml?company=-amazon,google"),
        ("language=CS_cz", "/atom.xml?language=cs-cz"),
        ("language=*", "/atom.xml?language=*"),
        ("limit=50&content=full", "/atom.xml"),
        ("limit=007&content=Summary", "/atom.xml?content=summary&limit=7"),
        ("since=2026-01-30&until=2026-01-30", "/atom.xml?since=2026-01-30&until=2026-01-30"),
        ("q=P%C5%99%C3%ADli%C5%A1", "/atom.xml?q=prilis"),
        ("q=PRILIS+prilis&q=pr%CC%8Ci%CC%81lis%CC%8C", "/atom.xml?q=prilis"),
        ("q=zlevn*+amazon", "/atom.xml?q=amazon+zlevn*"),
        ("q=amazon+AND+zlevn*", "/atom.xml?q=amazon+zlevn*"),
        ("q=-sleva+amazon+-%22%C4%8Dern%C3%BD+p%C3%A1tek%22", "/atom.xml?q=amazon+-%22cerny+patek%22+-sleva"),
        ("q=sazby+OR+%C3%BArok+OR+Sazby+%C4%8CNB", "/atom.xml?q=cnb+sazby+OR+urok"),
        ("q=AT%26T", "/atom.xml?q=%22at+t%22"),
        ("q=%E2%80%9ECentr%C3%A1ln%C3%AD+bank*%E2%80%9C", "/atom.xml?q=%22centralni+bank*%22"),
        ("q=%22centralni+bank%22*", "/atom.xml?q=%22centralni+bank*%22"),
        ("q=%22bank%22+%22OR%22", "/atom.xml?q=bank+or"),
        ("q=%E9%8A%80%E8%A1%8C*", "/atom.xml?q=%22%E9%8A%80+%E8%A1%8C%22"),
        ("q=a+-+b+%26+c", "/atom.xml?q=a+b+c"),
        ("q=sazby&company=amazon", "/companies/amazon/atom.xml?q=sazby"),
        ("since=2026-01-30T01:00:00+01:00", "/atom.xml?since=2026-01-30"),
        ("since=2026-01-30T01:00:00.50Z", "/atom.xml?since=2026-01-30T01:00:00.500000Z"),
        ("company=&limit=&q=&,=&language=%20", "/atom.xml"),
        (
            "min_importance=4&language=cs&company=amazon,openai",
            "/atom.xml?company=amazon,openai&language=cs&min_importance=4",
        ),
    ],
)
def test_each_spelling_has_one_canonical_address(asked: str, address: str) -> None:
    assert canonical(ask(asked), Format.ATOM) == address


def test_a_company_in_the_path_and_another_as_parameter_must_both_hold() -> None:
    assert canonical(ask("company=openai", "amazon"), Format.JSON) == "/feed.json?company=amazon&company=openai"
    assert canonical(ask("company=amazon", "amazon"), Format.RSS) == "/companies/amazon/rss.xml"
    assert set(DOCUMENT_NAMES) == set(Format)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-01-30", datetime(2026, 1, 30, tzinfo=UTC), datetime(2026, 1, 30, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2026-01-30T10:00:00Z", datetime(2026, 1, 30, 10, tzinfo=UTC), datetime(2026, 1, 30, 10, tzinfo=UTC)),
        ("2026-01-30t10:00:00-05:30", *[datetime(2026, 1, 30, 15, 30, tzinfo=UTC)] * 2),
        ("2016-12-31T23:59:60Z", *[datetime(2017, 1, 1, tzinfo=UTC)] * 2),
    ],
)
def test_a_day_alone_is_the_whole_day_and_a_time_is_that_time(text: str, since: datetime, until: datetime) -> None:
    assert ask(f"since={text}&until={text}").selection == Selection(since=since, until=until)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e2", "limit"),
        ("limit=%D9%A3", "limit"),
        ("limit=5&limit=5", "limit"),
        ("min_importance=6", "min_importance"),
        ("since=yesterday", "since"),
        ("since=2026-02-30", "since"),
        ("since=2026-01-30T10:00:00", "since"),
        ("until=2026-01-30T24:00:00Z", "until"),
        ("until=0001-01-01T00:00:00%2B14:00", "until"),
        ("content=all", "content"),
        ("language=c%C5%A1", "language"),
        ("language=waytoolongasubtag", "language"),
        ("company=amazon,-google", "company"),
        ("company=a%00b", "company"),
        ("author=a%0d%0ab", "author"),
        ("source=" + "s" * 201, "source"),
        ("q=!!!", "q"),
        ("q=amazon+OR", "q"),
        ("q=OR+amazon", "q"),
        ("q=amazon+OR+OR+openai", "q"),
        ("q=amazon+OR+-openai", "q"),
        ("q=ba*ka", "q"),
        ("q=a*", "q"),
        ("q=%22nova+a*%22", "q"),
        ("q=%22" + "s+" * 101 + "%22", "q"),
        ("q=" + "+".join(f"slovo{number}" for number in range(80)), "q"),
        ("q=" + "&q=".join(f"{number}{'s' * 50}" for number in range(10)), "q"),
        ("q=" + "+".join(map(str, range(MOST_TERMS))) + "&company=amazon", "q"),
        ("category=%ff", "category"),
        ("%ff=1", "query"),
        ("category=" + ",".join(map(str, range(MOST_TERMS + 1))), "category"),
        ("&".join("x=1" for _ in range(MOST_PARAMETERS + 1)), "query"),
        ("x=" + "y" * 100_000, "query"),
    ],
)
def test_a_value_without_meaning_is_refused_by_the_name_of_its_parameter(asked: str, name: str) -> None:
    error = refused(asked)
    assert error.name == name
    assert str(error).startswith(name)
    assert len(str(error)) < 300


def test_a_company_that_was_renamed_is_asked_for_by_its_present_slug() -> None:
    query = ask("company=facebook,amazon&company=meta&company=-facebook,google")
    assert renamed(query, {"facebook": Slug("meta")}).selection.companies == (
        Clause(("amazon", "meta")),
        Clause(("google", "meta"), negated=True),
        Clause(("meta",)),
    )


def test_a_default_is_nothing_that_was_asked() -> None:
    assert ask("limit=50") == ask("content=full") == FeedQuery(Selection(), None, ContentForm.FULL)
    assert ask("limit=49").limit == 49
