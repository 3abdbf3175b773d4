"""What near-duplicates, translations and mergers are found and remembered by.

Articles that are stored already get their keys when they are read again (``seedwire reingest``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.execute("ALTER TABLE version RENAME COLUMN link_language TO language")
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column("version", "language", comment="primary subtag and script; empty where it is not known")
    op.add_column(
        "version",
        sa.Column("work", sa.Text(), comment="source and original title: the same for all translations of an article"),
    )
    op.create_index("ix_version_work", "version", ["work"], unique=False)
    op.add_column("version", sa.Column("bands", sa.LargeBinary(), comment="the keys of its rows in band, 8 bytes each"))
    op.add_column(
        "version",
        sa.Column(
            "detects", sa.Integer(), comment="1 where the file says nothing of companies, so that they are detected"
        ),
    )
    op.create_table(
        "band",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "version_id", name="pk_band"),
        comment="texts that share a key may be copies of each other",
        sqlite_with_rowid=False,
    )
    op.drop_table("translation")  # nothing was ever written into it
    op.create_table(
        "translation",
        sa.Column("entry_id", KEY, autoincrement=False, nullable=False),
        sa.Column("other_id", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_translation_entry_id"),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name="fk_translation_other_id"),
        sa.PrimaryKeyConstraint("entry_id", "other_id", name="pk_translation"),
        comment="pairs of entries that are one article in two languages, each pair in both directions",
    )
    op.create_table(
        "merger",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False, comment="the file that proved it"),
        sa.Column("entry_id", KEY, nullable=False, comment="the entry that goes on"),
        sa.Column("other_id", KEY, comment="the entry that ended; none where a file joined"),
        sa.Column(
            "versions", sa.Text(), nullable=False, comment="JSON: the numbers of the versions that came to the entry"
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undone", sa.BigInteger()),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_merger_entry_id"),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name="fk_merger_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_merger"),
        comment="what was found to be the same article, and why",
    )
    op.create_index("ix_merger_entry_id", "merger", ["entry_id"], unique=False)
    op.create_table(
        "apart",
        sa.Column("entry_id", KEY, autoincrement=False, nullable=False),
        sa.Column("other_id", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_apart_entry_id"),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name="fk_apart_other_id"),
        sa.PrimaryKeyConstraint("entry_id", "other_id", name="pk_apart"),
        comment="pairs of entries that an operator called different, each pair in both directions",
    )
