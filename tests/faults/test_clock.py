"""A clock that leaps: what is due at an interval goes on, and what is told of ages is true (row 23)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, ClassVar, Self

import pytest

from ingest import run
from seedwire import watch
from tests.faults.trials import many, tried
from tests.seedwire.conftest import eventually, write_article
from tests.seedwire.test_watch import Scene, begin, seeds, unheard

__all__ = [
    "begin",
    "eventually",
    "seeds",
    "unheard",
    "write_article",
]  # pytest finds fixtures by the names of this module

pytestmark = pytest.mark.fault(23)

Eventually = Callable[..., Any]
Unheard = Callable[[], Callable[[], Scene]]

SCHEDULER = ("apscheduler.schedulers.base", "apscheduler.triggers.interval", "apscheduler.executors.base")


class Leapt(datetime):
    """The wall clock of a machine that was set anew."""

    by: ClassVar[timedelta]

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + cls.by


LEAPS = [timedelta(days=1), timedelta(hours=-1), timedelta(days=-1), timedelta(days=-10_000)]


@pytest.mark.parametrize("by", LEAPS[: many(2, len(LEAPS))], ids=str)
def test_scans_go_on_when_the_clock_leaps(
    unheard: Unheard, eventually: Eventually, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    change = unheard()
    monkeypatch.setattr(Leapt, "by", by, raising=False)
    for module in SCHEDULER:  # the ingester's, and the monotonic one knows of nothing
        monkeypatch.setattr(f"{module}.datetime", Leapt)
    for owner in (watch, run):
        monkeypatch.setattr(owner, "datetime", Leapt)
    scene, now = change(), datetime.now(UTC) + by

    def passed() -> bool:
        return abs(datetime.fromisoformat(scene.status()["last_pass"]["ended"]) - now) < timedelta(minutes=5)

    eventually(passed, "a pass by the new time")
    tried()
