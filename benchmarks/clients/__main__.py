"""Which client reads what of our feeds: ``python -m benchmarks.clients [--freshrss DIR] [--write FILE]``.

Starts the daemon on articles of this package and lets real clients fetch every format. A client that is missing has a
row that says so; a wrong value that `benchmarks.clients.limits` does not explain makes the exit status 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.clients import table
from benchmarks.clients.applications import FreshRSS, Newsboat
from benchmarks.clients.articles import ARTICLES, write
from benchmarks.clients.limits import LIMITS
from benchmarks.clients.node import PARSERS
from benchmarks.clients.programs import (
    BrokenError,
    Client,
    FastFeedparser,
    Feedparser,
    MissingError,
    Place,
    Reader,
)
from benchmarks.clients.seen import Aspect, in_ascii, judge
from benchmarks.clients.table import Cell, Row
from benchmarks.workplace import HOST, Daemon, Workplace
from publisher.feed import Format
from publisher.query import DOCUMENT_NAMES

CLIENTS: Sequence[Client] = (Feedparser(), FastFeedparser(), Reader(), Newsboat(), FreshRSS(), *PARSERS)


def main(arguments: list[str] | None = None) -> int:
    """Ask all clients, print the table; gives the exit status."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="seedwire-clients-") as scratch:
        work = (asked.work or Path(scratch) / "clients").absolute()
        work.mkdir(parents=True, exist_ok=True)
        place = Place(work, asked.freshrss and asked.freshrss.absolute())
        home = Workplace(Path(scratch))
        write(ARTICLES, home.seeds)
        with home.daemon() as daemon:
            rows = [row for client in CLIENTS for row in _rows(client, place, daemon)]
    page = table.page(rows, len(ARTICLES))
    print(page)
    if asked.write is not None:
        asked.write.write_text(page, "utf-8")
    wrong = [f"{row.client}, {row.format}: {said}" for row in rows for said in row.complaints]
    print(*wrong, sep="\n", file=sys.stderr)
    return 1 if wrong else 0


def _rows(client: Client, place: Place, daemon: Daemon) -> Iterator[Row]:
    try:
        version = client.prepare(place)
    except (MissingError, BrokenError) as error:
        yield Row(client.name, missing=str(error))
        return
    for notation in client.formats:
        yield Row(client.name, version, notation.value, _cells(client, notation, f"http://{HOST}:{daemon.port}"))


def _cells(client: Client, notation: Format, address: str) -> dict[Aspect, Cell]:
    ids = _ids(f"{address}/{DOCUMENT_NAMES[Format.JSON]}")
    broken, seen = "", []
    try:
        seen = client.read(f"{address}/{DOCUMENT_NAMES[notation]}", notation)
    except BrokenError as error:
        broken = str(error)
    cells: dict[Aspect, Cell] = {}
    for aspect in Aspect:
        if aspect in client.lacks:
            cells[aspect] = Cell(None, note=client.lacks[aspect])
        else:
            wrong = broken or judge(aspect, seen, ARTICLES, ids)
            cells[aspect] = Cell(wrong is None, wrong or "", LIMITS.get((client.name, aspect, notation), ""))
    return cells


def _ids(url: str) -> dict[tuple[str, str], str]:
    """The guids by address and language; those that are declared nowhere are known to nobody else."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - loopback
        items = json.load(answer)["items"]
    found = {(item["url"], item["language"]): item["id"] for item in items}
    return {(a.address, a.language): a.guid or found[in_ascii(a.address), a.language] for a in ARTICLES}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clients", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--freshrss", type=Path, metavar="DIR", help="a tree of FreshRSS, which no registry has")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep here what is installed, for the next time")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as Markdown")
    return parser


if __name__ == "__main__":
    sys.exit(main())
