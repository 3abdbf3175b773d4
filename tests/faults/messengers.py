"""The exporter and the herald, each as its process has it, for a hatchery."""

from __future__ import annotations

import contextlib
from pathlib import Path

from publisher import folder as folders
from publisher.site import Site
from seedwire.exporter import Exporter
from seedwire.herald import Herald
from store.engine import Database

EXPORT, TELL = f"{__name__}:export", f"{__name__}:tell"
"""What a hatchery is asked for."""
BASE = "https://feeds.example"


def export(url: str, folder: str) -> None:
    """Bring a folder up to date once; one thread writes all files, so that their calls have one order."""
    setattr(folders, "_THREADS", 1)  # noqa: B010 - a constant, for a type checker
    with contextlib.closing(Database.open_writer(url)) as database:
        Exporter(database, Site(base_url=BASE), Path(folder)).step()


def tell(url: str, hub: str) -> None:
    """Tell a hub of changed feeds until it is killed."""
    Herald(Database.open_writer(url), Site(base_url=BASE, hubs=(hub,))).run()
