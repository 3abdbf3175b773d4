"""What parser processes are forked from: all that they need, loaded once and shared by them.

Imported by the fork server of `ingest.parsers`, and by nobody else. The language model alone takes 80 MB and half a
second; forked from here, two parsers cost 50 MB each, where they cost 100.
"""

from __future__ import annotations

import gc

from ingest import language, reading

__all__ = ["language", "reading"]

language.load()
# What is loaded stays, and a collector that looked through it would make every page of it private.
gc.collect()
gc.freeze()
