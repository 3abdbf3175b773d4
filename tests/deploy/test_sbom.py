"""The bill of materials names what is locked, neither more nor less, and is the same each time."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SCRIPT = CHECKOUT / "deploy" / "sbom.py"
LOCK = (CHECKOUT / "requirements" / "run.txt").read_text("utf-8")


def normal(name: str) -> str:
    """As PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def made() -> str:
    return subprocess.run([sys.executable, SCRIPT], check=True, capture_output=True, text=True, encoding="utf-8").stdout


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made())
    return found


@pytest.fixture(scope="module")
def sbom() -> dict[str, Any]:
    """The names of the script."""
    return runpy.run_path(str(SCRIPT))


def test_it_names_each_locked_package_with_all_its_hashes(bill: dict[str, Any]) -> None:
    locked = re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", LOCK, re.MULTILINE)
    assert [(component["name"], component["version"]) for component in bill["components"]] == locked
    assert sum(len(component["hashes"]) for component in bill["components"]) == LOCK.count("--hash=sha256:")
    assert all(component["purl"] == component["bom-ref"] for component in bill["components"])


def test_it_is_the_same_each_time() -> None:
    assert made() == made()


def test_the_versions_are_those_that_are_installed(bill: dict[str, Any]) -> None:
    """One that is not, or not in that version, has a marker that says for whom it is."""
    installed = {normal(package.name): package.version for package in metadata.distributions()}
    for component in bill["components"]:
        assert installed.get(component["name"]) == component["version"] or component["properties"], component["name"]


def test_almost_every_package_says_its_licence(bill: dict[str, Any]) -> None:
    silent = [component["name"] for component in bill["components"] if "licenses" not in component]
    assert len(silent) <= 3, silent


def test_what_seedwire_itself_asks_for_is_told_from_what_that_brings(bill: dict[str, Any]) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    own = bill["metadata"]["component"]
    assert (own["name"], own["version"]) == ("seedwire", project["version"])
    (edges,) = bill["dependencies"]
    assert edges["ref"] == own["bom-ref"]
    asked = {normal(re.split(r"[^A-Za-z0-9._-]", one)[0]) for one in project["dependencies"]}
    assert {normal(purl.split("/")[1].split("@")[0]) for purl in edges["dependsOn"]} == asked
    assert len(edges["dependsOn"]) < len(bill["components"])
    assert set(edges["dependsOn"]) <= {component["bom-ref"] for component in bill["components"]}


@pytest.mark.parametrize(
    "lock",
    [
        "flask==3.1.2\n",
        f"flask>=3.1 \\\n    --hash=sha256:{'a' * 64}\n",
        "-e .\n",
    ],
)
def test_a_package_that_is_not_locked_with_hashes_is_refused(sbom: dict[str, Any], lock: str) -> None:
    with pytest.raises(ValueError, match="not locked"):
        list(sbom["pins"](lock))


def test_a_marker_is_kept_and_a_comment_is_none(sbom: dict[str, Any]) -> None:
    lock = f"# lock\nColour_ama==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'b' * 64}\n"
    (pin,) = sbom["pins"](lock)
    assert (pin.name, pin.version, pin.marker) == ("colour-ama", "1.0", "sys_platform == 'win32'")
