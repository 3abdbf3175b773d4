"""A folder on a disk that comes and goes, under the daemon: nothing is withdrawn, and it says what is wrong (row 12).

Here a deletion withdraws, and the scans come every second, so that whatever is believed too early is seen.
"""

from __future__ import annotations

import http.client
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from seedwire.status import status
from store.change import ChangeKind
from store.engine import Database
from tests.faults.editing import steps
from tests.faults.mounts import Mounts, mounts
from tests.faults.prose import prose
from tests.faults.trials import many, tried
from tests.seedwire.conftest import Running, eventually, free_port, program, start

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

__all__ = ["eventually", "program", "start"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(12), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(300)]

Eventually = Callable[..., Any]
Program = Callable[..., Any]

SETTINGS = {"scan_interval": "1s", "settle_time": "0.3s", "on_delete": "withdraw"}
NUMBER = 12


def article(title: str) -> str:
    return f"---\ntitle: {title}\ndate: 2026-02-01\ncompanies: []\n---\n\n{prose(title, 60)}\n"


def write(folder: Path, *titles: str) -> None:
    folder.mkdir(exist_ok=True)
    for title in titles:
        (folder / f"{title}.md").write_text(article(title), "utf-8")


TITLES = [f"Článek {number}" for number in range(NUMBER)]


@dataclass(frozen=True, slots=True)
class Desk:
    """A daemon whose folder is a disk of its own, and what the test does to that."""

    space: Mounts
    daemon: Running
    admin: int

    @property
    def seeds(self) -> Path:
        return self.space.inside(self.daemon.seeds)

    def mount(self, disk: str) -> None:
        self.space.call("mount", "--bind", self.daemon.home / disk, self.daemon.seeds)

    def unmount(self) -> None:
        """Lazily: a file may just be open."""
        self.space.call("umount", "--lazy", self.daemon.seeds)

    def metric(self, name: str) -> float:
        connection = http.client.HTTPConnection("127.0.0.1", self.admin, timeout=10)
        try:
            connection.request("GET", "/metrics")
            lines = connection.getresponse().read().decode().splitlines()
        finally:
            connection.close()
        return float(next(line.split()[1] for line in lines if line.startswith(f"seedwire_{name} ")))

    def last_pass(self) -> dict[str, Any]:
        """As ``status --json`` tells of it."""
        with closing(Database.open_reader(f"sqlite:///{self.daemon.home / 'seedwire.db'}")) as database:
            found: dict[str, Any] = status(database)["last_pass"]
        return found

    def is_whole(self) -> bool:
        """Whether the articles are in the feed, and were never out of it."""
        ids = {item["id"] for item in self.daemon.items() if item["title"] in TITLES}
        done = steps(self.daemon.home)
        return len(ids) == NUMBER and all(done[guid] == [ChangeKind.ADDED] for guid in ids)


@pytest.fixture
def desk(tmp_path: Path, eventually: Eventually) -> Iterator[Desk]:
    """Its folder is one disk of several."""
    with mounts() as space:
        for name in ("seeds", "disk", "other"):
            (tmp_path / name).mkdir()
        space.call("mount", "-t", "tmpfs", "none", tmp_path / "disk")
        write(space.inside(tmp_path / "disk"), *TITLES)
        space.call("mount", "--bind", tmp_path / "disk", tmp_path / "seeds")
        admin = free_port()
        with space.running(tmp_path, admin_listen=f"127.0.0.1:{admin}", **SETTINGS) as daemon:
            made = Desk(space, daemon, admin)
            eventually(lambda: daemon.has_passed() and len(daemon.items()) == NUMBER, "the articles")
            recovered(made, eventually)
            yield made


def told(desk: Desk, eventually: Eventually, words: str) -> None:
    """The trouble is told everywhere, and two scans later everything is in the feeds as it was."""
    eventually(lambda: words in desk.daemon.log, f"“{words}” in the log")
    for _ in range(2):
        before = desk.last_pass()["ended"]
        eventually(lambda before=before: desk.last_pass()["ended"] != before, "another scan")
    assert words in desk.last_pass()["trouble"]
    assert desk.metric("last_pass_trouble") == 1.0
    assert desk.daemon.ready()["ingestion"]["trouble"]
    assert desk.is_whole()
    tried()


def recovered(desk: Desk, eventually: Eventually) -> None:
    """There is no trouble any more, without anybody's help."""
    eventually(lambda: not desk.last_pass()["trouble"] and desk.metric("last_pass_trouble") == 0.0, "no trouble")
    assert desk.is_whole()


@pytest.mark.parametrize("turn", range(many(1, 4)))
def test_a_disk_that_is_not_mounted_takes_nothing_with_it(desk: Desk, eventually: Eventually, turn: int) -> None:
    desk.unmount()
    told(desk, eventually, f"is empty, and {NUMBER} files were known there")
    write(desk.seeds, f"Sem patří disk {turn}")
    told(desk, eventually, f"{NUMBER} of the {NUMBER} files that were known there are gone")
    others = [f"Nedočkavý {number}" for number in range(2 * NUMBER)]
    write(desk.seeds, *others)
    eventually(lambda: set(others) <= desk.daemon.titles(), "what others put into the mount point")
    told(desk, eventually, f"{NUMBER} of the {NUMBER} files that were known there are gone")
    desk.mount("disk")
    told(desk, eventually, f"{2 * NUMBER + 1} of the {3 * NUMBER + 1} files that were known there are gone")
    write(desk.seeds, "Po návratu")
    eventually(lambda: "Po návratu" in desk.daemon.titles(), "an article on the disk that came back")


def test_another_disk_in_its_place_takes_nothing_with_it(desk: Desk, eventually: Eventually) -> None:
    """Neither when it comes nor when it goes: what it brought is missed then, and nobody can tell why."""
    others = [f"Druhý disk {number}" for number in range(2 * NUMBER)]
    write(desk.space.inside(desk.daemon.home / "other"), *others)
    desk.unmount()
    desk.mount("other")
    eventually(lambda: set(others) <= desk.daemon.titles(), "what is on the other disk")
    told(desk, eventually, f"{NUMBER} of the {NUMBER} files that were known there are gone")
    desk.unmount()
    desk.mount("disk")
    told(desk, eventually, f"{2 * NUMBER} of the {3 * NUMBER} files that were known there are gone")


def test_a_disk_that_is_mounted_over_a_part_of_the_folder_hides_nothing_from_readers(
    desk: Desk, eventually: Eventually
) -> None:
    """And one that is mounted below it is read, as a directory that is moved in."""
    write(desk.space.inside(desk.daemon.home / "other"), "Přimontovaná")
    (desk.seeds / "below").mkdir()
    desk.space.call("mount", "--bind", desk.daemon.home / "other", desk.daemon.seeds / "below")
    eventually(lambda: "Přimontovaná" in desk.daemon.titles(), "an article on a disk below the folder")
    desk.unmount()
    told(desk, eventually, "files were known there")
    desk.mount("disk")
    recovered(desk, eventually)


@pytest.fixture
def plain(start: Start, tmp_path: Path, eventually: Eventually) -> Desk:
    """Its folder is a directory like any other."""
    write(tmp_path / "seeds", *TITLES)
    admin = free_port()
    daemon = start("run", tmp_path, admin_listen=f"127.0.0.1:{admin}", **SETTINGS)
    eventually(lambda: daemon.has_passed() and len(daemon.items()) == NUMBER, "the articles")
    made = Desk(Mounts(os.getpid()), daemon, admin)
    recovered(made, eventually)
    return made


def empty(folder: Path) -> None:
    """As ``rm`` does, so that the system tells of each file."""
    for place in folder.iterdir():
        place.unlink()


def remove(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def replace(folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    folder.mkdir()


def most(folder: Path) -> None:
    for title in TITLES[1:]:
        (folder / f"{title}.md").unlink()


EMPTY = "is empty, and 12 files were known there"
LOSSES = [
    pytest.param(empty, EMPTY, id="emptied"),
    pytest.param(replace, EMPTY, id="replaced"),
    pytest.param(remove, EMPTY, id="made anew"),
    pytest.param(most, "11 of the 12 files that were known there are gone", id="nearly emptied"),
]


@pytest.mark.parametrize(("lose", "words"), LOSSES[: many(2, 4)])
def test_a_folder_that_loses_its_files_withdraws_nothing_before_it_is_told_to(
    plain: Desk, eventually: Eventually, program: Program, lose: Callable[[Path], None], words: str
) -> None:
    lose(plain.daemon.seeds)
    told(plain, eventually, words)
    write(plain.daemon.seeds, *TITLES)
    recovered(plain, eventually)

    for title in TITLES[1:]:
        (plain.daemon.seeds / f"{title}.md").unlink()
    told(plain, eventually, "11 of the 12 files that were known there are gone")
    done = program(plain.daemon.home, "ingest", "--accept-deletions")
    assert (done.returncode, "asked the ingester that is running" in done.stderr) == (0, True), done.stderr
    eventually(lambda: plain.daemon.titles() == {TITLES[0]}, "the withdrawal that was asked for")
    eventually(lambda: not plain.last_pass()["trouble"], "no trouble")
