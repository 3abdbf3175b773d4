from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import companies, edits
from store.activity import MONTHS, last_month, last_month_of, month_of, monthly, months_to
from store.engine import Database
from store.entry import CompanyCount, Entry, Guid, Hold
from store.slug import company_slug

MakeEntry = Callable[..., Entry]
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
COMPANIES = ("Škoda Auto", "Софарма")

drawn = st.lists(st.tuples(st.frozensets(st.sampled_from(COMPANIES)), st.integers(0, 900), st.booleans()), max_size=15)


class UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


@given(items=drawn)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_months_are_counted_as_one_would_by_hand(
    database: Database, make_entry: MakeEntry, items: list[tuple[frozenset[str], int, bool]]
) -> None:
    with contextlib.suppress(UndoneError), database.write() as conn:
        for number, (companies, days, held) in enumerate(items):
            published, hold = NOW - timedelta(days=days), Hold("a draft") if held else None
            content = make_entry(companies=tuple(companies), published=published, hold=hold)
            edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)
        last = last_month(conn, NOW)
        counted = monthly(conn, last) if last else {}
        one = monthly(conn, last, company_slug("Софарма")) if last else {}
        raise UndoneError
    shown = [(companies, month_of(NOW - timedelta(days=days))) for companies, days, held in items if not held]
    assert last == max((month for _, month in shown), default=None)
    starts = months_to(last) if last else ()
    by_hand = {
        company_slug(name): tuple(
            sum(name in companies and month == start for companies, month in shown) for start in starts
        )
        for name in COMPANIES
    }
    assert counted == {slug: figures for slug, figures in by_hand.items() if any(figures)}
    assert one == {slug: figures for slug, figures in counted.items() if slug == company_slug("Софарма")}


def test_a_date_that_has_not_come_ends_no_chart(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        assert last_month(conn, NOW) is None
        content = make_entry(published=NOW + timedelta(days=4000))
        edits.add(conn, content, guid=Guid("urn:x:1"), at=NOW, arrived=NOW)
        assert last_month(conn, NOW) == datetime(2026, 3, 1, tzinfo=UTC)


def test_months_follow_each_other_from_the_first_to_the_last_there_is() -> None:
    starts = months_to(datetime(2026, 2, 1, tzinfo=UTC))
    assert len(starts) == MONTHS
    assert (starts[0], starts[-1]) == (datetime(2024, 3, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    assert months_to(datetime(1, 2, 1, tzinfo=UTC)) == (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 2, 1, tzinfo=UTC))


@pytest.mark.parametrize("published", [datetime(9999, 12, 31, 23, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)])
def test_the_last_and_the_first_month_of_all_are_counted_too(
    database: Database, make_entry: MakeEntry, published: datetime
) -> None:
    with database.write() as conn:
        content = make_entry(published=published, companies=("Orlen",))
        edits.add(conn, content, guid=Guid("urn:x:1"), at=NOW, arrived=NOW)
        assert monthly(conn, month_of(published))[company_slug("Orlen")][-1] == 1


def test_the_months_of_a_company_end_with_its_own_newest_entry(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        for number, (name, days) in enumerate([("Škoda Auto", 400), ("Škoda Auto", 500), ("Софарма", 0)]):
            content = make_entry(companies=(name,), published=NOW - timedelta(days=days))
            edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)
        last = {one.slug: last_month_of(one, NOW) for one in companies.counts(conn)}
    assert last == {
        company_slug("Škoda Auto"): datetime(2025, 1, 1, tzinfo=UTC),
        company_slug("Софарма"): datetime(2026, 3, 1, tzinfo=UTC),
    }
    nothing = CompanyCount(company_slug("Žádná"), "Žádná", (), 0, None)
    ahead = CompanyCount(company_slug("Zítra"), "Zítra", (), 1, NOW + timedelta(days=400))
    assert (last_month_of(nothing, NOW), last_month_of(ahead, NOW)) == (None, datetime(2026, 3, 1, tzinfo=UTC))
