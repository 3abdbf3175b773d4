"""Erasing what an article said: at an operator's wish, wherever it is stored, for good.

What is left keeps the same file from coming back as something new: guid, public id, tombstone, the declared guids and
fingerprints of its sources, their dates, and what companies it was about, so that its tombstone reaches the readers
that had it. The bytes themselves go with `store.engine.Database.scrub`.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, delete, select, update

from store import codec, search, translations, versions
from store.entry import Entry
from store.marks import Marks
from store.tables import entry, entry_term, merger, revision, tombstone, version
from store.versions import Saying

_WAS_ERASED = "the text was erased"


def erased(content: Entry) -> Entry:
    """What may be kept of an article: what it is recognised by, its date, and what companies it is about."""
    return Entry(
        identity=replace(content.identity, link=None),
        title="",
        published=content.published,
        published_origin=content.published_origin,
        content="",
        text="",
        summary="",
        language=content.language,
        companies=content.companies,
        companies_declared=True,
    )


def erased_saying(saying: Saying) -> Saying:
    """The same of what a file says: it can be found by declared guid and fingerprint alone, and not by its text."""
    content = erased(saying.content)
    return Saying(saying.entry_id, content, Marks(content.identity, saying.marks.language))


def erase(conn: Connection, entry_id: int) -> None:
    """Erase all that an entry ever said, and all those that went on in it; they stay what they are without it."""
    family = _family(conn, entry_id)
    for row in conn.execute(select(entry.c.id, entry.c.document).where(entry.c.id.in_(family))).all():
        document = codec.encode(erased(codec.decode(row.document)))
        conn.execute(update(entry).where(entry.c.id == row.id).values(document=document, source=None))
    for row in conn.execute(select(version).where(version.c.entry_id.in_(family))).all():
        content = codec.decode(row.document)
        saying = Saying(row.entry_id, content, Marks(content.identity, row.language))
        versions.put(conn, erased_saying(saying), row.id)
        if not row.present:
            versions.leave(conn, row.id)
    for table in (revision, entry_term):
        conn.execute(delete(table).where(table.c.entry_id.in_(family)))
    # Why two texts were found to be one may quote either.
    conn.execute(update(merger).where(merger.c.entry_id.in_(family)).values(reason=_WAS_ERASED))
    ended = [number for number in family if number != entry_id]
    conn.execute(update(tombstone).where(tombstone.c.entry_id.in_(ended)).values(reason=_WAS_ERASED))
    search.erase(conn, family)
    for number in family:
        translations.refresh(conn, number)


def _family(conn: Connection, entry_id: int) -> list[int]:
    """An entry, and all those that went on in it."""
    family, newest = [entry_id], [entry_id]
    while newest:
        newest = list(conn.execute(select(entry.c.id).where(entry.c.merged_into.in_(newest))).scalars())
        family += newest
    return family
