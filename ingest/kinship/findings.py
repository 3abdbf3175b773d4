"""Whether what differs says something else: facts that changed, sentences that were added, mere wording. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ingest.kinship.difference import SENTENCE, Gap
from ingest.kinship.forms import UNINFLECTED, inflected, misspelt, negates
from ingest.kinship.lexicon import Fact, Kind, listed
from ingest.kinship.words import Text

_TELLING_ALONE: Final = ("number", "negation")
"""What is missed where nothing stands in its place, unless the other text has it elsewhere."""


class Change(NamedTuple):
    """A fact of one text and what the other says in its place; one of them may be missing."""

    kind: Kind
    a: tuple[str, ...]
    b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the gaps between two texts say."""

    changes: tuple[Change, ...]
    doubtful: tuple[Change, ...]
    """A noun for another, where capitals do not tell names from nouns."""
    reworded: int
    """Words that differ and are no facts."""
    inserted: int
    """Words of whole sentences that only one text has in its middle."""

    @classmethod
    def of(cls, a: Text, b: Text, gaps: Iterable[Gap]) -> Findings:
        """What the gaps between two texts say, moved sentences no longer among them."""
        changes: list[Change] = []
        doubtful: list[Change] = []
        reworded = only_a = only_b = 0
        for gap in gaps:
            left, right = _unlike(a, b, gap)
            if (not left or not right) and max(len(left), len(right)) >= SENTENCE:
                only_a += len(left)
                only_b += len(right)
                continue
            found = list(_changed(a, b, left, right))
            changes += found
            reworded += max(0, max(len(left), len(right)) - sum(max(len(c.a), len(c.b)) for c in found))
            if not found:
                doubtful += _doubtful(a, b, left, right)
        # Sentences that changed places and wording are missing here and there alike.
        moved = min(only_a, only_b)
        return cls(tuple(changes), tuple(doubtful), reworded + moved, max(only_a, only_b) - moved)

    @property
    def facts(self) -> tuple[Change, ...]:
        """The changes that count; nouns among them where nothing but nouns has changed, or the same one twice."""
        only_nouns = self.reworded == len(self.doubtful)
        times = Counter(self.doubtful)
        return self.changes + tuple(change for change in self.doubtful if only_nouns or times[change] > 1)


def _unlike(a: Text, b: Text, gap: Gap) -> tuple[Sequence[int], Sequence[int]]:
    """The words of a gap without those that are the same word in another form, or misspelt."""
    if len(gap.a) == len(gap.b):
        pairs = [(i, j) for i, j in zip(gap.a, gap.b, strict=True) if not _alike(a.words[i], b.words[j])]
        return [i for i, _ in pairs], [j for _, j in pairs]
    # One word may be written as two.
    one, other = "".join(a.words[i] for i in gap.a), "".join(b.words[j] for j in gap.b)
    if one == other or (one.isalpha() and other.isalpha() and misspelt(one, other)):
        return (), ()
    return gap.a, gap.b


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    fact, counterpart = listed(one), listed(other)
    if fact and counterpart:
        return fact == counterpart or (fact.kind == counterpart.kind == "day" and inflected(one, other))
    if fact or counterpart:
        return misspelt(one, other)
    return not negates(one, other) and (inflected(one, other) or misspelt(one, other))


def _changed(a: Text, b: Text, left: Sequence[int], right: Sequence[int]) -> Iterator[Change]:
    """What a gap says that the other text does not, kind by kind."""
    if len(left) == len(right):
        for i, j in zip(left, right, strict=True):
            if negates(a.words[i], b.words[j]):
                yield Change("negation", (a.words[i],), (b.words[j],))
    ours, theirs = a.facts_at(left), b.facts_at(right)
    less, more = ours - theirs, theirs - ours
    for kind in dict.fromkeys(fact.kind for fact in (*less, *more)):
        gone, come = _of_kind(kind, less, b), _of_kind(kind, more, a)
        if kind in _TELLING_ALONE and not (gone and come):
            gone = tuple(value for value in gone if a.facts[Fact(kind, value)] > b.facts[Fact(kind, value)])
            come = tuple(value for value in come if b.facts[Fact(kind, value)] > a.facts[Fact(kind, value)])
        if (gone and come) or (kind in _TELLING_ALONE and (gone or come)):
            yield Change(kind, gone, come)


def _of_kind(kind: Kind, facts: Counter[Fact], other: Text) -> tuple[str, ...]:
    """The facts of a kind; names without those that the other text has elsewhere, in any form."""
    values = [fact.value for fact in facts.elements() if fact.kind == kind]
    if kind == "name":
        values = [v for v in values if not other.vocabulary[v] and not any(inflected(v, n) for n in other.names)]
    return tuple(values)


def _doubtful(a: Text, b: Text, left: Sequence[int], right: Sequence[int]) -> Iterator[Change]:
    """Words with a capital that stand for each other in a gap, and may be names."""
    if len(left) != len(right):
        return
    for i, j in zip(left, right, strict=True):
        if _may_be_name(a, b, i) and _may_be_name(b, a, j):
            yield Change("noun", (a.words[i],), (b.words[j],))


def _may_be_name(text: Text, other: Text, place: int) -> bool:
    word = text.words[place]
    return len(word) >= UNINFLECTED and text.has_capital(place) and not other.vocabulary[word]
