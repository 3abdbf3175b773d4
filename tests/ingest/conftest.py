from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.parsers import Parsers
from ingest.rules import Rules
from store.engine import Database
from tests.ingest.desk import SITE, Clock, Desk


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run") / "seeds"


@pytest.fixture(scope="module")
def parsers(seeds: Path) -> Iterator[Parsers]:
    with Parsers(Rules(seeds=seeds), processes=1) as started:
        yield started


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pattern") / "seedwire.db"
    Database.create(f"sqlite:///{path}", site=SITE).close()
    return path


@pytest.fixture
def desk(seeds: Path, parsers: Parsers, pattern: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.rmtree(seeds, ignore_errors=True)
    seeds.mkdir()
    shutil.copy(pattern, tmp_path / "seedwire.db")
    database = Database.open_writer(f"sqlite:///{tmp_path}/seedwire.db")
    try:
        yield Desk(seeds, database, parsers, Clock(), Rules(seeds=seeds, settle_time=0))
    finally:
        database.close()
