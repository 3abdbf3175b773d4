"""Where names stand in a text: one pass over it, whatever the number of companies.

What may be a name is recognised by its spelling (`ingest.companies.spellings`); what surrounds it decides. A name is a
whole word in its own case, `OPENAI` in capitals, no part of a URL, an address, a hashtag or a path. Where names
overlap the longest stands: ``Bank of America`` is not America, ``Amazon Web Services`` is Amazon once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple, TypeAlias

import ahocorasick

from ingest.companies.boundaries import CAPITALISED, CASELESS, INSIDE_WORD, is_in_address, stands_alone, stands_free
from ingest.companies.inflection import Tongue
from ingest.companies.sieve import Sieve
from ingest.companies.spellings import Key, Name, is_form, is_written_out, keys_of


class Mention(NamedTuple):
    """A name in a text: what stands in ``text[start:end]``, endings included.

    A tuple, as an article has dozens: a frozen dataclass takes three times as long to make.
    """

    start: int
    end: int
    name: Name


class _Readings(NamedTuple):
    """What may stand where a capitalised word does."""

    forms: tuple[Key, ...]
    """Names of which the word is a form."""
    longer: tuple[Key, ...]
    """Names that begin with the word, and go on behind it."""
    tails: tuple[str, ...]
    """Their texts from that word on."""


# Letters that an ending may have, and more of them than any has.
_REST = re.compile(r"[A-Za-zÀ-ɏΆ-Ͽ\u0400-\u052f]{0,12}")

_REMEMBERED = 1 << 13
"""Capitalised words, of 41 characters at most, of which it is remembered for each tongue what they may be."""

_Keys: TypeAlias = dict[str, list[Key]]
_Automaton: TypeAlias = "ahocorasick.Automaton[tuple[Key, ...]]"


@dataclass(frozen=True, slots=True)
class Index:
    """Names by how they are looked for."""

    beginnings: _Keys
    """Of those that are one capitalised word, by that word, whose ending may be another in the text."""
    first_words: _Keys
    """Those that go on behind their first capitalised word, by that word."""
    small: tuple[_Automaton, ...]
    """Those in small letters."""
    caseless: tuple[_Automaton, ...]
    """Those in scripts that have no capitals, or begin in one."""
    sieve: Sieve
    """Where the first two kinds may stand, and whether the others can."""

    @classmethod
    def of(cls, names: Iterable[Name]) -> Index:
        """The index of these names."""
        beginnings: _Keys = {}
        first_words: _Keys = {}
        small: _Keys = {}
        caseless: _Keys = {}
        for key in (key for name in names for key in keys_of(name)):
            word = CAPITALISED.search(key.text)
            if key.unbounded or CASELESS.match(key.text) or (not word and CASELESS.search(key.text)):
                caseless.setdefault(key.text, []).append(key)
            elif not word:
                small.setdefault(key.text, []).append(key)
            elif word.end() == len(key.text):
                beginnings.setdefault(word[0], []).append(key)
            else:
                first_words.setdefault(word[0], []).append(key)
        sieve = Sieve.of([*_from_capitals(beginnings), *_from_capitals(first_words)], _from_letters(small))
        return cls(beginnings, first_words, _automata(small), _automata(caseless), sieve)

    def joined(self, other: Index) -> Index:
        """Both; takes a millisecond where the other one is small, as nothing is built anew."""
        return Index(
            _joined(self.beginnings, other.beginnings),
            _joined(self.first_words, other.first_words),
            self.small + other.small,
            self.caseless + other.caseless,
            self.sieve.joined(other.sieve),
        )


class Names:
    """All names, ready to be looked for. For 1,567 companies with 3,085 names that takes 0.1 s and 5 MB.

    Nearly all begin with a capital or a digit, and few words of a text do. A sieve lets through those that may be names
    by their first letters (`ingest.companies.sieve`), and the word tells which: 40 µs for 2,300 characters with 16
    names, where one automaton of all names, which looks at each character, takes twice as long. The others are looked
    for by automata of their own, where the sieve says that there may be any.
    """

    def __init__(self, names: Iterable[Name], beside: Index | None = None) -> None:
        """`beside` are names that an index was made of before."""
        own = Index.of(names)
        self.index = beside.joined(own) if beside else own
        self._at = {tongue: lru_cache(_REMEMBERED)(partial(self._readings, tongue)) for tongue in Tongue}

    def find(self, text: str, tongue: Tongue) -> list[Mention]:
        """The mentions in a text, in order and without overlap, in time linear in its length."""
        places, has_caseless = self.index.sieve.places(text)
        words = [word for place in places if (word := CAPITALISED.match(text, place))]
        has_small = len(words) < len(places)
        found = self._capitalised(text, words, tongue)
        automata = (*(self.index.small if has_small else ()), *(self.index.caseless if has_caseless else ()))
        if others := [mention for automaton in automata for mention in _others(automaton, text, tongue)]:
            found = sorted(found + others, key=_first_and_longest)
        free = 0
        kept: list[Mention] = []
        for mention in found:
            if mention[0] >= free:
                kept.append(mention)
                free = mention[1]
        return kept

    def _capitalised(self, text: str, words: Iterable[re.Match[str]], tongue: Tongue) -> list[Mention]:
        """Mentions of names whose first capital or digit begins these words, in order; they may overlap."""
        readings_of = self._at[tongue]
        found: list[Mention] = []
        for word in words:
            if (readings := readings_of(word[0])) is None:
                continue
            (place, end), before = word.span(), len(found)
            for key in readings.forms:
                start = place - key.anchor
                if key.anchor and not text.endswith(key.text[: key.anchor], 0, place):
                    continue
                if stands_free(text, start, end) and (not key.capitals or is_written_out(text, start, end, key)):
                    found.append(Mention(start, end, key.name))
            if readings.tails and text.startswith(readings.tails, place):
                longer = (_mention(text, place - key.anchor, key, tongue) for key in readings.longer)
                found += [mention for mention in longer if mention]
            if len(found) > before + 1:
                found[before:] = sorted(found[before:], key=_first_and_longest)
        return found

    def _readings(self, tongue: Tongue, word: str) -> _Readings | None:
        """What a capitalised word may be in such a language; None for nearly all words."""
        forms = tuple(
            [
                key
                for length in range(1, len(word) + 1)
                if word[:length] in self.index.beginnings
                for key in self.index.beginnings[word[:length]]
                if is_form(key, key.text[: key.anchor] + word, tongue)
            ]
        )
        longer = tuple(self.index.first_words.get(word, ()))
        if not forms and not longer:
            return None
        tails = tuple({key.text[key.anchor :] for key in longer})
        return _Readings(forms, longer, tails)


def _from_capitals(keys: _Keys) -> Iterator[str]:
    return (key.text[key.anchor :] for same in keys.values() for key in same)


def _from_letters(texts: Iterable[str]) -> list[str]:
    return [text[first.start() :] for text in texts if (first := INSIDE_WORD.search(text))]


def _joined(ours: _Keys, theirs: _Keys) -> _Keys:
    return ours | {word: [*ours.get(word, ()), *keys] for word, keys in theirs.items()}


def _automata(keys: _Keys) -> tuple[_Automaton, ...]:
    """One automaton, or none where there is nothing to look for."""
    if not keys:
        return ()
    automaton: _Automaton = ahocorasick.Automaton()
    for text, found in keys.items():
        automaton.add_word(text, tuple(found))
    automaton.make_automaton()
    return (automaton,)


def _others(automaton: _Automaton, text: str, tongue: Tongue) -> Iterator[Mention]:
    """Mentions of names in small letters, or in scripts that have no capitals; in no order."""
    for last, keys in automaton.iter(text):
        for key in keys:
            if mention := _mention(text, last + 1 - len(key.text), key, tongue):
                yield mention


def _first_and_longest(mention: Mention) -> tuple[int, int]:
    return mention.start, -mention.end


def _mention(text: str, start: int, key: Key, tongue: Tongue) -> Mention | None:
    """The mention of a name that may begin at `start`; None where none does."""
    end = start + len(key.text)
    if start < 0 or not text.startswith(key.text, start):
        return None
    if key.unbounded:
        stands = stands_alone(text, start, end) and not is_in_address(text, start, end)
        return Mention(start, end, key.name) if stands else None
    rest = _REST.match(text, end)
    end += len(rest[0]) if rest else 0
    if not is_form(key, text[start:end], tongue):
        return None
    stands = stands_free(text, start, end) and is_written_out(text, start, end, key)
    return Mention(start, end, key.name) if stands else None
