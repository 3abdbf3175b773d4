"""Seedwire with a supervisor that starts a child which died again at once, so that many trials take no hour."""

from __future__ import annotations

from seedwire import processes
from seedwire.cli import main

setattr(processes, "_BACKOFF", (0.05,))  # noqa: B010 - a constant, for a type checker

if __name__ == "__main__":  # its children import this module too, under another name
    main(prog_name="seedwire")
