"""The registry of companies: names, the slugs that lead to them, and how much there is of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from sqlalchemy import Connection, bindparam, func, insert, select

from store.entry import Company, CompanyCount, EntryState, Origin, Slug
from store.tables import company, company_alias, company_slug, entry, entry_company

_CALLED = (
    select(company_slug.c.slug.label("called"), company.c.id, company.c.slug, company.c.name)
    .join(company, company.c.id == company_slug.c.company_id)
    .where(company_slug.c.slug.in_(bindparam("slugs", expanding=True)))
)


def find(conn: Connection, slug: str) -> CompanyCount | None:
    """The company that a slug leads to, also one it had before; None for a slug that was never given."""
    number = conn.execute(select(company_slug.c.company_id).where(company_slug.c.slug == slug)).scalar()
    if number is None:
        return None
    return next(iter(_read(conn, number)))


def counts(conn: Connection) -> list[CompanyCount]:
    """All companies by name, those without published entries too."""
    return sorted(_read(conn), key=lambda c: (c.name.casefold(), c.slug))


def ids(conn: Connection, slugs: Collection[str]) -> list[int]:
    """The numbers of the companies that these slugs lead to."""
    found = conn.execute(select(company_slug.c.company_id).where(company_slug.c.slug.in_(slugs)).distinct())
    return list(found.scalars())


def of_entries(conn: Connection, entry_ids: Sequence[int]) -> dict[int, tuple[Company, ...]]:
    """The companies of each entry, in the order of its file, with the registry's names."""
    rows = conn.execute(
        select(entry_company.c.entry_id, company.c.slug, company.c.name, entry_company.c.origin)
        .join(company, company.c.id == entry_company.c.company_id)
        .where(entry_company.c.entry_id.in_(entry_ids))
        .order_by(entry_company.c.entry_id, entry_company.c.position)
    )
    found: dict[int, list[Company]] = {}
    for entry_id, slug, name, origin in rows:
        found.setdefault(entry_id, []).append(Company(Slug(slug), name, Origin(origin)))
    return {entry_id: tuple(companies) for entry_id, companies in found.items()}


def enrol(conn: Connection, companies: Iterable[Company]) -> dict[int, Company]:
    """These companies by number, as the registry has them; those that nobody named before are put into it.

    In the order of first mention. Two names of one company are one company, with the origin of its first mention.
    """
    (enrolled,) = enrol_all(conn, [companies])
    return enrolled


def enrol_all(conn: Connection, named: Sequence[Iterable[Company]]) -> list[dict[int, Company]]:
    """`enrol` for the companies of several entries at once."""
    first: dict[str, Company] = {}
    for mention in chain.from_iterable(named):
        first.setdefault(mention.slug, mention)
    if not first:
        return [{} for _ in named]
    known = {
        row.called: (row.id, Company(Slug(row.slug), row.name)) for row in conn.execute(_CALLED, {"slugs": list(first)})
    }
    for slug, mention in first.items():
        if slug not in known:
            values = {"slug": slug, "name": mention.name}
            number: int = conn.execute(insert(company).returning(company.c.id), values).scalar_one()
            conn.execute(insert(company_slug), {"slug": slug, "company_id": number})
            known[slug] = number, mention
    enrolled: list[dict[int, Company]] = []
    for mentions in named:
        of_entry: dict[int, Company] = {}
        for mention in mentions:
            number, registered = known[mention.slug]
            of_entry.setdefault(number, Company(registered.slug, registered.name, mention.origin))
        enrolled.append(of_entry)
    return enrolled


def _read(conn: Connection, number: int | None = None) -> Iterator[CompanyCount]:
    """All companies, or the one of this number."""
    published = (
        select(
            entry_company.c.company_id,
            func.count().label("entries"),
            func.max(entry.c.published).label("newest"),
        )
        .join(entry, entry.c.id == entry_company.c.entry_id)
        .where(entry.c.state == EntryState.PUBLISHED)
        .group_by(entry_company.c.company_id)
    )
    written = select(company_alias.c.company_id, company_alias.c.name).order_by(company_alias.c.name)
    wanted = select(company)
    if number is not None:
        published = published.where(entry_company.c.company_id == number)
        written = written.where(company_alias.c.company_id == number)
        wanted = wanted.where(company.c.id == number)
    counted = {row.company_id: (row.entries, row.newest) for row in conn.execute(published)}
    aliases: dict[int, list[str]] = {}
    for row in conn.execute(written):
        aliases.setdefault(row.company_id, []).append(row.name)
    for row in conn.execute(wanted):
        entries, newest = counted.get(row.id, (0, None))
        yield CompanyCount(Slug(row.slug), row.name, tuple(aliases.get(row.id, ())), entries, newest)
