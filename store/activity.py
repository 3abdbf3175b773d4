"""How many entries there were of each company, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, func, literal, select, union_all

from store.columns import Instant
from store.entry import CompanyCount, EntryState, Slug
from store.tables import company, entry, entry_company

MONTHS = 24
"""Months that are looked at."""


def last_month(conn: Connection, head: datetime | None) -> datetime | None:
    """The first instant of the month of the newest published entry; None where there is none.

    A date in the future, of which some articles have one, is no reason to show months that nobody has lived: the month
    of the newest stored change, `head`, is the last one then.
    """
    newest = conn.execute(select(func.max(entry.c.published)).where(entry.c.state == EntryState.PUBLISHED)).scalar()
    if newest is None:
        return None
    return month_of(newest if head is None else min(newest, head))


def last_month_of(one: CompanyCount, head: datetime | None) -> datetime | None:
    """The same of one company's entries: its months are not moved on by those of others."""
    if one.newest is None:
        return None
    return month_of(one.newest if head is None else min(one.newest, head))


def month_of(moment: datetime) -> datetime:
    """The first instant of a moment's month, in UTC."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def months_to(last: datetime, count: int = MONTHS) -> tuple[datetime, ...]:
    """The first instants of `count` months up to `last`, oldest first; none before the year 1."""
    numbers = range(_number(last) - count + 1, _number(last) + 1)
    return tuple(_month(number) for number in numbers if number >= _EARLIEST)


def monthly(conn: Connection, last: datetime, slug: Slug | None = None) -> Mapping[Slug, tuple[int, ...]]:
    """Published entries of each company, or of the one with this slug, in each month up to `last`, oldest first.

    Without the companies that had none. 100,000 entries take 0.15 s: each month is one range of the index by date.
    """
    starts = months_to(last)
    ends = (*starts[1:], _after(last))
    months = union_all(
        *(
            select(
                literal(number).label("number"),
                literal(start, Instant).label("start"),
                literal(end, Instant).label("end"),
            )
            for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        )
    ).cte("month")
    counted = (
        select(entry_company.c.company_id, months.c.number, func.count())
        .select_from(months)
        .join(entry, (entry.c.published >= months.c.start) & (entry.c.published < months.c.end))
        .join(entry_company, entry_company.c.entry_id == entry.c.id)
        .where(entry.c.state == EntryState.PUBLISHED)
        .group_by(entry_company.c.company_id, months.c.number)
    )
    slugs = dict(conn.execute(select(company.c.id, company.c.slug)).all())
    if slug is not None:
        slugs = {number: known for number, known in slugs.items() if known == slug}
        counted = counted.where(entry_company.c.company_id.in_(list(slugs)))
    found: dict[Slug, list[int]] = {}
    for company_id, number, entries in conn.execute(counted):
        found.setdefault(Slug(slugs[company_id]), [0] * len(starts))[number] = entries
    return {name: tuple(figures) for name, figures in found.items()}


def _after(month: datetime) -> datetime:
    """The first instant of the next month; the last of all times after December 9999."""
    return _month(_number(month) + 1) if _number(month) < _LATEST else _END


def _number(month: datetime) -> int:
    """Months since the year 0."""
    return month.year * 12 + month.month - 1


def _month(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


_END = datetime.max.replace(tzinfo=UTC)
_EARLIEST = _number(datetime(1, 1, 1, tzinfo=UTC))
_LATEST = _number(_END)
