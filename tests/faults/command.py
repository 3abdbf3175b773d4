"""Commands of Seedwire's, and its ingester, in processes that have loaded all of it already."""

from __future__ import annotations

import os

from seedwire.cli import main
from seedwire.daemon import ingest
from seedwire.heartbeat import Heart
from seedwire.settings import Settings

RUN, WATCH = f"{__name__}:run", f"{__name__}:watch"
"""What a hatchery is asked for."""


def run(home: str, *arguments: str) -> None:
    """Do in this directory what the command line says, and exit as it does."""
    os.chdir(home)
    main(args=arguments, prog_name="seedwire")


def watch(seeds: str, url: str) -> None:
    """Be the ingester of a daemon."""
    ingest(Settings.model_validate({"seeds": seeds, "database_url": url, "settle_time": 0}), Heart())
