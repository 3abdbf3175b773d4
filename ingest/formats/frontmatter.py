"""Front matter: where it begins and ends, and what it says (Shape A of contract 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import frontmatter

from ingest.formats import BlockError
from ingest.formats.handlers import Handler, JsonObject, NoFrontMatterError, Toml, Yaml
from ingest.rejection import UnusableError
from store.entry import Ignored, Json

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block at the beginning of a file says, and the text after it."""

    values: Mapping[str, Json]
    """Key by key as the file spells them. Of the types of YAML only null, booleans, numbers that can be written back as
    they were, strings, lists and mappings; dates are strings."""
    body: str
    """Without blank lines around it; the indentation of its first line stays."""
    notes: tuple[Ignored, ...]
    """What was not taken as it was written."""


def split(text: str) -> FrontMatter | None:
    """Front matter and body of a text; None where it has none, as when it begins with a Markdown rule.

    Raises `UnusableError` where there clearly is some and it cannot be read, with line and column in the file.
    """
    start = _BLANK_LINES.match(text)
    above = start.end() if start else 0
    handler = frontmatter.detect_format(text[above : above + 200], [Yaml(), Toml(), JsonObject()])
    if not isinstance(handler, Handler):
        return None
    try:
        frontmatter.parse(text[above:], handler=handler)
    except NoFrontMatterError:
        return None
    except BlockError as error:
        raise _unusable(error, first_line=text.count("\n", 0, above) + handler.lines_above + 1) from error
    # The library strips the body, and with it the indentation of a code block that it may begin with.
    return FrontMatter(handler.values, _without_blank_lines(handler.body), tuple(handler.notes))


def _unusable(error: BlockError, first_line: int) -> UnusableError:
    place = ""
    if error.line is not None:
        place = f", line {first_line + error.line}"
        if error.column is not None:
            place += f", column {error.column + 1}"
    return UnusableError(f"front matter{place}: {error.found}", error.advice)


def _without_blank_lines(body: str) -> str:
    start = _BLANK_LINES.match(body)
    return body[start.end() if start else 0 :].rstrip()
