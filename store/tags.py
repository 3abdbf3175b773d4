"""What entries can be filtered by: the companies, categories and authors of each, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert

from store import archives, companies, history
from store.change import ChangeKind
from store.entry import Company, Entry, Slug
from store.slug import slugify
from store.tables import entry_company, entry_term


def enrol(conn: Connection, content: Entry) -> dict[int, Company]:
    """Tell the registry of an entry's companies; gives them by number, as `companies.enrol` does."""
    return companies.enrol(conn, _made_known(content))


def enrol_all(conn: Connection, contents: Sequence[Entry]) -> list[dict[int, Company]]:
    """`enrol` for several entries at once."""
    return companies.enrol_all(conn, [_made_known(content) for content in contents])


def put_all(conn: Connection, tagged: Sequence[tuple[int, Entry, Mapping[int, Company]]]) -> None:
    """Write down what entries can be filtered by; companies as `enrol` gives them."""
    _insert(
        conn,
        entry_company,
        [
            {"entry_id": entry_id, "company_id": number, "position": position, "origin": company.origin}
            for entry_id, _, enrolled in tagged
            for position, (number, company) in enumerate(enrolled.items())
        ],
    )
    _insert(
        conn,
        entry_term,
        [
            {"entry_id": entry_id, "kind": kind, "slug": slug}
            for entry_id, content, _ in tagged
            for kind, slug in sorted(
                {("category", slugify(category)) for category in content.categories}
                | {("author", slugify(author.name)) for author in content.authors}
            )
        ],
    )


def replace(
    conn: Connection, entry_id: int, content: Entry, enrolled: Mapping[int, Company], *, arrives: bool = False
) -> None:
    """Write anew what an entry can be filtered by; without an arrival it stays in the archives of its companies.

    Not of one that is held: if there is a tombstone, it belongs to the feeds that the entry was in.
    """
    if content.hold:
        return
    kept = {} if arrives else archives.places(conn, entry_id)
    for table in (entry_company, entry_term):
        conn.execute(delete(table).where(table.c.entry_id == entry_id))
    put_all(conn, [(entry_id, content, enrolled)])
    archives.put_back(conn, entry_id, kept)


def merge_companies(conn: Connection, one: Slug, into: Slug, at: datetime) -> int:
    """Make one company of two, on all its entries, whose number it gives; raises as `companies.merge` does."""
    tagged = companies.merge(conn, one, into)
    # The addresses of a company that no entry is tagged with lead elsewhere now, too: some change has to say so.
    for entry_id in tagged or history.newest(conn):
        history.record(conn, ChangeKind.NOTED, entry_id, at)
    return len(tagged)


def _made_known(content: Entry) -> tuple[Company, ...]:
    """The companies that the registry is told of.

    It is a document that all can read and that only a change alters: what waits for its day is tagged when that comes.
    """
    return () if content.hold else content.companies


def _insert(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        conn.execute(insert(table), rows)
