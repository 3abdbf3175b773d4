"""What archives, an operator's withdrawals and the pings of hubs are remembered by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "archive",
        sa.Column("company_id", KEY, autoincrement=False, nullable=False, comment="0 for the feed of everything"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1 for the oldest"),
        sa.Column("first", sa.BigInteger(), nullable=False, comment="the earliest arrival in it when it was closed"),
        sa.Column("last", sa.BigInteger(), nullable=False, comment="the latest arrival in it when it was closed"),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="the change with which it was closed"),
        sa.PrimaryKeyConstraint("company_id", "number", name="pk_archive"),
        comment="the closed archive documents of the feeds (RFC 5005)",
        sqlite_with_rowid=False,
    )
    op.add_column(
        "entry", sa.Column("archive", sa.Integer(), comment="number of its archive in the feed of everything")
    )
    op.create_index("ix_entry_archive", "entry", ["archive"], unique=False)
    op.add_column(
        "entry_company", sa.Column("archive", sa.Integer(), comment="number of its archive in the company's feed")
    )
    op.create_index("ix_entry_company_archive", "entry_company", ["company_id", "archive"], unique=False)
    op.add_column(
        "entry",
        sa.Column("withheld", sa.Text(), comment="why an operator keeps it out of every feed, whatever its files do"),
    )
    op.create_table(
        "topic",
        sa.Column("path", sa.Text(), nullable=False, comment="of an unfiltered feed, below the base URL"),
        sa.Column("digest", sa.String(), nullable=False, comment="of what hubs were last told that it shows"),
        sa.PrimaryKeyConstraint("path", name="pk_topic"),
        comment="feeds as hubs know them (WebSub)",
    )
    op.create_table(
        "ping",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False, comment="why the last attempt failed"),
        sa.PrimaryKeyConstraint("hub", "path", name="pk_ping"),
        comment="topics that changed and that a hub has not been told of yet",
    )
