"""The ingester as a daemon reads every file in its turn, though nothing says that it changed (row 3)."""

from __future__ import annotations

import mmap
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seedwire import watch
from seedwire.config import load_settings
from seedwire.watch import Watcher
from store import entries
from store.engine import Database
from store.selection import EVERYTHING
from tests.faults.prose import prose
from tests.seedwire.conftest import eventually

__all__ = ["eventually"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(3), pytest.mark.long]


def test_the_daemon_finds_a_change_that_moves_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, eventually: Callable[..., Any]
) -> None:
    monkeypatch.setattr(watch, "_RECHECK", 2.0)  # a day, otherwise: every file is read in every second scan
    place = tmp_path / "seeds" / "mapped.md"
    place.parent.mkdir()
    place.write_text(f"---\ntitle: Vydání 1\ndate: 2026-02-01\ncompanies: []\n---\n\n{prose('mapa', 60)}\n", "utf-8")
    flags = {"seeds": place.parent, "database_url": f"sqlite:///{tmp_path}/seedwire.db", "scan_interval": "1s"}
    settings = load_settings(None, {name: str(value) for name, value in flags.items()}, {})
    with (
        closing(Database.create(settings.database_url, site="https://noviny.example")) as database,
        place.open("r+b") as file,
        mmap.mmap(file.fileno(), 0) as mapped,
    ):

        def titles() -> set[str]:
            with database.read() as conn:
                return {stored.entry.title for stored in entries.newest(conn, EVERYTHING, 10)}

        at = mapped.find("Vydání 1".encode()) + len("Vydání ".encode())
        mapped[at] = ord("2")
        watcher = Watcher(settings, database)
        thread = threading.Thread(target=watcher.run)
        thread.start()
        try:
            eventually(lambda: titles() == {"Vydání 2"}, "the article")
            before = place.stat()
            mapped[at] = ord("3")
            after = place.stat()
            if (after.st_mtime_ns, after.st_ctime_ns) != (before.st_mtime_ns, before.st_ctime_ns):
                pytest.skip("this file system stamps every writing through a mapping")
            eventually(lambda: titles() == {"Vydání 3"}, "what was written through the mapping")
        finally:
            watcher.stop()
            thread.join(timeout=30)
    assert not thread.is_alive()
