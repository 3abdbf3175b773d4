"""What the value of one key says of companies, categories, authors and the source: names, one or many."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest import addresses, fields
from ingest.fields import Reading, kind, member, not_a, squeezed
from ingest.readable import unescaped
from store.entry import Author, Json, Source
from store.slug import company_slug

LONGEST_NAME = 200
"""Characters of the name of a company, an author, a source, a category."""
MOST_NAMES = 100
"""Companies or categories of one article."""


_ADDRESSED = re.compile(r"(?P<name>[^<>]+?)\s*<(?P<email>[^<>\s@]+@[^<>\s@]+)>\Z")
_EMAIL = re.compile(r"[^<>\s@]+@[^<>\s@]+\Z")


def companies(value: Json) -> Reading[tuple[str, ...]]:
    """A list of names, or one string with commas between them. An empty list says that there are none."""
    match value:
        case []:
            return Reading(())
        case str():
            return _distinct(_split(value)) if value.strip() else Reading()
        case list():
            return _distinct(value)
        case None:
            return Reading()
        case _:
            return not_a(value, "list or a string")


def categories(value: Json) -> Reading[tuple[str, ...]]:
    """A list, or one string with commas between them; a number is a word like any other here."""
    match value:
        case str():
            return _distinct([part for part in value.split(",") if part.strip()])
        case int() | float() if not isinstance(value, bool):
            return _distinct([str(value)])
        case list():
            return _distinct(str(v) if isinstance(v, (int, float)) and not isinstance(v, bool) else v for v in value)
        case None:
            return Reading()
        case _:
            return not_a(value, "list or a string")


def authors(value: Json) -> Reading[tuple[Author, ...]]:
    """A name, ``Name <address>``, a mapping with name, email and url, or a list of those."""
    if value is None:
        return Reading()
    items = value if isinstance(value, list) else [value]
    found = [_author(item) for item in items[:MOST_NAMES]]
    remarks = ("holds something without a name, which is dropped",) if None in found else ()
    return Reading(tuple(dict.fromkeys(author for author in found if author)) or None, remarks)


def source(value: Json) -> Reading[Source]:
    """The name of a publication, its address, or a mapping with name, id, emoji and url."""
    if isinstance(value, dict):
        name = _name(member(value, "name")) or _name(member(value, "id"))
        if name is None:
            return Reading(None, ("has no name",)) if value else Reading()
        return Reading(Source(name, _name(member(value, "id")), _name(member(value, "emoji")), _url(value)))
    text = fields.line(value)
    if text.value is None:
        return Reading(None, text.remarks)
    if address := addresses.absolute(text.value):
        return Reading(Source(address.split("/")[2].removeprefix("www."), url=address))
    return Reading(Source(text.value[:LONGEST_NAME]))


def _distinct(items: Iterable[Json]) -> Reading[tuple[str, ...]]:
    """Names without repeats in any case; what is none is dropped with a remark."""
    found: dict[str, str] = {}
    remarks: dict[str, None] = {}
    over = 0
    for item in items:
        name = _name(member(item, "name") if isinstance(item, dict) else item)
        if name is None:
            what = f"a text that is empty or over {LONGEST_NAME} characters" if isinstance(item, str) else kind(item)
            remarks[f"holds {what}, which is dropped: expected names"] = None
        elif name.casefold() not in found and len(found) == MOST_NAMES:
            over += 1
        else:
            found.setdefault(name.casefold(), name)
    if over:
        remarks[f"holds {over} names more than {MOST_NAMES}, which are dropped"] = None
    return Reading(tuple(found.values()) or None, tuple(remarks))


def _split(text: str) -> list[Json]:
    """The names between the commas; a legal form is none: ``OpenAI, Inc., Amazon`` are two companies."""
    names: list[Json] = []
    for part in filter(str.strip, text.split(",")):
        if 0 < len(names) <= MOST_NAMES and company_slug(f"x, {part.strip()[:LONGEST_NAME]}") == "x":
            names[-1] = f"{names[-1]},{part}"
        else:
            names.append(part)
    return names


def _author(item: Json) -> Author | None:
    if isinstance(item, dict):
        name, email = _name(member(item, "name")), _name(member(item, "email"))
        return Author(name, email if email and _EMAIL.match(email) else None, _url(item)) if name else None
    name = _name(item)
    if name and (both := _ADDRESSED.match(name)):
        return Author(both["name"].strip("\"' ") or both["email"], both["email"])
    return Author(name) if name else None


def _name(value: Json) -> str | None:
    name = squeezed(unescaped(value)) if isinstance(value, str) else ""
    return name if 0 < len(name) <= LONGEST_NAME else None


def _url(mapping: dict[str, Json]) -> str | None:
    return fields.link(member(mapping, "url")).value
