"""YAML, TOML and JSON front matter as python-frontmatter wants them: detect, split, load.

The library's own handlers take every line of hyphens for a delimiter, JSON for ended by the first line that is ``}``,
and a text whose closing line is missing for one without front matter. These are strict, and each is made for one text.
"""

from __future__ import annotations

import json
import re
import tomllib
from abc import ABC, abstractmethod
from collections import Counter
from typing import Any

from frontmatter.default_handlers import BaseHandler

from ingest.formats import (
    DEEPEST,
    EXACT_DIGITS,
    LARGEST_BLOCK,
    REPEATED,
    BlockError,
    LimitError,
    too_deep,
    too_large,
    yamltree,
)
from ingest.formats.mending import mend
from ingest.formats.taming import tame
from ingest.keys import KNOWN_KEYS
from store.entry import Ignored, Json

_FIRST_LINE = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?P<key>[\"']?[\w-]{1,60}[\"']?)[ \t]*[:=](?:[ \t][^\n]*)?(?:\n|\Z)")
_SECOND_LINE = re.compile(r"[\w-]{1,60}[ \t]*[:=](?:\s|$)|[ \t]*-[ \t]|[ \t]+\S")
# A key of 30,000 parts keeps tomllib busy for 25 s; one of twenty is no key that anybody wrote.
_QUOTED = re.compile(r"\"{3}|'{3}|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_DOTTED = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{DEEPEST}}}")
_PLACE_IN_TOML = re.compile(
    r"(?P<found>.*) \(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|end of document)\)"
)


class NoFrontMatterError(Exception):
    """The text only begins as if it had some."""


class Handler(BaseHandler, ABC):
    """Made for one text: what the library's protocol has no room for is kept here."""

    lines_above = 1
    """Lines of the file before the first of the block."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Json] = {}
        self.body = ""
        self.notes: list[Ignored] = []

    @abstractmethod
    def read(self, block: str) -> dict[str, Json]:
        """What the block says."""

    def load(self, fm: str) -> dict[str, Any]:
        """What the library calls."""
        self.values = self.read(fm)
        return dict(self.values)


class _Delimited(Handler):
    """A block between two lines."""

    closing: re.Pattern[str]

    def split(self, text: str) -> tuple[str, str]:
        """The block, and what follows its closing line."""
        opening = self.FM_BOUNDARY.match(text) if self.FM_BOUNDARY else None
        begin = opening.end() if opening else 0
        closing = self.closing.search(text, begin)
        if closing is None:
            if not _looks_like_keys(text[begin:]):
                raise NoFrontMatterError
            found = f"the block that begins here with {self.START_DELIMITER} has no closing line"
            raise BlockError(found, f"put a line {self.START_DELIMITER} between the keys and the text", -1)
        block = text[begin : closing.start()]
        if len(block) > LARGEST_BLOCK:
            raise too_large() if _looks_like_keys(block) else NoFrontMatterError
        self.body = text[closing.end() :]
        return block, self.body


class Yaml(_Delimited):
    """YAML between lines of three hyphens; the last may be three full stops (YAML 1.2, section 9.1.2)."""

    FM_BOUNDARY = re.compile(r"---[ \t]*(?:\n|\Z)")
    START_DELIMITER = END_DELIMITER = "---"
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)

    def read(self, block: str) -> dict[str, Json]:
        """The mapping. What is none, and does not look as if it was meant to be one, is text between two rules."""
        try:
            values, notes = yamltree.load(block)
        except LimitError:
            raise
        except BlockError as error:
            if mended := mend(block):
                mapping, self.notes = mended
                return mapping
            if _FIRST_LINE.match(block):
                raise
            raise NoFrontMatterError from error
        if values is None:
            return {}
        if isinstance(values, str) and (mended := mend(block)):
            values, notes = mended
        if not isinstance(values, dict):
            raise NoFrontMatterError
        self.notes = notes
        return values


class Toml(_Delimited):
    """TOML between lines of three plus signs, as Hugo has it."""

    FM_BOUNDARY = re.compile(r"\+\+\+[ \t]*(?:\n|\Z)")
    START_DELIMITER = END_DELIMITER = "+++"
    closing = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)

    def read(self, block: str) -> dict[str, Json]:
        """The table. Dates and times of TOML become the strings that they were."""
        if _DOTTED.search(_QUOTED.sub("q", block)):
            raise too_deep()
        try:
            table = tomllib.loads(block)
        except tomllib.TOMLDecodeError as error:
            if not _FIRST_LINE.match(block):
                raise NoFrontMatterError from error
            raise _toml_error(error) from error
        except RecursionError:
            raise too_deep() from None
        except ValueError:  # more digits than Python reads
            raise BlockError("found a number that is too long", "put it in quotes") from None
        return tame(table)


class JsonObject(Handler):
    """A JSON object, as Hugo has it; the text follows its closing brace."""

    FM_BOUNDARY = re.compile(r'\{\s*(?:"(?:[^"\\]|\\.){0,100}"\s*:|\})')
    START_DELIMITER = END_DELIMITER = ""
    lines_above = 0

    def split(self, text: str) -> tuple[str, str]:
        """The object itself, and what follows."""
        decoder = json.JSONDecoder(strict=False, object_pairs_hook=self._object, parse_int=_integer, parse_constant=str)
        try:
            self._value, end = decoder.raw_decode(text)
        except json.JSONDecodeError as error:
            found = error.msg[:1].lower() + error.msg[1:]
            advice = "correct the JSON, and close it with } before the text"
            raise BlockError(found, advice, error.lineno - 1, error.colno - 1) from error
        except RecursionError:
            raise too_deep() from None
        if end > LARGEST_BLOCK:
            raise too_large()
        self.body = text[end:]
        return text[:end], self.body

    def read(self, block: str) -> dict[str, Json]:  # noqa: ARG002 - `split` had to decode it to find its end
        """The object as `split` decoded it."""
        return tame(self._value)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            times = Counter(key for key, _ in pairs)
            self.notes += [Ignored(key, REPEATED) for key, count in times.items() if count > 1]
        return values


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= EXACT_DIGITS else digits


def _toml_error(error: tomllib.TOMLDecodeError) -> BlockError:
    # The place has attributes of its own from Python 3.14 on only.
    place = _PLACE_IN_TOML.match(str(error))
    found = place["found"] if place else str(error)
    line, column = (int(place["line"]) - 1, int(place["column"]) - 1) if place and place["line"] else (None, None)
    return BlockError(found[:1].lower() + found[1:], "correct the TOML; text stands in quotes there", line, column)


def _looks_like_keys(block: str) -> bool:
    """Whether somebody meant this for front matter: it begins with a key we know, or with two lines like keys."""
    first = _FIRST_LINE.match(block)
    if not first:
        return False
    return first["key"].strip('"').casefold() in KNOWN_KEYS or bool(_SECOND_LINE.match(block, first.end()))
