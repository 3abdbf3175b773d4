"""The most frequent mistakes in YAML front matter, read as they were meant.

Half of all broken front matter is one line such as ``title: Apple: the return``, ``title: "Never" again``,
``title: [Video] Launch`` or ``title: @home``: a value that wanted quotes. Where a whole block fails, each of its
top-level keys is tried alone, and the value of one that fails by itself is taken as the text that stands there. Nothing
is guessed silently: each such key is reported.
"""

from __future__ import annotations

import json
import re

from ingest.formats import BlockError, yamltree
from store.entry import Ignored, Json

MOST_LINES = 200
"""Longer blocks are machine-made; their maker must be corrected."""

_TOP_LEVEL = re.compile(r"^(?![ \t#-]|$)", re.MULTILINE)
_PAIR = re.compile(r"(?P<key>[\w-]{1,60})[ \t]*:(?!//)\s*(?P<value>\S.*)", re.DOTALL)
_INDENTED_BY_TAB = re.compile(r"^[ ]*\t[ \t]*", re.MULTILINE)
_NESTED = re.compile(r"\n(?:\S|[ \t]*(?:-[ \t]|[\w-]+:(?:[ \t]|$)))", re.MULTILINE)
_CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}


def mend(block: str) -> tuple[dict[str, Json], list[Ignored]] | None:
    """The values of a block that is no YAML mapping as it stands; None where its mistakes are not of this kind."""
    if block.count("\n") > MOST_LINES:
        return None
    notes: list[Ignored] = []
    spaced = _INDENTED_BY_TAB.sub(lambda tabs: tabs[0].expandtabs(2), block)
    if spaced != block:
        notes.append(Ignored("front matter", "indented by tabs, which YAML does not allow: read as blanks"))
    mended = "".join(_mended(chunk, notes) for chunk in _TOP_LEVEL.split(spaced))
    try:
        values, more = yamltree.load(mended)
    except BlockError:
        return None
    return (values, list(dict.fromkeys(notes + more))) if isinstance(values, dict) else None


def _mended(chunk: str, notes: list[Ignored]) -> str:
    """One key with all that hangs on it; its value in quotes where it is no YAML without."""
    if _stands_alone(chunk):
        return chunk
    pair = _PAIR.match(chunk)
    if not pair or _NESTED.search(chunk) or not _is_text(pair["value"]):
        return chunk
    notes.append(Ignored(pair["key"], "the value needs quotes to be YAML: read as the text that stands there"))
    return f"{pair['key']}: {json.dumps(' '.join(pair['value'].split()), ensure_ascii=False)}\n"


def _stands_alone(chunk: str) -> bool:
    try:
        value, _ = yamltree.load(chunk)
    except BlockError:
        return False
    return isinstance(value, dict)


def _is_text(value: str) -> bool:
    """False for a quotation or a list that was opened and not closed: what belongs to it cannot be told."""
    return value[0] not in _CLOSING or _CLOSING[value[0]] in value[1:]
