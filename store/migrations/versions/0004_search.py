"""The index of words that ``q`` looks into; `store.search.fill` indexes the entries that are stored already."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Folded words stand between blanks (`store.words`): the tokenizer takes every byte above ASCII for a letter.
SQLITE = "CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'ascii'{options})"
WITHOUT_CONTENT = ", content = '', contentless_delete = 1"
FIRST_WITHOUT_CONTENT = (3, 43)
"""The SQLite that can delete from such a table; an older one keeps the text beside its words, three times as much."""


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        version = bind.execute(sa.text("SELECT sqlite_version()")).scalar_one()
        sound = tuple(map(int, version.split(".")[:2])) >= FIRST_WITHOUT_CONTENT
        op.execute(SQLITE.format(options=WITHOUT_CONTENT if sound else ""))
        return
    # Texts and vectors out of line: what the index finds is looked up in 6 MB for 100,000 entries instead of 800.
    op.execute(
        """
        CREATE TABLE search (
            rowid bigint NOT NULL CONSTRAINT pk_search PRIMARY KEY
                CONSTRAINT fk_search_rowid REFERENCES entry (id),
            text text COLLATE "C" NOT NULL,
            words tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(text, ' '))) STORED
        )
        WITH (toast_tuple_target = 128)
        """
    )
    op.execute("COMMENT ON TABLE search IS 'the folded words of entries, for full-text search'")
    op.execute("CREATE INDEX ix_search_words ON search USING gin (words)")
