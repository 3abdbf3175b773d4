"""The systemd unit as systemd itself reads it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from seedwire.heartbeat import STILL
from seedwire.processes import PATIENCE

UNIT = Path(__file__).resolve().parents[2] / "deploy" / "seedwire.service"

MOST_EXPOSED = 2.0
"""Of 10, as ``systemd-analyze security`` counts; a service that says nothing has 9.6."""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that is there."""
    if shutil.which("systemd-analyze") is None:
        missing = "systemd-analyze is not installed (Debian: the package systemd)"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    made = tmp_path / "seedwire.service"
    made.write_text(UNIT.read_text("utf-8").replace("/opt/seedwire/bin/seedwire", sys.executable), "utf-8")
    return made


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


def test_systemd_understands_every_line(unit: Path) -> None:
    done = analyze("verify", "--man=no", unit)
    assert (done.returncode, done.stderr) == (0, "")


def test_little_of_the_system_is_open_to_it(unit: Path) -> None:
    done = analyze("security", "--offline=yes", unit)
    (exposure,) = re.findall(r"Overall exposure level for seedwire.service: ([\d.]+)", done.stdout)
    assert float(exposure) <= MOST_EXPOSED


def test_systemd_is_more_patient_than_the_supervisor() -> None:
    """It ends nothing that ends by itself, and takes nothing for dead that is being replaced."""
    said = dict(line.split("=", 1) for line in UNIT.read_text("utf-8").splitlines() if re.match(r"[A-Za-z]+=", line))
    assert said["Type"] == "notify"
    assert int(said["TimeoutStopSec"]) > PATIENCE
    assert int(said["WatchdogSec"]) > 2 * (STILL + PATIENCE)
