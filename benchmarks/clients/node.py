"""Feed parsers of the other large ecosystem, installed by npm into the directory of the command."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from benchmarks.clients.programs import HERE, Client, MissingError, Place, program, run, told
from benchmarks.clients.seen import Aspect, Seen
from publisher.feed import Format

VERSIONS: Mapping[str, str] = MappingProxyType(
    {
        "rss-parser": "3.13.0",
        "feedsmith": "3.0.1",
        "@extractus/feed-extractor": "8.0.3",
        "feedparser": "2.6.0",
        "@rowanmanning/feed-parser": "2.1.5",
    }
)
_BOTH = (Format.RSS, Format.ATOM)


class Node(Client):
    """One of them."""

    def __init__(
        self, package: str, formats: Sequence[Format] = _BOTH, lacks: Mapping[Aspect, str] = MappingProxyType({})
    ) -> None:
        self._package = package
        self.name = f"{package} (Node)"
        self.formats = formats
        self.lacks = lacks

    def prepare(self, place: Place) -> str:
        """Install all of them, once."""
        self._node, npm, self._home = program("node"), program("npm"), place.work / "node"
        if not (self._home / "node_modules").exists():
            self._home.mkdir(parents=True, exist_ok=True)
            (self._home / "package.json").write_text(json.dumps({"private": True, "dependencies": dict(VERSIONS)}))
            run([npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=self._home)
        installed = self._home / "node_modules" / self._package / "package.json"
        if not installed.exists():
            raise MissingError(f"npm did not install {self._package}")
        return str(json.loads(installed.read_text("utf-8"))["version"])

    def read(self, url: str, notation: Format) -> list[Seen]:  # noqa: ARG002 - they see for themselves
        """As the parser's entries have it."""
        return told(run([self._node, HERE / "read.mjs", self._package, url], cwd=self._home))


_BASICS = "its entries have id, title, link, description and one date"
PARSERS: Sequence[Node] = (
    Node(
        "rss-parser",
        lacks={
            Aspect.UPDATED: "its items have one date, isoDate",
            Aspect.IMAGE: "it knows enclosures alone, unless it is told of Media RSS",
        },
    ),
    Node("feedsmith", tuple(Format)),
    Node(
        "@extractus/feed-extractor",
        tuple(Format),
        dict.fromkeys(
            (Aspect.UPDATED, Aspect.AUTHOR, Aspect.CATEGORIES, Aspect.CONTENT, Aspect.IMAGE, Aspect.LANGUAGE), _BASICS
        ),
    ),
    Node("feedparser", lacks={Aspect.LANGUAGE: "its items have no language; the feed has"}),
    Node("@rowanmanning/feed-parser", lacks={Aspect.LANGUAGE: "its items have no language; the feed has"}),
)
