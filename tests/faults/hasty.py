"""Seedwire that waits for nothing before it tries again, so that many trials take no hour."""

from __future__ import annotations

from seedwire import daemon, processes
from seedwire.cli import main
from seedwire.heartbeat import Heart
from seedwire.settings import Settings

_ingest = daemon.ingest


def ingest(settings: Settings, heart: Heart) -> None:
    """The same, hasty too."""
    from seedwire import watch  # noqa: PLC0415 - the other children do without

    setattr(watch, "_RETRY", (0.05,))  # noqa: B010 - a constant, for a type checker
    _ingest(settings, heart)


setattr(processes, "_BACKOFF", (0.05,))  # noqa: B010 - likewise
setattr(daemon, "ingest", ingest)  # noqa: B010 - a function of the module's own, for a type checker

if __name__ == "__main__":  # its children import this module too, under another name
    main(prog_name="seedwire")
