"""Front matter that attacks whoever reads it, each with what is to become of it (rows 25 and 26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Refused:
    """The file is a problem, whose reason says so."""

    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """The file is an entry with these fields, and the keys that were not used are named."""

    ignored: frozenset[str]
    fields: Mapping[str, Any]


def _told(*ignored: str, **fields: Any) -> Told:
    return Told(frozenset(ignored), MappingProxyType(fields))


Fate = Refused | Told

_ALIASES: Final = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]", *(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in pairwise("abcdefghi"))]
)
_MERGES: Final = "\n".join(
    ["m0: &m0 {k: v}", *(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 12))]
)

YAML: Final[Mapping[str, tuple[str, Fate]]] = MappingProxyType(
    {
        "alias bomb": (_ALIASES, _told(*"bcdefghi")),
        "alias of itself": ("loop: &loop [*loop]", _told("loop", extra={"loop": "&loop [*loop]"})),
        "alias of nothing": ("company: *nobody", _told("company", companies=("*nobody",))),
        "merge bomb": (_MERGES, _told(*(f"m{n}" for n in range(1, 12)))),
        "anchors without aliases": ("\n".join(f"k{n}: &a{n} v" for n in range(2_000)), _told()),
        "base 60": ("importance: " + "1:" * 10_000 + "1", _told("importance", importance=None)),
        "600 KB of base 60": ("importance: " + "1:" * 300_000 + "1", Refused("longer than 65536 characters")),
        "25,000 brackets": ("x: " + "[" * 25_000, Refused("more than 20 levels")),
        "25,000 pairs of brackets": ("x: " + "[" * 25_000 + "]" * 25_000, Refused("more than 20 levels")),
        "10,000 braces": ("x: " + "{a: " * 10_000, Refused("more than 20 levels")),
        "10,000 complex keys": ("? " * 10_000, Refused("no single word")),
        "20,000 hyphens": ("x:\n  " + "- " * 20_000, Refused("more than 20 levels")),
        "200 levels of blanks": ("\n".join(" " * n + "k:" for n in range(200)), Refused("more than 20 levels")),
        "17,000 values": ("x: [" + "a, " * 17_000 + "a]", Refused("more than 16384 values")),
        "a program": ("x: !!python/object/apply:os.system ['exit 1']", _told("front matter")),
        "a name of a module": ("title: !!python/name:os.system Titulek", _told("front matter", title="Titulek")),
        "an object with state": ("x: !!python/object/new:type {args: [z]}", _told("front matter")),
        "binary": ("title: !!binary aGVsbG8=", _told("front matter", title="aGVsbG8=")),
        "a set": ("companies: !!set {Amazon, Google}", _told("front matter", "companies", companies=None)),
        "a tab before a value": ("source:\n\tname: Deník", _told("front matter")),
        "a tab before a list": (
            "companies:\n\t- Amazon\n\t- Google",
            _told("front matter", companies=("Amazon", "Google")),
        ),
        "a key twice": ("importance: 1\nimportance: 5", _told("importance", importance=5)),
        "a key a thousand times": ("importance: 1\n" * 1_000 + "importance: 5", _told("importance", importance=5)),
        "30 February": ("date: 2026-02-30", _told("date", published=None)),
        "month 13": ("date: 2026-13-01T25:61:61Z", _told("date", published=None)),
        "the year 0": ("date: 0000-01-01", _told("date", published=None)),
        "the year 1, west of Greenwich": ("date: 0001-01-01T00:00:00+14:00", _told("date", published=None)),
        "the year 9999, east of it": ("date: 9999-12-31T23:59:59-14:00", _told("date", published=None)),
        "5,000 digits": ("importance: " + "9" * 5_000, _told("importance", importance=None)),
        "5,000 digits as date": ("date: " + "2" * 5_000, _told("date", published=None)),
        "5,000 digits as title": ("title: " + "7" * 5_000, _told("title", title="7" * 499 + "…")),
        "5,000 digits of base 16": ("id: 0x" + "f" * 5_000, _told(guid="0x" + "f" * 5_000)),
        "Norway": ("companies: [NO, off, Yes, y, n]", _told(companies=("NO", "off", "Yes", "y", "n"))),
        "Norwegian": ("language: NO", _told(language="no")),
        "octal and its like": ("companies: [0777, 0x1F, 1e3, .inf]", _told(companies=("0777", "0x1F", "1e3", ".inf"))),
        "a key called content": ("content: one\nhandler: two", _told(extra={"content": "one", "handler": "two"})),
        "names of attributes": (
            "__class__: x\nself: y\nkeys: z",
            _told(extra={"__class__": "x", "self": "y", "keys": "z"}),
        ),
        "integers as keys": ("1: one\n2.5: two\ntrue: three", _told(extra={"1": "one", "2.5": "two", "true": "three"})),
        "a list as key": ("? [a, b]\n: value", Refused("no single word")),
        "an empty key": (": value", Refused("expected key")),
        "two documents": ("...\n---\ntitle: the second", _told()),
        "a directive": ("%YAML 9.9", Refused("")),
        "escapes of what XML forbids": ('title: "a\\0b\\x0Bc\\uFFFEd"', _told(title="a b cd")),
        "half a pair": ('title: "a\\uD800b"', _told("title")),
        "a quote that never ends": ('title: "open', Refused("inside a quoted value")),
        "60,000 quotes": ("x: " + "'" * 60_000, _told("x")),
        "20,000 colons": ("x" + ": x" * 20_000, _told("x")),
    }
)
"""Lines of a block that else says no more than a title."""

VALUES: Final[Mapping[str, tuple[str, Fate]]] = MappingProxyType(
    {
        "companies null": ("companies:\ncompany: Amazon", _told(companies=("Amazon",))),
        "companies number": ("companies: 42\ncompany: Amazon", _told("companies", companies=("Amazon",))),
        "companies true": ("companies: true\ncompany: Amazon", _told("companies", companies=("Amazon",))),
        "companies mapping": ("companies: {a: Amazon}\ncompany: Škoda", _told("companies", companies=("Škoda",))),
        "companies nested": ("companies: [[Amazon, [Google]], Škoda]", _told("companies", companies=("Škoda",))),
        "companies of all types": ("companies: [null, 7, '', {x: y}, Škoda]", _told("companies", companies=("Škoda",))),
        "10,000 companies": ("companies:\n" + "".join(f"- F{n}\n" for n in range(5_000)), _told("companies")),
        "title list": ("title: [a, b]", _told("title", title=None)),
        "title mapping": ("title: {a: b}", _told("title", title=None)),
        "title true": ("title: true", _told("title", title=None)),
        "title number": ("title: 1984", _told(title="1984")),
        "guid list": ("guid: [a]\nid: urn:x:1", _told("guid", guid="urn:x:1")),
        "guid number": ("guid: 7\nid: urn:x:1", _told("guid", guid="urn:x:1")),
        "javascript": ("url: javascript:alert(1)\nlink: https://x.cz/", _told("url", link="https://x.cz/")),
        "javascript with a tab": (
            'url: "java\\tscript:alert(1)"\nlink: https://x.cz/',
            _told("url", link="https://x.cz/"),
        ),
        "javascript with a host": (
            "url: javascript://x.cz/%0aalert(1)\nlink: https://x.cz/",
            _told("url", link="https://x.cz/"),
        ),
        "another scheme": ("url: ftp://x.cz/a\nlink: https://x.cz/", _told("url", link="https://x.cz/")),
        "data": ("url: data:text/html,x\nlink: https://x.cz/", _told("url", link="https://x.cz/")),
        "file": ("url: file:///etc/passwd\nlink: https://x.cz/", _told("url", link="https://x.cz/")),
        "a password": ("url: https://me:secret@x.cz/\nlink: https://x.cz/", _told("url", link="https://x.cz/")),
        "a bracket": ("url: 'https://[::1'\nlink: https://x.cz/", _told("url", link="https://x.cz/")),
        "a port": ("url: https://x.cz:99999999/\nlink: https://x.cz/", _told("url", link="https://x.cz/")),
        "60 KB of address": (
            f"url: https://x.cz/{'a' * 60_000}\nlink: https://x.cz/",
            _told("url", link="https://x.cz/"),
        ),
        "image data": ("image: data:image/png;base64,AA\ncover: /a.png", _told("image", image="relative:/a.png")),
        "image list": ("image: [[x]]\ncover: /a.png", _told("image", image="relative:/a.png")),
        "date list": ("publishedAt: [2026, 1, 5]\ndate: nonsense", _told("publishedAt", "date", published=None)),
        "date mapping": ("date: {year: 2026}", _told("date", published=None)),
        "language list": ("language: [cs]\nlang: bg", _told("language", language="bg")),
        "language path": ("language: ../..\nlang: bg", _told("language", language="bg")),
        "language 15 KB": (f"language: '{'aa-' * 5_000}aa'\nlang: bg", _told("language", language="bg")),
        "importance words": ("importance: very", _told("importance", importance=None)),
        "importance beyond": ("importance: -7", _told("importance", importance=None)),
        "author deep": ("author: {name: {name: x}}\nauthors: Jana", _told("author")),
        "source list": ("source: [a, {name: b}]", _told("source", source=None)),
        "summary list": ("description: [a]\nsummary: Krátce.", _told("description", summary="Krátce.")),
        "draft word": ("draft: perhaps", _told("draft", draft=None)),
    }
)
"""The same of values that are not what their key promises: the next key answers, and what was dropped is told."""
