"""Clients, and where they run: a directory of their own, with what they need installed into it. Those of Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

import fastfeedparser
import feedparser

from benchmarks.clients.seen import Aspect, Seen, moment
from publisher.feed import Format

HERE = Path(__file__).parent
_PATIENCE = 300
"""Seconds, for installing as well."""


class MissingError(Exception):
    """A client is not on this machine, and cannot be put there; says what is missing."""


class BrokenError(Exception):
    """A program failed; says how."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where clients are installed and keep what they read."""

    work: Path
    freshrss: Path | None
    """A tree of FreshRSS."""


class Client(ABC):
    """A feed client. `lacks` says which aspects it has no place for, and in which formats, if not in all."""

    name: str
    formats: Sequence[Format] = (Format.RSS, Format.ATOM)
    lacks: Mapping[Aspect, str] = MappingProxyType({})
    """Aspect to why: what the client has no field for."""

    @abstractmethod
    def prepare(self, place: Place) -> str:
        """Make it ready; gives its version. Raises `MissingError` or `BrokenError`."""

    @abstractmethod
    def read(self, url: str, notation: Format) -> list[Seen]:
        """What it has of the feed at an address, which it fetches by itself. Raises `BrokenError`."""


def run(command: Sequence[str | Path], *, cwd: Path | None = None, **environment: str) -> str:
    """What a program prints; raises `BrokenError` with the end of its complaint where it fails."""
    done = subprocess.run(
        [os.fspath(part) for part in command],
        cwd=cwd,
        env=os.environ | {"NO_PROXY": "*", "no_proxy": "*"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode:
        raise BrokenError(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


def program(name: str) -> str:
    """Where a program is; raises `MissingError`."""
    if (found := shutil.which(name)) is None:
        raise MissingError(f"{name} is not installed")
    return found


class Feedparser(Client):
    """feedparser, which most of Python reads feeds with."""

    name = "feedparser"

    def prepare(self, place: Place) -> str:  # noqa: ARG002 - it is a dependency of development
        """It is a dependency of development."""
        return metadata.version("feedparser")

    def read(self, url: str, notation: Format) -> list[Seen]:  # noqa: ARG002 - it sees for itself
        """As an entry of feedparser has it; the language is that of the title."""
        return [
            Seen(
                title=entry.get("title", ""),
                link=entry.get("link", ""),
                id=entry.get("id", ""),
                published=moment(_iso(entry.get("published_parsed"))),
                updated=moment(_iso(entry.get("updated_parsed"))),
                authors=tuple(author.get("name", "") for author in entry.get("authors", [])),
                categories=tuple(tag.get("label") or tag["term"] for tag in entry.get("tags", [])),
                content="".join(content["value"] for content in entry.get("content", [])),
                images=tuple(media["url"] for media in entry.get("media_content", []) if "url" in media),
                language=entry.get("language") or entry.title_detail.get("language") or "",
            )
            for entry in feedparser.parse(url).entries
        ]


def _iso(parsed: Sequence[int] | None) -> str | None:
    if parsed is None:
        return None
    year, month, day, hour, minute, second, *_ = parsed
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+00:00"


class FastFeedparser(Client):
    """fastfeedparser."""

    name = "fastfeedparser"
    formats = tuple(Format)
    lacks = MappingProxyType({Aspect.LANGUAGE: "its entries have no language"})

    def prepare(self, place: Place) -> str:  # noqa: ARG002 - it is a dependency of development
        """It is a dependency of development."""
        return metadata.version("fastfeedparser")

    def read(self, url: str, notation: Format) -> list[Seen]:  # noqa: ARG002 - it sees for itself
        """As an entry of fastfeedparser has it."""
        return [
            Seen(
                title=entry.get("title", ""),
                link=entry.get("link", ""),
                id=entry.get("id", ""),
                published=moment(entry.get("published")),
                updated=moment(entry.get("updated")),
                authors=_names(entry),
                categories=tuple(tag.get("label") or tag.get("term", "") for tag in entry.get("tags", [])),
                content="".join(content.get("value", "") for content in entry.get("content", [])),
                images=(entry.get("image") or "", *(media.get("url", "") for media in entry.get("media_content", []))),
                language=entry.get("language", ""),
            )
            for entry in fastfeedparser.parse(url).entries
        ]


def _names(entry: Mapping[str, Any]) -> tuple[str, ...]:
    listed = [author.get("name", "") for author in entry.get("authors", []) if isinstance(author, dict)]
    return tuple(listed) or tuple(filter(None, [entry.get("author")]))


class Reader(Client):
    """reader, a library for keeping feeds, in a virtual environment of its own."""

    name = "reader"
    formats = tuple(Format)
    lacks = MappingProxyType(dict.fromkeys((Aspect.CATEGORIES, Aspect.IMAGE), "its `Entry` has no such attribute"))
    requirements = ("reader==3.26", "sgmllib3k==1.0.0")

    def prepare(self, place: Place) -> str:
        """Install it."""
        self._python = place.work / "reader" / "bin" / "python"
        if not self._python.exists():
            run([sys.executable, "-m", "venv", place.work / "reader"])
            run([self._python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *self.requirements])
        return run([self._python, "-c", "import reader; print(reader.__version__)"]).strip()

    def read(self, url: str, notation: Format) -> list[Seen]:  # noqa: ARG002 - it sees for itself
        """As `Entry` of reader has it."""
        return told(run([self._python, HERE / "read_reader.py", url]))


def told(output: str) -> list[Seen]:
    """What a script printed."""
    return [Seen.of(one) for one in json.loads(output)]
