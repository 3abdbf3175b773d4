"""YAML as front matter needs it: strings, lists and mappings, built straight from libyaml's events.

PyYAML's own loaders are not used. Its C composer recurses on the C stack and dies by SIGSEGV on about 25,000 nested
brackets; its constructors expand aliases (378 bytes that `str` makes 226 MB), raise bare ValueError for 2026-02-30,
take seconds for an integer of base 60, and read ``NO`` as False. The events come one by one, so that a limit is noticed
before anything has been built, and a scalar stays what was written until somebody knows what it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ingest.formats import DEEPEST, EXACT_DIGITS, MOST_NODES, REPEATED, BlockError, too_deep, too_full
from store.entry import Ignored, Json

if TYPE_CHECKING:
    from yaml._yaml import Mark as NativeMark
    from yaml.error import Mark

# A number only where it can be written back as it was: 007, 1.10 and 1e3 are text, as are the 5,000 digits of fault 25.
_INTEGER = re.compile(rf"-?(?:0|[1-9][0-9]{{0,{EXACT_DIGITS - 1}}})\Z")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]{0,9})\.(?:0|[0-9]{0,5}[1-9])\Z")
# The null and the booleans of YAML 1.2 (section 10.3.2); the NO and off of YAML 1.1 are a country and a word.
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_STANDARD_TAG = re.compile(r"!\Z|tag:yaml\.org,2002:(?:str|int|float|bool|null|seq|map|timestamp)\Z")

# libyaml refuses controls, which text that was decoded wrongly and left alone is full of, and takes three characters
# for line ends that no editor shows as such. They wait at the end of the last private plane, where no font has icons.
_REFUSED = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF)
_SHELTER = dict(zip(_REFUSED, range(0x10FF00, 0x110000), strict=False))
_TO_SHELTER = re.compile(f"[{re.escape(''.join(map(chr, _REFUSED)))}]")
_SHELTERED = re.compile("[\U0010ff00-\U0010ffff]")
_RETURN = {place: character for character, place in _SHELTER.items()}

# What a JSON encoder makes of an emoji, pasted into YAML, which knows no surrogates (YAML 1.2, section 5.7).
_SURROGATES = re.compile(r"\\u(?P<high>d[89ab][0-9a-f]{2})\\u(?P<low>d[c-f][0-9a-f]{2})", re.IGNORECASE)

_Events: TypeAlias = Iterator[Event]

_CANNOT_BEGIN = "found character that cannot start any token"
_WORDING = {
    # libyaml's words (src/scanner.c, src/parser.c), and ours.
    "mapping values are not allowed in this context": (
        "found a colon inside a value",
        "put the value in quotes, or check that the line above is closed",
    ),
    "could not find expected ':'": (
        "found a line without a colon",
        "write it as key: value, or close the front matter with a line of three hyphens before the text",
    ),
    "found unexpected end of stream": (
        "found the end of the front matter inside a quoted value",
        "close the quotation mark",
    ),
}


def load(block: str) -> tuple[Json, list[Ignored]]:
    """The value of one YAML document, and what in it was not taken as written. Raises `BlockError`."""
    tree = _Tree()
    try:
        return tree.document(_events(block)), list(tree.notes)
    except yaml.MarkedYAMLError as error:
        raise _mistake(error, block) from error


def _mistake(error: yaml.MarkedYAMLError, block: str) -> BlockError:
    lines = block.rstrip().split("\n")
    line, column = _place(error.problem_mark)
    if line is None or column is None or line >= len(lines):
        # What was not closed is noticed at the end, which is of no help: where it was opened is, or the last line.
        line, column = _place(error.context_mark)
    if line is None or column is None or line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    problem = error.problem or "found something that is no YAML"
    if problem == _CANNOT_BEGIN:
        character = lines[line][column : column + 1]
        found = "a tab" if character == "\t" else f"{character!r}, which cannot begin a value"
        return BlockError(f"found {found}", "indent with blanks, and put such values in quotes", line, column)
    found, advice = _WORDING.get(problem, (problem, "correct this line, or put its value in quotes"))
    return BlockError(found, advice, line, column)


def _events(block: str) -> _Events:
    encodable = _SURROGATES.sub(_joined, block).encode("utf-8", "ignore").decode("utf-8")
    if _TO_SHELTER.search(encodable):
        encodable = encodable.translate(_SHELTER)
    return iter(yaml.parse(encodable, Loader=yaml.CSafeLoader))


def _joined(pair: re.Match[str]) -> str:
    return (chr(int(pair["high"], 16)) + chr(int(pair["low"], 16))).encode("utf-16", "surrogatepass").decode("utf-16")


def _text(scalar: ScalarEvent) -> str:
    text: str = scalar.value
    return text.translate(_RETURN) if _SHELTERED.search(text) else text


class _Tree:
    """Builds one document; counts its nodes and collects what is to be said about it."""

    def __init__(self) -> None:
        self.notes: dict[Ignored, None] = {}
        self._nodes = 0

    def document(self, events: _Events) -> Json:
        next(events)  # the stream starts
        if isinstance(next(events), StreamEndEvent):
            return None
        value = self._node(next(events), events, depth=0)
        next(events)  # the document ends
        if not isinstance(after := next(events), StreamEndEvent):
            raise _refusal(after, "found a second document", "keep one block of front matter in a file")
        return value

    def _node(self, event: Event, events: _Events, depth: int) -> Json:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise too_full(*_place(event.start_mark))
        if depth > DEEPEST:
            raise too_deep(*_place(event.start_mark))
        if isinstance(event, AliasEvent):
            raise _refusal(event, f"found the alias *{event.anchor}", "write the value out, or put it in quotes")
        self._note_tag(event)
        match event:
            case ScalarEvent():
                return _scalar(event)
            case SequenceStartEvent():
                return self._sequence(events, depth)
            case _:
                return self._mapping(events, depth)

    def _sequence(self, events: _Events, depth: int) -> list[Json]:
        items: list[Json] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            items.append(self._node(event, events, depth + 1))
        return items

    def _mapping(self, events: _Events, depth: int) -> dict[str, Json]:
        values: dict[str, Json] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise _refusal(event, "found a key that is no single word", "put values with brackets in quotes")
            key = _text(event)
            if key in values:
                self.notes[Ignored(key, REPEATED)] = None
            values[key] = self._node(next(events), events, depth + 1)
        return values

    def _note_tag(self, event: Event) -> None:
        tag = event.tag if isinstance(event, (ScalarEvent, SequenceStartEvent, MappingStartEvent)) else None
        if tag and not _STANDARD_TAG.match(tag):
            self.notes[Ignored("front matter", f"the tag {tag[:80]!r} means nothing here: read without it")] = None


def _scalar(event: ScalarEvent) -> Json:
    text = _text(event)
    plain = bool(event.implicit[0])
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FRACTION.match(text) else text


def _refusal(event: Event, found: str, advice: str) -> BlockError:
    return BlockError(found, advice, *_place(event.start_mark))


def _place(mark: Mark | NativeMark | None) -> tuple[int, int] | tuple[None, None]:
    return (mark.line, mark.column) if mark else (None, None)
