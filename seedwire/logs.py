"""The log: one event to a line on stderr, for people or for programs.

Messages quote what others wrote: names of files, words of a hub. Whatever they hold, a line stays one line and a
terminal takes no orders from it, so everything that does not print comes as an escape.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Final

from seedwire.settings import LogFormat, Settings
from store.file import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger("seedwire")

SERVERS: Final[Mapping[str, object]] = MappingProxyType(
    {"formatters": {}, "handlers": {}, "loggers": {"_granian": {"handlers": [], "propagate": True}}}
)
"""How granian's own lines come into the log, in place of its format on stdout: `logging.config`, as it takes it."""


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "event": escaped(record.getMessage()),
        }
        if record.exc_info:
            trace = self.formatException(record.exc_info).splitlines()
            event["exception"] = "\n".join(map(escaped, trace))
        return json.dumps(event, ensure_ascii=False)


class _Console(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(sep=" ", timespec="seconds")
        line = f"{at} {record.levelname.lower():7} {record.name}: {escaped(record.getMessage())}"
        if not record.exc_info:
            return line
        trace = self.formatException(record.exc_info).splitlines()
        return " | ".join([line, *(escaped(step.strip()) for step in trace)])


def formatter(kind: LogFormat) -> logging.Formatter:
    """What makes a line of an event, with the steps of an exception behind it."""
    return _Json() if kind is LogFormat.JSON else _Console()


def configure_logging(settings: Settings) -> None:
    """Send the log of this process to stderr, and what Python would say there by itself into the log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(settings.log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.value.upper())
    for chatty in ("apscheduler", "alembic", "watchdog"):  # they tell each step they take, every minute
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("a fault of the program", exc_info=(kind, error, trace))


def _uncaught_in_thread(fault: threading.ExceptHookArgs) -> None:
    if fault.exc_value is not None and not isinstance(fault.exc_value, SystemExit):  # which ends a thread in order
        name = fault.thread.name if fault.thread else "that is gone"
        trace = (fault.exc_type, fault.exc_value, fault.exc_traceback)
        _log.critical("a fault of the program, in the thread %s", name, exc_info=trace)


def _unraisable(fault: sys.UnraisableHookArgs) -> None:
    """What a destructor or a callback raised, where there is nobody to catch it."""
    words = fault.err_msg or "exception ignored"
    if fault.exc_value is None:
        _log.error("%s: %s", words, fault.exc_type.__name__)
    else:
        _log.error("%s", words, exc_info=(fault.exc_type, fault.exc_value, fault.exc_traceback))
