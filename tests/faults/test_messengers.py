"""What carries entries away is killed at its calls: the exporter into a folder, the herald to a hub (row 16)."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import func, select

from store import history, tables, topics
from store.engine import Database
from tests.faults import messengers, shift, strike
from tests.faults.ground import Ground, require_whole
from tests.faults.hatchery import Hatchery
from tests.faults.shift import Place
from tests.faults.stage import MOST, Rehearsal, databases, files, ground, hatched, rehearsal, spread, struck
from tests.faults.strike import Calls, Strike
from tests.faults.trials import many, tried
from tests.seedwire.websub import Hub, hub
from tests.store.conftest import server

__all__ = ["databases", "files", "ground", "hatched", "rehearsal", "server"]  # fixtures

pytestmark = [pytest.mark.fault(16), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(1800)]

BEFORE, AFTER, LATER = 8, 14, 50
"""Waves that a folder or a hub knows of already, those that a hub is to hear of, those that a folder is to hold."""
PATIENCE = 60.0
"""Seconds for what takes one."""


# --- the exporter


def contents(folder: Path) -> dict[str, bytes]:
    """All that a web server may send: names with a dot are hidden."""
    return {
        os.fspath(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def exported(hatched: Hatchery, url: str, folder: Path) -> dict[str, bytes]:
    assert hatched.run(messengers.EXPORT, url, str(folder)) == 0, hatched.told
    return contents(folder)


@pytest.mark.parametrize(
    ("ground", "calls"),
    [("files", Calls.WRITES), ("files", Calls.SYNCS), ("files", Calls.RENAMES), ("databases", Calls.WRITES)],
    indirect=["ground"],
    ids=str,
)
def test_a_folder_whose_export_is_killed_has_each_file_whole_old_or_new_and_the_next_one_completes_it(
    hatched: Hatchery, rehearsal: Rehearsal, tmp_path: Path, *, ground: Ground, calls: Calls
) -> None:
    place = Place(tmp_path / "place")
    place.prepare(rehearsal.written)
    url = ground.url(place.root)
    assert hatched.run(shift.WORK, str(place.root), url, BEFORE) == 0, hatched.told
    before = exported(hatched, url, tmp_path / "before")
    assert hatched.run(shift.WORK, str(place.root), url, LATER) == 0, hatched.told
    shutil.copytree(tmp_path / "before", tmp_path / "after", copy_function=os.link)
    after = exported(hatched, url, tmp_path / "after")
    changed = [name for name in before | after if before.get(name) != after.get(name)]
    assert len(changed) > MOST

    folder = tmp_path / "folder"
    for number in spread(many(3, MOST), MOST):
        shutil.copytree(tmp_path / "before", folder, copy_function=os.link)
        assert struck(hatched, Strike(calls, number), messengers.EXPORT, url, str(folder), threads=True)
        tried()
        for name, body in contents(folder).items():
            assert body in {before.get(name), after.get(name)}, f"{name} is half written: {calls} {number}"
        assert before.keys() - contents(folder).keys() <= before.keys() - after.keys(), (
            f"files are lost: {calls} {number}"
        )
        (folder / ".seedwire-new-7").touch()  # as another thread would have left it
        assert exported(hatched, url, folder) == after, f"{calls} {number}"
        assert not list(folder.rglob(".seedwire-new-*"))
        shutil.rmtree(folder)
    require_whole(url)


# --- the herald


@pytest.fixture
def listening() -> Iterator[Hub]:
    with hub() as made:
        yield made


def is_done(url: str) -> bool:
    """Whether a herald has looked at all changes, and told of all that it saw."""
    with contextlib.closing(Database.open_reader(url)) as database, database.read() as conn:
        waiting = conn.execute(select(func.count()).select_from(tables.ping)).scalar_one()
        return not waiting and topics.looked(conn) == history.head(conn).seq


def tell(hatched: Hatchery, url: str, to: Hub, blow: Strike | None = None) -> bool:
    """Let a herald work until all is told, or it is struck; whether it was."""
    pid = hatched.hatch(messengers.TELL, url, to.url)
    deadline = time.monotonic() + PATIENCE
    with strike.awaiting(pid, blow) if blow else contextlib.nullcontext():
        hatched.release()
        while lives := Path(f"/proc/{pid}").exists():
            if is_done(url):
                os.kill(pid, SIGKILL)
                break
            assert time.monotonic() < deadline, hatched.told
            time.sleep(0.02)
        assert hatched.outcome() == -SIGKILL, hatched.told
    return not lives


@pytest.mark.parametrize(
    ("ground", "calls"),
    [("files", Calls.WRITES), ("files", Calls.SYNCS), ("databases", Calls.WRITES)],
    indirect=["ground"],
    ids=str,
)
def test_a_hub_hears_of_every_feed_though_the_herald_is_killed(
    hatched: Hatchery, rehearsal: Rehearsal, tmp_path: Path, listening: Hub, *, ground: Ground, calls: Calls
) -> None:
    place = Place(tmp_path / "place")
    place.prepare(rehearsal.written)
    url = ground.url(place.root)
    assert hatched.run(shift.WORK, str(place.root), url, BEFORE) == 0, hatched.told
    tell(hatched, url, listening)
    assert not listening.topics(), "a first start with a hub learns what there is"
    assert hatched.run(shift.WORK, str(place.root), url, AFTER) == 0, hatched.told
    ground.copy(place.root, tmp_path / "undisturbed")
    tell(hatched, ground.url(tmp_path / "undisturbed"), listening)
    news = set(listening.topics())
    assert news

    for number in spread(many(3, MOST), MOST):
        ground.copy(place.root, tmp_path / "trial")
        url = ground.url(tmp_path / "trial")
        listening.pings.clear()
        if not tell(hatched, url, listening, Strike(calls, number)):
            break
        tried()
        tell(hatched, url, listening)
        assert set(listening.topics()) == news, f"{calls} {number}"
        assert max(Counter(listening.topics()).values()) <= 2, f"{calls} {number}"
        require_whole(url)
        ground.clear(tmp_path / "trial")
