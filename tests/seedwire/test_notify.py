"""What a service manager hears: over real sockets, and of the real daemon."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from seedwire.notify import ALIVE, READY, STOPPING, Manager

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

Eventually = Callable[..., Any]


class Ear:
    """A service manager's socket, and what came to it."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(0)
        self.heard: list[str] = []

    def listen(self) -> list[str]:
        """All that was said so far."""
        with contextlib.suppress(BlockingIOError):
            while True:
                self.heard.append(self.socket.recv(4096).decode())
        return self.heard


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    listening = Ear(str(tmp_path / "notify"))
    yield listening
    listening.socket.close()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Manager(None, None)),
        ({"NOTIFY_SOCKET": ""}, Manager(None, None)),
        ({"NOTIFY_SOCKET": "vsock:2:1"}, Manager(None, None)),
        ({"WATCHDOG_USEC": "9000000"}, Manager(None, None)),
        ({"NOTIFY_SOCKET": "/run/notify"}, Manager("/run/notify", None)),
        ({"NOTIFY_SOCKET": "@notify"}, Manager("\0notify", None)),
        ({"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "1500000"}, Manager("/run/notify", 1.5)),
        (
            {"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "1500000", "WATCHDOG_PID": "7"},
            Manager("/run/notify", 1.5),
        ),
        (
            {"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "1500000", "WATCHDOG_PID": "8"},
            Manager("/run/notify", None),
        ),
        ({"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "soon"}, Manager("/run/notify", None)),
    ],
)
def test_the_manager_is_the_one_that_the_environment_names(environ: dict[str, str], expected: Manager) -> None:
    assert Manager.of(environ, 7) == expected


def test_what_is_told_comes_in_one_datagram(ear: Ear, tmp_path: Path) -> None:
    assert Manager(str(tmp_path / "notify"), None).tell(READY, ALIVE)
    assert ear.listen() == ["READY=1\nWATCHDOG=1"]


def test_an_abstract_socket_is_told_too() -> None:
    name = f"\0seedwire-{os.getpid()}"
    with contextlib.closing(Ear(name).socket) as listening:
        assert Manager(name, None).tell(READY)
        assert listening.recv(100) == b"READY=1"


def test_a_manager_that_is_gone_or_was_never_there_harms_nobody(tmp_path: Path) -> None:
    assert not Manager(str(tmp_path / "nobody"), None).tell(READY)
    assert not Manager(None, None).tell(READY)


def test_a_manager_that_does_not_listen_is_not_waited_for(ear: Ear, tmp_path: Path) -> None:
    manager = Manager(str(tmp_path / "notify"), None)
    begun = time.monotonic()
    while manager.tell(ALIVE):
        assert len(ear.heard) == 0
    assert time.monotonic() - begun < 10


@pytest.mark.process
def test_the_daemon_says_that_it_is_ready_alive_and_ending(
    ear: Ear, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, eventually: Eventually
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "900000")
    (tmp_path / "home" / "seeds").mkdir(parents=True)
    daemon = start("run", tmp_path / "home")
    eventually(lambda: READY in ear.listen(), "that it is ready")
    assert daemon.ready(), "it is ready when it says so"
    eventually(lambda: ear.listen().count(ALIVE) >= 4, "signs of life")
    assert STOPPING not in ear.listen()
    daemon.end(signal.SIGTERM)
    assert ear.listen()[-1] == STOPPING
    assert ear.heard.count(READY) == 1


SUPERVISE = """
import pathlib, signal, sys, time
from seedwire import processes

def well():
    processes.die_with_parent()
    time.sleep(600)

def ill():
    sys.exit(pathlib.Path("healed").exists() and time.sleep(600))

if __name__ == "__main__":
    processes._MISSED = 2.0
    processes._BACKOFF = (5.0 if sys.argv[1] == "away" else 0.3,)
    processes.Supervisor([("well", well), ("ill", ill)]).run(lambda: True)
"""


@pytest.fixture
def supervise(ear: Ear, tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    script = tmp_path / "supervise.py"
    script.write_text(textwrap.dedent(SUPERVISE), "utf-8")
    told = {"NOTIFY_SOCKET": ear.socket.getsockname(), "WATCHDOG_USEC": "300000"}
    with contextlib.ExitStack() as cleaning:

        def run(how: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, script, how],
                cwd=tmp_path,
                env=os.environ | told | {"PYTHONPATH": os.pathsep.join(sys.path)},
                stderr=subprocess.DEVNULL,
            )
            cleaning.callback(process.wait, 30)
            cleaning.callback(process.terminate)
            return process

        yield run


def silence(ear: Ear, seconds: float) -> bool:
    """Whether nothing comes for so long."""
    before = len(ear.listen())
    time.sleep(seconds)
    return len(ear.listen()) == before


@pytest.mark.process
def test_a_child_that_stays_away_ends_the_signs_of_life_until_it_is_back(
    ear: Ear, supervise: Callable[[str], subprocess.Popen[bytes]], tmp_path: Path, eventually: Eventually
) -> None:
    supervise("away")
    eventually(lambda: ALIVE in ear.listen(), "signs of life at first")
    eventually(lambda: silence(ear, 0.9), "their end")
    (tmp_path / "healed").touch()
    before = len(ear.heard)
    eventually(lambda: len(ear.listen()) > before + 3, "signs of life once all children are there")


@pytest.mark.process
def test_a_child_that_dies_again_and_again_ends_nobody_else(
    ear: Ear, supervise: Callable[[str], subprocess.Popen[bytes]], eventually: Eventually
) -> None:
    supervise("again")
    eventually(lambda: ear.listen().count(ALIVE) >= 3, "signs of life")
    time.sleep(3)
    before = len(ear.listen())
    eventually(lambda: len(ear.listen()) > before, "more of them, past the time of one that stays away")


@pytest.mark.process
def test_a_supervisor_that_is_stopped_gives_no_sign_of_life(
    ear: Ear, supervise: Callable[[str], subprocess.Popen[bytes]], eventually: Eventually
) -> None:
    process = supervise("again")
    eventually(lambda: ALIVE in ear.listen(), "signs of life")
    process.send_signal(signal.SIGSTOP)
    try:
        ear.listen()
        assert silence(ear, 0.8)
    finally:
        process.send_signal(signal.SIGCONT)
