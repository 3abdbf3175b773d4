"""The registry of companies: names, the slugs that lead to them, and how much there is of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from store import slug as naming
from store.entry import Company, CompanyCount, EntryState, Origin, Slug
from store.tables import archive, company, company_alias, company_slug, entry, entry_company

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


def former_slugs(conn: Connection) -> dict[Slug, Slug]:
    """The slugs that companies had, each with the one that its company has now."""
    rows = conn.execute(
        select(company_slug.c.slug, company.c.slug).join(company, company.c.id == company_slug.c.company_id)
    )
    return {Slug(former): Slug(present) for former, present in rows.all() if former != present}


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
        found.setdefault(entry_id, []).append(Company(Slug(slug), name, origin))
    return {entry_id: tuple(companies) for entry_id, companies in found.items()}


def enrol(conn: Connection, companies: Iterable[Company]) -> dict[int, Company]:
    """These companies by number, as the registry has them; those that nobody named before are put into it.

    In the order of first mention. Two names of one company are one company, with the origin of its first mention.
    """
    (enrolled,) = enrol_all(conn, [companies])
    return enrolled


def enrol_all(conn: Connection, named: Sequence[Iterable[Company]]) -> list[dict[int, Company]]:
    """`enrol` for the companies of several entries at once."""
    named = [tuple(mentions) for mentions in named]
    names: dict[Slug, dict[str, None]] = {}
    for mentions in named:
        for mention in mentions:
            names.setdefault(mention.slug, {})[mention.name] = None
    if not names:
        return [{} for _ in named]
    known = {
        row.called: (row.id, Company(Slug(row.slug), row.name)) for row in conn.execute(_CALLED, {"slugs": list(names)})
    }
    for slug, spellings in names.items():
        if slug not in known:
            name = naming.display_name(spellings)
            number: int = conn.execute(
                insert(company).values(slug=slug, name=name).returning(company.c.id)
            ).scalar_one()
            conn.execute(insert(company_slug), {"slug": slug, "company_id": number})
            known[slug] = number, Company(slug, name)
        number, registered = known[slug]
        if spellings.keys() - {registered.name}:
            # A file gives a name the slug that is made of it. A list may give another, and has the last word.
            listed = next((name for name in spellings if naming.company_slug(name) != slug), None)
            name = _spelled(conn, number, registered, spellings, listed)
            known[slug] = number, Company(registered.slug, name)
    enrolled: list[dict[int, Company]] = []
    for mentions in named:
        of_entry: dict[int, Company] = {}
        for mention in mentions:
            number, registered = known[mention.slug]
            of_entry.setdefault(number, Company(registered.slug, registered.name, mention.origin))
        enrolled.append(of_entry)
    return enrolled


def merge(conn: Connection, one: Slug, into: Slug) -> list[int]:
    """Make one company of two: the slugs and names of the first lead to the second. Gives its entries' numbers.

    Raises `KeyError` with the slug that no company has, and `ValueError` where both are the same company, or where a
    slug only leads to the company that it was merged into: that one was not named.
    """
    (ending, heir) = (_number(conn, one), _number(conn, into))
    if ending == heir:
        raise ValueError(f"{one} and {into} are the same company already")
    former = former_slugs(conn)
    for slug in (one, into):
        if slug in former:
            raise ValueError(f"{slug} was merged into {former[slug]} before; name that one if it is meant")
    tagged = list(conn.execute(select(entry_company.c.entry_id).where(entry_company.c.company_id == ending)).scalars())
    both = select(entry_company.c.entry_id).where(entry_company.c.company_id == heir)
    of_ending = entry_company.c.company_id == ending
    conn.execute(delete(entry_company).where(of_ending, entry_company.c.entry_id.in_(both)))
    # The numbers of its archives mean others in the feed of the heir, which archives the entries anew.
    conn.execute(delete(archive).where(archive.c.company_id == ending))
    conn.execute(update(entry_company).where(of_ending).values(company_id=heir, archive=None))
    for table in (company_slug, company_alias):
        conn.execute(update(table).where(table.c.company_id == ending).values(company_id=heir))
    name: str = conn.execute(delete(company).where(company.c.id == ending).returning(company.c.name)).scalar_one()
    # Another company may have been called that too, before this one was.
    conn.execute(delete(company_alias).where(company_alias.c.name == name))
    conn.execute(insert(company_alias), {"name": name, "company_id": heir})
    return sorted(tagged)


def names(conn: Connection) -> list[tuple[Slug, str]]:
    """Every name of the companies that files declare, with its slug, in the order of slugs and names."""
    declared = company.c.id.in_(
        select(entry_company.c.company_id).where(entry_company.c.origin == Origin.DECLARED).distinct()
    )
    registered = select(company.c.slug, company.c.name).where(declared)
    others = select(company.c.slug, company_alias.c.name).join(company, company.c.id == company_alias.c.company_id)
    return sorted((Slug(row.slug), row.name) for row in conn.execute(registered.union(others.where(declared))))


def census(conn: Connection) -> tuple[int, int, int]:
    """Cheap to ask, and another whenever `names` is."""
    return tuple(
        conn.execute(
            select(
                select(func.count()).select_from(company).scalar_subquery(),
                select(func.coalesce(func.max(company.c.id), 0)).scalar_subquery(),
                select(func.count()).select_from(company_alias).scalar_subquery(),
            )
        ).one()
    )


def _number(conn: Connection, slug: Slug) -> int:
    number: int | None = conn.execute(select(company_slug.c.company_id).where(company_slug.c.slug == slug)).scalar()
    if number is None:
        raise KeyError(slug)
    return number


def _spelled(conn: Connection, number: int, registered: Company, spellings: Iterable[str], listed: str | None) -> str:
    """Remember how a company's name is written too; gives the one to show, whatever the order they came in.

    That is the name that the list gives it, where it does.
    """
    before = set(conn.execute(select(company_alias.c.name).where(company_alias.c.company_id == number)).scalars())
    after = before | {registered.name} | set(spellings)
    if after == before | {registered.name} and listed in {None, registered.name}:
        return registered.name
    # A name that came with another company is no name to show for this one.
    own = [name for name in after if naming.company_slug(name) == registered.slug]
    name = listed or naming.display_name(own or [registered.name])
    if name != registered.name:
        conn.execute(update(company).where(company.c.id == number).values(name=name))
        conn.execute(delete(company_alias).where(company_alias.c.name == name))
    taken = set(conn.execute(select(company_alias.c.name).where(company_alias.c.name.in_(after))).scalars())
    if fresh := after - taken - {name}:
        conn.execute(insert(company_alias), [{"name": other, "company_id": number} for other in sorted(fresh)])
    return name


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
