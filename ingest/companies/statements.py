"""A list of companies as it is written in YAML, read into statements, or refused with line and cure.

One shape serves the list that is shipped (``companies.yaml``) and the operator's own (``companies_file``): a YAML list
of mappings.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, NamedTuple, NoReturn, TypeAlias

import yaml
from yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ingest.companies.listing import Listed, Statement
from ingest.companies.names import key as key_of
from store.entry import Slug
from store.slug import LONGEST_SLUG, company_slug

_SHIPPED: Final = "companies.yaml"
_NAMES: Final = ("name", "aliases", "ambiguous")
_LISTS: Final = ("aliases", "ambiguous", "context", "against")
_KEYS: Final = ("id", "name", *_LISTS, "press", "remove")
_FLAGS: Final = {"true": True, "false": False}
_SLUG: Final = re.compile(rf"(?=.{{1,{LONGEST_SLUG}}}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")


class ListingError(Exception):
    """A list that cannot be used. Its text is for the person who wrote the list: where, what is wrong, what to do."""

    def __init__(self, file: str, line: int | None, found: str, advice: str) -> None:
        super().__init__(f"{file}{f', line {line}' if line else ''}: {found}; {advice}")
        self.file = file
        self.line = line
        """From 1; None where there is none to name."""
        self.found = found
        self.advice = advice


@cache
def shipped() -> tuple[Listed, ...]:
    """The list that comes with Seedwire. Read once in the life of a process."""
    data = resources.files(__package__).joinpath(_SHIPPED).read_bytes()
    return tuple(statement.amend(None) for statement in read(data, _SHIPPED))


def read(data: bytes, name: str) -> tuple[Statement, ...]:
    """What the list with these bytes says; `name` is what its errors call it.

    Nothing is guessed: an unknown key, a value of another type, or a name that two companies share raises
    `ListingError`, the first of them.
    """
    return tuple(_Reader(name).statements(data))


class _Word(NamedTuple):
    """A scalar as it was written, and its line, from 1."""

    text: str
    line: int


_Events: TypeAlias = Iterator[Event]
_Fields: TypeAlias = dict[str, list[_Word]]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads libyaml's events, and refuses the first one that has no place in a list.

    The shape is three levels deep and nothing recurses: PyYAML's C composer dies by SIGSEGV on 25,000 nested brackets.
    Words stay as they are written: the loader of YAML 1.1 makes False of ``No``, and a date of ``2026-01-30``.
    """

    file: str

    def statements(self, data: bytes) -> Iterator[Statement]:
        owners: dict[str, Slug] = {}
        slugs: set[Slug] = set()
        for line, fields in self._companies(self._events(data)):
            statement = self._statement(line, fields)
            if statement.slug in slugs:
                self._refuse(line, f"{statement.slug} has an entry already", "make one entry of the two")
            slugs.add(statement.slug)
            for word in (word for key in _NAMES for word in fields.get(key, ())):
                if not (compared := key_of(word.text)):
                    self._refuse(word.line, f"{word.text!r} has no letter or digit", "write the name out")
                if (owner := owners.setdefault(compared, statement.slug)) != statement.slug:
                    self._refuse(word.line, f"{word.text!r} is a name of {owner} already", "leave it to one of the two")
            yield statement

    def _events(self, data: bytes) -> _Events:
        try:
            yield from yaml.parse(data.decode("utf-8-sig"), Loader=yaml.CSafeLoader)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._refuse(line, "found bytes that are no UTF-8", "save the file as UTF-8")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            advice = "correct this line or the one above, or put the value in quotes"
            self._refuse(mark.line + 1 if mark else None, error.problem or "found something that is no YAML", advice)
        except yaml.YAMLError as error:
            self._refuse(None, " ".join(str(error).split()), "take the character out; most editors do not show it")

    def _companies(self, events: _Events) -> Iterator[tuple[int, _Fields]]:
        """Each mapping of the list, with its line."""
        next(events)  # the stream starts
        if not isinstance(next(events), DocumentStartEvent):
            return
        match next(events):
            case SequenceStartEvent():
                pass
            case ScalarEvent(value=""):  # nothing but comments
                return
            case event:
                self._refuse(_line(event), "expected a list", "begin each company with a hyphen, as in - name: Apple")
        while not isinstance(event := next(events), SequenceEndEvent):
            if not isinstance(event, MappingStartEvent):
                self._refuse(_line(event), "expected a company", "write it as - name: Apple")
            yield _line(event), self._fields(events)
        next(events)  # the document ends
        if isinstance(event := next(events), DocumentStartEvent):
            self._refuse(_line(event), "found a second document", "take out the line of hyphens")

    def _fields(self, events: _Events) -> _Fields:
        """The keys and values of one company, up to the end of its mapping."""
        fields: _Fields = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key, line = self._word(event, "a key")
            if key not in _KEYS:
                near = difflib.get_close_matches(key.casefold(), _KEYS, 1)
                advice = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(_KEYS)}"
                self._refuse(line, f"there is no key {key!r}", advice)
            if key in fields:
                self._refuse(line, f"the key {key} is there twice", "leave one of them")
            fields[key] = self._list(key, events) if key in _LISTS else [self._word(next(events), f"a word for {key}")]
        return fields

    def _list(self, key: str, events: _Events) -> list[_Word]:
        if not isinstance(event := next(events), SequenceStartEvent):
            self._refuse(_line(event), f"{key} is no list", f"write it as {key}: [one, another]")
        words: list[_Word] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            words.append(self._word(event, f"a word in {key}"))
        return words

    def _word(self, event: Event, expected: str) -> _Word:
        if not isinstance(event, ScalarEvent):
            self._refuse(_line(event), f"expected {expected}", "put text that begins with a sign or bracket in quotes")
        text = " ".join(unicodedata.normalize("NFC", event.value).split())
        if not text:
            self._refuse(_line(event), f"expected {expected}, found nothing", "fill it in, or take it out")
        return _Word(text, _line(event))

    def _statement(self, line: int, fields: _Fields) -> Statement:
        given, name, remove = fields.get("id"), fields.get("name"), self._flag(fields, "remove")
        if name is None and not (given and remove):
            self._refuse(line, "found a company without a name", "give it one, as in name: Apple")
        return Statement(
            id=self._slug(given[0]) if given else None,
            name=name[0].text if name else None,
            aliases=_texts(fields.get("aliases", ())),
            ambiguous=_texts(fields["ambiguous"]) if "ambiguous" in fields else None,
            context=self._beginnings(fields, "context"),
            against=self._beginnings(fields, "against"),
            press=self._flag(fields, "press"),
            remove=bool(remove),
        )

    def _slug(self, word: _Word) -> Slug:
        if not _SLUG.match(word.text):
            self._refuse(word.line, f"{word.text!r} is no id", f"write {company_slug(word.text)}")
        return Slug(word.text)

    def _flag(self, fields: _Fields, key: str) -> bool | None:
        if key not in fields:
            return None
        word = fields[key][0]
        if word.text.lower() not in _FLAGS:
            self._refuse(word.line, f"{word.text!r} is no value for {key}", "write true or false")
        return _FLAGS[word.text.lower()]

    def _beginnings(self, fields: _Fields, key: str) -> tuple[str, ...] | None:
        if key not in fields:
            return None
        return tuple(text.casefold() for text in _texts(fields[key]))

    def _refuse(self, line: int | None, found: str, advice: str) -> NoReturn:
        raise ListingError(self.file, line, found, advice)


def _texts(words: Iterable[_Word]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.text for word in words))


def _line(event: Event) -> int:
    """From 1; 0 where libyaml does not tell."""
    return event.start_mark.line + 1 if event.start_mark else 0
