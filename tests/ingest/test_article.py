from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import keys
from ingest.addresses import absolute, relative
from ingest.article import Article, Shape, parse_article
from ingest.dates import Moment
from ingest.fields import LONGEST_TITLE
from ingest.names import MOST_NAMES
from ingest.rejection import UnusableError
from ingest.sheet import LARGEST_EXTRA, MOST_IGNORED
from store.entry import Author, DateOrigin, Source

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


def article(yaml: str, body: str = "Text.") -> Article:
    return parse_article(f"---\n{yaml}\n---\n{body}", zone=UTC)


def declared(**values: object) -> Article:
    return parse_article(json.dumps(values) + "\nText.", zone=UTC)


def why_ignored(found: Article) -> dict[str, str]:
    return {ignored.key: ignored.why for ignored in found.ignored}


@pytest.mark.parametrize(
    ("field", "accepted", "value", "expected"),
    [
        ("guid", keys.GUID, "tag:example.com,2026:1", "tag:example.com,2026:1"),
        ("title", keys.TITLE, "Škoda roste", "Škoda roste"),
        ("original_title", keys.ORIGINAL_TITLE, "Škoda grows", "Škoda grows"),
        ("link", (*keys.LINK, "permalink"), "https://example.com/a", "https://example.com/a"),
        ("published", keys.PUBLISHED, "2026-02-05", Moment(datetime(2026, 2, 5, tzinfo=UTC), zoned=False)),
        ("updated", keys.UPDATED, "2026-02-05T01:00:00Z", Moment(datetime(2026, 2, 5, 1, tzinfo=UTC), zoned=True)),
        ("summary", keys.SUMMARY, "Krátce.", "Krátce."),
        ("companies", keys.COMPANIES, ["Amazon", "OpenAI"], ("Amazon", "OpenAI")),
        ("categories", keys.CATEGORIES, "ai, čipy", ("ai", "čipy")),
        ("importance", keys.IMPORTANCE, 4, 4),
        ("authors", keys.AUTHORS, "Jana Nová", (Author("Jana Nová"),)),
        ("source", keys.SOURCE, "Дневник", Source("Дневник")),
        ("image", keys.IMAGE, "https://example.com/a.png", "https://example.com/a.png"),
        ("language", keys.LANGUAGE, "cs_CZ", "cs-CZ"),
        ("slug", keys.SLUG, "skoda-roste", "skoda-roste"),
        ("draft", keys.DRAFT, True, "draft: true"),
        ("permalink", keys.PERMALINK, "/2026/a/", "/2026/a/"),
        ("path", keys.PATH, "2026/a.md", "2026/a.md"),
    ],
)
def test_each_accepted_key_gives_its_field_in_any_case(
    field: str, accepted: tuple[str, ...], value: object, expected: object
) -> None:
    for key in accepted:
        for spelling in (key, key.upper(), key.lower()):
            found = declared(**{spelling: value})
            assert getattr(found, field) == (expected if field != "draft" else f"{spelling}: true")
            assert found.ignored == ()
            assert field == "permalink" or found.keys[field] == spelling


@pytest.mark.parametrize("accepted", [keys.GUID, keys.LINK, keys.PUBLISHED, keys.UPDATED, keys.SUMMARY, keys.COMPANIES])
def test_of_two_usable_keys_the_first_of_the_table_wins_and_the_other_is_not_ignored(accepted: tuple[str, ...]) -> None:
    samples = {"link": "https://example.com/{}", "published": "2026-01-0{}", "updated": "2026-01-0{}"}
    name = next(
        n
        for n in ("guid", "link", "published", "updated", "summary", "companies")
        if getattr(keys, n.upper()) is accepted
    )
    values = {key: samples.get(name, "word{}").format(number) for number, key in enumerate(accepted, 1)}
    found = declared(**dict(reversed(values.items())))
    assert (found.keys[name], found.ignored) == (accepted[0], ())


@pytest.mark.parametrize("nothing", [None, "", " \t "])
def test_a_key_that_holds_nothing_falls_through_without_a_word(nothing: str | None) -> None:
    found = declared(guid=nothing, id="x", publishedAt=nothing, date="2026-01-30", companies=nothing, company="A")
    assert (found.guid, found.keys["published"], found.companies) == ("x", "date", ("A",))
    assert found.ignored == ()


@pytest.mark.fault(26)
@pytest.mark.parametrize(
    ("values", "field", "expected", "why"),
    [
        ({"id": 42}, "guid", None, "id is a number, expected a string"),
        ({"title": ["a"]}, "title", None, "title is a list, expected text"),
        ({"title": True}, "title", None, "title is true or false, expected text"),
        (
            {"url": "javascript:alert(1)", "link": "https://example.com/"},
            "link",
            "https://example.com/",
            "url is no http",
        ),
        ({"url": "data:text/html,x"}, "link", None, "url is no http"),
        ({"url": "https://me:secret@example.com/"}, "link", None, "url is no http"),
        ({"link": "/2026/a/"}, "link", None, "link is no http"),
        ({"permalink": "pretty"}, "link", None, "permalink is no address or path"),
        ({"date": "30/30/2026"}, "published", None, "date is no date that can be understood: '30/30/2026'"),
        ({"date": [2026]}, "published", None, "date is a list, expected a date"),
        ({"companies": 5}, "companies", None, "companies is a number, expected a list or a string"),
        ({"companies": {"a": "b"}}, "companies", None, "companies is a mapping, expected a list or a string"),
        ({"companies": [5]}, "companies", None, "companies holds a number, which is dropped"),
        ({"companies": [None, "Škoda"]}, "companies", ("Škoda",), "companies holds nothing, which is dropped"),
        ({"companies": [["a"], "Škoda"]}, "companies", ("Škoda",), "companies holds a list, which is dropped"),
        ({"importance": 6}, "importance", None, "importance is no number from 1 to 5: '6'"),
        ({"author": 5}, "authors", (), "author holds something without a name"),
        ({"source": {"url": "https://example.com"}}, "source", None, "source has no name"),
        ({"source": ["a"]}, "source", None, "source is a list, expected text"),
        ({"image": "data:image/png;base64,AA"}, "image", None, "image is no address or path"),
        ({"image": ["javascript:x"]}, "image", None, "image is a list, expected an address"),
        ({"language": "nonsense!"}, "language", None, "language names no language"),
        ({"draft": "maybe"}, "draft", None, "draft is a text, expected true or false"),
    ],
)
def test_what_is_unusable_falls_through_and_is_reported(
    values: dict[str, Any], field: str, expected: object, why: str
) -> None:
    found = declared(**values)
    assert getattr(found, field) == expected
    assert why_ignored(found)[next(iter(values))].startswith(why)


def test_an_empty_list_says_that_there_are_no_companies() -> None:
    assert (declared(companies=[]).companies, declared(title="x").companies) == ((), None)


def test_commas_split_only_a_string_of_companies_and_never_before_a_legal_form() -> None:
    assert declared(companies="Amazon, OpenAI, Inc., Škoda Auto, a.s.").companies == (
        "Amazon",
        "OpenAI, Inc.",
        "Škoda Auto, a.s.",
    )
    assert declared(companies=["Tiffany, Young"]).companies == ("Tiffany, Young",)


def test_companies_are_named_once_and_mappings_by_their_name() -> None:
    found = declared(companies=["Amazon", {"name": "OpenAI", "id": 1}, "AMAZON", " amazon\n"])
    assert (found.companies, found.ignored) == (("Amazon", "OpenAI"), ())


@pytest.mark.fault(26)
def test_ten_thousand_companies_are_cut_and_reported() -> None:
    found = article("companies:\n" + "- A\n" * 5_000 + "".join(f"- {i:x}g\n" for i in range(5_000)))
    assert found.companies is not None
    assert (len(found.companies), found.companies[:2]) == (MOST_NAMES, ("A", "0g"))
    why = why_ignored(found)["companies"]
    assert why.startswith(f"companies holds {5_001 - MOST_NAMES} names more than {MOST_NAMES}")


@pytest.mark.fault(26)
@pytest.mark.parametrize("value", ["a, " * 20_000, "a.s., " * 10_000, "," * 60_000, "x" * 60_000, " " * 60_000 + "x"])
@pytest.mark.timeout(60)
def test_a_string_of_any_companies_is_split_in_time(value: str) -> None:
    for key in ("companies", "tags", "author"):
        assert declared(**{key: value}).shape is Shape.FRONT_MATTER


def test_all_keys_of_categories_count_in_the_order_of_the_table() -> None:
    found = declared(keywords=["čipy", "AI"], tags="ai, cloud", category="Byznys", categories=["one two", 2026])
    assert found.categories == ("Byznys", "one two", "2026", "ai", "cloud", "čipy")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Jana Nová <jana@example.com>", (Author("Jana Nová", "jana@example.com"),)),
        (["A", {"Name": "B", "email": "no address", "url": "javascript:x"}], (Author("A"), Author("B"))),
        ({"name": "B", "email": "b@example.com", "url": "https://b.example"}, (Author("B", "b@example.com", "https://b.example"),)),
    ],
)  # fmt: skip
def test_authors_are_names_addresses_or_mappings(value: object, expected: tuple[Author, ...]) -> None:
    assert declared(author=value).authors == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "Digitimes", "id": None, "emoji": "📰"}, Source("Digitimes", None, "📰")),
        ({"id": "cnn", "name": None}, Source("cnn", "cnn")),
        ("https://www.example.com/feed", Source("example.com", url="https://www.example.com/feed")),
    ],
)
def test_a_source_is_a_name_an_address_or_a_mapping(value: object, expected: Source) -> None:
    assert declared(source=value).source == expected


def test_an_absolute_link_comes_before_a_relative_one_and_permalink_before_url() -> None:
    assert declared(url="/a/", link="https://example.com/").link == "https://example.com/"
    assert declared(url="/a/", permalink="/b/").link == "relative:/b/"
    assert (found := declared(url="/a/", link="ftp://x")).link == "relative:/a/"
    assert list(why_ignored(found)) == ["link"]


def test_published_false_holds_back_and_published_true_says_nothing() -> None:
    held, shown = declared(published=False, date="2026-01-30"), declared(published=True, date="2026-01-30")
    assert (held.draft, shown.draft) == ("published: false", None)
    for found in (held, shown):
        assert (found.keys["published"], found.ignored) == ("date", ())


@pytest.mark.parametrize("yes", ["true", "yes", "on", "'True'", "1"])
def test_a_draft_is_held_back_in_every_spelling_of_yes(yes: str) -> None:
    assert article(f"draft: {yes}").draft == "draft: true"


def test_a_title_is_one_line_of_text() -> None:
    assert article('title: "a\\u0000 \\u0007b\\n\\n <b>c</b> & *d*"').title == "a b <b>c</b> & *d*"
    assert article("title: 1984").title == "1984"


@pytest.mark.fault(27)
def test_a_title_that_is_too_long_is_cut_and_reported() -> None:
    found = declared(title="slovo " * 1_000)
    assert found.title is not None
    assert len(found.title) <= LONGEST_TITLE
    assert found.title.endswith("…")
    assert why_ignored(found) == {"title": f"title is cut to {LONGEST_TITLE} characters"}


@pytest.mark.fault(27)
@pytest.mark.timeout(60)
def test_a_title_of_five_megabytes_is_judged_in_time() -> None:
    with pytest.raises(UnusableError, match="longer than"):
        article("title: " + "x" * 5_000_000)
    assert parse_article("title: " + "x" * 5_000_000, zone=UTC).title is not None


def test_unknown_keys_are_kept_as_they_came_up_to_a_limit() -> None:
    found = article(
        "layout: post\nrating: {stars: 4.5, by: [Jana, null]}\nbig: " + "x" * LARGEST_EXTRA + "\nafter: true"
    )
    assert found.extra == {"layout": "post", "rating": {"stars": 4.5, "by": ["Jana", None]}, "after": True}
    assert list(why_ignored(found)) == ["big"]


def test_remarks_are_limited() -> None:
    assert len(article("".join(f"k{i}: 1\nk{i}: 2\n" for i in range(500))).ignored) == MOST_IGNORED


def test_a_date_is_read_in_the_zone_of_the_settings() -> None:
    found = parse_article("date 2026-01-30 Text.", zone=ZoneInfo("Europe/Sofia"))
    assert found.published == Moment(datetime(2026, 1, 29, 22, tzinfo=UTC), zoned=False)
    assert (found.shape, found.published_origin) == (Shape.PLAIN, DateOrigin.HEADER)


def test_line_ends_and_a_mark_at_the_beginning_do_not_hide_the_front_matter() -> None:
    for text in ("\ufeff---\r\ntitle: x\r\n---\r\nA\r\nB", "---\rtitle: x\r---\rA\rB"):
        found = parse_article(text, zone=UTC)
        assert (found.shape, found.title, found.body) == (Shape.FRONT_MATTER, "x", "A\nB")


@pytest.mark.fault(26, 28)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" https://example.com/č?q=1#f ", "https://example.com/č?q=1#f"),
        ("HTTP://Example.com", "HTTP://Example.com"),
        ("//example.com/a", "https://example.com/a"),
        ('https://example.com/a b"<c>%', "https://example.com/a%20b%22%3Cc%3E%25"),
        ("https://example.com/%20", "https://example.com/%20"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("https:///path", None),
        ("https://", None),
        ("https://exa mple.com/", None),
        ("https://[::1/", None),
        ("https://example.com:99999/", None),
        ("https://example.com/\nx", None),
        ("https://example.com@evil.example/", None),
        ("mailto:a@example.com", None),
        ("example.com", None),
        ("https://example.com/" + "x" * 3000, None),
    ],
)
def test_an_absolute_address_is_http_with_a_host_and_nothing_hidden(value: str, expected: str | None) -> None:
    assert absolute(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/2026/x/", "relative:/2026/x/"),
        ("blog/x/", "relative:blog/x/"),
        ("cover.png", "relative:cover.png"),
        ("../img/a b.png", "relative:../img/a%20b.png"),
        ("//evil.example/x", None),
        ("example.com/news", None),
        ("javascript:alert(1)//", None),
        ("/:year/:title/", None),
        ("pretty", None),
        ("#top", None),
        ("", None),
    ],
)
def test_a_relative_address_is_a_path_and_cannot_be_a_host(value: str, expected: str | None) -> None:
    assert relative(value) == expected


@pytest.mark.fault(26, 28)
@given(st.text(max_size=60) | st.text(":/?#[]@.%htps\\ ", max_size=30).map("http://".__add__))
def test_any_address_is_http_relative_or_none(value: str) -> None:
    assert (absolute(value) or "http:").lower().startswith(("http:", "https:"))
    assert (relative(value) or "relative:").startswith("relative:")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2026-01-30", "/x/", "cs"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["name", "url", "a"]), inner, max_size=3)
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(st.sampled_from(sorted(keys.KNOWN_KEYS)) | st.text(max_size=6), VALUES, max_size=10)


def assert_types_hold(found: Article) -> None:
    for name in ("guid", "title", "original_title", "link", "summary", "image", "language", "slug"):
        value = getattr(found, name)
        assert value is None or value == str(value).strip() != ""
    assert found.link is None or found.link.lower().startswith(("http:", "https:", "relative:"))
    assert found.image is None or found.image.lower().startswith(("http:", "https:", "relative:"))
    assert found.importance in {None, 1, 2, 3, 4, 5}
    assert all((*(found.companies or ()), *found.categories, *(author.name for author in found.authors)))
    assert found.source is None or found.source.name
    assert (found.published is None) is (found.published_origin is None)
    assert all(moment is None or moment.at.tzinfo is UTC for moment in (found.published, found.updated))
    assert json.dumps(found.extra, allow_nan=False).isascii()
    assert len(json.dumps(found.extra, ensure_ascii=False)) <= 2 * LARGEST_EXTRA
    assert all(ignored.why for ignored in found.ignored)


@pytest.mark.fault(26)
@given(MAPPINGS)
def test_a_mapping_of_any_types_gives_an_article_whose_types_hold(values: dict[str, Any]) -> None:
    assert_types_hold(declared(**values))
    assert_types_hold(article(json.dumps(values)))


@pytest.mark.fault(25)
@given(st.text(max_size=300) | st.text("-+{}date:tl 2026-01.\n#=\"'[]", max_size=120))
def test_any_text_gives_an_article_or_a_reason(text: str) -> None:
    try:
        found = parse_article(text, zone=UTC)
    except UnusableError as refusal:
        reason = refusal.rejection.reason
    else:
        assert_types_hold(found)
        reason = "front matter"
    assert reason.startswith("front matter")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two real input files are not beside this checkout")
def test_the_real_files_say_what_a_reader_sees_in_them() -> None:
    plain, full = (parse_article(path.read_text("utf-8"), zone=UTC) for path in sorted(SEEDS.glob("*.txt")))
    assert (plain.shape, plain.published_origin, plain.companies) == (Shape.PLAIN, DateOrigin.HEADER, None)
    assert plain.title is not None
    assert plain.title.startswith("Amazon води преговори")
    assert plain.title.endswith("до 50 млрд. долара")
    assert plain.body.startswith(plain.title)
    assert (full.shape, full.companies, full.importance) == (Shape.FRONT_MATTER, ("Amazon", "OpenAI"), 4)
    assert full.keys["published"] == "publishedAt"
    assert (full.ignored, full.extra) == ((), {"layout": "tech_news_article"})
