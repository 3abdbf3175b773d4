"""A mount namespace of a test's own: what is mounted there nobody else sees, and it goes with its last process."""

from __future__ import annotations

import contextlib
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.seedwire.conftest import Running, environment, free_port, seedwire


@dataclass(frozen=True, slots=True)
class Mounts:
    """A namespace, kept by a process that only waits."""

    keeper: int

    def inside(self, place: Path) -> Path:
        """The same place as those see it who live there."""
        return Path(f"/proc/{self.keeper}/root") / place.relative_to("/")

    def call(self, *command: str | Path) -> None:
        """Run a command there."""
        done = subprocess.run([*self._enter(), *command], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (command, done.stderr)

    @contextlib.contextmanager
    def running(self, home: Path, **settings: object) -> Iterator[Running]:
        """A daemon that lives there, with its files in `home`, for the length of the block."""
        port = free_port()
        command = f"cd {shlex.quote(str(home))} && exec {shlex.join(seedwire('run'))}"
        with (home / "stdout").open("wb") as out, (home / "stderr").open("wb") as err:
            process = subprocess.Popen(
                [*self._enter(), "sh", "-c", command],
                env=environment(listen=f"127.0.0.1:{port}", **settings),
                stdout=out,
                stderr=err,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        daemon = Running(home, port, process)
        try:
            yield daemon
        finally:
            daemon.clear()

    def _enter(self) -> list[str]:
        return ["nsenter", f"--mount=/proc/{self.keeper}/ns/mnt", "--"]


@contextlib.contextmanager
def mounts() -> Iterator[Mounts]:
    """A namespace for the length of the block; skips the test where none may be made."""
    command = [
        "unshare",
        "--mount",
        "--propagation=private",
        "sh",
        "-c",
        "mount -t tmpfs none /mnt && echo ok && exec cat",
    ]
    try:
        keeper = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
    except FileNotFoundError:
        pytest.skip("unshare is not installed")
    with keeper:
        assert keeper.stdout is not None
        assert keeper.stderr is not None
        try:
            if keeper.stdout.readline() != b"ok\n":
                pytest.skip(f"nothing can be mounted here ({keeper.stderr.read().decode().strip()})")
            yield Mounts(keeper.pid)
        finally:
            keeper.kill()
