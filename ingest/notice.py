"""What is found of a file that becomes no entry, as a line of the log."""

from __future__ import annotations

import logging

from store.file import FileState, printable
from store.ledger import Finding, Line

_log = logging.getLogger("seedwire.ingest")


def is_news(line: Line | None, finding: Finding) -> bool:
    """Whether a finding says anything that the ledger does not say already."""
    if line is None or line.state is not finding.state or finding.state is FileState.FAILING:
        return True
    return (line.signature, line.sha256, line.reason) != (finding.signature, finding.sha256, finding.reason)


def tell(path: bytes, finding: Finding) -> None:
    """Log what is wrong and what to do; what merely waits is no warning."""
    level = logging.DEBUG if finding.state is FileState.WAITING else logging.WARNING
    _log.log(level, "%s: %s; %s", printable(path), finding.reason, finding.advice)
