"""By what the ingester is known to be alive: what it writes, and what others conclude from that."""

from __future__ import annotations

ROLE = "ingester"
"""Under which the ingester's heartbeat stands in the database."""

EXPORTER = "exporter"
"""The same of what keeps a folder of static files."""

HEARTBEAT = 10.0
"""Seconds between signs of life."""

SILENT = 3 * HEARTBEAT
"""Seconds without one from which the ingester counts as not running."""
