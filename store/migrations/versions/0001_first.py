"""Everything there is from the first day."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_change"),
    )
    op.create_table(
        "company",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
        sa.UniqueConstraint("slug", name="uq_company_slug"),
    )
    op.create_table(
        "entry",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("guid", EXACT, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("release_at", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(), nullable=True, comment="lower case, for comparing"),
        sa.Column("source", sa.String(), nullable=True, comment="slug of the source's name"),
        sa.Column("importance", sa.Integer(), nullable=True),
        sa.Column("merged_into", KEY, nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["entry.id"], name="fk_entry_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("guid", name="uq_entry_guid"),
        sa.UniqueConstraint("public_id", name="uq_entry_public_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_published", "entry", ["state", "published", "guid"], unique=False)
    op.create_index("ix_entry_release", "entry", ["state", "release_at"], unique=False)
    op.create_index(
        "ix_entry_window",
        "entry",
        ["state", "arrived", "published", "guid", "language", "source", "importance"],
        unique=False,
    )
    op.create_table(
        "heartbeat",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("role", name="pk_heartbeat"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "scan_pass",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False, comment="JSON: outcome to number of files"),
        sa.Column(
            "trouble",
            sa.Text(),
            nullable=False,
            comment="why the pass could not see or keep everything; empty when it could",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_scan_pass"),
    )
    op.create_table(
        "company_alias",
        sa.Column("name", EXACT, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_company_alias_company_id"),
        sa.PrimaryKeyConstraint("name", name="pk_company_alias"),
        comment="other ways of writing a company's name",
    )
    op.create_index("ix_company_alias_company_id", "company_alias", ["company_id"], unique=False)
    op.create_table(
        "company_slug",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_company_slug_company_id"),
        sa.PrimaryKeyConstraint("slug", name="pk_company_slug"),
        comment="every slug that a company has or had; none is used again",
    )
    op.create_index("ix_company_slug_company_id", "company_slug", ["company_id"], unique=False)
    op.create_table(
        "entry_term",
        sa.Column("kind", sa.String(), nullable=False, comment="category or author"),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("entry_id", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_entry_term_entry_id"),
        sa.PrimaryKeyConstraint("kind", "slug", "entry_id", name="pk_entry_term"),
        comment="what entries are filtered by, beside companies",
    )
    op.create_index("ix_entry_term_entry_id", "entry_term", ["entry_id"], unique=False)
    op.create_table(
        "entry_company",
        sa.Column("entry_id", KEY, autoincrement=False, nullable=False),
        sa.Column("company_id", KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_entry_company_company_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_entry_company_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "company_id", name="pk_entry_company"),
    )
    op.create_index("ix_entry_company_company", "entry_company", ["company_id", "entry_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="the change that replaced this content"),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_revision_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
    )
    op.create_index("ix_revision_entry_id", "revision", ["entry_id"], unique=False)
    op.create_table(
        "tombstone",
        sa.Column("entry_id", KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_tombstone_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_tombstone"),
        comment="entries that were in the feeds and no longer are",
    )
    op.create_index("ix_tombstone_at", "tombstone", ["at"], unique=False)
    op.create_table(
        "translation",
        sa.Column("entry_id", KEY, autoincrement=False, nullable=False),
        sa.Column("work", sa.String(), nullable=False, comment="the same for all translations of one article"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_translation_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_translation"),
    )
    op.create_index("ix_translation_work", "translation", ["work"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("present", sa.Integer(), nullable=False, comment="1 while a file of the folder says this"),
        sa.Column("declared_guid", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True, comment="canonical"),
        sa.Column("link_language", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_version_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_version"),
        comment="what each source file of an entry says, or said last",
    )
    op.create_index("ix_version_declared_guid", "version", ["declared_guid"], unique=False)
    op.create_index("ix_version_entry_id", "version", ["entry_id"], unique=False)
    op.create_index("ix_version_fingerprint", "version", ["fingerprint"], unique=False)
    op.create_index("ix_version_link", "version", ["link"], unique=False)
    op.create_table(
        "source_file",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column(
            "first_seen",
            sa.BigInteger(),
            nullable=False,
            comment="the file's own time when it was seen first: a date of last resort",
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "missing_since",
            sa.BigInteger(),
            nullable=True,
            comment="not found by a scan, and not yet believed to be deleted",
        ),
        sa.Column("version_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="fk_source_file_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_source_file"),
        sa.UniqueConstraint("path", name="uq_source_file_path"),
        comment="the ledger: every file that was seen, and what became of it",
    )
    op.create_index("ix_source_file_sha256", "source_file", ["sha256"], unique=False)
    op.create_index("ix_source_file_state", "source_file", ["state"], unique=False)
    op.create_index("ix_source_file_version_id", "source_file", ["version_id"], unique=False)
