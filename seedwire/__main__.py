"""``python -m seedwire``."""

from __future__ import annotations

from seedwire.cli import main

main(prog_name="seedwire")
