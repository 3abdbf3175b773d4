"""What an export left in its folder: the files that are its own, and what each was made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = ".seedwire-export"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A document in the folder, with its coded forms beside it."""

    imprint: str
    """What it depended on (`publisher.catalogue`); empty where that is not known."""
    sizes: Mapping[str, int]
    """The size of each file in bytes, by what its name has behind that of the document: nothing, ``.gz``, ``.br``."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The file that says so, in the folder itself."""

    settings: str = ""
    """A digest of the settings and the program that the documents were made by."""
    files: Mapping[str, Kept] = field(default_factory=dict)
    """By name below the folder; none ever lies outside."""

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """That of a folder; None where there is none. Raises `ValueError` for one that is no manifest of ours."""
        try:
            plain = json.loads((folder / NAME).read_bytes())
        except FileNotFoundError:
            return None
        if not isinstance(plain, dict) or plain.get("seedwire_export") != _FORM:
            raise ValueError(f"{folder / NAME}: is no list of exported files, or of a newer Seedwire")
        files: dict[str, Any] = plain["files"]
        return cls(plain["settings"], {name: Kept(imprint, sizes) for name, (imprint, sizes) in files.items()})

    def document(self) -> bytes:
        """The bytes that `read` reads."""
        files = {name: [kept.imprint, kept.sizes] for name, kept in sorted(self.files.items())}
        plain = {"seedwire_export": _FORM, "settings": self.settings, "files": files}
        return json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode()
