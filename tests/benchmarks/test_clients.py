"""The table of clients sees what a client gets wrong, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.clients.__main__ import CLIENTS
from benchmarks.clients.articles import ARTICLES, write
from benchmarks.clients.limits import LIMITS
from benchmarks.clients.seen import Aspect, Seen, in_ascii, judge, moment
from benchmarks.clients.table import Cell, Row, page

IDS = {(article.address, article.language): f"urn:x:{number}" for number, article in enumerate(ARTICLES)}
PERFECT = tuple(
    Seen(
        title=article.title,
        link=in_ascii(article.address),
        id=IDS[article.address, article.language],
        published=article.published,
        updated=article.updated or article.published,
        authors=article.authors,
        categories=(*article.companies, *article.categories),
        content=f"<p>{article.mark}</p>",
        images=(article.image,) if article.image else (),
        language=article.language,
    )
    for article in ARTICLES
)
PICTURED = [number for number, article in enumerate(ARTICLES) if article.image]
HOUR = timedelta(hours=1)


def test_a_client_that_has_everything_has_nothing_wrong() -> None:
    assert [judge(aspect, PERFECT, ARTICLES, IDS) for aspect in Aspect] == [None] * len(Aspect)


@given(st.sampled_from(sorted(set(Aspect) - {Aspect.COUNT})), st.integers(0, len(PICTURED) - 1))
def test_whatever_one_entry_has_wrong_is_seen_there_and_nowhere_else(aspect: Aspect, which: int) -> None:
    number = PICTURED[which]
    right, article = PERFECT[number], ARTICLES[number]
    wrong = {
        Aspect.TITLE: replace(right, title=article.title + " –"),
        Aspect.LINK: replace(right, link=right.link + "#"),
        Aspect.ID: replace(right, id=right.id + "0"),
        Aspect.PUBLISHED: replace(right, published=article.published + HOUR),
        Aspect.UPDATED: replace(right, updated=article.published - HOUR),
        Aspect.AUTHOR: replace(right, authors=("Nobody",)),
        Aspect.CATEGORIES: replace(right, categories=right.categories[1:]),
        Aspect.CONTENT: replace(right, content="<p>…</p>"),
        Aspect.IMAGE: replace(right, images=()),
        Aspect.LANGUAGE: replace(right, language="la"),
    }[aspect]
    seen = [*PERFECT[:number], wrong, *PERFECT[number + 1 :]]
    assert {one for one in Aspect if judge(one, seen, ARTICLES, IDS) is not None} == {aspect}


def test_a_missing_entry_is_missed_in_the_count_and_by_name() -> None:
    assert judge(Aspect.COUNT, PERFECT[1:], ARTICLES, IDS) == f"{len(ARTICLES) - 1} entries"
    assert ARTICLES[0].title in (judge(Aspect.TITLE, PERFECT[1:], ARTICLES, IDS) or "")


def test_a_script_in_the_content_is_wrong_though_all_the_words_are_there() -> None:
    seen = [replace(one, content=one.content + "<script>alert(2)</script>") for one in PERFECT]
    assert judge(Aspect.CONTENT, seen, ARTICLES, IDS) == "a script"


@pytest.mark.parametrize("told", ["2026-01-03T09:30:15+01:00", "2026-01-03T08:30:15Z", 1767429015, 1767429015.0])
def test_times_of_all_clients_are_one(told: str | float) -> None:
    assert moment(told) == ARTICLES[0].published


@pytest.mark.parametrize("told", [None, "", "soon"])
def test_what_is_no_time_is_none(told: str | None) -> None:
    assert moment(told) is None


def test_a_wrong_value_is_a_complaint_unless_a_note_explains_it_and_so_is_a_note_that_explains_nothing() -> None:
    cells = {
        Aspect.TITLE: Cell(right=False, gave="“?”"),
        Aspect.LINK: Cell(right=False, gave="“!”", note="it cannot"),
        Aspect.ID: Cell(right=True, note="it cannot"),
        Aspect.IMAGE: Cell(right=None, note="it has no such field"),
        Aspect.COUNT: Cell(right=True),
    }
    told = list(Row("reader", "1", "atom", cells).complaints)
    assert told == ["title is “?”", "id is right, and a note says otherwise"]


def test_the_page_numbers_each_note_once_and_says_who_is_not_here() -> None:
    cells = dict.fromkeys(Aspect, Cell(right=False, gave="a|b", note="it cannot"))
    shown = page([Row("reader", "1", "atom", cells), Row("gone", missing="gone is not installed")], 15)
    assert shown.count("[^1]:") == 1
    assert "[^2]" not in shown
    assert "not here: gone is not installed" in shown
    widths = {line.count("|") for line in shown.splitlines() if line.startswith("|")}
    assert widths == {len(Aspect) + 3}


def test_every_article_is_a_file_and_every_limit_is_of_a_client_that_has_the_field(tmp_path: Path) -> None:
    write(ARTICLES, tmp_path / "seeds")
    assert len(list((tmp_path / "seeds").iterdir())) == len(ARTICLES) == len(IDS)
    looked_at = {(c.name, aspect, form) for c in CLIENTS for aspect in set(Aspect) - set(c.lacks) for form in c.formats}
    assert LIMITS.keys() <= looked_at
