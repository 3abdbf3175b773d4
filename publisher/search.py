"""The language of ``q``: what somebody types into a search box, as the clauses of a `Selection`, and back. Pure.

Words must all be there; ``OR`` between words lets any of them do; ``-`` in front of a word wants it absent; quotes
keep words together; ``word*`` is whatever begins so. What people type by habit means what they mean: ``AND``, quotes
of any language, a quote that is left open, a sign that stands alone. Words are compared as `store.words` folds them,
and never by their stems: a filter that guesses at endings would surprise whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from publisher.parameters import BadParameterError, quoted
from store.selection import Clause
from store.words import folded, stands_alone

LONGEST_TERM = 200
"""Characters of a word or phrase."""
LONGEST_SEARCH = 500
"""Characters of the canonical form. In Chinese each may take 9 of an address, which may be 16 kB long."""
SHORTEST_BEGINNING = 2
"""Letters before ``*``: those that begin with one letter are half a language, and took 270 ms in 100,000 entries."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
_TOKEN = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?:"(?P<star>\*?)|$)|(?P<word>[^\s"]+))')


def read_search(value: str) -> list[Clause]:
    """The clauses of a search; none where nothing was typed but blanks. Raises `BadParameterError`.

    >>> read_search('Příliš -"žlutý kůň" bank* OR ČNB')
    [Clause(terms=('prilis',), negated=False), Clause(terms=('zluty kun',), negated=True), \
Clause(terms=('bank*', 'cnb'), negated=False)]
    """
    clauses: list[Clause] = []
    joins = False
    for token in _TOKEN.finditer(value.translate(_QUOTES)):
        if token[0] == "OR":
            if joins or not clauses or clauses[-1].negated:
                raise _lonely_or()
            joins = True
        elif token[0] != "AND" and (term := _term(token)) is not None:
            negated = bool(token["minus"])
            if joins and negated:
                raise _lonely_or()
            alternatives = clauses.pop().terms if joins else ()
            clauses.append(Clause((*alternatives, term), negated))
            joins = False
    if joins:
        raise _lonely_or()
    return clauses


def write_search(clauses: Sequence[Clause]) -> str:
    """The canonical spelling of clauses: what `read_search` reads as the same clauses."""
    return " ".join(_written(clause) for clause in clauses)


def check_search(clauses: Sequence[Clause]) -> None:
    """Raise `BadParameterError` where all that was asked, taken together, is longer than `LONGEST_SEARCH`."""
    if len(write_search(clauses)) > LONGEST_SEARCH:
        raise BadParameterError("q", f"is longer than {LONGEST_SEARCH} characters")


def _term(token: re.Match[str]) -> str | None:
    """A token's folded words, with ``*`` where they are a beginning; None where it holds no letter and no digit."""
    written = (token["word"] or token["phrase"] + (token["star"] or "")).rstrip()
    typed = written.rstrip("*")
    if "*" in typed:
        raise BadParameterError("q", f'{quoted(written)} has a "*" inside; it can only end a word, as in "bank*"')
    term = folded(typed)
    if not term:
        return None
    if len(term) > LONGEST_TERM:
        raise BadParameterError("q", f"{quoted(typed)} is longer than {LONGEST_TERM} characters")
    if typed == written or stands_alone(term[-1]):
        return term
    if len(term.rpartition(" ")[2]) < SHORTEST_BEGINNING:
        raise BadParameterError("q", f"{quoted(written)} is too short; write {SHORTEST_BEGINNING} letters before the *")
    return term + "*"


def _written(clause: Clause) -> str:
    words = [f'"{term}"' if " " in term else term for term in clause.terms]
    return " ".join(f"-{word}" for word in words) if clause.negated else " OR ".join(words)


def _lonely_or() -> BadParameterError:
    return BadParameterError(
        "q", 'OR stands between two words that are wanted, as in "amazon OR openai"; in quotes it is a word'
    )
