# What is used of APScheduler 3, which has no annotations.
from collections.abc import Callable
from datetime import tzinfo
from typing import Literal

class BackgroundScheduler:
    def __init__(self, *, timezone: tzinfo) -> None: ...
    def add_job(
        self,
        func: Callable[[], object],
        trigger: Literal["interval"],
        *,
        seconds: float,
        coalesce: bool,
        max_instances: int,
        misfire_grace_time: int | None,
    ) -> object: ...
    def start(self) -> None: ...
    def shutdown(self, wait: bool = ...) -> None: ...
