"""The software bill of materials: every package that is installed with Seedwire, as CycloneDX 1.6 JSON on stdout.

    python deploy/sbom.py > build/sbom.json

Run it with the interpreter that Seedwire is installed for: versions and hashes are those of ``requirements/run.txt``,
licences what the installed packages say themselves. The same lock and packages give the same bytes: nothing in it
tells when it was made. https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+?))?\s*(?:\\|$)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_LICENCE = "License :: OSI Approved :: "
_LONGEST_NAME = 80
"""Characters; a package that puts the whole text of its licence where the name belongs is told of without."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock file."""

    name: str
    """As PEP 503 writes it."""
    version: str
    marker: str | None
    """For which interpreters and systems, as PEP 508 says it; None for all."""
    hashes: tuple[str, ...]
    """SHA-256 of each file that the version was published as."""

    @property
    def address(self) -> str:
        """Its package URL (https://github.com/package-url/purl-spec)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(lock: str) -> Iterator[Pin]:
    """The packages of a requirements file with hashes; raises `ValueError` for one that is not pinned or has none."""
    for requirement in re.split(r"(?<!\\)\n", lock):
        if not requirement.strip() or requirement.lstrip().startswith("#"):
            continue
        pin, hashes = _PIN.match(requirement.lstrip()), _HASH.findall(requirement)
        if pin is None or not hashes:
            raise ValueError(f"not locked with hashes: {requirement.splitlines()[0]}")
        yield Pin(normal(pin["name"]), pin["version"], pin["marker"], tuple(sorted(hashes)))


def normal(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licences(name: str) -> list[dict[str, Any]]:
    """What an installed package says of its licence; nothing where it says nothing, or is not installed here."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if expression := said.get_all("License-Expression"):
        return [{"expression": expression[0]}]
    named = [c.removeprefix(_LICENCE) for c in said.get_all("Classifier") or () if c.startswith(_LICENCE)]
    if not named:
        named = [t for t in said.get_all("License") or () if 0 < len(t) <= _LONGEST_NAME and t.isprintable()]
    return [{"license": {"name": one}} for one in named]


def component(pin: Pin) -> dict[str, Any]:
    """One package as a component."""
    conditional = {"properties": [{"name": "python:marker", "value": pin.marker}]} if pin.marker else {}
    found = licences(pin.name)
    return {
        "type": "library",
        "bom-ref": pin.address,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.address,
        "hashes": [{"alg": "SHA-256", "content": one} for one in pin.hashes],
        **({"licenses": found} if found else {}),
        **conditional,
    }


def bill(project: dict[str, Any], locked: Sequence[Pin]) -> dict[str, Any]:
    """The whole document, of a project as ``pyproject.toml`` has it and the packages that it runs with."""
    own = Pin(project["name"], project["version"], None, ())
    direct = {
        normal(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]) for requirement in project["dependencies"]
    }
    identity = " ".join([own.address, *(f"{pin.address}#{','.join(pin.hashes)}" for pin in locked)])
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, identity)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own.address,
                "name": own.name,
                "version": own.version,
                "purl": own.address,
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [component(pin) for pin in locked],
        "dependencies": [
            {"ref": own.address, "dependsOn": [pin.address for pin in locked if pin.name in direct]},
        ],
    }


def main() -> None:
    """Write it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = sorted(pins((ROOT / "requirements" / "run.txt").read_text("utf-8")), key=lambda pin: pin.name)
    json.dump(bill(project, locked), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
