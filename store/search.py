"""The words of entries, and which entries hold the words that somebody looks for.

An index of title, original title, summary and text, written in the transaction that writes the entry and kept for
withdrawn ones, whose tombstones belong in the feed of a search as well. What a word is says `store.words` alone, and
what is found says plain logic: no stemming, no stop words, no ranking, the same entries from either database.

SQLite
    an FTS5 table without content (https://sqlite.org/fts5.html#contentless_delete_tables): 1.5 kB for 3 kB of text.
PostgreSQL
    the folded text, and the set of its words as a ``tsvector`` without positions: 16,383 positions and 256 of one
    word are all that it could hold (https://www.postgresql.org/docs/current/textsearch-limitations.html). So a phrase
    is looked for among the texts that have all of its words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Text,
    and_,
    column,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from store import codec
from store.entry import Entry
from store.selection import Clause
from store.tables import entry
from store.words import folded

LONGEST_TEXT = 250_000
"""Characters of an entry that are searched; at 4 bytes each as much as PostgreSQL's ``tsvector`` holds, 1 MiB."""

_BETWEEN_FIELDS = " \ue000 "
"""A word that no query can hold, so that no phrase begins in the title and ends in the text."""

_SLICE = 500
"""Entries in memory at once while an older database is indexed."""

_search = table("search", column("rowid", BigInteger), column("text", Text), column("words"))


def put_all(conn: Connection, contents: Iterable[tuple[int, Entry]]) -> None:
    """Index new entries, given by number."""
    rows = [{"rowid": entry_id, "text": _words(content)} for entry_id, content in contents]
    if rows:
        conn.execute(insert(_search), rows)


def replace(conn: Connection, entry_id: int, before: Entry, content: Entry) -> None:
    """Index what an entry says now in the place of what it said before; nothing to do where that reads the same."""
    if _fields(content) != _fields(before):
        conn.execute(delete(_search).where(_search.c.rowid == entry_id))
        put_all(conn, [(entry_id, content)])


def erase(conn: Connection, entry_ids: Collection[int]) -> None:
    """Keep nothing of the words of entries: no search finds them, nor does anybody who looks into the database's file.

    FTS5 only notes that a row was deleted, and its words stay until the index is merged: that is done here, in as
    much time as it takes to write the index anew.
    """
    conn.execute(delete(_search).where(_search.c.rowid.in_(entry_ids)))
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("INSERT INTO search (search) VALUES ('optimize')")


def fill(conn: Connection) -> None:
    """Index the entries that are not yet: those of a database from before there was a search."""
    missing = select(entry.c.id, entry.c.document).where(~exists().where(_search.c.rowid == entry.c.id))
    after = 0
    while rows := conn.execute(missing.where(entry.c.id > after).order_by(entry.c.id).limit(_SLICE)).all():
        put_all(conn, ((row.id, codec.decode(row.document)) for row in rows))
        after = rows[-1].id


def found(conn: Connection, clauses: Sequence[Clause]) -> ColumnElement[bool]:
    """What clauses of `Selection.search` ask of the rows of ``entry``."""
    if any(not clause.terms and not clause.negated for clause in clauses):
        return false()
    wanted = [clause.terms for clause in clauses if not clause.negated]
    unwanted = [term for clause in clauses if clause.negated for term in clause.terms]
    matching = _in_postgresql if conn.dialect.name == "postgresql" else _in_sqlite
    if wanted:
        return entry.c.id.in_(select(_search.c.rowid).where(matching(wanted, unwanted)))
    if unwanted:
        return entry.c.id.not_in(select(_search.c.rowid).where(matching([unwanted], [])))
    return true()


def _in_sqlite(wanted: Sequence[Sequence[str]], unwanted: Sequence[str]) -> ColumnElement[bool]:
    """One expression for all clauses: FTS5 walks the lists of all their words side by side."""
    asked = " AND ".join(f"({_any_of(terms)})" for terms in wanted)
    if unwanted:
        asked = f"({asked}) NOT ({_any_of(unwanted)})"
    return literal_column("search").bool_op("MATCH")(literal(asked))


def _any_of(terms: Sequence[str]) -> str:
    """Terms in FTS5's syntax (https://sqlite.org/fts5.html#full_text_query_syntax); a folded word holds no quote."""
    return " OR ".join(f'"{term[:-1]}" *' if term.endswith("*") else f'"{term}"' for term in terms)


def _in_postgresql(wanted: Sequence[Sequence[str]], unwanted: Sequence[str]) -> ColumnElement[bool]:
    """What the index can say, for all clauses at once, and then what only the texts of those that are left can."""
    asked = " & ".join(f"({_all_words(terms)})" for terms in wanted)
    if single := [term for term in unwanted if " " not in term]:
        asked = f"{asked} & !({_all_words(single)})"
    phrases = [terms for terms in wanted if any(" " in term for term in terms)]
    return and_(
        _has_words(asked),
        *(or_(*map(_reads, terms)) for terms in phrases),
        *(~_reads(term) for term in unwanted if " " in term),
    )


def _reads(term: str) -> ColumnElement[bool]:
    """Whether the words of a term stand in a text one after the other."""
    run = f" {term[:-1]}" if term.endswith("*") else f" {term} "
    return func.strpos(func.concat(" ", _search.c.text, " "), run) > 0


def _has_words(query: str) -> ColumnElement[bool]:
    # Not to_tsquery(), which would take the words apart by the rules of a language. And not a bound parameter: a plan
    # that is to suit every word took 700 ms for a rare one among 100,000 entries, its own plan takes 1.
    return _search.c.words.bool_op("@@")(literal(query, literal_execute=True).cast(TSQUERY))


def _all_words(terms: Sequence[str]) -> str:
    return " | ".join("(" + " & ".join(map(_lexeme, term.split(" "))) + ")" for term in terms)


def _lexeme(word: str) -> str:
    return f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'"


def _words(content: Entry) -> str:
    words = _BETWEEN_FIELDS.join(filter(None, map(folded, _fields(content))))
    return words if len(words) <= LONGEST_TEXT else words[:LONGEST_TEXT].rpartition(" ")[0]


def _fields(content: Entry) -> tuple[str, ...]:
    return (content.title, content.original_title or "", content.summary, content.text)
