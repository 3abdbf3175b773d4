"""Which Seedwire this is."""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The version that is installed; 0 where a checkout runs without having been installed."""
    with suppress(PackageNotFoundError):
        return version("seedwire")
    return "0"
