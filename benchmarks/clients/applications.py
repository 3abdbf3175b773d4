"""What people read feeds with: applications with a database of their own, which says what they have."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

from benchmarks.clients.programs import Client, MissingError, Place, program, run
from benchmarks.clients.seen import Aspect, Seen, moment
from publisher.feed import Format


class Newsboat(Client):
    """newsboat, in the terminal; by its database."""

    name = "newsboat"
    lacks = MappingProxyType(
        dict.fromkeys(
            (Aspect.UPDATED, Aspect.CATEGORIES, Aspect.IMAGE, Aspect.LANGUAGE),
            "its table `rss_item` has no such column",
        )
    )

    def prepare(self, place: Place) -> str:
        """It is there or not."""
        self._program, self._home = program("newsboat"), place.work / "newsboat"
        return run([self._program, "--version"]).split()[1]

    def read(self, url: str, notation: Format) -> list[Seen]:  # noqa: ARG002 - it sees for itself
        """As ``rss_item`` has it."""
        shutil.rmtree(self._home, ignore_errors=True)
        self._home.mkdir(parents=True)
        (self._home / "urls").write_text(f"{url}\n", "utf-8")
        files = ["-C", os.devnull, "-u", "urls", "-c", "cache.db"]
        run([self._program, *files, "-x", "reload"], cwd=self._home, HOME=os.fspath(self._home))
        return [
            Seen(
                title=row["title"],
                link=row["url"],
                id=row["guid"],
                published=moment(row["pubDate"]),
                authors=(row["author"],),
                content=row["content"],
            )
            for row in rows(self._home / "cache.db", "SELECT * FROM rss_item")
        ]


_ENTRIES = "SELECT guid, title, author, content, link, date, tags, attributes FROM entry"


class FreshRSS(Client):
    """FreshRSS, a server for reading, by its command line and its database."""

    name = "FreshRSS"
    formats = tuple(Format)
    lacks = MappingProxyType(
        dict.fromkeys((Aspect.UPDATED, Aspect.LANGUAGE), "its table `entry` has one date and no language")
    )
    _user = "reader"

    def prepare(self, place: Place) -> str:
        """Install the tree that was given into a directory of its own."""
        if place.freshrss is None:
            raise MissingError("--freshrss names no tree of it")
        self._php, self._tree, self._data = program("php"), place.freshrss, place.work / "freshrss"
        version = re.search(r"const FRESHRSS_VERSION = '([^']+)'", (self._tree / "constants.php").read_text("utf-8"))
        if version is None:
            raise MissingError(f"{self._tree} is no tree of FreshRSS")
        return version[1]

    def read(self, url: str, notation: Format) -> list[Seen]:
        """As the table ``entry`` has it."""
        shutil.rmtree(self._data, ignore_errors=True)
        shutil.copytree(self._tree / "data", self._data)
        self._cli("prepare")
        self._cli("do-install", "--default-user", self._user, "--auth-type", "none", "--db-type", "sqlite")
        kind = "JSONFeed" if notation is Format.JSON else "rss"
        outline = f'<outline text="feed" type="{kind}" xmlUrl="{url}"/>'
        # What a new user is subscribed to.
        opml = f'<opml version="2.0"><head/><body>{outline}</body></opml>'
        (self._data / "opml.xml").write_text(opml, "utf-8")
        self._cli("create-user", "--user", self._user)
        self._cli("actualize-user", "--user", self._user)
        found = rows(self._data / "users" / self._user / "db.sqlite", _ENTRIES)
        return [self._seen(row, json.loads(row["attributes"] or "{}")) for row in found]

    def _cli(self, command: str, *arguments: str) -> None:
        script = self._tree / "cli" / f"{command}.php"
        run([self._php, script, *arguments], cwd=self._tree, DATA_PATH=os.fspath(self._data))

    @staticmethod
    def _seen(row: sqlite3.Row, attributes: Mapping[str, Any]) -> Seen:
        media = [attributes.get("thumbnail") or {}, *attributes.get("enclosures", [])]
        return Seen(
            title=row["title"],
            link=html.unescape(row["link"]),  # kept as HTML, like the title
            id=row["guid"],
            published=moment(row["date"]),
            authors=tuple(row["author"].split(";")),
            categories=tuple(tag.strip() for tag in row["tags"].split("#") if tag.strip()),
            content=row["content"],
            images=tuple(one["url"] for one in media if one.get("url")),
        )


def rows(database: Path, query: str) -> list[sqlite3.Row]:
    """What a client's own SQLite database says."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return list(connection.execute(query))
