"""Who may write as the ingester, and what it has in its hands: for those that are stopped, or killed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False, comment="one more with each holder"),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False, comment="by the server's clock"),
        sa.PrimaryKeyConstraint("role", name="pk_lease"),
        comment="who may write as the ingester of a server's database",
    )
    op.create_table(
        "attempt",
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("alone", sa.Integer(), nullable=False, comment="1 where nothing else was being read"),
        sa.PrimaryKeyConstraint("path", name="pk_attempt"),
        comment="files that are being read: the ones that an ingester which was killed leaves here are suspects",
    )
