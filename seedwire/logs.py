"""The log: one event to a line on stderr, for people or for programs."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from seedwire.settings import LogFormat, Settings


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "event": record.getMessage(),
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


class _Console(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(sep=" ", timespec="seconds")
        line = f"{at} {record.levelname.lower():7} {record.name}: {record.getMessage()}"
        return line if not record.exc_info else f"{line}\n{self.formatException(record.exc_info)}"


def configure_logging(settings: Settings) -> None:
    """Send the log of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if settings.log_format is LogFormat.JSON else _Console())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.value.upper())
    for chatty in ("apscheduler", "alembic", "watchdog"):  # they tell each step they take, every minute
        logging.getLogger(chatty).setLevel(logging.WARNING)
