"""What becomes of an article: the decision is right in each case, and the order of events plays no part in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decide import Candidate, Duplicate, Ending, New, Update, decide
from ingest.identity import canonical_link, declared_guid, fingerprint, guids, marks
from ingest.merit import compose
from ingest.sameness import is_edit, sameness
from store.entry import DateOrigin, Entry, EntryState, Guid, Hold, Identity, Repair, Stored
from store.slug import public_id
from store.versions import Known, Version

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)

STORY = (
    "Společnost Amazon oznámila, že v Brně postaví nové datové centrum za dvě miliardy korun. Stavba má začít na jaře "
    "a skončit do tří let. Město si od ní slibuje osm set pracovních míst."
)
OTHER = (
    "Софарма откри нов завод край Пловдив. Инвестицията е за сто милиона лева, а производството започва през есента. "
    "Компанията търси двеста инженери и химици."
)
REWORDED = STORY.replace("nové datové centrum", "další výpočetní středisko").replace("do tří let", "za čtyři roky")


def article(title: str = "Amazon staví v Brně", text: str = STORY, **overrides: Any) -> Entry:
    identity = Identity(
        declared=declared_guid(overrides.pop("guid", None)),
        link=canonical_link(overrides.get("link")),
        language=overrides.pop("declared_language", ""),
        fingerprint=fingerprint(title, text),
    )
    plain: dict[str, Any] = {
        "published": NOW - 10 * DAY,
        "published_origin": DateOrigin.DECLARED,
        "content": f"<p>{text}</p>",
        "summary": text[:40],
        "language": "cs",
    }
    return Entry(identity=identity, title=title, text=text, **(plain | overrides))


def candidate(entry: Entry, version_id: int | None = None, *, same_bytes: bool = False) -> Candidate:
    return Candidate(entry, marks(entry), version_id, same_bytes)


def known(*sources: Entry, number: int = 1, absent: Sequence[int] = ()) -> Known:
    """An entry whose sources are numbered 10 × its own number and up."""
    guid = next(guids(sources[0].identity))
    stored = Stored(
        id=number,
        guid=guid,
        public_id=public_id(guid),
        entry=sources[0],
        state=EntryState.PUBLISHED,
        updated=sources[0].published,
        arrived=NOW,
        seq=number,
        changed=NOW,
    )
    versions = (Version(10 * number + at, at not in absent, source, marks(source)) for at, source in enumerate(sources))
    return Known(stored, tuple(versions))


# --- new, update, duplicate


def test_what_nobody_knows_is_new_with_the_best_of_its_guids() -> None:
    entry = article(guid="tag:noviny.example,2026:1", link="https://noviny.example/a")
    assert decide(candidate(entry), [], frozenset(), NOW) == New(Guid("tag:noviny.example,2026:1"), entry)


def test_a_guid_that_is_taken_leaves_the_next_one() -> None:
    entry = article(guid="tag:noviny.example,2026:1", link="https://noviny.example/a")
    declared, by_link, by_text = guids(entry.identity)
    for taken, expected in (({declared}, by_link), ({declared, by_link}, by_text)):
        assert decide(candidate(entry), [], taken, NOW) == New(expected, entry)


@given(st.sets(st.integers(0, 2)), st.integers(0, 3))
def test_a_new_article_never_gets_a_guid_that_is_taken(which: set[int], more: int) -> None:
    entry = article(guid="tag:noviny.example,2026:1", link="https://noviny.example/a")
    possible = list(guids(entry.identity))
    taken = {possible[at] for at in which}
    for _ in range(more):
        decision = decide(candidate(entry), [], taken, NOW)
        assert isinstance(decision, New)
        assert decision.guid not in taken
        assert declared_guid(decision.guid) == decision.guid
        taken |= {decision.guid}


def test_the_same_file_saying_more_about_the_same_article_is_an_update() -> None:
    before, after = article(), article(text=STORY + " Opozice je proti.")
    owner = known(before)
    assert decide(candidate(after, 10), [owner], frozenset(), NOW) == Update(owner, after)


def test_the_same_file_saying_something_else_is_new() -> None:
    before, after = article(), article("Софарма строи", OTHER, language="bg")
    decision = decide(candidate(after, 10), [known(before)], frozenset(), NOW)
    assert decision == New(next(guids(after.identity)), after)


def test_the_same_file_becoming_a_copy_of_another_article_is_a_duplicate_of_that_one() -> None:
    before, after = article(), article("Софарма строи", OTHER, language="bg")
    other = known(after, number=2)
    decision = decide(candidate(after, 10), [known(before), other], frozenset(), NOW)
    assert isinstance(decision, Duplicate)
    assert decision.known is other


def test_a_second_file_with_the_same_article_is_a_duplicate() -> None:
    owner = known(article())
    assert decide(candidate(article()), [owner], frozenset(), NOW) == Duplicate(owner, article(), "identical text")


def test_an_article_that_is_the_same_as_two_makes_one_of_them_and_the_older_goes_on() -> None:
    entry = article(link="https://noviny.example/a")
    older, newer = known(entry), known(entry, number=2)
    decision = decide(candidate(entry), [older, newer], frozenset(), NOW)
    assert decision == Duplicate(older, entry, "identical text", (Ending(newer, "identical text"),))


def test_an_entry_that_readers_have_goes_on_before_an_older_one_that_they_do_not() -> None:
    entry = article()
    waiting, shown = known(entry), known(entry, number=2)
    waiting = replace(waiting, stored=replace(waiting.stored, state=EntryState.HELD))
    decision = decide(candidate(entry), [waiting, shown], frozenset(), NOW)
    assert isinstance(decision, Duplicate)
    assert decision.known is shown


def test_what_an_operator_called_different_is_never_made_one() -> None:
    entry = article()
    older, newer = known(entry), known(entry, number=2)
    older, newer = replace(older, apart=frozenset({2})), replace(newer, apart=frozenset({1}))
    assert decide(candidate(entry), [older, newer], frozenset(), NOW) == Duplicate(older, entry, "identical text")
    own = decide(candidate(entry, 20), [older, newer], frozenset(), NOW)
    assert own == Update(newer, entry)


def test_an_edit_that_makes_a_file_the_same_as_another_article_makes_one_of_both() -> None:
    before, after = article(), article(text=STORY + " Opozice je proti.")
    older, own = known(after), known(before, number=2)
    decision = decide(candidate(after, 20), [older, own], frozenset(), NOW)
    because = "this file spoke of that article before"
    assert decision == Update(older, after, (Ending(own, because),), "identical text")


def test_one_of_several_sources_goes_over_to_another_article_and_takes_nobody_along() -> None:
    before, after = article(text=OTHER), article(text=STORY)
    other, own = known(after), known(before, before, number=2)
    decision = decide(candidate(after, 20), [other, own], frozenset(), NOW)
    assert decision == Duplicate(other, after, "identical text")


def test_a_file_that_is_only_read_again_stays_with_its_entry_whatever_it_reads_now() -> None:
    owner = known(article("Přehled", "Něco docela jiného."))
    assert isinstance(decide(candidate(article(), 10), [owner], frozenset(), NOW), New)
    assert decide(candidate(article(), 10, same_bytes=True), [owner], frozenset(), NOW) == Update(owner, article())


def test_an_article_in_another_language_is_new_and_a_translation() -> None:
    czech = article(link="https://noviny.example/a")
    english = article("Amazon builds", "Amazon builds in Brno.", link="https://noviny.example/a", language="en")
    decision = decide(candidate(english), [known(czech)], frozenset(), NOW)
    assert decision == New(next(guids(english.identity)), english, translates=True)


def test_an_edited_file_is_compared_with_the_other_sources_and_not_with_itself() -> None:
    """What a file said before is no second source of what it says now."""
    longer = article(text=STORY + " Opozice je proti.")
    decision = decide(candidate(article(), 10), [known(longer)], frozenset(), NOW)
    assert isinstance(decision, Update)
    assert decision.content.text == STORY


# --- the same article still, or another


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(article(), article("Nový titulek"), id="another title"),
        pytest.param(article(), article("Jiný titulek", REWORDED), id="reworded under another title"),
        pytest.param(article(), article("amazon  staví v BRNĚ", OTHER), id="rewritten under its title"),
        pytest.param(
            article(link="https://noviny.example/a"),
            article("Jiný", OTHER, link="http://m.noviny.example/a?utm_source=x"),
            id="rewritten under its link",
        ),
        pytest.param(article(guid="7"), article("Jiný", OTHER, guid="7"), id="rewritten under its guid"),
        pytest.param(
            article(link="https://noviny.example/a"), article(link="https://noviny.example/b"), id="its link put right"
        ),
    ],
)
def test_an_edit_leaves_the_article_the_same(before: Entry, after: Entry) -> None:
    assert is_edit(before, after)
    assert is_edit(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(article(), article("Софарма строи", OTHER), id="another title and text"),
        pytest.param(
            article(link="https://noviny.example/a"),
            article("Софарма строи", OTHER, link="https://noviny.example/b"),
            id="another title, text and link",
        ),
        pytest.param(
            article("Přehled týdne", link="https://noviny.example/5"),
            article("Přehled týdne", OTHER, link="https://noviny.example/6"),
            id="the next issue under the same title",
        ),
    ],
)
def test_another_article_in_the_same_file_is_no_edit(before: Entry, after: Entry) -> None:
    assert not is_edit(before, after)
    assert not is_edit(after, before)


# --- the same article in two files

PAGE = "https://noviny.example/a"


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        pytest.param(article(), article(), "identical text", id="copy"),
        pytest.param(article(language="cs"), article(language=None), "identical text", id="copy of unknown language"),
        pytest.param(
            article("Titulek", link=PAGE),
            article("Jiný", REWORDED, link=PAGE + "?fbclid=1", published=NOW),
            "same link in the same language",
            id="one page, texts alike",
        ),
        pytest.param(
            article("Titulek", link=PAGE),
            article("TITULEK", OTHER, link=PAGE, published=NOW),
            "same link in the same language",
            id="one page, one title",
        ),
        pytest.param(
            article("Titulek", link=PAGE, original_title="Amazon builds"),
            article("Jiný", OTHER, link=PAGE, original_title="amazon builds", published=NOW),
            "same link in the same language",
            id="one page, one original title",
        ),
        pytest.param(
            article("Titulek", link=PAGE),
            article("Jiný", OTHER, link=PAGE),
            "same link in the same language",
            id="one page, one date",
        ),
        pytest.param(
            article("Titulek", guid="7"),
            article("Jiný", REWORDED, guid="7", published=NOW),
            "same guid in the same language",
            id="one guid, texts alike",
        ),
        pytest.param(
            article("Titulek", link=PAGE),
            article("Jiný", OTHER, link=PAGE, published=NOW),
            None,
            id="a front page that two unrelated articles link to",
        ),
        pytest.param(
            article("Titulek", guid="7"), article("Jiný", OTHER, guid="7", published=NOW), None, id="a guid used twice"
        ),
        pytest.param(
            article("Amazon", link=PAGE),
            article("Amazon", REWORDED, link=PAGE, language="sk"),
            None,
            id="a translation",
        ),
        pytest.param(
            article(link=PAGE, declared_language="sr-Latn"),
            article(text=REWORDED, link=PAGE, declared_language="sr-Cyrl"),
            None,
            id="another script",
        ),
        pytest.param(
            article("Titulek"),
            article("Titulek", REWORDED),
            None,
            id="one title without link: two reports of one event",
        ),
    ],
)
def test_two_files_hold_the_same_article(one: Entry, other: Entry, because: str | None) -> None:
    assert sameness(one, other, akin=False) == because
    assert sameness(other, one, akin=False) == because


def test_a_declared_language_goes_before_a_detected_one() -> None:
    one = article(link=PAGE, declared_language="cs", language="cs-CZ")
    other = article(text=REWORDED, link=PAGE, language="cs")
    assert sameness(one, other, akin=False) == "same link in the same language"


# --- what an entry of several sources says

OLD, NEWER = NOW - 20 * DAY, NOW - 5 * DAY


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(
            {"updated": NEWER}, {"updated": OLD, "published": NEWER, "text": STORY * 2}, id="newest declared updated"
        ),
        pytest.param({"updated": OLD}, {"published": NEWER}, id="any declared updated"),
        pytest.param({"published": NEWER}, {"published": OLD, "text": STORY * 2}, id="newest declared date"),
        pytest.param(
            {"published": OLD},
            {"published": NEWER, "published_origin": DateOrigin.MTIME},
            id="declared date before a file's time",
        ),
        pytest.param({}, {"damaged": True, "text": STORY * 2}, id="undamaged"),
        pytest.param(
            {}, {"repairs": (Repair("body", "exact", "cp1252", 1.0, "Ã", "í"),), "text": STORY * 2}, id="not repaired"
        ),
        pytest.param({"text": STORY + " Víc."}, {"text": STORY}, id="longer"),
    ],
)
def test_the_better_source_wins(better: dict[str, Any], worse: dict[str, Any]) -> None:
    winner, loser = article("Lepší", **better), article("Horší", **worse)
    assert compose([winner, loser], NOW).title == compose([loser, winner], NOW).title == "Lepší"


MOMENTS = st.integers(0, 4).map(lambda days: NOW - days * DAY)
SOURCES = st.builds(
    article,
    title=st.sampled_from(["Amazon", "Amazon staví"]),
    text=st.sampled_from([STORY, REWORDED]),
    published=MOMENTS | st.just(NOW + DAY),
    published_origin=st.sampled_from(DateOrigin),
    updated=st.none() | MOMENTS,
    damaged=st.booleans(),
    importance=st.sampled_from([None, 1, 2]),
    hold=st.sampled_from([None, Hold("draft: true"), Hold("in the future", NOW + DAY), Hold("was in it", NOW - DAY)]),
)


@given(st.lists(SOURCES, min_size=1, max_size=4))
def test_an_entry_says_the_same_whichever_of_its_sources_came_first(sources: list[Entry]) -> None:
    composed = compose(sources, NOW)
    assert all(compose(order, NOW) == composed for order in permutations(sources))


@given(st.lists(SOURCES, min_size=1, max_size=5))
def test_an_entry_is_published_at_the_earliest_declared_date(sources: list[Entry]) -> None:
    declared = [s.published for s in sources if s.published_origin in {DateOrigin.DECLARED, DateOrigin.HEADER}]
    if declared:
        assert compose(sources, NOW).published == min(declared)
    else:
        assert compose(sources, NOW).published in {s.published for s in sources}


@given(SOURCES)
def test_a_second_copy_of_a_source_changes_nothing(source: Entry) -> None:
    assert compose([source, source], NOW) == compose([source], NOW)


def test_a_copy_made_later_does_not_make_an_article_younger() -> None:
    first = article(published=OLD, published_origin=DateOrigin.MTIME)
    copy = article(published=NEWER, published_origin=DateOrigin.MTIME)
    assert compose([first, copy], NOW) == first


def test_a_date_in_a_name_goes_before_the_time_of_a_file() -> None:
    named = article(published=NEWER, published_origin=DateOrigin.FILE_NAME)
    timed = article(published=OLD, published_origin=DateOrigin.MTIME)
    assert compose([timed, named], NOW).published == NEWER


def test_a_held_entry_is_released_when_its_time_has_come_and_not_before() -> None:
    held = article(published=NOW + DAY, hold=Hold("in the future", NOW + DAY))
    assert compose([held], NOW) == held
    assert compose([held], NOW + DAY) == replace(held, hold=None)


def test_a_draft_is_never_released_by_time() -> None:
    draft = article(hold=Hold("draft: true"))
    assert compose([draft], NOW + 1000 * DAY) == draft


def test_a_copy_dated_in_the_future_does_not_hold_back_what_is_published() -> None:
    published, again = article(published=OLD), article(published=NOW + DAY, hold=Hold("in the future", NOW + DAY))
    composed = compose([published, again], NOW)
    assert (composed.published, composed.hold) == (OLD, None)


def test_a_source_with_no_date_of_its_own_does_not_publish_what_waits_for_one() -> None:
    undated = article(published=OLD, published_origin=DateOrigin.MTIME, text=STORY * 2)
    dated = article(published=NOW + DAY, hold=Hold("in the future", NOW + DAY))
    assert compose([undated, dated], NOW).hold == Hold("in the future", NOW + DAY)


def test_a_winner_that_became_a_draft_holds_the_entry_back() -> None:
    newer = article(updated=NEWER, hold=Hold("draft: true"))
    assert compose([article(), newer], NOW).hold == Hold("draft: true")
