"""What must hold of every database, whatever happened to it: each rule a query for those that break it.

All are plain SQL on both databases and walk tables or indexes once, none compares each row with each. What an article
says is no part of them: that is checked where its documents are read (`store.integrity`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, column, exists, func, literal, not_, or_, select, table

from store.archives import NOWHERE
from store.entry import EntryState
from store.file import FileState
from store.tables import (
    apart,
    archive,
    band,
    change,
    company,
    company_slug,
    entry,
    entry_company,
    revision,
    source_file,
    tombstone,
    translation,
    version,
)

_EVERYTHING = 0
"""In the place of a company: the feed of everything (`store.archives`)."""

_search = table("search", column("rowid", BigInteger))
_HEAD = select(func.coalesce(func.max(change.c.seq), 0)).scalar_subquery()
_PUBLISHED = entry.c.state == EntryState.PUBLISHED
_MERGED = entry.c.state == EntryState.MERGED
_LIVE = (EntryState.PUBLISHED, EntryState.HELD)
_UNDERSTOOD = (FileState.PUBLISHED, FileState.HELD)
_of_entry = tombstone.c.entry_id == entry.c.id


def _entries(*broken: ColumnElement[bool]) -> Select[Any]:
    """The entries of which all of this is true, by guid."""
    return select(entry.c.guid).where(*broken)


def _files(*broken: ColumnElement[bool]) -> Select[Any]:
    """The same of lines of the ledger, by path."""
    return select(source_file.c.path).where(*broken)


def _is_change(seq: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(change.c.seq == seq)


def _is_archive(feed: ColumnElement[Any], number: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(
        number.is_(None),
        number == NOWHERE,
        exists().where(archive.c.company_id == feed, archive.c.number == number),
    )


_back = translation.alias("back"), apart.alias("back")

RULES: Mapping[str, Select[Any]] = {
    "changes are numbered from 1 without a gap": (
        select(func.count(), _HEAD).select_from(change).having(func.count() != func.coalesce(func.max(change.c.seq), 0))
    ),
    "a change is one of an entry that is there": (
        select(change.c.seq).where(~exists().where(entry.c.id == change.c.entry_id))
    ),
    "an entry has a guid and a public id": _entries(or_(entry.c.guid == "", entry.c.public_id == "")),
    "an entry's number is that of a change of its own": _entries(
        or_(
            and_(entry.c.seq > 0, ~exists().where(change.c.seq == entry.c.seq, change.c.entry_id == entry.c.id)),
            and_(entry.c.seq <= 0, _PUBLISHED),
        )
    ),
    "a published entry has no tombstone": _entries(_PUBLISHED, exists().where(_of_entry)),
    "a withdrawn or merged entry that was published has a tombstone": _entries(
        entry.c.state.in_([EntryState.WITHDRAWN, EntryState.MERGED]), entry.c.seq > 0, ~exists().where(_of_entry)
    ),
    "an entry is merged where it leads on to another one": _entries(
        or_(and_(_MERGED, entry.c.merged_into.is_(None)), and_(not_(_MERGED), entry.c.merged_into.is_not(None)))
    ),
    "an entry has a source, unless it was merged": _entries(
        not_(_MERGED), ~exists().where(version.c.entry_id == entry.c.id)
    ),
    "an entry that is or will be published can be searched for": _entries(
        entry.c.state.in_(_LIVE), ~exists().where(_search.c.rowid == entry.c.id)
    ),
    "the search finds only entries that are there": (
        select(_search.c.rowid).where(~exists().where(entry.c.id == _search.c.rowid))
    ),
    "a tombstone was put up by a change": select(tombstone.c.entry_id).where(~_is_change(tombstone.c.seq)),
    "a replaced content was replaced by a change": select(revision.c.id).where(~_is_change(revision.c.seq)),
    "a file that is published or held is the word of a living entry": _files(
        source_file.c.state.in_(_UNDERSTOOD),
        ~exists().where(
            version.c.id == source_file.c.version_id,
            version.c.present == 1,
            entry.c.id == version.c.entry_id,
            entry.c.state.in_(_LIVE),
        ),
    ),
    "a source is the word of one file": (
        select(source_file.c.version_id)
        .where(source_file.c.version_id.is_not(None))
        .group_by(source_file.c.version_id)
        .having(func.count() > 1)
    ),
    "a source that is present has its file": (
        select(version.c.id).where(version.c.present == 1, ~exists().where(source_file.c.version_id == version.c.id))
    ),
    "a key of a text leads to a source": (
        select(band.c.version_id).where(~exists().where(version.c.id == band.c.version_id)).distinct()
    ),
    "an entry stands in archives that are there": _entries(~_is_archive(literal(_EVERYTHING), entry.c.archive)),
    "an entry stands in archives of its companies that are there": _entries(
        exists().where(
            entry_company.c.entry_id == entry.c.id, ~_is_archive(entry_company.c.company_id, entry_company.c.archive)
        )
    ),
    "archives of a feed are numbered from 1 without a gap": (
        select(archive.c.company_id)
        .group_by(archive.c.company_id)
        .having(or_(func.min(archive.c.number) != 1, func.max(archive.c.number) != func.count()))
    ),
    "an archive was closed by a change": select(archive.c.company_id, archive.c.number).where(
        ~_is_change(archive.c.seq)
    ),
    "an archive is of a company that is there": select(archive.c.company_id, archive.c.number).where(
        archive.c.company_id != _EVERYTHING, ~exists().where(company.c.id == archive.c.company_id)
    ),
    "a company is found by its slug": select(company.c.slug).where(
        ~exists().where(company_slug.c.slug == company.c.slug, company_slug.c.company_id == company.c.id)
    ),
    "translations know each other": select(translation.c.entry_id, translation.c.other_id).where(
        ~exists().where(_back[0].c.entry_id == translation.c.other_id, _back[0].c.other_id == translation.c.entry_id)
    ),
    "entries that were called different know each other": select(apart.c.entry_id, apart.c.other_id).where(
        ~exists().where(_back[1].c.entry_id == apart.c.other_id, _back[1].c.other_id == apart.c.entry_id)
    ),
}
"""What must hold, in words, and what gives the rows of which it does not."""
