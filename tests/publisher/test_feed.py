from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.feed import (
    HEAVIEST,
    LONGEST_LIGHT,
    UPDATED_WHEN_EMPTY,
    ContentForm,
    Feed,
    Format,
    _within,
    build_feed,
)
from publisher.item import Translation, clean
from publisher.site import EntryLink, Site
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

NOON = datetime(2026, 1, 30, 12, 0, tzinfo=UTC)
SITE = Site(base_url="https://news.example.org/feeds", site_url="https://firma.example", title="Zprávy")
SELF_URLS = {
    Format.RSS: "https://news.example.org/feeds/rss.xml",
    Format.ATOM: "https://news.example.org/feeds/atom.xml",
    Format.JSON: "https://news.example.org/feeds/feed.json",
}
ENTRY = Entry(
    identity=Identity(None, None, "", Fingerprint("00")),
    title="Škoda zvýšila výrobu",
    published=NOON,
    published_origin=DateOrigin.DECLARED,
    content="<p>Automobilka vyrobila více vozů.</p>",
    text="Automobilka vyrobila více vozů.",
    summary="Automobilka vyrobila více vozů.",
)


def stored(
    number: int = 1, entry: Entry = ENTRY, *, guid: str | None = None, updated: datetime | None = None
) -> Stored:
    return Stored(
        id=number,
        guid=Guid(guid or f"urn:uuid:00000000-0000-5000-8000-{number:012d}"),
        public_id=f"id{number}",
        entry=entry,
        state=EntryState.PUBLISHED,
        updated=updated or entry.published,
        arrived=entry.published,
        seq=number,
        changed=entry.published,
    )


def feed(
    *entries: Stored,
    site: Site = SITE,
    content: ContentForm = ContentForm.FULL,
    language: str | None = None,
    tombstones: Sequence[Tombstone] = (),
    changed: datetime | None = None,
    title: str = "Všechno",
    description: str = "Všechny zprávy",
    translations: Mapping[Guid, Sequence[Stored]] | None = None,
) -> Feed:
    return build_feed(
        entries,
        site=site,
        feed_id="urn:uuid:00000000-0000-5000-8000-0000000000ff",
        title=title,
        description=description,
        self_urls=SELF_URLS,
        alternate_url=site.url("/"),
        content=content,
        language=language,
        tombstones=tombstones,
        changed=changed,
        translations=translations or {},
    )


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=8, unique=True), st.randoms())
def test_newest_published_comes_first_ties_go_by_guid_and_the_order_given_does_not_matter(
    keys: list[tuple[int, int]], random: object
) -> None:
    entries = [
        stored(n, replace(ENTRY, published=NOON + timedelta(days=day)), guid=f"urn:x:{guid}{n}")
        for n, (day, guid) in enumerate(keys)
    ]
    shuffled = sorted(entries, key=lambda _: getattr(random, "random")())  # noqa: B009 - Hypothesis' Random is untyped
    built = feed(*shuffled)
    assert built == feed(*entries)
    assert [(-item.published.timestamp(), item.guid) for item in built.items] == sorted(
        (-entry.entry.published.timestamp(), entry.guid) for entry in entries
    )


def test_an_empty_feed_was_updated_at_the_turn_of_the_century() -> None:
    assert feed().updated == UPDATED_WHEN_EMPTY == datetime(2000, 1, 1, tzinfo=UTC)


@given(
    st.lists(st.integers(0, 1000), max_size=4),
    st.lists(st.integers(0, 1000), max_size=4),
    st.none() | st.integers(0, 1000),
)
def test_a_feed_was_updated_when_its_newest_entry_tombstone_or_change_was(
    entries: list[int], tombstones: list[int], changed: int | None
) -> None:
    def at(hours: int) -> datetime:
        return NOON + timedelta(hours=hours)

    built = feed(
        *(stored(n, updated=at(hours)) for n, hours in enumerate(entries)),
        tombstones=[Tombstone(Guid(f"urn:x:{n}"), "x", at(hours), n, "") for n, hours in enumerate(tombstones)],
        changed=None if changed is None else at(changed),
    )
    moments = [*entries, *tombstones, *([] if changed is None else [changed])]
    assert built.updated == (at(max(moments)) if moments else UPDATED_WHEN_EMPTY)


@pytest.mark.parametrize(
    ("link", "entry_link", "site_url", "expected"),
    [
        ("https://jinde.example/č", EntryLink.SOURCE, None, "https://jinde.example/%C4%8D"),
        ("https://jinde.example/a", EntryLink.PAGE, None, "https://news.example.org/feeds/entries/id1/"),
        (None, EntryLink.SOURCE, None, "https://news.example.org/feeds/entries/id1/"),
        ("relative:/a/", EntryLink.SOURCE, None, "https://news.example.org/feeds/entries/id1/"),
        ("relative:/a/", EntryLink.SOURCE, "https://firma.example", "https://firma.example/a/"),
        ("relative:/a/", EntryLink.PAGE, "https://firma.example", "https://news.example.org/feeds/entries/id1/"),
        ("relative://[", EntryLink.SOURCE, "https://firma.example", "https://news.example.org/feeds/entries/id1/"),
    ],
)
def test_an_entry_links_the_articles_page_where_it_is_wanted_and_known(
    link: str | None, entry_link: EntryLink, site_url: str | None, expected: str
) -> None:
    site = replace(SITE, entry_link=entry_link, site_url=site_url)
    (item,) = feed(stored(entry=replace(ENTRY, link=link)), site=site).items
    assert item.link == expected
    assert item.page == "https://news.example.org/feeds/entries/id1/"


@pytest.mark.parametrize(
    ("languages", "asked", "site_language", "expected"),
    [
        (["cs", "cs"], "en", "en", "cs"),
        (["cs", "bg"], "de", "en", "de"),
        (["cs", "bg"], None, "en", "en"),
        (["cs", None], None, "en", "en"),
        ([None], None, None, None),
        ([], "pl", None, "pl"),
        (["not a tag!"], None, "en", "en"),
    ],
)
def test_a_feed_speaks_the_language_that_all_its_entries_share(
    languages: list[str | None], asked: str | None, site_language: str | None, expected: str | None
) -> None:
    entries = [stored(n, replace(ENTRY, language=language)) for n, language in enumerate(languages)]
    assert feed(*entries, language=asked, site=replace(SITE, language=site_language)).language == expected


def test_content_is_left_out_where_summaries_are_asked_for() -> None:
    assert feed(stored(), content=ContentForm.SUMMARY).items[0].content == ""
    assert feed(stored(), content=ContentForm.FULL).items[0].content == ENTRY.content


def test_relative_addresses_are_absolute_in_content_and_image() -> None:
    entry = replace(ENTRY, content='<p><a href="relative:/x?a=1&amp;b=2">x</a></p>', image="relative:/obr á.png")
    (item,) = feed(stored(entry=entry)).items
    assert item.content == '<p><a href="https://firma.example/x?a=1&amp;b=2">x</a></p>'
    assert item.image == "https://firma.example/obr%20%C3%A1.png"


def test_an_article_without_an_author_is_its_sources() -> None:
    source = Source("Капитал", url="https://capital.example/")
    authored = replace(ENTRY, authors=(Author("Jana"),), source=source)
    assert feed(stored(entry=replace(ENTRY, source=source))).items[0].authors == (
        Author("Капитал", url="https://capital.example/"),
    )
    assert feed(stored(entry=authored)).items[0].authors == (Author("Jana"),)
    assert feed(stored()).items[0].authors == ()


def test_of_an_author_only_what_clients_can_use_is_kept() -> None:
    entry = replace(
        ENTRY,
        authors=(
            Author("A", "a@example.cz", "https://a.example/ž"),
            Author("B", "not an address", "javascript:alert(1)"),
            Author("\x00 "),
        ),
    )
    assert feed(stored(entry=entry)).items[0].authors == (
        Author("A", "a@example.cz", "https://a.example/%C5%BE"),
        Author("B"),
    )


@pytest.mark.parametrize(("max_age", "minutes"), [(0, 1), (59, 1), (300, 5), (3_600, 60)])
def test_time_to_live_is_max_age_in_minutes_and_at_least_one(max_age: int, minutes: int) -> None:
    assert feed(site=replace(SITE, max_age=max_age)).ttl == minutes


def test_times_are_whole_seconds_in_utc() -> None:
    prague = timezone(timedelta(hours=1))
    entry = replace(ENTRY, published=datetime(2026, 1, 30, 13, 0, 0, 999_999, prague))
    (item,) = feed(stored(entry=entry)).items
    assert (item.published, item.published.tzinfo, item.updated) == (NOON, UTC, NOON)


def test_translations_lead_to_our_pages_of_them() -> None:
    czech, bulgarian = stored(1), stored(2, replace(ENTRY, title="Шкода увеличи производството", language="bg"))
    (item,) = feed(czech, translations={czech.guid: [bulgarian]}).items
    assert item.translations == (
        Translation("https://news.example.org/feeds/entries/id2/", "Шкода увеличи производството", "bg"),
    )


def test_an_entry_whose_title_is_nothing_but_control_characters_is_named_by_its_link() -> None:
    (item,) = feed(stored(entry=replace(ENTRY, title="\x0b\x00"))).items
    assert item.title == item.link


@pytest.mark.parametrize(
    ("content", "summary", "form", "expected"),
    [
        ("<p>x</p>", "Krátce.", ContentForm.FULL, "Krátce."),
        ("<p>x</p>", "", ContentForm.FULL, ""),
        ("<p>x</p>", "", ContentForm.SUMMARY, "Škoda zvýšila výrobu"),
        ("", " ", ContentForm.FULL, "Škoda zvýšila výrobu"),
    ],
)
def test_an_entry_that_says_nothing_more_is_summed_up_by_its_title(
    content: str, summary: str, form: ContentForm, expected: str
) -> None:
    entry = replace(ENTRY, content=content, summary=summary)
    assert feed(stored(entry=entry), content=form).items[0].summary == expected


def test_a_feed_without_a_title_or_description_is_named_after_the_site() -> None:
    built = feed(title="\x00", description=" ")
    assert (built.title, built.description) == ("Zprávy", "Zprávy")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x0b\x1fc", "abc"),
        ("\ufffe\uffff\ud800x\udfff", "x"),
        ("a\r\nb\rc\x85d", "a\nb\nc\nd"),
        ("\x7f\x80\x9f\xa0", "\xa0"),
        ("]]> \u202ertl\u202c 🦊 𝒳 \t", "]]> \u202ertl\u202c 🦊 𝒳 \t"),
    ],
)
def test_clean_text_is_what_every_format_can_carry(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_drops_controls_and_surrogates_and_nothing_else(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not any(unicodedata.category(character) in {"Cs", "Cc"} for character in cleaned if character not in "\t\n")
    unfit = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\n\t]"
    assert re.sub(unfit, "", cleaned) == re.sub(unfit, "", text)


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_entry_can_become_an_item(title: str, url: str, content: str, name: str, language: str) -> None:
    entry = replace(
        ENTRY,
        title=title,
        link="https://" + url,
        image="relative:" + url,
        content=f'{content}<img src="relative:{content}">',
        summary=content,
        language=language,
        companies=(Company(Slug("x"), name, Origin.DETECTED),),
        categories=(name,),
        authors=(Author(name, name, url),),
        source=Source(name, name, name, url),
        original_title=name,
    )
    (item,) = feed(stored(entry=entry, guid=title or "urn:x:1")).items
    assert item.title
    assert item.link.isascii()


def long(number: int, size: int, **changes: object) -> Stored:
    entry = replace(ENTRY, content="я" * (size // 2), published=NOON - timedelta(days=number))
    return stored(number, replace(entry, **changes))  # type: ignore[arg-type] # any field


def test_a_feed_that_would_be_too_heavy_keeps_every_entry_and_the_content_of_the_newest() -> None:
    built = feed(*(long(n, 1024 * 1024) for n in range(10)))
    assert [len(item.content.encode()) // 2**20 for item in built.items] == [1] * 7 + [0] * 3
    assert all(item.summary == ENTRY.summary for item in built.items)
    assert len({item.link for item in built.items}) == 10


def test_what_a_light_entry_keeps_is_short_and_never_nothing() -> None:
    heavy = long(0, HEAVIEST + 2)
    (item,) = feed(heavy).items
    assert (item.content, item.title, item.summary) == ("", ENTRY.title, ENTRY.summary)
    (silent,) = feed(long(0, HEAVIEST, summary="")).items
    assert (silent.content, silent.summary) == ("", ENTRY.title)
    (wordy,) = feed(long(0, 0, title="slovo " * 10**6, summary="věta " * 10**6)).items
    assert (len(wordy.title), len(wordy.summary)) <= (LONGEST_LIGHT, LONGEST_LIGHT)
    assert wordy.title.endswith("slovo…")


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(0, 100))
def test_content_is_whole_or_absent_and_once_it_is_absent_it_stays_so(sizes: list[int], budget: int) -> None:
    items = feed(*(long(n, 0, content="x" * size, title="t", summary="s") for n, size in enumerate(sizes))).items
    within = _within(items, budget)
    weights = [size + len("ts") for size in sizes]
    kept = sum(sum(weights[: n + 1]) <= budget for n in range(len(sizes)))
    assert within[:kept] == items[:kept]
    assert not any(item.content for item in within[kept:])
    assert [item.guid for item in within] == [item.guid for item in items]


@pytest.mark.parametrize("field", ["title", "summary", "content", "original_title", "categories"])
def test_a_lost_character_is_shown_as_a_square(field: str) -> None:
    damaged = "Bo\ufffdek"
    value = (damaged,) if field == "categories" else damaged
    (item,) = feed(stored(1, replace(ENTRY, **{field: value}))).items  # type: ignore[arg-type] # any field
    shown = getattr(item, field)
    assert "Bo□ek" in shown
    assert "\ufffd" not in str(shown)


def test_the_arrival_of_an_old_article_moves_no_date() -> None:
    late = replace(stored(2, replace(ENTRY, published=NOON - timedelta(days=400))), arrived=NOON, changed=NOON, seq=9)
    assert feed(stored(1), late).updated == feed(stored(1)).updated == NOON
    edited = replace(late, updated=NOON + timedelta(hours=1))
    assert feed(stored(1), edited).updated == NOON + timedelta(hours=1)
