"""What the system does not tell of, because there is too much of it or because it may not: the next scan finds it."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import struct
import subprocess
import termios
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from store.change import ChangeKind
from tests.faults.editing import ever_known, steps
from tests.faults.prose import prose
from tests.faults.trials import many, tried
from tests.seedwire.conftest import Running, environment, eventually, free_port, seedwire, start

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

__all__ = ["eventually", "start"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(13), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(420)]

Eventually = Callable[..., Any]

_PIDFD_GETFD = 438
"""The system call, by the number that all architectures have for it (Linux 5.6)."""

_EVENT = 16 + 16
"""Bytes of an event with a name of up to 15: see inotify(7)."""


def article(title: str) -> str:
    return f"---\ntitle: {title}\ndate: 2026-02-01\ncompanies: []\n---\n\n{prose(title, 25)}\n"


def queues(process: int) -> list[int]:
    """The descriptors by which a process listens to the file system."""
    places = Path(f"/proc/{process}/fd").iterdir()
    found = [int(place.name) for place in places if "inotify" in os.readlink(place)]  # noqa: PTH115 - it is no path
    assert found, "the process listens to nothing"
    return found


def watched(process: int) -> int:
    """How many directories a process listens to."""
    told = [Path(f"/proc/{process}/fdinfo/{number}").read_text("ascii") for number in queues(process)]
    return sum(line.startswith("inotify wd:") for lines in told for line in lines.splitlines())


def queued(process: int) -> int:
    """How many events wait in the queues of a process; skips the test where that cannot be asked."""
    handle = os.pidfd_open(process)
    try:
        return sum(_waiting(handle, number) for number in queues(process)) // _EVENT
    finally:
        os.close(handle)


def _waiting(handle: int, number: int) -> int:
    """Bytes that can be read from another process's descriptor."""
    libc = ctypes.CDLL(None, use_errno=True)
    own = libc.syscall(_PIDFD_GETFD, handle, number, 0)
    if own < 0:
        pytest.skip(f"another process's descriptors cannot be asked for here ({os.strerror(ctypes.get_errno())})")
    try:
        found: int = struct.unpack("i", fcntl.ioctl(own, termios.FIONREAD, b"\0" * 4))[0]
        return found
    finally:
        os.close(own)


def test_more_creates_than_the_queue_of_events_holds_are_all_found(
    start: Start, tmp_path: Path, eventually: Eventually
) -> None:
    """The queue is made to overflow: the ingester is stopped while the files come, and goes on afterwards."""
    (tmp_path / "seeds").mkdir()
    room = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text("ascii"))
    number = max(many(6_000, 20_000), room // 3 + 100)  # a create, a change and a close, each
    settings = {"scan_interval": "5s", "settle_time": "0.2s", "on_delete": "withdraw", "detect_companies": "false"}
    daemon = start("run", tmp_path, **settings)
    eventually(daemon.has_passed, "the first pass")
    ingester = daemon.ingester()
    os.kill(ingester, signal.SIGSTOP)
    try:
        for at in range(number):
            (daemon.seeds / f"{at:05}.md").write_text(article(f"Záplava {at}"), "utf-8")
        waiting = queued(ingester)
    finally:
        os.kill(ingester, signal.SIGCONT)
    assert waiting >= room, f"{waiting} events wait where {room} have room: nothing was lost"
    eventually(lambda: daemon.ready().get("entries") == number, f"{number} entries", 360)
    assert "queue overflowed" in daemon.log
    tried(number)
    assert len(ever_known(tmp_path)) == number
    assert all(done == [ChangeKind.ADDED] for done in steps(tmp_path).values())


def test_where_the_system_watches_no_more_directories_scans_find_what_comes(
    tmp_path: Path, eventually: Eventually
) -> None:
    """A user namespace has limits of its own, so that no other process is harmed."""
    for directory in ("a", "b/c"):  # with the folder itself and b four
        (tmp_path / "seeds" / directory).mkdir(parents=True)
    port = free_port()
    limited = 'echo 2 > /proc/sys/user/max_inotify_watches && exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", limited, "sh", *seedwire("run")]
    settings = {"scan_interval": "1s", "settle_time": "0.2s", "listen": f"127.0.0.1:{port}"}
    with (tmp_path / "stdout").open("wb") as out, (tmp_path / "stderr").open("wb") as err:
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment(**settings), stdout=out, stderr=err, start_new_session=True
        )
    daemon = Running(tmp_path, port, process)
    try:
        eventually(lambda: daemon.has_passed() or process.poll() is not None, "the first pass")
        if process.poll() is not None:
            pytest.skip(f"no user namespace with limits of its own can be made here ({daemon.log.strip()})")
        assert watched(daemon.ingester()) < 4
        for number, directory in enumerate(("", "a", "b/c", "b")):
            title = f"Nikdo o ní neřekl {number}"
            (daemon.seeds / directory / f"{number}.md").write_text(article(title), "utf-8")
            eventually(lambda title=title: title in daemon.titles(), f"an article in “{directory}”")
            tried()
    finally:
        daemon.clear()
