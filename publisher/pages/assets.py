"""The files that pages are shown with: read once at import, from a checkout or from a wheel alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final

_CONTENT_TYPES: Final = MappingProxyType(
    {
        "seedwire.css": "text/css; charset=utf-8",
        "operator.css": "text/css; charset=utf-8",
        "icon.svg": "image/svg+xml",
        "icon.png": "image/png",
    }
)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is answered."""

    body: bytes
    content_type: str
    etag: str
    """A strong entity tag with its quotes (RFC 9110, section 8.8.3), made of the body alone."""

    @property
    def version(self) -> str:
        """What stands in the file's URL, so that a cache may keep it for ever and a new release is seen at once."""
        return self.etag.strip('"')


def _read(name: str, content_type: str) -> StaticFile:
    body = files("publisher.pages").joinpath("static", name).read_bytes()
    return StaticFile(body, content_type, f'"{hashlib.sha256(body).hexdigest()[:16]}"')


_FILES: Final = MappingProxyType({name: _read(name, content_type) for name, content_type in _CONTENT_TYPES.items()})


def static_files() -> Mapping[str, StaticFile]:
    """All of them, by name."""
    return _FILES


def static_file(name: str) -> StaticFile | None:
    """The file that is answered at ``/static/NAME``; None for every name that is not one of ours."""
    return _FILES.get(name)


def asset_path(name: str) -> str:
    """The path of one of our files with its version; raises KeyError for a name that is not one of ours."""
    return f"/static/{name}?v={_FILES[name].version}"
