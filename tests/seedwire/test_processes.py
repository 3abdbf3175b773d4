"""A supervisor and its children as real processes: restarts, orderly ends, and ends that nobody ordered."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.process

Eventually = Callable[..., Any]
Supervise = Callable[[str], subprocess.Popen[bytes]]

PREAMBLE = """
import functools, os, pathlib, signal, sys, time
from seedwire import heartbeat, processes
from seedwire.heartbeat import Heart
from seedwire.processes import Supervisor, die_with_parent

def note(name):
    with open(name, "a") as file:
        print(os.getpid(), file=file, flush=True)

def patient():
    die_with_parent()
    note("patient")
    time.sleep(600)

def orderly():
    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: (note("ended"), os._exit(0)))
    note("orderly")
    time.sleep(600)

def stubborn():
    die_with_parent()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note("stubborn")
    while True:
        time.sleep(600)

def hurried():
    processes.PATIENCE = 0.2
    stubborn()

def bound():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    die_with_parent(signal.SIGKILL)
    note("bound")
    time.sleep(600)

def mortal():
    note("mortal")
    sys.exit(7)

def lively(heart):
    die_with_parent()
    with heart.beating():
        note("lively")
        while True:
            heart.step()
            time.sleep(0.05)

def busy(heart):
    with heart.beating():
        note("busy")
        time.sleep(600)

def supervise(*mains, ready=lambda: True):
    Supervisor([(main.__name__, main) for main in mains]).run(ready)
    note("over")

def supervise_hearts(*mains):
    hearts = {main.__name__: Heart() for main in mains}
    Supervisor([(main.__name__, functools.partial(main, hearts[main.__name__])) for main in mains], hearts).run(bool)
"""


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Supervise]:
    """Runs a program about supervisors in `tmp_path`, in a process group of its own."""
    with contextlib.ExitStack() as cleaning:

        def run(program: str) -> subprocess.Popen[bytes]:
            script = tmp_path / "program.py"
            body = textwrap.indent(textwrap.dedent(program), "    ")
            script.write_text(f'{PREAMBLE}\nif __name__ == "__main__":\n{body}', "utf-8")
            process = subprocess.Popen(
                [sys.executable, str(script)],
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            cleaning.callback(process.__exit__, None, None, None)
            cleaning.callback(_kill, process.pid)
            return process

        yield run


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def pids(place: Path) -> list[int]:
    """The pids that were noted in a file."""
    return [int(line) for line in place.read_text("ascii").split()] if place.exists() else []


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@pytest.mark.fault(16)
def test_a_child_that_dies_is_started_again_after_a_while(
    supervise: Supervise, tmp_path: Path, eventually: Eventually
) -> None:
    process = supervise("processes._BACKOFF = (0.01, 0.02)\nsupervise(mortal, patient)")
    eventually(lambda: len(pids(tmp_path / "mortal")) >= 3, "three lives of one child")
    assert len(set(pids(tmp_path / "mortal"))) >= 3
    assert len(pids(tmp_path / "patient")) == 1, "the others live on"
    process.terminate()
    assert process.wait(timeout=30) == 0
    _out, err = process.communicate()
    assert b"the mortal ended (exit status 7); starting it again in 0.01 s" in err
    assert b"in 0.02 s" in err


@pytest.mark.fault(24)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_either_signal_ends_the_children_in_order(
    supervise: Supervise, tmp_path: Path, eventually: Eventually, number: signal.Signals
) -> None:
    process = supervise("supervise(orderly)")
    (child,) = eventually(lambda: pids(tmp_path / "orderly"), "the child")
    os.killpg(process.pid, number)
    assert process.wait(timeout=30) == 0
    assert pids(tmp_path / "over") == [process.pid]
    assert set(pids(tmp_path / "ended")) == {child}
    assert not is_alive(child)
    assert process.communicate()[1] == b""


@pytest.mark.fault(24)
def test_a_child_that_does_not_end_is_killed(supervise: Supervise, tmp_path: Path, eventually: Eventually) -> None:
    process = supervise("processes.PATIENCE = 0.2\nsupervise(stubborn, orderly)")
    (child,) = eventually(lambda: pids(tmp_path / "stubborn"), "the stubborn child")
    eventually(lambda: pids(tmp_path / "orderly"), "the orderly child")
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert not is_alive(child)
    assert pids(tmp_path / "ended") == pids(tmp_path / "orderly")
    assert b"the stubborn did not end within 0.2 s and is killed" in process.communicate()[1]


def test_the_promised_end_fits_into_ten_seconds() -> None:
    from seedwire.processes import _TICK, PATIENCE  # noqa: PLC0415 - the figures themselves are under test

    assert PATIENCE + 10 * _TICK < 10


@pytest.mark.fault(16)
@pytest.mark.parametrize("main", ["patient", "bound"])
def test_no_child_outlives_a_supervisor_that_is_killed(
    supervise: Supervise, tmp_path: Path, eventually: Eventually, main: str
) -> None:
    process = supervise(f"supervise({main})")
    (child,) = eventually(lambda: pids(tmp_path / main), "the child")
    process.kill()
    process.wait(timeout=10)
    eventually(lambda: not is_alive(child), "the child's end", 30)


@pytest.mark.fault(16)
def test_a_child_that_does_not_end_with_its_supervisor_is_killed(
    supervise: Supervise, tmp_path: Path, eventually: Eventually
) -> None:
    process = supervise("supervise(hurried)")
    (child,) = eventually(lambda: pids(tmp_path / "stubborn"), "the child")
    process.kill()
    process.wait(timeout=10)
    eventually(lambda: not is_alive(child), "the child's end", 30)


@pytest.mark.fault(16)
def test_a_child_whose_parent_died_before_it_could_ask_the_kernel_ends_too(
    supervise: Supervise, tmp_path: Path, eventually: Eventually
) -> None:
    """Also one that has a brother: he holds the pipe that tells it of its parent's death."""
    process = supervise(
        """
        import multiprocessing
        def late():
            note("born")
            while not pathlib.Path("orphaned").exists():
                time.sleep(0.01)
            die_with_parent()
            note("went on")
            time.sleep(600)
        children = [multiprocessing.get_context("fork").Process(target=late) for _ in range(2)]
        for child in children:
            child.start()
        for child in children:
            child.join()
        """
    )
    eventually(lambda: len(pids(tmp_path / "born")) == 2, "two children")
    process.kill()
    process.wait(timeout=10)
    (tmp_path / "orphaned").touch()
    for child in pids(tmp_path / "born"):
        eventually(lambda child=child: not is_alive(child), "the child's end", 30)
    assert pids(tmp_path / "went on") == []


def test_a_process_that_a_shell_started_outlives_the_shell(
    supervise: Supervise, tmp_path: Path, eventually: Eventually
) -> None:
    process = supervise(
        """
        import subprocess
        def wait_for(name):
            while not pathlib.Path(name).exists():
                time.sleep(0.01)
        if len(sys.argv) > 1:
            die_with_parent()
            note("daemon")
            wait_for("alone")
            note("went on")
        else:
            subprocess.Popen([sys.executable, __file__, "daemon"])
            wait_for("daemon")
        """
    )
    assert process.wait(timeout=30) == 0
    (tmp_path / "alone").touch()
    eventually(lambda: pids(tmp_path / "went on") == pids(tmp_path / "daemon"), "life after the parent's end")


def test_ready_is_asked_until_it_says_yes_and_children_are_minded_meanwhile(
    supervise: Supervise, tmp_path: Path, eventually: Eventually
) -> None:
    process = supervise(
        """
        processes._BACKOFF = (0.01,)
        def ready():
            note("asked")
            return len(pathlib.Path("asked").read_text().split()) == 5
        supervise(mortal, ready=ready)
        """
    )
    eventually(lambda: len(pids(tmp_path / "mortal")) >= 2, "a restart")
    eventually(lambda: len(pids(tmp_path / "asked")) >= 5, "five questions")
    lives = len(pids(tmp_path / "mortal"))
    eventually(lambda: len(pids(tmp_path / "mortal")) > lives, "more restarts")
    assert len(pids(tmp_path / "asked")) == 5
    process.terminate()
    assert process.wait(timeout=30) == 0


@pytest.mark.fault(24)
def test_signals_that_come_at_once_end_it_once(supervise: Supervise, tmp_path: Path, eventually: Eventually) -> None:
    process = supervise("supervise(orderly)")
    eventually(lambda: pids(tmp_path / "orderly"), "the child")
    begun = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM) * 20:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
    assert process.wait(timeout=30) == 0
    assert time.monotonic() - begun < 10
    assert pids(tmp_path / "over") == [process.pid]


HASTE = "processes._BACKOFF = (0.01,); processes.PATIENCE = 0.3; heartbeat.BEAT = 0.1; heartbeat.STILL = 2.0\n"


def test_a_child_that_is_stopped_is_replaced_and_the_others_live_on(
    supervise: Supervise, tmp_path: Path, eventually: Eventually
) -> None:
    process = supervise(HASTE + "supervise_hearts(lively)")
    (first,) = eventually(lambda: pids(tmp_path / "lively"), "the child")
    time.sleep(3)
    assert pids(tmp_path / "lively") == [first], "a child that lives is left alone"
    os.kill(first, signal.SIGSTOP)
    eventually(lambda: len(pids(tmp_path / "lively")) == 2, "its successor")
    assert not is_alive(first)
    process.terminate()
    assert process.wait(timeout=30) == 0
    err = process.communicate()[1]
    assert b"the lively gives no sign of life for 2 s and is replaced" in err
    assert b"the lively ended (exit status -9)" in err


def test_a_child_that_lives_but_gets_nowhere_is_replaced(
    supervise: Supervise, tmp_path: Path, eventually: Eventually
) -> None:
    process = supervise(HASTE + "heartbeat.STUCK = 2.0\nsupervise_hearts(busy)")
    eventually(lambda: len(pids(tmp_path / "busy")) == 2, "its successor")
    process.terminate()
    assert process.wait(timeout=30) == 0
    err = process.communicate()[1]
    assert b"the busy is at the same thing for 2 s and is replaced" in err
    assert b"the busy ended (exit status -15)" in err, "it was asked before it would have been killed"


def test_a_whole_group_that_was_stopped_goes_on_as_it_was(
    supervise: Supervise, tmp_path: Path, eventually: Eventually
) -> None:
    process = supervise(HASTE + "heartbeat._ABSENCE = 1.0\nsupervise_hearts(lively)")
    (first,) = eventually(lambda: pids(tmp_path / "lively"), "the child")
    os.killpg(process.pid, signal.SIGSTOP)  # Ctrl-Z
    time.sleep(3)
    os.killpg(process.pid, signal.SIGCONT)
    time.sleep(1)
    assert pids(tmp_path / "lively") == [first]
    assert is_alive(first)
    process.terminate()
    assert process.wait(timeout=30) == 0
