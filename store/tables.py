"""The tables, as SQLAlchemy Core sees them. Rows never leave `store`.

Times are whole microseconds since 1970 in UTC, so that both databases order them alike. A ``document`` is an
`Entry` as `store.codec` writes it; the columns beside it are what the database has to search by.

One module, though a long one: what is not imported would be missing in `metadata`, and so in `db check`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

from store.change import ChangeKind
from store.columns import Instant, Word
from store.entry import EntryState, Origin
from store.file import FileState

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the key is exactly INTEGER.
_Key = BigInteger().with_variant(Integer, "sqlite")

# Ordered by code point, as SQLite and Python do; else a server would order by the language it was set up with.
_Exact = Text().with_variant(Text(collation="C"), "postgresql")


def _id() -> Column[int]:
    return Column("id", _Key, primary_key=True, autoincrement=True)


meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

change = Table(
    "change",
    metadata,
    # Given by `store.history`: one more than the newest. Changes are never deleted, so none is given twice.
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("kind", Word(ChangeKind), nullable=False),
    Column("entry_id", _Key, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    _id(),
    Column("guid", _Exact, nullable=False, unique=True),
    Column("public_id", String, nullable=False, unique=True),
    Column("state", Word(EntryState), nullable=False),
    Column("published", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("arrived", Instant, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("release_at", Instant),
    Column("language", String, comment="lower case, for comparing"),
    Column("source", String, comment="slug of the source's name"),
    Column("importance", Integer),
    Column("merged_into", _Key, ForeignKey("entry.id")),
    Column("archive", Integer, index=True, comment="number of its archive in the feed of everything"),
    Column("withheld", Text, comment="why an operator keeps it out of every feed, whatever its files do"),
    Column("document", LargeBinary, nullable=False),
    # With the columns that filters compare, a search for something rare reads the index alone: 2 ms instead of 33 over
    # 20,000 entries for a language, 0.5 instead of 11 over 6,000 for a source.
    Index("ix_entry_window", "state", "arrived", "published", "guid", "language", "source", "importance"),
    Index("ix_entry_published", "state", "published", "guid"),
    Index("ix_entry_release", "state", "release_at"),
    sqlite_autoincrement=True,
)

version = Table(
    "version",
    metadata,
    _id(),
    Column("entry_id", _Key, ForeignKey("entry.id"), nullable=False, index=True),
    Column("present", Integer, nullable=False, comment="1 while a file of the folder says this"),
    Column("declared_guid", Text, index=True),
    Column("link", Text, index=True, comment="canonical"),
    Column("work", Text, index=True, comment="source and original title: the same for all translations of an article"),
    Column("language", String, nullable=False, comment="primary subtag and script; empty where it is not known"),
    Column("fingerprint", String, nullable=False, index=True),
    Column("bands", LargeBinary, comment="the keys of its rows in band, 8 bytes each"),
    Column("detects", Integer, comment="1 where the file says nothing of companies, so that they are detected"),
    Column("document", LargeBinary, nullable=False),
    comment="what each source file of an entry says, or said last",
)

band = Table(
    "band",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    # No foreign key: to delete a version would need a look at every row here, for there is no index by version.
    Column("version_id", BigInteger, primary_key=True, autoincrement=False),
    comment="texts that share a key may be copies of each other",
    sqlite_with_rowid=False,
)

revision = Table(
    "revision",
    metadata,
    _id(),
    Column("entry_id", _Key, ForeignKey("entry.id"), nullable=False, index=True),
    Column("seq", BigInteger, nullable=False, comment="the change that replaced this content"),
    Column("document", LargeBinary, nullable=False),
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("entry_id", _Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False, index=True),
    Column("seq", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    comment="entries that were in the feeds and no longer are",
)

company = Table(
    "company",
    metadata,
    _id(),
    Column("slug", String, nullable=False, unique=True),
    Column("name", Text, nullable=False),
)

company_slug = Table(
    "company_slug",
    metadata,
    Column("slug", String, primary_key=True),
    Column("company_id", _Key, ForeignKey("company.id"), nullable=False, index=True),
    comment="every slug that a company has or had; none is used again",
)

company_alias = Table(
    "company_alias",
    metadata,
    Column("name", _Exact, primary_key=True),
    Column("company_id", _Key, ForeignKey("company.id"), nullable=False, index=True),
    comment="other ways of writing a company's name",
)

entry_company = Table(
    "entry_company",
    metadata,
    Column("entry_id", _Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("company_id", _Key, ForeignKey("company.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Column("origin", Word(Origin), nullable=False),
    Column("archive", Integer, comment="number of its archive in the company's feed"),
    Index("ix_entry_company_company", "company_id", "entry_id"),
    Index("ix_entry_company_archive", "company_id", "archive"),
)

entry_term = Table(
    "entry_term",
    metadata,
    Column("kind", String, primary_key=True, comment="category or author"),
    Column("slug", String, primary_key=True),
    Column("entry_id", _Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False, index=True),
    comment="what entries are filtered by, beside companies",
)

translation = Table(
    "translation",
    metadata,
    Column("entry_id", _Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("other_id", _Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    comment="pairs of entries that are one article in two languages, each pair in both directions",
)

merger = Table(
    "merger",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("path", LargeBinary, nullable=False, comment="the file that proved it"),
    Column("entry_id", _Key, ForeignKey("entry.id"), nullable=False, index=True, comment="the entry that goes on"),
    Column("other_id", _Key, ForeignKey("entry.id"), comment="the entry that ended; none where a file joined"),
    Column("versions", Text, nullable=False, comment="JSON: the numbers of the versions that came to the entry"),
    Column("reason", Text, nullable=False),
    Column("undone", Instant),
    comment="what was found to be the same article, and why",
)

apart = Table(
    "apart",
    metadata,
    Column("entry_id", _Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    Column("other_id", _Key, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    comment="pairs of entries that an operator called different, each pair in both directions",
)

source_file = Table(
    "source_file",
    metadata,
    _id(),
    Column("path", LargeBinary, nullable=False, unique=True),
    Column("signature", String),
    Column("sha256", String, index=True),
    Column(
        "first_seen",
        Instant,
        nullable=False,
        comment="the file's own time when it was seen first: a date of last resort",
    ),
    Column("state", Word(FileState), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", Instant),
    Column("missing_since", Instant, comment="not found by a scan, and not yet believed to be deleted"),
    Column("version_id", _Key, ForeignKey("version.id"), index=True),
    comment="the ledger: every file that was seen, and what became of it",
)

scan_pass = Table(
    "scan_pass",
    metadata,
    _id(),
    Column("started", Instant, nullable=False),
    Column("ended", Instant, nullable=False),
    Column("files", Integer, nullable=False),
    Column("counts", Text, nullable=False, comment="JSON: outcome to number of files"),
    Column(
        "trouble", Text, nullable=False, comment="why the pass could not see or keep everything; empty when it could"
    ),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("role", String, primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("trouble", Text, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("role", String, primary_key=True),
    Column("token", BigInteger, nullable=False, comment="one more with each holder"),
    Column("holder", Text, nullable=False),
    Column("until", Instant, nullable=False, comment="by the server's clock"),
    comment="who may write as the ingester of a server's database",
)

attempt = Table(
    "attempt",
    metadata,
    Column("path", LargeBinary, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("alone", Integer, nullable=False, comment="1 where nothing else was being read"),
    comment="files that are being read: the ones that an ingester which was killed leaves here are suspects",
)

archive = Table(
    "archive",
    metadata,
    Column("company_id", _Key, primary_key=True, autoincrement=False, comment="0 for the feed of everything"),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1 for the oldest"),
    Column("first", Instant, nullable=False, comment="the earliest arrival in it when it was closed"),
    Column("last", Instant, nullable=False, comment="the latest arrival in it when it was closed"),
    Column("seq", BigInteger, nullable=False, comment="the change with which it was closed"),
    comment="the closed archive documents of the feeds (RFC 5005)",
    sqlite_with_rowid=False,
)

topic = Table(
    "topic",
    metadata,
    Column("path", Text, primary_key=True, comment="of an unfiltered feed, below the base URL"),
    Column("digest", String, nullable=False, comment="of what hubs were last told that it shows"),
    comment="feeds as hubs know them (WebSub)",
)

ping = Table(
    "ping",
    metadata,
    Column("hub", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", Instant, nullable=False),
    Column("trouble", Text, nullable=False, comment="why the last attempt failed"),
    comment="topics that changed and that a hub has not been told of yet",
)
