"""Filters: one that matches nothing but the oldest of all entries, as the first answer and as the next.

Three answers to each request: *cold*, from a process that has just opened the database and a file of which nothing is
in the system's memory; *warm*, from a new process while the file is in memory; *hot*, the same request once more.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient
from lxml import etree

from benchmarks.archive import FILTERS, store_entries
from benchmarks.percentile import percentile
from benchmarks.report import Figure
from benchmarks.workplace import HOST, FailedError, Workplace
from publisher.app import create_app
from publisher.feed import Format
from publisher.query import DOCUMENT_NAMES
from publisher.site import Site
from store.engine import Database

_SITE = Site(base_url=f"http://{HOST}")
_ATOM = "{http://www.w3.org/2005/Atom}"
_REPEATS = 5


def measure(place: Workplace, count: int) -> Iterator[Figure]:
    """Store `count` entries and look for the oldest with each filter in each format.

    Raises `FailedError` where an answer is anything but that one entry.
    """
    group = f"one entry of {count:,}, by a filter that only the oldest matches"
    begun = time.perf_counter()
    database = Database.create(place.database_url, site=_SITE.base_url)
    try:
        guid = store_entries(database, count)
    finally:
        database.close()
    size = place.database.stat().st_size / 1e6
    yield Figure(
        group, "storing them", time.perf_counter() - begun, "s", note=f"directly, not ingested; {size:,.0f} MB"
    )
    for name, parameter in FILTERS.items():
        paths = {notation: f"/{DOCUMENT_NAMES[notation]}?{parameter}" for notation in Format}
        cold = max(_first(place, path, notation, guid, cold=True) for notation, path in paths.items())
        warm = max(
            percentile([_first(place, path, notation, guid, cold=False) for _ in range(_REPEATS)], 50)
            for notation, path in paths.items()
        )
        hot = max(_again(place, path, notation, guid) for notation, path in paths.items())
        yield Figure(group, f"{name}, cold", cold, "ms", note=f"{parameter}; slowest of three formats")
        yield Figure(group, f"{name}, warm", warm, "ms")
        yield Figure(group, f"{name}, hot", hot, "ms")


def _first(place: Workplace, path: str, notation: Format, guid: str, *, cold: bool) -> float:
    if cold:
        _forget(place.database)
    database = Database.open_reader(place.database_url)
    try:
        return _timed(create_app(database, _SITE).test_client(), path, notation, guid)
    finally:
        database.close()


def _again(place: Workplace, path: str, notation: Format, guid: str) -> float:
    database = Database.open_reader(place.database_url)
    try:
        client = create_app(database, _SITE).test_client()
        _timed(client, path, notation, guid)
        return percentile([_timed(client, path, notation, guid) for _ in range(_REPEATS)], 50)
    finally:
        database.close()


def _timed(client: FlaskClient, path: str, notation: Format, guid: str) -> float:
    """Milliseconds of one right answer."""
    begun = time.perf_counter()
    response = client.get(path)
    taken = (time.perf_counter() - begun) * 1000
    if (found := _ids(response.data, notation)) != [guid]:
        raise FailedError(f"{path} gives {found}, and only {guid} matches")
    return taken


def _ids(document: bytes, notation: Format) -> list[str]:
    """The ids of a feed's entries."""
    match notation:
        case Format.JSON:
            return [item["id"] for item in json.loads(document)["items"]]
        case Format.ATOM:
            return [found.text or "" for found in etree.fromstring(document).iterfind(f"{_ATOM}entry/{_ATOM}id")]
        case Format.RSS:
            return [found.text or "" for found in etree.fromstring(document).iterfind("channel/item/guid")]


def _forget(file: Path) -> None:
    """Let the system drop what it keeps of a file in memory (posix_fadvise(2); other systems keep it)."""
    if not hasattr(os, "posix_fadvise"):
        return
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
