"""Feeds as WebSub hubs know them: which a change may have touched, and what each was last seen to show.

A topic is an unfiltered feed: that of everything, or of one company, in one format.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, union

from store import codec, meta
from store.entry import Slug
from store.tables import change, company, company_slug, entry_company, revision, topic, translation

_LOOKED = "websub_seq"
"""Under which the newest change stands that hubs were told of, or never had to be."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The companies by number. Two of them tell which were renamed, and which were merged into others."""

    names: Mapping[int, tuple[Slug, str]]


def looked(conn: Connection) -> int | None:
    """The change up to which topics were compared; None where they never were."""
    noted = meta.value(conn, _LOOKED)
    return int(noted) if noted else None


def note_looked(conn: Connection, seq: int) -> None:
    """Remember that change."""
    meta.note(conn, _LOOKED, str(seq))


def registry(conn: Connection) -> Registry:
    """The companies now."""
    return Registry({row.id: (Slug(row.slug), row.name) for row in conn.execute(select(company))})


def touched(conn: Connection, after: int) -> set[Slug]:
    """The companies whose feeds may show something else since a change: that have its entries, or had them before.

    So do those that have a translation of such an entry. An entry that leaves a company leaves its former content
    behind, which names that company.
    """
    changed = select(change.c.entry_id).where(change.c.seq > after)
    related = union(changed, select(translation.c.other_id).where(translation.c.entry_id.in_(changed)))
    present = (
        select(company.c.slug)
        .join(entry_company, entry_company.c.company_id == company.c.id)
        .where(entry_company.c.entry_id.in_(related))
        .distinct()
    )
    replaced = select(revision.c.document).where(revision.c.entry_id.in_(changed), revision.c.seq > after)
    contents = map(codec.decode, conn.execute(replaced).scalars())
    former = {mention.slug for content in contents for mention in content.companies}
    return set(conn.execute(present).scalars()) | _present(conn, former)


def renamed(conn: Connection, before: Registry, now: Registry) -> set[Slug]:
    """The companies whose feeds name one that has another name than before: their entries are its entries too."""
    other = [number for number, named in now.names.items() if before.names.get(number, named) != named]
    shared = entry_company.alias("shared")
    together = (
        select(company.c.slug)
        .join(entry_company, entry_company.c.company_id == company.c.id)
        .join(shared, shared.c.entry_id == entry_company.c.entry_id)
        .where(shared.c.company_id.in_(other))
        .distinct()
    )
    return {now.names[number][0] for number in other} | set(conn.execute(together).scalars())


def digests(conn: Connection, paths: Collection[str] | None = None) -> dict[str, str]:
    """What topics were last seen to show, by path: these, or all of them."""
    wanted = select(topic) if paths is None else select(topic).where(topic.c.path.in_(list(paths)))
    return {row.path: row.digest for row in conn.execute(wanted)}


def remember(conn: Connection, shown: Mapping[str, str]) -> None:
    """Keep what topics show now, over what they showed before."""
    forget(conn, shown)
    if shown:
        conn.execute(insert(topic), [{"path": path, "digest": digest} for path, digest in shown.items()])


def forget(conn: Connection, paths: Collection[str]) -> None:
    """These are topics no more."""
    if paths:
        conn.execute(delete(topic).where(topic.c.path == bindparam("one")), [{"one": path} for path in paths])


def _present(conn: Connection, slugs: Collection[str]) -> set[Slug]:
    """The slugs that companies have now, of slugs that they have or had."""
    if not slugs:
        return set()
    called = select(company_slug.c.slug, company.c.slug).join(company, company.c.id == company_slug.c.company_id)
    return {Slug(present) for either, present in conn.execute(called) if either in slugs}
