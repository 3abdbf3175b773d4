"""An ingester that is killed at any moment, again and again, loses nothing and doubles nothing (contract 8)."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import entries, history
from store.engine import Database
from store.errors import StoreError
from store.selection import EVERYTHING
from tests.ingest import invariants
from tests.ingest.desk import several
from tests.ingest.test_arrival import FILES, TITLES


@pytest.mark.fault(16)
@pytest.mark.process
@pytest.mark.long
@pytest.mark.timeout(600)
def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    settings = 'seeds = "seeds"\ndatabase_url = "sqlite:///s.db"\nsettle_time = 0.0\non_delete = "withdraw"\n'
    (tmp_path / "seedwire.toml").write_text(settings)
    plain = several(300)
    files = [*enumerate(FILES), *((len(FILES) + at, text) for at, text in enumerate(plain.values()))]
    command = [sys.executable, "-m", "seedwire", "ingest", "--config", str(tmp_path / "seedwire.toml")]

    def run(seconds: float) -> None:
        """Kill it so long after it has stored something, while it is at the next batch."""
        before = _head(tmp_path)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and _head(tmp_path) == before:
            time.sleep(0.005)
        time.sleep(seconds)
        process.kill()
        process.wait()

    for number in range(4):
        for at, text in files[number::4]:
            (seeds / f"{at}.md").write_text(text)
        if number == 3:
            (seeds / "0.md").rename(seeds / "elsewhere.md")
        run(0.03 * number)
        assert _is_sound(tmp_path)
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    shown = _is_sound(tmp_path)
    assert shown >= TITLES
    assert len(shown) == len(TITLES) + len(plain)


def _head(place: Path) -> int:
    if not (place / "s.db").exists():
        return 0
    try:
        with closing(Database.open_reader(f"sqlite:///{place}/s.db")) as database, database.read() as conn:
            return history.head(conn).seq
    except StoreError:  # it is being made
        return 0


def _is_sound(place: Path) -> set[str]:
    """The titles of what is published, in a database that contradicts itself nowhere."""
    if not (place / "s.db").exists():
        return set()
    with closing(Database.open_reader(f"sqlite:///{place}/s.db")) as database, database.read() as conn:
        invariants.check(conn, datetime.now(UTC))
        return {stored.entry.title for stored in entries.newest(conn, EVERYTHING, 1000)}
